"""Days, weeks, months, quarters and years as reports name them. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from babel.dates import format_date

from services.billing.reports.table import Step
from services.kit.texts import first_of_month, known_language, t

MOST: Final = 400
"""Periods that a report shows one by one even where nothing happened in them."""

_LOCALES: Final = {"fr": "fr_CA", "en": "en_CA"}


def begin(day: date, step: Step) -> date:
    """The first day of the period that `day` is in. Weeks begin on Monday."""
    match step:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, day.month - (day.month - 1) % 3, 1)
        case "year":
            return date(day.year, 1, 1)


def following(first: date, step: Step) -> date:
    """The first day of the period after the one that begins on `first`."""
    match step:
        case "day":
            return first + timedelta(days=1)
        case "week":
            return first + timedelta(days=7)
        case "month":
            return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        case "quarter":
            return (first.replace(day=28) + timedelta(days=66)).replace(day=1)
        case "year":
            return date(first.year + 1, 1, 1)


def between(since: date, until: date, step: Step) -> list[date]:
    """The periods that `since` to `until` touch, by their first days; none where they are more than `MOST`."""
    found = [begin(since, step)]
    while (later := following(found[-1], step)) <= until:
        if len(found) == MOST:
            return []
        found.append(later)
    return found


def name(first: date, step: Step, language: str, *, short: bool = False) -> str:
    """`novembre 2026`, `T4 2026`, `semaine du 23 nov. 2026`; `short` under a column of a picture."""
    locale = _LOCALES[known_language(language)]
    match step:
        case "year":
            return str(first.year)
        case "quarter":
            return t(language, "report-quarter", quarter=str((first.month + 2) // 3), year=str(first.year))
        case "month":
            return format_date(first, "LLL yy" if short else "LLLL yyyy", locale=locale)
        case "week" if not short:
            day = first_of_month(language, format_date(first, "medium", locale=locale))
            return t(language, "report-week", day=day)
        case _:
            return first_of_month(language, format_date(first, "d MMM" if short else "yyyy-MM-dd", locale=locale))
