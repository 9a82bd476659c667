"""The calendar file that goes with a visit (RFC 5545)."""

from __future__ import annotations

from icalendar import Calendar, Event, vCalAddress

from workflows.state import Visit


def invitation(visit: Visit, title: str, place: str, organizer: str) -> bytes:
    """One event. A moved visit keeps its UID under a higher SEQUENCE, so that calendars move it instead of adding another."""
    event = Event()
    event.add("uid", f"{visit.id}@dossier")
    event.add("sequence", visit.occurrence - 1)
    event.add("dtstamp", visit.scheduled_at)
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
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
