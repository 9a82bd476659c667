"""Sales by person, before taxes: who was in charge of the job on the day of the paper. Assigning it anew changes no earlier sale."""

from __future__ import annotations

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.books import DOCUMENTS
from services.billing.reports.table import Asked, Chart, Report, Row, Series, column, summed

_BY_PERSON = text(
    f"WITH {DOCUMENTS}, charged AS ("  # noqa: S608
    "  SELECT f.job_id, f.data ->> 'user_id' AS user_id, f.seq, (f.occurred_at AT TIME ZONE :zone)::date AS since FROM log.fact f"
    "   WHERE f.company_id = :company AND f.kind = 'job.assigned'"
    "), sold AS ("
    "  SELECT d.*, (SELECT c.user_id FROM charged c WHERE c.job_id = d.job_id AND c.since <= i.issued_on ORDER BY c.seq DESC LIMIT 1)"
    "    AS user_id FROM documents d JOIN billing.invoice i ON i.company_id = :company AND i.id = d.invoice_id"
    ") SELECT user_id, count(*) FILTER (WHERE what = 'invoice') AS invoices,"
    " count(DISTINCT job_id) AS jobs,"
    " coalesce(sum(subtotal) FILTER (WHERE sign > 0), 0)::bigint AS invoiced,"
    " coalesce(-sum(subtotal) FILTER (WHERE sign < 0), 0)::bigint AS credited, sum(sign * subtotal)::bigint AS net"
    " FROM sold GROUP BY user_id ORDER BY net DESC, user_id"
)


async def report(asked: Asked) -> Report:
    """One line a person, who sold most first; a last one for jobs that nobody was in charge of. A credit goes where its invoice went."""
    params = asked.params | {"zone": asked.company.time_zone}
    found = (await asked.session.execute(_BY_PERSON, params)).all()
    known = await names.people(asked, (row.user_id for row in found if row.user_id))
    columns = [
        column(asked, "person"),
        column(asked, "jobs", "count"),
        column(asked, "invoices", "count"),
        column(asked, "invoiced", "money"),
        column(asked, "credited", "money"),
        column(asked, "net", "money"),
    ]
    rows = [
        Row(
            {
                "person": known.get(row.user_id, asked.t("report-person-nobody"))
                if row.user_id
                else asked.t("report-person-nobody")
            }
            | {each.key: getattr(row, each.key) for each in columns[1:]}
        )
        for row in found
    ]
    chart = Chart(
        "bars",
        asked.t("report-chart-people"),
        tuple(str(row.cells["person"]) for row in rows[:8]),
        (Series(asked.t("report-net-sales"), tuple(int(str(row.cells["net"])) for row in rows[:8])),),
    )
    return Report(columns, rows, summed(rows, columns, asked.t("report-total")), chart if rows else None)
