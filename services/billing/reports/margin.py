"""Job margin: what a job brought in a period, before taxes, less what its hours and its items cost.

What items cost is what one of them cost when the invoice was made, times how many it has; a credit note gives no item back. Hours and their cost are those of the job's log, on the day they were recorded or corrected. From them anybody could work out what
a colleague earns: who may not see pay does not get this report.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.books import DOCUMENTS
from services.billing.reports.table import Asked, Chart, Link, Report, Row, Series, column, ratio, summed
from services.kit.days import midnight

_BY_JOB = text(
    f"WITH {DOCUMENTS}, worked AS ("  # noqa: S608
    "  SELECT f.job_id, sum((f.data ->> 'seconds')::bigint)::bigint AS seconds,"
    "         sum((f.data -> 'labour_cost' ->> 'amount')::bigint)::bigint AS labour FROM log.fact f"
    "   WHERE f.company_id = :company AND f.kind IN ('time.recorded', 'time.corrected')"
    "     AND f.occurred_at >= :begin AND f.occurred_at < :end GROUP BY f.job_id"
    "), sold AS (SELECT job_id, sum(sign * subtotal)::bigint AS net FROM documents GROUP BY job_id"
    "), spent AS (SELECT d.job_id, sum(d.sign * round(l.quantity * l.cost))::bigint AS items FROM documents d"
    "  JOIN billing.invoice_line l ON l.company_id = :company AND l.invoice_id = d.invoice_id"
    "  WHERE d.what IN ('invoice', 'void') AND l.cost IS NOT NULL GROUP BY d.job_id"
    ") SELECT j.job_id, coalesce(s.net, 0) AS net, coalesce(w.labour, 0) AS labour, coalesce(w.seconds, 0) AS seconds,"
    " coalesce(x.items, 0) AS items, coalesce(s.net, 0) - coalesce(w.labour, 0) - coalesce(x.items, 0) AS margin"
    " FROM (SELECT job_id FROM sold UNION SELECT job_id FROM worked) j"
    " LEFT JOIN sold s ON s.job_id = j.job_id LEFT JOIN worked w ON w.job_id = j.job_id LEFT JOIN spent x ON x.job_id = j.job_id"
    " WHERE coalesce(s.net, 0) <> 0 OR coalesce(w.labour, 0) <> 0 OR coalesce(w.seconds, 0) <> 0 OR coalesce(x.items, 0) <> 0"
    " ORDER BY margin, j.job_id"
)


async def report(asked: Asked) -> Report:
    """One line a job, the one that brought least first: it is the one to look at."""
    zone = asked.company.time_zone
    span = {
        "begin": midnight(asked.since or asked.until, zone),
        "end": midnight(asked.until + timedelta(days=1), zone),
    }
    found = (await asked.session.execute(_BY_JOB, asked.params | span)).all()
    jobs = await names.jobs(asked, (row.job_id for row in found))
    columns = [
        column(asked, "job"),
        column(asked, "title"),
        column(asked, "hours", "decimal"),
        column(asked, "net", "money"),
        column(asked, "labour", "money"),
        column(asked, "item_cost", "money"),
        column(asked, "margin", "money"),
        column(asked, "margin_percent", "percent"),
    ]
    rows = []
    for row in found:
        number, title = jobs.get(row.job_id, ("", ""))
        rows.append(
            Row(
                {
                    "job": str(number),
                    "title": title,
                    "hours": hours(row.seconds),
                    "net": row.net,
                    "labour": row.labour,
                    "item_cost": row.items,
                    "margin": row.margin,
                    "margin_percent": ratio(row.margin, row.net),
                },
                Link("job", row.job_id),
            )
        )
    total = summed(rows, columns, asked.t("report-total"))
    total["hours"] = hours(sum(row.seconds for row in found))
    total["margin_percent"] = ratio(int(str(total["margin"])), int(str(total["net"])))
    parts = ("labour", "item_cost", "margin")
    chart = Chart(
        "bars",
        asked.t("report-chart-margin"),
        tuple(asked.t(f"report-column-{key.replace('_', '-')}") for key in parts),
        (Series(asked.t("report-column-amount"), tuple(int(str(total[key])) for key in parts)),),
    )
    return Report(columns, rows, total, chart if rows else None)


def hours(seconds: int) -> str:
    """Decimal hours with two places, half up."""
    hundredths = (abs(seconds) * 100 + 1800) // 3600
    return f"{'-' if seconds < 0 and hundredths else ''}{hundredths // 100}.{hundredths % 100:02d}"
