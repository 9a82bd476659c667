"""The calendar file of a visit says what the client was told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from workers.mail.calendar_file import invitation
from workflows.state import Visit

NOON = datetime(2027, 3, 13, 17, tzinfo=UTC)


def read(visit: Visit) -> Any:
    file = Calendar.from_ical(invitation(visit, "Visite", "12, rue A", "bureau@courriel.example", "America/Toronto"))
    [found] = file.walk("VEVENT")
    return found


def event(**changes: Any) -> Any:
    return read(Visit(id="vis_1", starts_at=NOON, ends_at=NOON.replace(hour=19), scheduled_at=NOON, **changes))


def test_a_fixed_time_is_the_booked_time() -> None:
    assert (event()["DTSTART"].dt, event()["DTEND"].dt) == (NOON, NOON.replace(hour=19))


def test_an_arrival_window_is_the_window() -> None:
    found = event(timing="window", window_ends_at=NOON.replace(hour=21))
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (NOON, NOON.replace(hour=21))


def test_whole_days_are_dates_of_the_company_also_across_dst() -> None:
    """From the 13th to the end of the 14th, the day that has 23 hours."""
    whole: dict[str, Any] = {
        "starts_at": datetime(2027, 3, 13, 5, tzinfo=UTC),
        "ends_at": datetime(2027, 3, 15, 4, tzinfo=UTC),
    }
    found = read(Visit(id="vis_1", scheduled_at=NOON, timing="all_day", **whole))
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2027, 3, 13), date(2027, 3, 15))


def test_a_moved_visit_is_the_same_event_again() -> None:
    assert (event(occurrence=3)["UID"], event(occurrence=3)["SEQUENCE"]) == ("vis_1@dossier", 2)
