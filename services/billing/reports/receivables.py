"""Aged receivables: what clients owe in the evening of a day, by how long it has been due.

Deposits and credit that we hold are not taken off: they are a debt of ours, not less of theirs.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.books import MOVES
from services.billing.reports.table import Asked, Chart, Column, Link, Report, Row, Series, column, summed

AGES: Final = ("current", "d30", "d60", "d90", "older")
"""Not due yet, 1 to 30 days late, 31 to 60, 61 to 90, more."""


def pieces(where: str = "true") -> str:
    """What is open of each invoice `i`; of one that is paid in parts, of each part: what was paid covers the oldest."""
    return f"""
{MOVES}, open AS (
  SELECT m.invoice_id, sum(m.owed)::bigint AS balance FROM moves m JOIN billing.invoice i ON i.company_id = :company AND i.id = m.invoice_id
   WHERE {where} GROUP BY m.invoice_id HAVING sum(m.owed) <> 0
), pieces AS (
  SELECT i.id, i.contact_id, i.job_id, i.number_text AS number, i.issued_on, i.total, d.due_on, d.amount, (:until - d.due_on) AS late
    FROM open o JOIN billing.invoice i ON i.company_id = :company AND i.id = o.invoice_id
         CROSS JOIN LATERAL (
           SELECT i.due_on, o.balance AS amount WHERE i.dues = '[]'
           UNION ALL
           SELECT x.due_on, least(x.amount, x.upto - (i.total - o.balance)) FROM (
             SELECT y.due_on, y.amount, sum(y.amount) OVER (ORDER BY y.due_on ROWS UNBOUNDED PRECEDING)::bigint AS upto
               FROM jsonb_to_recordset(i.dues) AS y(due_on date, amount bigint)
           ) x WHERE x.upto > i.total - o.balance
         ) d
)"""  # noqa: S608


SPLIT: Final = """
  coalesce(sum(amount) FILTER (WHERE late <= 0), 0)::bigint AS current,
  coalesce(sum(amount) FILTER (WHERE late BETWEEN 1 AND 30), 0)::bigint AS d30,
  coalesce(sum(amount) FILTER (WHERE late BETWEEN 31 AND 60), 0)::bigint AS d60,
  coalesce(sum(amount) FILTER (WHERE late BETWEEN 61 AND 90), 0)::bigint AS d90,
  coalesce(sum(amount) FILTER (WHERE late > 90), 0)::bigint AS older,
  sum(amount)::bigint AS total"""

_BY_CONTACT = text(
    f"WITH {pieces()} SELECT contact_id, count(DISTINCT id) AS invoices, {SPLIT} FROM pieces"  # noqa: S608
    " GROUP BY contact_id ORDER BY total DESC, contact_id"
)
_BY_INVOICE = text(
    f"WITH {pieces()} SELECT id, contact_id, job_id, number, issued_on, max(due_on) AS due_on, max(late) AS late, {SPLIT} FROM pieces"  # noqa: S608
    " GROUP BY id, contact_id, job_id, number, issued_on ORDER BY min(due_on), issued_on, id"
)


async def report(asked: Asked) -> Report:
    """One line a contact, the largest first; with `detail` one an invoice, the oldest due first."""
    return await (_by_invoice(asked) if asked.detail else _by_contact(asked))


def _ages(asked: Asked) -> list[Column]:
    return [column(asked, key, "money") for key in (*AGES, "total")]


async def _by_contact(asked: Asked) -> Report:
    found = (await asked.session.execute(_BY_CONTACT, asked.params)).all()
    known = await names.contacts(asked, (row.contact_id for row in found))
    columns = [column(asked, "contact"), column(asked, "invoices", "count"), *_ages(asked)]
    rows = [
        Row(
            {"contact": known.get(row.contact_id, "")}
            | {each.key: getattr(row, each.key) for each in columns if each.key != "contact"},
            Link("contact", row.contact_id),
        )
        for row in found
    ]
    return _with_total(asked, columns, rows)


async def _by_invoice(asked: Asked) -> Report:
    found = (await asked.session.execute(_BY_INVOICE, asked.params)).all()
    known = await names.contacts(asked, (row.contact_id for row in found))
    jobs = await names.jobs(asked, (row.job_id for row in found))
    columns = [
        column(asked, "number"),
        column(asked, "contact"),
        column(asked, "job"),
        column(asked, "issued_on", "date"),
        column(asked, "due_on", "date"),
        column(asked, "late", "days"),
        *_ages(asked),
    ]
    rows = [
        Row(
            {
                "number": row.number,
                "contact": known.get(row.contact_id, ""),
                "job": str(jobs[row.job_id][0]) if row.job_id in jobs else "",
                "issued_on": row.issued_on,
                "due_on": row.due_on,
                "late": max(row.late, 0),
            }
            | {key: getattr(row, key) for key in (*AGES, "total")},
            Link("invoice", row.id),
        )
        for row in found
    ]
    return _with_total(asked, columns, rows)


def _with_total(asked: Asked, columns: list[Column], rows: list[Row]) -> Report:
    total = summed(rows, columns, asked.t("report-total"))
    chart = Chart(
        "bars",
        asked.t("report-chart-receivables"),
        tuple(asked.t(f"report-column-{key}") for key in AGES),
        (Series(asked.t("report-owed"), tuple(int(str(total[key])) for key in AGES)),),
    )
    return Report(columns, rows, total, chart, [asked.t("report-note-deposits-apart")])
