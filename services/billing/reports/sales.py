"""Sales and taxes by period: what was invoiced, less what was voided and credited, and each tax on it.

Every amount is that of a paper, on the day of the paper: an invoice that is voided or credited later is taken away on that later
day, so that a period which was reported once stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import text

from services.billing.reports import periods
from services.billing.reports.books import DOCUMENTS
from services.billing.reports.table import Asked, Cell, Chart, Column, Report, Row, Series, column, summed

_BY_PERIOD = text(
    f"WITH {DOCUMENTS} SELECT date_trunc(:step, day)::date AS first, count(*) FILTER (WHERE what = 'invoice') AS invoices,"  # noqa: S608
    " coalesce(sum(subtotal) FILTER (WHERE sign > 0), 0)::bigint AS invoiced,"
    " coalesce(-sum(subtotal) FILTER (WHERE sign < 0), 0)::bigint AS credited,"
    " sum(sign * subtotal)::bigint AS net, sum(sign * total)::bigint AS total FROM documents GROUP BY 1 ORDER BY 1"
)
_TAXES = text(
    f"WITH {DOCUMENTS} SELECT date_trunc(:step, d.day)::date AS first, x.code, x.rate, x.registration,"  # noqa: S608
    " max(x.name_fr) AS name_fr, max(x.name_en) AS name_en,"
    " coalesce(sum(x.base) FILTER (WHERE d.sign > 0), 0)::bigint AS base,"
    " coalesce(sum(x.amount) FILTER (WHERE d.sign > 0), 0)::bigint AS charged,"
    " coalesce(-sum(x.base) FILTER (WHERE d.sign < 0), 0)::bigint AS base_credited,"
    " coalesce(-sum(x.amount) FILTER (WHERE d.sign < 0), 0)::bigint AS credited,"
    " sum(d.sign * x.base)::bigint AS net_base, sum(d.sign * x.amount)::bigint AS net"
    " FROM documents d CROSS JOIN LATERAL jsonb_to_recordset(d.taxes)"
    " AS x(code text, rate text, registration text, name_fr text, name_en text, base bigint, amount bigint)"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
)


class Tax(NamedTuple):
    """A tax as columns tell them apart: a new rate is another one."""

    code: str
    rate: str


def shown(name: str, rate: str, language: str) -> str:
    """`TPS 5 %`, `QST 9.975%`."""
    return f"{name} {rate.replace('.', ',')}\u00a0%" if language == "fr" else f"{name} {rate}%"


def tax_names(rows: Iterable[Any], language: str) -> dict[Tax, str]:
    """The taxes of the rows, in the order of their codes, GST before QST, with what to call them."""
    found = {Tax(row.code, row.rate): row.name_en if language == "en" else row.name_fr for row in rows}
    return {tax: shown(found[tax], tax.rate, language) for tax in sorted(found)}


async def report(asked: Asked) -> Report:
    """One line a period, one column a tax."""
    sums = {row.first: row for row in await asked.session.execute(_BY_PERIOD, asked.params)}
    taxes = (await asked.session.execute(_TAXES, asked.params)).all()
    called = tax_names(taxes, asked.language)
    by_period: dict[date, dict[str, Cell]] = {}
    for row in taxes:
        cells = by_period.setdefault(row.first, {})
        key = key_of(Tax(row.code, row.rate))
        cells[key] = int(str(cells.get(key, 0))) + row.net
    columns = [
        column(asked, "period"),
        column(asked, "invoices", "count"),
        column(asked, "invoiced", "money"),
        column(asked, "credited", "money"),
        column(asked, "net", "money"),
        *(Column(key_of(tax), "money", name) for tax, name in called.items()),
        column(asked, "total", "money"),
    ]
    nothing: dict[str, Cell] = dict.fromkeys((each.key for each in columns if each.kind in ("money", "count")), 0)
    rows = []
    for first in periods.between(asked.since or asked.until, asked.until, asked.step) or sorted(sums):
        cells = nothing | {"period": periods.name(first, asked.step, asked.language)}
        if first in sums:
            row = sums[first]
            cells |= {key: getattr(row, key) for key in ("invoices", "invoiced", "credited", "net", "total")}
            cells |= by_period.get(first, {})
        rows.append(Row(cells))
    firsts = periods.between(asked.since or asked.until, asked.until, asked.step) or sorted(sums)
    chart = Chart(
        "columns",
        asked.t("report-chart-sales"),
        tuple(periods.name(first, asked.step, asked.language, short=True) for first in firsts),
        (Series(asked.t("report-net-sales"), tuple(sums[first].net if first in sums else 0 for first in firsts)),),
    )
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart)


async def tax_report(asked: Asked) -> Report:
    """What is to be handed over, line by line: one a tax and rate for each period, with the bases that it was charged on."""
    found = (await asked.session.execute(_TAXES, asked.params)).all()
    money = ("base", "charged", "base_credited", "credited_tax", "net_base", "net_tax")
    columns = [
        column(asked, "period"),
        column(asked, "tax"),
        column(asked, "registration"),
        *(column(asked, key, "money") for key in money),
    ]
    rows = [
        Row(
            {
                "period": periods.name(row.first, asked.step, asked.language),
                "tax": shown(row.name_en if asked.language == "en" else row.name_fr, row.rate, asked.language),
                "registration": row.registration or "",
                "base": row.base,
                "charged": row.charged,
                "base_credited": row.base_credited,
                "credited_tax": row.credited,
                "net_base": row.net_base,
                "net_tax": row.net,
            }
        )
        for row in found
    ]
    firsts = periods.between(asked.since or asked.until, asked.until, asked.step) or sorted(
        {row.first for row in found}
    )
    series = []
    for tax, name in tax_names(found, asked.language).items():
        by_first: dict[date, int] = {}
        for row in found:
            if Tax(row.code, row.rate) == tax:
                by_first[row.first] = by_first.get(row.first, 0) + row.net
        series.append(Series(name, tuple(by_first.get(first, 0) for first in firsts)))
    chart = Chart(
        "columns",
        asked.t("report-chart-taxes"),
        tuple(periods.name(first, asked.step, asked.language, short=True) for first in firsts),
        tuple(series),
    )
    total = summed(rows, columns, asked.t("report-total"))
    # Two taxes stand on the same sale: their bases do not add up to anything.
    return Report(
        columns, rows, {key: cell for key, cell in total.items() if "base" not in key}, chart if series else None
    )


def key_of(tax: Tax) -> str:
    return f"tax_{tax.code}_{tax.rate.replace('.', '_')}"
