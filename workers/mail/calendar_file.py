"""The calendar file that goes with a visit (RFC 5545)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from workflows.state import Visit


def invitation(visit: Visit, title: str, place: str, organizer: str, zone: str) -> bytes:
    """One event, as the client was told it: the hour, the span in which somebody arrives, or whole days of `zone`.

    A moved visit keeps its UID under a higher SEQUENCE, so that calendars move it instead of adding another.
    """
    event = Event()
    event.add("uid", f"{visit.id}@dossier")
    event.add("sequence", visit.occurrence - 1)
    event.add("dtstamp", visit.scheduled_at)
    starts_at, ends_at = visit.span
    if visit.timing == "all_day":
        local = ZoneInfo(zone)
        event.add("dtstart", starts_at.astimezone(local).date())
        event.add("dtend", ends_at.astimezone(local).date())
    else:
        event.add("dtstart", starts_at)
        event.add("dtend", visit.window_ends_at or ends_at)
    event.add("summary", title)
    if place:
        event.add("location", place)
    if organizer:
        event.add("organizer", vCalAddress(f"mailto:{organizer}"))
    file = Calendar()
    file.add("prodid", "-//Dossier//Visits//FR")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(event)
    return bytes(file.to_ical())
