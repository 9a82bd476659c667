"""Money that came in and went out, by method: what the bank statement should show.

A payment counts on the day it was received, and is taken away on the day it was voided or came back; a refund on its own day. Cash
counts as it was handed over, five-cent rounding included.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.table import Asked, Chart, Link, Report, Row, Series, column, summed

FLOWS: Final = """
flows AS (
  SELECT 'payment' AS what, p.id, p.received_on AS day, p.method, p.amount AS amount, p.receipt_text AS number, p.reference,
         p.contact_id, p.id AS payment_id
    FROM billing.payment p WHERE p.company_id = :company AND p.received_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'voided', p.id, v.day, p.method, -p.amount, p.receipt_text, p.reference, p.contact_id, p.id
    FROM billing.payment p JOIN accounts.companies c ON c.id = p.company_id
         CROSS JOIN LATERAL (SELECT greatest((p.voided_at AT TIME ZONE c.time_zone)::date, p.received_on) AS day) v
   WHERE p.company_id = :company AND p.voided_at IS NOT NULL AND v.day BETWEEN :since AND :until
)"""
_BY_METHOD = text(
    f"WITH {FLOWS} SELECT method, count(*) FILTER (WHERE what = 'payment') AS payments,"  # noqa: S608
    " coalesce(sum(amount) FILTER (WHERE what = 'payment'), 0)::bigint AS received,"
    " coalesce(sum(amount) FILTER (WHERE what IN ('voided', 'returned')), 0)::bigint AS taken_back,"
    " coalesce(sum(amount) FILTER (WHERE what IN ('refund', 'refund_failed')), 0)::bigint AS refunded,"
    " sum(amount)::bigint AS kept FROM flows GROUP BY method ORDER BY kept DESC, method"
)
_ALL = text(f"WITH {FLOWS} SELECT * FROM flows ORDER BY day, number, what, id")  # noqa: S608


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
                "amount": row.amount,
            },
            Link("payment", row.payment_id),
        )
        for row in found
    ]
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart if rows else None)
