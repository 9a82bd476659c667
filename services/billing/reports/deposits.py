"""Deposits and credit held: money of clients that no invoice has taken yet. A debt of the company, and no part of receivables."""

from __future__ import annotations

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.books import MOVES
from services.billing.reports.table import Asked, Chart, Link, Report, Row, Series, column, summed

_HELD = text(
    f"WITH {MOVES}, kept AS (SELECT payment_id, sum(held)::bigint AS held FROM moves WHERE payment_id IS NOT NULL"  # noqa: S608
    " GROUP BY payment_id HAVING sum(held) <> 0)"
    " SELECT p.id, p.contact_id, p.job_id, p.receipt_text AS number, p.method, p.reference, p.received_on, p.amount,"
    " k.held FROM kept k JOIN billing.payment p ON p.company_id = :company AND p.id = k.payment_id"
    " ORDER BY p.received_on, p.id"
)


async def report(asked: Asked) -> Report:
    """One line a payment that something is left of, the oldest first."""
    found = (await asked.session.execute(_HELD, asked.params)).all()
    known = await names.contacts(asked, {row.contact_id for row in found})
    jobs = await names.jobs(asked, {row.job_id for row in found})
    columns = [
        column(asked, "day", "date"),
        column(asked, "contact"),
        column(asked, "job"),
        column(asked, "number"),
        column(asked, "method"),
        column(asked, "reference"),
        column(asked, "amount", "money"),
        column(asked, "used", "money"),
        column(asked, "held", "money"),
    ]
    rows = [
        Row(
            {
                "day": row.received_on,
                "contact": known.get(row.contact_id, ""),
                "job": " · ".join(str(part) for part in jobs.get(row.job_id, ()) if part),
                "number": row.number,
                "method": asked.t(f"report-method-{row.method.replace('_', '-')}"),
                "reference": row.reference,
                "amount": row.amount,
                "used": row.amount - row.held,
                "held": row.held,
            },
            Link("payment", row.id),
        )
        for row in found
    ]
    largest: dict[str, int] = {}
    for row in found:
        name = known.get(row.contact_id, "")
        largest[name] = largest.get(name, 0) + row.held
    top = sorted(largest.items(), key=lambda each: (-each[1], each[0]))[:8]
    chart = Chart(
        "bars",
        asked.t("report-chart-deposits"),
        tuple(name for name, _ in top),
        (Series(asked.t("report-column-held"), tuple(held for _, held in top)),),
    )
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart if rows else None)
