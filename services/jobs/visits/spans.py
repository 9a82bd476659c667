"""When a visit is: the booked time, and what the client is told of it. Pure but for the rows it reads from and writes to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.jobs.visits.schemas import Timing, VisitPatch
from services.jobs.visits.tables import Visit
from services.kit.problems import Field, Invalid
from workflows.calendar import Calendar, at, local_date

LONGEST = timedelta(days=14)
WIDEST_WINDOW = timedelta(hours=24)
FURTHEST = timedelta(days=5 * 366)
_AUTUMN_HOUR = timedelta(hours=1)


class Span(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    timing: Timing
    window_ends_at: datetime | None


def of(visit: Visit) -> Span | None:
    """None while the visit is unscheduled."""
    if visit.starts_at is None or visit.ends_at is None:
        return None
    return Span(visit.starts_at, visit.ends_at, _kept(visit), visit.window_ends_at)


def put(visit: Visit, span: Span | None) -> None:
    if span is None:
        visit.starts_at = visit.ends_at = visit.window_ends_at = None
    else:
        visit.starts_at, visit.ends_at, visit.timing, visit.window_ends_at = span


def checked(
    now: datetime,
    zone: str,
    timing: Timing | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    window_ends_at: datetime | None,
) -> Span | None:
    """The span as it is kept; None without times. `timing` None: what the other values mean. Raises a 422 problem."""
    if starts_at is None and ends_at is None and window_ends_at is None:
        return None
    if starts_at is None or ends_at is None:
        raise Invalid([Field("/starts_at" if starts_at is None else "/ends_at", "required")])
    found: Timing = timing or ("window" if window_ends_at else "fixed")
    if ends_at <= starts_at:
        raise Invalid([Field("/ends_at", "ends-before-start")])
    if found == "all_day":
        starts_at, ends_at = whole_days(zone, starts_at, ends_at)
    if ends_at - starts_at > LONGEST + (_AUTUMN_HOUR if found == "all_day" else timedelta()):
        raise Invalid([Field("/ends_at", "visit-too-long")])
    if ends_at > now + FURTHEST:
        raise Invalid([Field("/ends_at", "too-far-ahead")])
    if found == "window":
        if window_ends_at is None:
            raise Invalid([Field("/window_ends_at", "required")])
        if not starts_at < window_ends_at <= starts_at + WIDEST_WINDOW:
            raise Invalid([Field("/window_ends_at", "window-range")])
    elif window_ends_at is not None:
        raise Invalid([Field("/window_ends_at", "window-without-timing")])
    return Span(starts_at, ends_at, found, window_ends_at)


def moved(now: datetime, zone: str, visit: Visit, patch: VisitPatch) -> Span | None:
    """The visit's span with the changes of a patch. An arrival window moves along unless it is given. Raises a 422 problem."""
    starts_at, ends_at = patch.starts_at or visit.starts_at, patch.ends_at or visit.ends_at
    timing: Timing = patch.timing or ("window" if patch.window_ends_at else _kept(visit))
    window = patch.window_ends_at
    if timing == "window" and window is None and visit.window_ends_at and visit.starts_at and starts_at:
        window = visit.window_ends_at + (starts_at - visit.starts_at)
    return checked(now, zone, timing, starts_at, ends_at, window)


def whole_days(zone: str, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """The local days that a stretch of time touches, from midnight to midnight."""
    calendar = Calendar(zone=zone)
    last = ends_at.astimezone(ZoneInfo(zone))
    first_free = last.date() if last.time() == time(0) else last.date() + timedelta(days=1)
    return at(calendar, local_date(calendar, starts_at), time(0)), at(calendar, first_free, time(0))


def _kept(visit: Visit) -> Timing:
    timing: Timing = "window" if visit.timing == "window" else "all_day" if visit.timing == "all_day" else "fixed"
    return timing
