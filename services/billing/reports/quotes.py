"""Accepted quotes of a period, and how much of each was invoiced by its end."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text

from services.billing.reports import names, periods
from services.billing.reports.table import Asked, Chart, Link, Report, Row, Series, column, summed
from services.kit.days import local_day, midnight

# An acceptance counts from its own day on. A quote that was voided afterwards goes away with the day it was voided: its fact tells.
_ACCEPTED = text(
    "SELECT q.id, q.number_text AS number, q.contact_id, q.job_id, v.accepted_at, v.accepted_by, v.subtotal, v.total,"
    " coalesce((SELECT sum(i.subtotal) FROM billing.invoice i WHERE i.company_id = q.company_id AND i.quote_id = q.id"
    "   AND i.issued_on <= :until AND (i.voided_on IS NULL OR i.voided_on > :until)), 0)::bigint AS invoiced"
    " FROM billing.quote_version v JOIN billing.quote q ON q.company_id = v.company_id AND q.id = v.quote_id"
    " WHERE v.company_id = :company AND v.accepted_at >= :begin AND v.accepted_at < :end"
    " AND NOT EXISTS (SELECT FROM log.fact f WHERE f.company_id = q.company_id AND f.job_id = q.job_id AND f.kind = 'quote.voided'"
    "   AND f.data ->> 'quote_id' = q.id AND f.occurred_at < :end)"
    " ORDER BY v.accepted_at, q.id"
)


async def report(asked: Asked) -> Report:
    """One line a quote, in the order of acceptance. Amounts are those of the version that was accepted, with its options."""
    zone = asked.company.time_zone
    since = asked.since or asked.until
    span = {"begin": midnight(since, zone), "end": midnight(asked.until + timedelta(days=1), zone)}
    found = (await asked.session.execute(_ACCEPTED, asked.params | span)).all()
    known = await names.contacts(asked, {row.contact_id for row in found})
    jobs = await names.jobs(asked, {row.job_id for row in found})
    columns = [
        column(asked, "day", "date"),
        column(asked, "number"),
        column(asked, "contact"),
        column(asked, "job"),
        column(asked, "accepted_by"),
        column(asked, "subtotal", "money"),
        column(asked, "taxes", "money"),
        column(asked, "total", "money"),
        column(asked, "invoiced_before_tax", "money"),
    ]
    by_first: dict[date, int] = {}
    rows = []
    for row in found:
        day = local_day(row.accepted_at, zone)
        first = periods.begin(day, asked.step)
        by_first[first] = by_first.get(first, 0) + row.subtotal
        by = "contact" if (row.accepted_by or "").startswith("contact") else "office"
        rows.append(
            Row(
                {
                    "day": day,
                    "number": row.number,
                    "contact": known.get(row.contact_id, ""),
                    "job": " · ".join(str(part) for part in jobs.get(row.job_id, ()) if part),
                    "accepted_by": asked.t(f"report-accepted-by-{by}"),
                    "subtotal": row.subtotal,
                    "taxes": row.total - row.subtotal,
                    "total": row.total,
                    "invoiced_before_tax": row.invoiced,
                },
                Link("quote", row.id),
            )
        )
    firsts = periods.between(since, asked.until, asked.step) or sorted(by_first)
    chart = Chart(
        "columns",
        asked.t("report-chart-quotes"),
        tuple(periods.name(first, asked.step, asked.language, short=True) for first in firsts),
        (Series(asked.t("report-column-subtotal"), tuple(by_first.get(first, 0) for first in firsts)),),
    )
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart)
