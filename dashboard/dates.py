"""Dates and times for people: local to the company, in their language, near ones by name ("demain, 9 h 00")."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time

from services.kit.texts import first_of_month

LOCALES = {"fr": "fr_CA", "en": "en_CA"}


def instant(value: str | datetime) -> datetime:
    """An RFC 3339 instant of the API as an aware datetime."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def local(value: str | datetime, zone: str) -> datetime:
    return instant(value).astimezone(ZoneInfo(zone))


def now(zone: str) -> datetime:
    return datetime.now(ZoneInfo(zone))


def today(zone: str) -> date:
    return now(zone).date()


def to_instant(local_day: str, local_time: str, zone: str) -> str | None:
    """What was typed in a date and a time field, as the instant it means in `zone`; None when it is neither."""
    try:
        return datetime.fromisoformat(f"{local_day}T{local_time}").replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return None


def clock(value: str | datetime, zone: str, language: str) -> str:
    return str(format_time(local(value, zone), "short", locale=LOCALES[language]))


def near_day(value: date, today: date, language: str) -> str | None:
    """The key of a day that has a name: today, tomorrow, yesterday."""
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get((value - today).days)


def short_day(value: date, today: date, language: str) -> str:
    """ "jeu. 26 nov."; with the year when it is not this one."""
    skeleton = "MMMEd" if value.year == today.year else "yMMMd"
    midnight = datetime(value.year, value.month, value.day, tzinfo=ZoneInfo("UTC"))
    return first_of_month(language, format_skeleton(skeleton, midnight, locale=LOCALES[language]))


def long_day(value: date, language: str) -> str:
    return first_of_month(language, format_date(value, "full", locale=LOCALES[language]))


def days_between(first: date, second: date) -> int:
    return (second - first) // timedelta(days=1)
