"""Money that came in and went out, by method: what the bank statement should show.

A payment counts on the day it was received, and is taken away on the day it was voided or came back; a refund on its own day. Cash
counts as it was handed over, five-cent rounding included.
"""

from __future__ import annotations

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.books import FLOWS
from services.billing.reports.table import Asked, Chart, Link, Report, Row, Series, column, summed

_BY_METHOD = text(
    f"WITH {FLOWS} SELECT method, count(*) FILTER (WHERE what = 'payment') AS payments,"  # noqa: S608
    " coalesce(sum(amount + rounding) FILTER (WHERE what = 'payment'), 0)::bigint AS received,"
    " coalesce(sum(amount + rounding) FILTER (WHERE what IN ('payment_void', 'returned')), 0)::bigint AS taken_back,"
    " coalesce(sum(amount + rounding) FILTER (WHERE what IN ('refund', 'refund_failed')), 0)::bigint AS refunded,"
    " sum(amount + rounding)::bigint AS kept FROM flows GROUP BY method ORDER BY kept DESC, method"
)
_ALL = text(f"WITH {FLOWS} SELECT * FROM flows ORDER BY day, number, what, record_id")  # noqa: S608


async def report(asked: Asked) -> Report:
    """One line a method; with `detail` one a payment."""
    by_method = (await asked.session.execute(_BY_METHOD, asked.params)).all()
    chart = Chart(
        "bars",
        asked.t("report-chart-payments"),
        tuple(asked.t(f"report-method-{row.method.replace('_', '-')}") for row in by_method),
        (Series(asked.t("report-column-kept"), tuple(row.kept for row in by_method)),),
    )
    if asked.detail:
        return await _each(asked, chart)
    money = ("received", "taken_back", "refunded", "kept")
    columns = [
        column(asked, "method"),
        column(asked, "payments", "count"),
        *(column(asked, key, "money") for key in money),
    ]
    rows = [
        Row(
            {"method": label, "payments": row.payments} | {key: getattr(row, key) for key in money},
        )
        for row, label in zip(by_method, chart.labels, strict=True)
    ]
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart if rows else None)


async def _each(asked: Asked, chart: Chart) -> Report:
    found = (await asked.session.execute(_ALL, asked.params)).all()
    known = await names.contacts(asked, {row.contact_id for row in found})
    columns = [
        column(asked, "day", "date"),
        column(asked, "contact"),
        column(asked, "movement"),
        column(asked, "number"),
        column(asked, "method"),
        column(asked, "reference"),
        column(asked, "amount", "money"),
    ]
    rows = [
        Row(
            {
                "day": row.day,
                "contact": known.get(row.contact_id, ""),
                "movement": asked.t(f"report-movement-{row.what.replace('_', '-')}"),
                "number": row.number or "",
                "method": asked.t(f"report-method-{row.method.replace('_', '-')}"),
                "reference": row.reference,
                "amount": row.amount + row.rounding,
            },
            Link("payment", row.payment_id),
        )
        for row in found
    ]
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart if rows else None)
