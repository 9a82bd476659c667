"""Which reports there are, in the order in which the page lists them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Literal, NamedTuple

from services.billing.reports import (
    deposits,
    documents,
    items,
    margin,
    payments,
    people,
    quotes,
    receivables,
    sales,
)
from services.billing.reports.table import Asked, Report

Name = Literal[
    "receivables",
    "sales",
    "taxes",
    "documents",
    "payments",
    "deposits",
    "quotes",
    "items",
    "people",
    "margin",
]


class Entry(NamedTuple):
    """`on_a_day`: it tells how things stand on a day, and takes no period. `detail`: it has a longer form."""

    report: Callable[[Asked], Awaitable[Report]]
    on_a_day: bool = False
    detail: bool = False


REPORTS: Final[dict[Name, Entry]] = {
    "receivables": Entry(receivables.report, on_a_day=True, detail=True),
    "sales": Entry(sales.report),
    "taxes": Entry(sales.tax_report),
    "documents": Entry(documents.report),
    "payments": Entry(payments.report, detail=True),
    "deposits": Entry(deposits.report, on_a_day=True),
    "quotes": Entry(quotes.report),
    "items": Entry(items.report),
    "people": Entry(people.report),
    "margin": Entry(margin.report),
}
