"""Weeks, days and minutes: how worked time falls on local days. Pure: no I/O, instants are aware, sums are whole seconds.

A day of a company begins at its local midnight and ends at the next one; on the days of a clock change that is 23 or 25 hours
later, never 24 by assumption. An entry over midnight is cut there, so every second of it falls on exactly one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import holidays

from services.kit.days import local_day, midnight
from services.kit.texts import Language
from workflows.money import Money, share

OVERTIME_AFTER: Final = 40 * 60
"""Minutes of a week behind which overtime begins (Quebec's normal week); only shown, nothing is paid by it."""
LONG: Final = timedelta(hours=12)
"""A clock that ran so long is asked about."""
MOST: Final = timedelta(days=31)
"""No entry is longer: a clock that was forgotten for more is recorded as several, so that a week is found by when they began."""

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_HOUR: Final = Decimal(3600)


class Piece(NamedTuple):
    """The part of an entry that lies on one local day; `begin` and `end` are instants, `end` is exclusive."""

    day: date
    begin: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        return int((self.end - self.begin).total_seconds())


def seconds_between(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds())


def whole(instant: datetime) -> datetime:
    """The second that `instant` lies in: clocks begin and end on whole seconds, so that stretches add up to their sum."""
    return instant.replace(microsecond=0)


def cost(rate: Money, seconds: int) -> Money:
    """What `seconds` at an hourly rate cost: rounded once for the entry, half up. A job's cost is the sum of such amounts."""
    return share(rate, Decimal(seconds) / _HOUR)


def day_seconds(day: date, zone: str) -> int:
    """How long a local day is: 86,400 seconds, an hour less or more on a day of a clock change."""
    return seconds_between(midnight(day, zone), midnight(day + timedelta(days=1), zone))


def split(begin: datetime, end: datetime, zone: str) -> list[Piece]:
    """The stretch from `begin` to `end` cut at local midnights. Together the pieces are the stretch; an empty one has none."""
    pieces = []
    day = local_day(begin, zone)
    at = begin
    while at < end:
        after = midnight(day + timedelta(days=1), zone)
        if after > at:
            pieces.append(Piece(day, at, min(after, end)))
            at = min(after, end)
        day += timedelta(days=1)
    return pieces


def minutes(seconds: Sequence[int]) -> list[int]:
    """Whole minutes for stretches in order, so that they add up: together they are the rounded sum of the seconds.

    Each is what the running total, rounded half up, grew by. A stretch is never off by a minute, a stretch of whole minutes by
    nothing, and no sum of a column ever differs from the figure below it.
    """
    found, total, shown = [], 0, 0
    for each in seconds:
        total += each
        grown = rounded(total)
        found.append(grown - shown)
        shown = grown
    return found


def rounded(seconds: int) -> int:
    """Minutes, half up."""
    return (seconds + 30) // 60


def overtime(worked: int) -> int:
    """Minutes over the normal week."""
    return max(worked - OVERTIME_AFTER, 0)


# ── weeks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Week(NamedTuple):
    """Seven local days. `first` is a Monday, or the Sunday before it where the company's weeks begin on Sunday."""

    first: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(7)]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def name(self) -> str:
        """`2026-W48`: the ISO week of its Monday, which both kinds of week have."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        year, week, _ = monday.isocalendar()
        return f"{year:04d}-W{week:02d}"

    def begin(self, zone: str) -> datetime:
        return midnight(self.first, zone)

    def end(self, zone: str) -> datetime:
        """The first instant after the week."""
        return midnight(self.first + timedelta(days=7), zone)


def week_of(day: date, starts_on: str = "monday") -> Week:
    """The week that `day` lies in."""
    back = day.weekday() if starts_on == "monday" else (day.weekday() + 1) % 7
    return Week(day - timedelta(days=back))


def named(name: str, starts_on: str = "monday") -> Week:
    """The week called `2026-W48`. Raises ValueError if there is none of that name."""
    found = _WEEK.fullmatch(name)
    if not found:
        raise ValueError(f"no week {name!r}")
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return Week(monday if starts_on == "monday" else monday - timedelta(days=1))


def weeks_between(first: date, last: date, starts_on: str = "monday") -> list[Week]:
    """Every week that has a day from `first` to `last`, both included."""
    found = []
    week = week_of(first, starts_on)
    while week.first <= last:
        found.append(week)
        week = Week(week.first + timedelta(days=7))
    return found


def holiday_names(days: Iterable[date], region: str, language: Language) -> dict[date, str]:
    """Public holidays of a Canadian province among `days`. Another region counts as Quebec."""
    wanted = list(days)
    subdivision = region if region in holidays.list_supported_countries()["CA"] else "QC"
    years = {day.year for day in wanted}
    known = holidays.country_holidays(
        "CA", subdiv=subdivision, years=years, language="fr" if language == "fr" else "en_CA"
    )
    return {day: str(known[day]) for day in wanted if day in known}
