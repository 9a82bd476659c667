"""Local time for people: business hours and holidays to instants and back. Pure; instants are aware UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict


class Calendar(BaseModel):
    """A company's zone, opening hours (local) and holidays. `region` is an ISO 3166-2:CA subdivision."""

    model_config = ConfigDict(frozen=True)

    zone: str = "America/Toronto"
    opens: time = time(8)
    closes: time = time(17)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Monday is 0."""
    region: str = "QC"
    mail_at: time = time(9)
    """When automatic follow-ups and reminders leave."""
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    """Between these (local) nothing automatic reaches a client, unless they just did something themselves."""


@lru_cache(maxsize=64)
def _holidays(region: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CA", subdiv=region, years=year))


def local_date(calendar: Calendar, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(calendar.zone)).date()


def at(calendar: Calendar, day: date, clock: time) -> datetime:
    """The instant of a local wall-clock time. A time that a DST change skips or repeats resolves to its first reading."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


def is_business_day(calendar: Calendar, day: date) -> bool:
    return day.weekday() in calendar.weekdays and day not in _holidays(calendar.region, day.year)


def business_day(calendar: Calendar, day: date) -> date:
    """`day`, or the next business day after it."""
    while not is_business_day(calendar, day):
        day += timedelta(days=1)
    return day


def mail_time(calendar: Calendar, day: date) -> datetime:
    """When an automatic mail meant for `day` leaves: `mail_at` on that day, or on the next business day."""
    return at(calendar, business_day(calendar, day), calendar.mail_at)


def not_in_quiet_hours(calendar: Calendar, instant: datetime, latest: datetime | None = None) -> datetime:
    """`instant`, or when the quiet hours around it end; where that is not before `latest`, when they began."""
    local = instant.astimezone(ZoneInfo(calendar.zone))
    if calendar.quiet_until <= local.time() <= calendar.quiet_from:
        return instant
    morning = local.date() if local.time() < calendar.quiet_until else local.date() + timedelta(days=1)
    ends = at(calendar, morning, calendar.quiet_until)
    return ends if latest is None or ends < latest else at(calendar, morning - timedelta(days=1), calendar.quiet_from)


def end_of_day(calendar: Calendar, day: date) -> datetime:
    """The first instant after `day`."""
    return at(calendar, day + timedelta(days=1), time(0))


def add_business_hours(calendar: Calendar, start: datetime, hours: int) -> datetime:
    """`hours` of opening time after `start`: a request on Friday at 16:00 plus two is Monday at 9:00."""
    left = timedelta(hours=hours)
    day = local_date(calendar, start)
    while True:
        day = business_day(calendar, day)
        opens, closes = at(calendar, day, calendar.opens), at(calendar, day, calendar.closes)
        begin = max(start, opens)
        if begin + left <= closes:
            return begin + left
        left -= max(closes - begin, timedelta())
        day += timedelta(days=1)
