"""A client's statement of account as of a day: what is open, and what happened in a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from services.billing.reports import names
from services.billing.reports.books import MOVES
from services.billing.reports.receivables import AGES, pieces
from services.billing.reports.table import Asked
from services.billing.statements.account import Aging, Entry, EntryKind, OpenItem, Statement
from services.kit.texts import t

_MOVES = text(
    f"WITH {MOVES} SELECT m.what, m.record_id, m.day, m.owed, m.payment_id, i.id AS invoice_id, i.number,"  # noqa: S608
    " coalesce(c.number_text, i.number_text) AS number_text, i.job_id,"
    " p.receipt_text, p.method, p.reference, p.received_on, p.returned_on, p.voided_on"
    " FROM moves m JOIN billing.invoice i ON i.company_id = :company AND i.id = m.invoice_id"
    " LEFT JOIN billing.payment p ON p.company_id = :company AND p.id = m.payment_id"
    " LEFT JOIN billing.credit_note c ON m.what = 'credit_note' AND c.company_id = :company AND c.id = m.record_id"
    " WHERE i.contact_id = :contact ORDER BY m.day, i.number, m.record_id"
)
_HELD = text(
    f"WITH {MOVES} SELECT coalesce(sum(m.held), 0)::bigint AS held FROM moves m"  # noqa: S608
    " JOIN billing.payment p ON p.company_id = :company AND p.id = m.payment_id WHERE p.contact_id = :contact"
)
_OPEN = text(
    f"WITH {pieces('i.contact_id = :contact')} SELECT p.id, p.number, p.job_id, p.issued_on, p.total, p.due_on, p.amount, p.late"  # noqa: S608
    " FROM pieces p ORDER BY p.due_on, p.issued_on, p.number, p.id"
)
_FIRST: Final = ("invoice", "void", "credit_note", "write_off", "write_off_reversed")


async def statement(asked: Asked, contact_id: str) -> Statement:
    """The statement of a contact on `asked.until`; with `asked.since`, what happened from that day on, and what was owed before."""
    params = asked.params | {"contact": contact_id}
    moves = (await asked.session.execute(_MOVES, params)).all()
    held = int((await asked.session.execute(_HELD, params)).scalar_one())
    parts = (await asked.session.execute(_OPEN, params)).all()
    jobs = await names.jobs(asked, {row.job_id for row in moves})
    called = {key: " · ".join(str(part) for part in job if part) for key, job in jobs.items()}
    opening, entries = 0, list[Entry]()
    if asked.since is not None:
        opening, entries = _activity(moves, asked.since, called, asked.language)
    return Statement(
        from_on=asked.since,
        to_on=asked.until,
        opening=opening,
        entries=tuple(entries),
        open_items=_open(parts, called),
        aging=_aging(parts),
        closing=sum(row.amount for row in parts),
        held=held,
    )


def _activity(moves: Sequence[Any], since: date, jobs: dict[str, str], language: str) -> tuple[int, list[Entry]]:
    """What was owed before, and the lines since: each paper by itself, each payment once a day, whatever invoices it went to."""
    opening = sum(row.owed for row in moves if row.day < since)
    lines: dict[tuple[date, int, str], list[Any]] = {}
    for row in moves:
        if row.day >= since:
            first = row.what in _FIRST
            lines.setdefault(
                (row.day, 0 if first else 1, row.record_id + row.what if first else row.payment_id), []
            ).append(row)
    balance, entries = opening, []
    for (day, _, _), rows in sorted(lines.items(), key=lambda each: each[0][:2]):
        amount = sum(row.owed for row in rows)
        if amount == 0 and rows[0].what not in _FIRST:
            continue
        balance += amount
        row = rows[0]
        if row.what in _FIRST:
            entry = Entry(
                day=day,
                kind=row.what,
                number=row.number_text,
                note=jobs.get(row.job_id, ""),
                amount=amount,
                balance=balance,
            )
        else:
            note = " · ".join(
                part for part in (t(language, f"report-method-{row.method.replace('_', '-')}"), row.reference) if part
            )
            entry = Entry(
                day=day,
                kind=_of_payment(row, amount),
                number=row.receipt_text,
                note=note,
                amount=amount,
                balance=balance,
            )
        entries.append(entry)
    return opening, entries


def _of_payment(row: Any, amount: int) -> EntryKind:
    if amount > 0:
        return "returned" if row.day == row.returned_on else "payment_void" if row.day == row.voided_on else "released"
    return "payment" if row.day == row.received_on else "applied"


def _open(parts: Sequence[Any], jobs: dict[str, str]) -> tuple[OpenItem, ...]:
    """One line an invoice, by the oldest of its parts that is open."""
    found: dict[str, OpenItem] = {}
    for row in parts:
        known = found.get(row.id)
        found[row.id] = (
            known.model_copy(update={"balance": known.balance + row.amount})
            if known
            else OpenItem(
                invoice_id=row.id,
                number=row.number,
                job_id=row.job_id,
                job=jobs.get(row.job_id, ""),
                dated=row.issued_on,
                due_on=row.due_on,
                total=row.total,
                balance=row.amount,
                days_late=max(row.late, 0),
            )
        )
    return tuple(found.values())


def _aging(parts: Sequence[Any]) -> Aging:
    sums = dict.fromkeys(AGES, 0)
    for row in parts:
        sums[age(row.late)] += row.amount
    return Aging(**sums)


def age(late: int) -> str:
    """Which of `AGES` so many days of lateness are."""
    return (
        "current" if late <= 0 else "d30" if late <= 30 else "d60" if late <= 60 else "d90" if late <= 90 else "older"
    )
