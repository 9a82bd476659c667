"""When a series takes place. Pure: a rule in local wall time in, dates out; every question is answered the same way twice.

A rule is an RRULE (RFC 5545) of days; the time of day is the series' own, on the wall of the company. So nine o'clock stays nine
o'clock across a DST change. A time that the spring change leaves out (02:30 on that day) takes place an hour later, at 03:30, when
those who meant it would come; a time that the autumn change repeats takes place once, at its first reading. What lasts two
hours on the clock of that day lasts two hours of work: the length is never stretched by a change.

Each date keeps its `key`, the day that the rule itself gives, whatever a holiday or an exception makes of it. That makes
generating in pieces the same as generating at once, and an exception findable for good.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

HolidayRule = Literal["skip", "next_business_day", "keep"]
Reason = Literal["holiday", "moved-holiday", "skipped", "moved", "taken-place"]

LONGEST_RULE = 200
MOST_DATES = 2_000
"""So many days of a rule are looked at, at most: a rule that gives none any more is over."""
FURTHEST = timedelta(days=5 * 366)

_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PART = re.compile(r"[A-Z]+=[A-Z0-9,+\-]+")
_WEEKDAY = re.compile(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)")
_DAY = re.compile(r"\d{8}")
_NUMBER = re.compile(r"[+-]?\d{1,4}")


class BadRule(ValueError):
    """The rule cannot be followed."""


class Decision(NamedTuple):
    """What was decided about one date: skipped, or moved to another local time (an exception, in the words of RFC 5545)."""

    skip: bool = False
    moved_to: datetime | None = None
    """Naive local wall time."""


class Rule(NamedTuple):
    """A series as its dates depend on it. `starts` is the first local wall time, naive; `zone` the company's."""

    rrule: str
    starts: datetime
    zone: str
    holidays: HolidayRule = "skip"
    ends_before: date | None = None
    """The first day on which the series is over: it was ended, or another one follows from there."""


class Occurrence(NamedTuple):
    """One date of a series. `local` is the naive wall time, `starts_at` the instant (aware UTC); both None where it does not
    take place, with the reason. A reason with a time says why the time is not the rule's own."""

    key: date
    local: datetime | None
    starts_at: datetime | None
    reason: Reason | None = None


def parsed(text: str) -> str:
    """The rule in one spelling. Only days, never parts of one: `FREQ` is DAILY, WEEKLY, MONTHLY or YEARLY. Raises BadRule."""
    rule = text.strip().upper().removeprefix("RRULE:")
    if len(rule) > LONGEST_RULE or not all(_PART.fullmatch(part) for part in rule.split(";")):
        raise BadRule("rrule")
    names = [part.partition("=")[0] for part in rule.split(";")]
    values = dict(part.split("=", 1) for part in rule.split(";"))
    if len(names) != len(values) or not values.keys() <= _PARTS or {"COUNT", "UNTIL"} <= values.keys():
        raise BadRule("rrule")
    if "UNTIL" in values:  # a time there says nothing more: the time of day is the series' own
        values["UNTIL"] = values["UNTIL"].partition("T")[0]
    rule = ";".join(f"{name}={value}" for name, value in values.items())
    _Parts.of(rule)
    return rule


class _Parts(NamedTuple):
    """A rule taken apart. `weekdays` are (number, weekday): (2, 0) is the second Monday, (0, 0) every one."""

    frequency: str
    interval: int
    limit: int
    until: date
    months: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    positions: frozenset[int]
    week_starts: int

    @classmethod
    def of(cls, rule: str) -> _Parts:
        values = dict(part.split("=", 1) for part in rule.split(";"))
        frequency = values.get("FREQ", "")
        widest = {"MONTHLY": 5, "YEARLY": 53}.get(frequency, 0)
        if frequency not in _FREQUENCIES or ("BYSETPOS" in values and not widest):
            raise BadRule("rrule")
        try:
            until = date.fromisoformat(values["UNTIL"]) if "UNTIL" in values else date.max
        except ValueError:
            raise BadRule("rrule") from None
        weekdays = [_WEEKDAY.fullmatch(each) for each in values["BYDAY"].split(",")] if "BYDAY" in values else []
        if not all(weekdays) or any(abs(int(each[1] or 0)) > widest for each in weekdays if each):
            raise BadRule("rrule")
        week_starts = values.get("WKST", "MO")
        if week_starts not in _WEEKDAYS or not _DAY.fullmatch(values.get("UNTIL", "20270101")):
            raise BadRule("rrule")
        return cls(
            frequency,
            min(_numbers(values, "INTERVAL", 1, 1_000), default=1),
            min(_numbers(values, "COUNT", 1, 1_000), default=MOST_DATES),
            until,
            _numbers(values, "BYMONTH", 1, 12),
            _numbers(values, "BYMONTHDAY", 1, 31, from_end=True),
            frozenset((int(each[1] or 0), _WEEKDAYS.index(each[2])) for each in weekdays if each),
            _numbers(values, "BYSETPOS", 1, 366, from_end=True),
            _WEEKDAYS.index(week_starts),
        )


