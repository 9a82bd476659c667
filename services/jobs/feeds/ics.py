"""A resource's visits as an iCalendar file (RFC 5545). Pure: the same visits give the same bytes, so an ETag means something.

What stands in it is what somebody needs to get there: when, which job, what kind of work, where. No client's name, no phone, no
instructions: the link may end up in any calendar program, and what is private is behind the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from services.kit.texts import local_time, t


class Entry(NamedTuple):
    """One visit. `sequence` grows with every change of it, so that a calendar program takes the newer one."""

    visit_id: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    timing: str
    window_ends_at: datetime | None
    cancelled: bool
    number: str
    title: str
    service: str
    place: str


def calendar(name: str, entries: Iterable[Entry], zone: str, language: str) -> bytes:
    """Times are in UTC; a whole day is a date, of the company's zone."""
    file = Calendar()
    file.add("prodid", "-//Dossier//Visits//FR")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", name)
    file.add("x-wr-timezone", zone)
    for entry in entries:
        file.add_component(_event(entry, zone, language))
    return bytes(file.to_ical())


def _event(entry: Entry, zone: str, language: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.visit_id}@dossier")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    local = ZoneInfo(zone)
    if entry.timing == "all_day":
        event.add("dtstart", entry.starts_at.astimezone(local).date())
        event.add("dtend", entry.ends_at.astimezone(local).date())
    else:
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.ends_at)
    event.add("summary", f"{entry.number} · {entry.title}")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    lines = [entry.service] if entry.service else []
    if entry.window_ends_at is not None:
        arrives = (entry.starts_at.astimezone(local), entry.window_ends_at.astimezone(local))
        first, last = (local_time(language, each.time()) for each in arrives)
        lines.append(t(language, "feed-window", first=first, last=last))
    if lines:
        event.add("description", "\n".join(lines))
    return event
