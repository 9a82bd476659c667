"""Worked time on local days: every second on one day, every minute in one sum, whatever the zone and its clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.jobs.hours import weeks
from services.jobs.hours.weeks import Week
from services.kit.days import local_day, midnight
from workflows.money import Money

ZONES = (
    "America/Toronto", "America/St_Johns", "America/Vancouver", "America/Havana", "America/Santiago", "America/Asuncion",
    "Asia/Beirut", "Asia/Kolkata", "Australia/Lord_Howe", "Atlantic/Azores", "Pacific/Apia", "UTC",
)  # fmt: skip
zones = st.sampled_from(ZONES)
FIRST, LAST = datetime(2012, 1, 2, tzinfo=UTC), datetime(2030, 12, 30, tzinfo=UTC)
instants = st.integers(0, weeks.seconds_between(FIRST, LAST)).map(lambda n: FIRST + timedelta(seconds=n))
spans = st.tuples(instants, st.integers(0, 3 * 86_400)).map(lambda s: (s[0], s[0] + timedelta(seconds=s[1])))
days = st.dates(date(2012, 1, 2), date(2030, 12, 30))
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
TORONTO = "America/Toronto"


def at(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    local = datetime(day.year, day.month, day.day, hour, minute, fold=fold, tzinfo=ZoneInfo(TORONTO))
    return local.astimezone(UTC)


@given(spans, zones)
@example((at(SPRING, 0) - timedelta(hours=1), at(SPRING, 4)), TORONTO)
@example((at(AUTUMN, 0) - timedelta(hours=1), at(AUTUMN, 4)), TORONTO)
def test_the_pieces_are_the_stretch(span: tuple[datetime, datetime], zone: str) -> None:
    pieces = weeks.split(*span, zone)
    assert sum(piece.seconds for piece in pieces) == weeks.seconds_between(*span)
    edges = [span[0], *(piece.end for piece in pieces)]
    assert edges[:-1] == [piece.begin for piece in pieces]
    assert edges[-1] == span[1] or not pieces
    for piece in pieces:
        assert piece.seconds > 0
        assert local_day(piece.begin, zone) == piece.day
        assert local_day(piece.end - timedelta(seconds=1), zone) == piece.day


@given(days, zones)
def test_days_follow_each_other_without_a_gap(day: date, zone: str) -> None:
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    assert local_day(begin, zone) >= day
    assert local_day(begin - timedelta(seconds=1), zone) < day
    assert weeks.day_seconds(day, zone) == weeks.seconds_between(begin, end)
    assert 22 * 3600 <= weeks.day_seconds(day, zone) <= 26 * 3600


@given(st.lists(spans, max_size=8), zones)
def test_a_total_is_the_same_by_entry_by_day_and_by_week(entries: list[tuple[datetime, datetime]], zone: str) -> None:
    pieces = [piece for span in entries for piece in weeks.split(*span, zone)]
    by_day: dict[date, int] = {}
    by_week: dict[Week, int] = {}
    for piece in pieces:
        by_day[piece.day] = by_day.get(piece.day, 0) + piece.seconds
        week = weeks.week_of(piece.day, "sunday")
        by_week[week] = by_week.get(week, 0) + piece.seconds
    total = sum(weeks.seconds_between(*span) for span in entries)
    assert sum(by_day.values()) == sum(by_week.values()) == total


@given(st.lists(st.integers(0, 30 * 3600), max_size=60))
def test_minutes_add_up_to_the_rounded_sum(stretches: list[int]) -> None:
    shown = weeks.minutes(stretches)
    assert sum(shown) == weeks.rounded(sum(stretches))
    for seconds, minutes in zip(stretches, shown, strict=True):
        assert minutes >= 0
        assert abs(minutes * 60 - seconds) < 60
        if seconds % 60 == 0:
            assert minutes == seconds // 60


@given(st.lists(st.integers(0, 30 * 3600), max_size=30), st.integers(0, 10_000_00))
def test_cost_is_rounded_once_for_each_entry(stretches: list[int], cents: int) -> None:
    costs = [weeks.cost(Money(amount=cents), each).amount for each in stretches]
    exact = cents * sum(stretches) / 3600
    assert abs(sum(costs) - exact) <= len(costs) / 2 + 1e-6 * exact


@given(instants, st.integers(0, 999_999))
def test_a_clock_keeps_whole_seconds(instant: datetime, micros: int) -> None:
    assert weeks.whole(instant.replace(microsecond=micros)) == instant


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 24), 24)])
def test_the_days_of_a_clock_change(day: date, hours: int) -> None:
    assert weeks.day_seconds(day, TORONTO) == hours * 3600
    whole_day = weeks.split(midnight(day, TORONTO), midnight(day + timedelta(days=1), TORONTO), TORONTO)
    assert [(piece.day, piece.seconds) for piece in whole_day] == [(day, hours * 3600)]


def test_a_night_over_each_clock_change() -> None:
    """Snow at night: from ten in the evening to six is seven hours in spring and nine in autumn."""
    spring = weeks.split(at(SPRING - timedelta(days=1), 22), at(SPRING, 6), TORONTO)
    autumn = weeks.split(at(AUTUMN - timedelta(days=1), 22), at(AUTUMN, 6), TORONTO)
    assert [piece.seconds // 3600 for piece in spring] == [2, 5]
    assert [piece.seconds // 3600 for piece in autumn] == [2, 7]
    again = weeks.split(at(AUTUMN, 1, 30), at(AUTUMN, 1, 30, fold=1), TORONTO)
    assert [piece.seconds for piece in again] == [3600]


@given(days)
def test_weeks_by_name(day: date) -> None:
    for starts_on, weekday in (("monday", 0), ("sunday", 6)):
        week = weeks.week_of(day, starts_on)
        assert week.first.weekday() == weekday
        assert day in week.days
        assert weeks.named(week.name, starts_on) == week
        assert week in weeks.weeks_between(day, day, starts_on)


def test_a_week_by_name_begins_where_the_company_says() -> None:
    assert weeks.named("2026-W48").first == date(2026, 11, 23)
    assert weeks.named("2026-W48", "sunday").first == date(2026, 11, 22)
    assert weeks.named("2026-W53").name == "2026-W53"
    for wrong in ("2026-W00", "2025-W53", "2026-48", "2026-W480", "W48", ""):
        with pytest.raises(ValueError, match="week"):
            weeks.named(wrong)


@given(zones, days, st.sampled_from(["monday", "sunday"]))
def test_a_week_is_seven_days_and_their_clock_changes(zone: str, day: date, starts_on: str) -> None:
    week = weeks.week_of(day, starts_on)
    length = weeks.seconds_between(week.begin(zone), week.end(zone))
    assert length == sum(weeks.day_seconds(each, zone) for each in week.days)


def test_overtime_is_what_lies_over_forty_hours() -> None:
    assert [weeks.overtime(minutes) for minutes in (0, 2399, 2400, 2401, 3000)] == [0, 0, 0, 1, 600]


def test_holidays_are_named_in_both_languages() -> None:
    week = weeks.named("2026-W26")
    assert weeks.holiday_names(week.days, "QC", "fr") == {date(2026, 6, 24): "Fête nationale du Québec"}
    assert "Jean Baptiste" in weeks.holiday_names(week.days, "QC", "en")[date(2026, 6, 24)].replace("-", " ")
    assert weeks.holiday_names(week.days, "Vermont", "fr") == weeks.holiday_names(week.days, "QC", "fr")
