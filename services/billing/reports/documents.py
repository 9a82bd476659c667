"""The sales journal: every invoice and credit note of a period, by day, with its taxes. What an accountant asks for first."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from services.billing.reports import names, periods
from services.billing.reports.books import DOCUMENTS
from services.billing.reports.sales import Tax, key_of, shown
from services.billing.reports.table import Asked, Cell, Chart, Column, Link, Report, Row, Series, column, summed

_ALL = text(
    f"WITH {DOCUMENTS} SELECT what, id, day, sign, subtotal, taxes, total, number, due_on, contact_id FROM documents ORDER BY day, (what <> 'invoice'), rank, id"  # noqa: S608
)


async def report(asked: Asked) -> Report:
    """One line a paper, in the order of its day. What was voided or credited is negative."""
    found = (await asked.session.execute(_ALL, asked.params)).all()
    known = await names.contacts(asked, {row.contact_id for row in found})
    called = _taxes(found, asked.language)
    columns = [
        column(asked, "day", "date"),
        column(asked, "document"),
        column(asked, "number"),
        column(asked, "contact"),
        column(asked, "due_on", "date"),
        column(asked, "subtotal", "money"),
        *(Column(key_of(tax), "money", name) for tax, name in called.items()),
        column(asked, "total", "money"),
    ]
    keys = {tax: key_of(tax) for tax in called}
    said = {what: asked.t(f"report-document-{what.replace('_', '-')}") for what in ("invoice", "void", "credit_note")}
    rows = []
    for row in found:  # twenty thousand of them in a large company's year
        cells: dict[str, Cell] = dict.fromkeys(keys.values(), 0)
        cells["day"], cells["document"], cells["number"] = row.day, said[row.what], row.number
        cells["contact"], cells["due_on"] = known.get(row.contact_id, ""), row.due_on
        cells["subtotal"], cells["total"] = row.sign * row.subtotal, row.sign * row.total
        for each in row.taxes:
            cells[keys[Tax(each["code"], each["rate"])]] = row.sign * each["amount"]
        rows.append(Row(cells, Link("credit_note" if row.what == "credit_note" else "invoice", row.id)))
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), _chart(asked, found))


def _taxes(found: Any, language: str) -> dict[Tax, str]:
    taxes: dict[Tax, str] = {}
    for row in found:
        for each in row.taxes:
            if (tax := Tax(each["code"], each["rate"])) not in taxes:
                taxes[tax] = shown(each["name_en" if language == "en" else "name_fr"], tax.rate, language)
    return dict(sorted(taxes.items()))


def _chart(asked: Asked, found: Any) -> Chart:
    sums: dict[date, int] = {}
    for row in found:
        first = periods.begin(row.day, asked.step)
        sums[first] = sums.get(first, 0) + row.sign * row.subtotal
    firsts = periods.between(asked.since or asked.until, asked.until, asked.step) or sorted(sums)
    return Chart(
        "columns",
        asked.t("report-chart-sales"),
        tuple(periods.name(first, asked.step, asked.language, short=True) for first in firsts),
        (Series(asked.t("report-net-sales"), tuple(sums.get(first, 0) for first in firsts)),),
    )