def _numbers(values: Mapping[str, str], name: str, low: int, high: int, *, from_end: bool = False) -> frozenset[int]:
    if name not in values:
        return frozenset()
    parts = values[name].split(",")
    if (name in ("INTERVAL", "COUNT") and len(parts) != 1) or not all(_NUMBER.fullmatch(each) for each in parts):
        raise BadRule("rrule")
    found = frozenset(int(each) for each in parts)
    if not all(low <= each <= high or (from_end and low <= -each <= high) for each in found):
        raise BadRule("rrule")
    return found


def days(rule: Rule) -> Iterator[date]:
    """The days that the rule gives, in order, from the first one on; bounded. The first day counts only if the rule gives it.

    Written out here, since a library looks for a day that never comes (the 31st of February) until the year 9999.
    """
    first, parts = rule.starts.date(), _Parts.of(rule.rrule)
    last = min(parts.until, first + FURTHEST)
    left = min(parts.limit, MOST_DATES)
    for period in _periods(parts, first, last):
        chosen = [day for day in period if _fits(parts, first, day)]
        if parts.positions:
            chosen = [day for n, day in enumerate(chosen) if {n + 1, n - len(chosen)} & parts.positions]
        for day in chosen:
            if day < first:
                continue
            if not left or day > last or (rule.ends_before is not None and day >= rule.ends_before):
                return
            left -= 1
            yield day


def _periods(parts: _Parts, first: date, last: date) -> Iterator[list[date]]:
    """Every interval-th day, week, month or year as its days, from the one of `first` to the one of `last`."""
    n = 0
    while True:
        match parts.frequency:
            case "DAILY":
                begin, length = first + timedelta(days=n), 1
            case "WEEKLY":
                begin = first - timedelta(days=(first.weekday() - parts.week_starts) % 7 - 7 * n)
                length = 7
            case "MONTHLY":
                year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
                begin, length = date(year, month + 1, 1), monthrange(year, month + 1)[1]
            case _:
                begin = date(first.year + n, 1, 1)
                length = 366 if isleap(begin.year) else 365
        if begin > last:
            return
        yield [begin + timedelta(days=each) for each in range(length)]
        n += parts.interval


def _fits(parts: _Parts, first: date, day: date) -> bool:
    months, month_days, weekdays = parts.months, parts.month_days, parts.weekdays
    if not month_days and not weekdays:  # what the first day says, where the rule does not
        if parts.frequency == "WEEKLY":
            weekdays = frozenset({(0, first.weekday())})
        elif parts.frequency != "DAILY":
            month_days = frozenset({first.day})
            if parts.frequency == "YEARLY":
                months = months or frozenset({first.month})
    if months and day.month not in months:
        return False
    if month_days and not {day.day, day.day - monthrange(day.year, day.month)[1] - 1} & month_days:
        return False
    return not weekdays or bool(_named(parts, day) & weekdays)


def _named(parts: _Parts, day: date) -> set[tuple[int, int]]:
    """What a day is called: a Monday, the second Monday and the last but two, of its month or of its year."""
    in_year = parts.frequency == "YEARLY" and not parts.months
    number = day.timetuple().tm_yday if in_year else day.day
    length = (366 if isleap(day.year) else 365) if in_year else monthrange(day.year, day.month)[1]
    weekday = day.weekday()
    return {(0, weekday), ((number - 1) // 7 + 1, weekday), (-((length - number) // 7 + 1), weekday)}


def instant(zone: str, local: datetime) -> datetime:
    """The instant of a naive wall time. Skipped by spring: as much later; repeated in autumn: the first reading."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def occurrences(
    rule: Rule,
    is_business_day: Callable[[date], bool],
    is_holiday: Callable[[date], bool],
    exceptions: Mapping[date, Decision],
    *,
    after: date | None = None,
    until: date | None = None,
) -> Iterator[Occurrence]:
    """The dates whose key lies after `after` and not after `until`, by key, each once, with those that do not take place.

    With `next_business_day`, a date on a holiday moves to the next business day. Where the series takes place there anyway
    (every day of the week, say, or for two holidays in a row), it is not done twice: the moved one is left out (`taken-place`).
    """
    own: set[date] | None = None
    for key in days(rule):
        if until is not None and key > until:
            return
        if after is not None and key <= after:
            continue
        exception = exceptions.get(key)
        if exception is not None and exception.skip:
            yield Occurrence(key, None, None, "skipped")
        elif exception is not None and exception.moved_to is not None:
            yield Occurrence(key, exception.moved_to, instant(rule.zone, exception.moved_to), "moved")
        elif not is_holiday(key) or rule.holidays == "keep":
            yield _on(rule, key, key, None)
        elif rule.holidays == "skip":
            yield Occurrence(key, None, None, "holiday")
        else:
            day = next_business_day(key, is_business_day)
            if own is None:
                own = set(days(rule))
            before = (each for each in own if each < key and each not in exceptions and is_holiday(each))
            clash = day in own or any(next_business_day(each, is_business_day) == day for each in before)
            yield Occurrence(key, None, None, "taken-place") if clash else _on(rule, key, day, "moved-holiday")


def next_business_day(day: date, is_business_day: Callable[[date], bool]) -> date:
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def _on(rule: Rule, key: date, day: date, reason: Reason | None) -> Occurrence:
    local = datetime.combine(day, rule.starts.time())
    at = instant(rule.zone, local)
    return Occurrence(key, at.astimezone(ZoneInfo(rule.zone)).replace(tzinfo=None), at, reason)
