"""A statement's small picture: what was owed at the end of each part of the period, or without one what is owed by its age. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from services.billing.reports import periods
from services.billing.reports.receivables import AGES
from services.billing.reports.table import Chart, Series, Step
from services.billing.statements.account import Statement
from services.kit.texts import t

_STEPS: Final[tuple[tuple[int, Step], ...]] = ((31, "day"), (184, "week"), (3 * 366, "month"), (8 * 366, "quarter"))
"""How long a period is at the most, in days, to be seen by this step; a longer one by year."""


def chart(found: Statement, language: str) -> Chart:
    """The figures are those of the table beside it: the last column is what is owed, and so is the sum of the ages."""
    owed = t(language, "statement-closing")
    if found.from_on is None:
        figures = tuple(getattr(found.aging, age) for age in AGES)
        labels = tuple(t(language, f"report-column-{age}") for age in AGES)
        return Chart("bars", t(language, "statement-chart-ages"), labels, (Series(owed, figures),))
    step = step_of(found.from_on, found.to_on)
    firsts = periods.between(found.from_on, found.to_on, step)
    labels = tuple(periods.name(first, step, language, short=True) for first in firsts)
    return Chart("columns", t(language, "statement-chart-balance"), labels, (Series(owed, balances(found, firsts)),))


def step_of(since: date, until: date) -> Step:
    days = (until - since).days + 1
    return next((step for most, step in _STEPS if days <= most), "year")


def balances(found: Statement, firsts: list[date]) -> tuple[int, ...]:
    """What was owed in the evening before each next part begins; of the last part, on the last day."""
    ends = [*firsts[1:], date.max]
    balance, at, owed = found.opening, 0, list[int]()
    for end in ends:
        while at < len(found.entries) and found.entries[at].day < end:
            balance = found.entries[at].balance
            at += 1
        owed.append(balance)
    return tuple(owed)
