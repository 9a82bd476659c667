"""Reading invoices. Settlement, balance and overdue are computed here, from allocations, and stored nowhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, and_, any_, case, cast, column, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import delivery
from services.billing.credit_notes.queries import lowered
from services.billing.credit_notes.tables import CreditNote, WriteOff
from services.billing.invoices.schemas import Delivered, DueOut, InvoiceOut, Settlement, Voided
from services.billing.invoices.tables import Invoice, InvoiceLine
from services.billing.lines import line_out, totals_out
from services.billing.payments.tables import Allocation
from services.billing.words import about
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from workflows.money import Money


async def invoice(session: AsyncSession, company_id: str, invoice_id: str, language: str, today: date) -> InvoiceOut:
    """One invoice. `today` is the company's day. Raises a 404 problem."""
    row = await invoice_row(session, company_id, invoice_id)
    return (await shown(session, [row], language, today))[0]


async def invoice_row(session: AsyncSession, company_id: str, invoice_id: str) -> Invoice:
    query = select(Invoice).where(Invoice.company_id == company_id, Invoice.id == invoice_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("invoice")
    return row


async def invoices(
    session: AsyncSession,
    company_id: str,
    language: str,
    today: date,
    *,
    limit: int,
    after: str | None = None,
    job_id: str | None = None,
    contact_id: str | None = None,
    document: str | None = None,
    settlements: Collection[Settlement] = (),
    overdue: bool | None = None,
    q: str | None = None,
    updated_since: datetime | None = None,
    released: bool = False,
) -> tuple[list[InvoiceOut], PageInfo]:
    """A page of invoices, newest first. `released` keeps drafts from a client's eyes."""
    query = select(Invoice).where(Invoice.company_id == company_id)
    if job_id is not None:
        query = query.where(Invoice.job_id == job_id)
    if contact_id is not None:
        query = query.where(Invoice.contact_id == contact_id)
    if document is not None:
        query = query.where(Invoice.document == document)
    if released:
        query = query.where(Invoice.document != "draft", or_(Invoice.sent_count > 0, Invoice.delivered_at.is_not(None)))
    if updated_since is not None:
        query = query.where(Invoice.updated_at >= updated_since)
    if settlements:
        query = query.where(Invoice.document == "issued", _settlement().in_(settlements))
    if overdue or (settlements and {"unpaid", "partially_paid"}.issuperset(settlements)):
        query = query.where(_open(company_id))
    if q:
        query = query.where(about(company_id, q, Invoice.number, Invoice.number_text, Invoice.contact_id))
    if overdue is not None:
        late = and_(Invoice.document == "issued", _due_before(today) > settled())
        query = query.where(late if overdue else ~late)
    kept, info = await newest_first(session, query, Invoice.created_at, Invoice.id, limit, after)
    return await shown(session, kept, language, today), info


def kept() -> ColumnElement[bool]:
    """Of an invoice: that it is no draft that was deleted."""
    return or_(Invoice.document != "voided", Invoice.number.is_not(None))


async def live_invoices_of(session: AsyncSession, company_id: str, quote_id: str) -> list[Invoice]:
    """What was made from a quote and not voided."""
    query = (
        select(Invoice)
        .where(Invoice.company_id == company_id, Invoice.quote_id == quote_id, Invoice.document != "voided")
        .order_by(Invoice.created_at, Invoice.id)
    )
    return list((await session.execute(query)).scalars())


async def allocated_to(session: AsyncSession, company_id: str, invoice_ids: Sequence[str]) -> dict[str, int]:
    """Cents that live allocations give each invoice; an invoice without any is left out."""
    if not invoice_ids:
        return {}
    query = (
        select(Allocation.invoice_id, func.sum(Allocation.amount).label("amount"))
        .where(
            Allocation.company_id == company_id,
            Allocation.invoice_id.in_(invoice_ids),
            Allocation.released_at.is_(None),
        )
        .group_by(Allocation.invoice_id)
    )
    return {row.invoice_id: int(row.amount) for row in await session.execute(query)}


async def balances(session: AsyncSession, company_id: str, invoice_ids: Sequence[str]) -> dict[str, int]:
    """Cents that each of these invoices still wants, less what was paid, credited and written off; only issued ones are in the answer."""
    if not invoice_ids:
        return {}
    query = select(Invoice.id, Invoice.total).where(
        Invoice.company_id == company_id, Invoice.id.in_(invoice_ids), Invoice.document == "issued"
    )
    totals = {row.id: int(row.total) for row in await session.execute(query)}
    paid = await allocated_to(session, company_id, list(totals))
    less = await lowered(session, company_id, list(totals))
    return {each: total - paid.get(each, 0) - sum(less.get(each, (0, 0))) for each, total in totals.items()}


def open_dues(invoice: Invoice, balance: int) -> list[tuple[date, int, int]]:
    """(day, amount, what of it is still open) of each part of an issued invoice; what is covered covers the earliest."""
    assert invoice.due_on is not None
    parts = [(date.fromisoformat(each["due_on"]), int(each["amount"])) for each in invoice.dues]
    covered, found = invoice.total - balance, []
    for day, amount in parts or [(invoice.due_on, invoice.total)]:
        share = min(covered, amount)
        covered -= share
        found.append((day, amount, amount - share))
    return found


def settlement(total: int, paid: int, credited: int = 0, written_off: int = 0) -> Settlement:
    """An invoice of nothing is paid as it is, and so is one that was credited in full."""
    if written_off:
        return "written_off"
    if paid + credited >= total:
        return "paid"
    return "partially_paid" if paid > 0 else "unpaid"


async def shown(session: AsyncSession, rows: Sequence[Invoice], language: str, today: date) -> list[InvoiceOut]:
    """Rows as the API shows them, with a handful of queries for any number of them."""
    if not rows:
        return []
    company_id, wanted = rows[0].company_id, [row.id for row in rows]
    paid = await allocated_to(session, company_id, wanted)
    less = await lowered(session, company_id, wanted)
    delivered = await delivery.of(session, [(row.id, row.job_id, row.sent_at) for row in rows])
    query = (
        select(InvoiceLine)
        .where(InvoiceLine.company_id == company_id, InvoiceLine.invoice_id.in_(wanted))
        .order_by(InvoiceLine.invoice_id, InvoiceLine.position)
    )
    lines: dict[str, list[InvoiceLine]] = {}
    for line in (await session.execute(query)).scalars():
        lines.setdefault(line.invoice_id, []).append(line)
    return [
        _out(
            row,
            lines.get(row.id, []),
            paid.get(row.id, 0),
            less.get(row.id, (0, 0)),
            delivered[row.id],
            language,
            today,
        )
        for row in rows
    ]


def _out(
    row: Invoice,
    lines: Sequence[InvoiceLine],
    paid: int,
    less: tuple[int, int],
    delivered: str,
    language: str,
    today: date,
) -> InvoiceOut:
    credited, written_off = less
    balance = row.total - paid - credited - written_off if row.document == "issued" else 0
    dues = open_dues(row, balance) if row.document == "issued" else []
    voided = None
    if row.voided_at is not None:
        voided = Voided(at=row.voided_at, reason=row.void_reason or "other", note=row.void_note or "")
    handed = None
    if row.delivered_at is not None:
        handed = Delivered.model_validate(
            {"by": row.delivered_by, "on": row.delivered_on, "note": row.delivered_note, "at": row.delivered_at}
        )
    return InvoiceOut(
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        quote_id=row.quote_id,
        visit_id=row.visit_id,
        origin=row.origin,
        number=row.number,
        number_text=row.number_text,
        document=row.document,
        settlement=settlement(row.total, paid, credited, written_off) if row.document == "issued" else "unpaid",
        delivery=delivered,
        overdue=any(rest > 0 and today > day for day, _, rest in dues),
        lines=tuple(line_out(line, row.currency) for line in lines),
        totals=totals_out(row, row.currency, language),
        paid=Money(amount=paid, currency=row.currency),
        credited=Money(amount=credited, currency=row.currency),
        written_off=Money(amount=written_off, currency=row.currency),
        balance=Money(amount=balance, currency=row.currency),
        due_on=row.due_on,
        dues=_dues_out(row, dues),
        issue=row.issue,
        issue_on=row.issue_on,
        issued_on=row.issued_on,
        document_sha256=row.document_sha256,
        pdf_url=f"{get_settings().url_billing}/v1/invoices/{row.id}/pdf",
        portal_url=None,
        sent_at=row.sent_at,
        delivered=handed,
        viewed_at=row.viewed_at,
        voided=voided,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _dues_out(row: Invoice, issued: Sequence[tuple[date, int, int]]) -> tuple[DueOut, ...]:
    """The parts of an invoice that has some; of a draft all of each is open."""
    if not row.dues:
        return ()
    planned = [(date.fromisoformat(each["due_on"]), int(each["amount"]), int(each["amount"])) for each in row.dues]
    return tuple(
        DueOut(
            due_on=day,
            amount=Money(amount=amount, currency=row.currency),
            open=Money(amount=rest, currency=row.currency),
        )
        for day, amount, rest in issued or planned
    )


def _due_before(day: date) -> Any:
    """What of an invoice was due before that day."""
    due = func.jsonb_array_elements(Invoice.dues).table_valued(column("value", JSONB), name="due")
    parts = select(func.sum(cast(due.c.value["amount"].astext, BigInteger))).where(
        cast(due.c.value["due_on"].astext, Date) < day
    )
    whole = case((Invoice.due_on < day, Invoice.total), else_=0)
    return case((Invoice.dues == [], whole), else_=func.coalesce(parts.scalar_subquery(), 0))


def settled() -> Any:
    """Correlated sum of what an invoice does not ask for any more: allocated, credited, written off."""
    return _summed(*_ALLOCATED) + _summed(*_CREDITED) + _summed(*_WRITTEN_OFF)


def _open(company_id: str) -> ColumnElement[bool]:
    """Something is still asked for. Summed up once for the whole company: of a book that is all but paid, each row would
    else be asked in turn until a page is full. An array, so that no plan ever walks the sums once a row."""

    def less(column: Any, *conditions: Any) -> Any:
        table = column.class_
        return select(table.invoice_id, -column).where(table.company_id == company_id, *conditions)

    moved = union_all(
        select(Invoice.id.label("invoice_id"), Invoice.total.label("amount")).where(
            Invoice.company_id == company_id, Invoice.document == "issued"
        ),
        *(less(*each) for each in _SETTLING),
    ).subquery()
    still = select(moved.c.invoice_id).group_by(moved.c.invoice_id).having(func.sum(moved.c.amount) > 0)
    return Invoice.id == any_(func.array(still.scalar_subquery()))


def _settlement() -> Any:
    """`settlement` of an issued invoice, as the database finds it."""
    paid = _summed(*_ALLOCATED)
    return case(
        (_summed(*_WRITTEN_OFF) > 0, "written_off"),
        (paid + _summed(*_CREDITED) >= Invoice.total, "paid"),
        (paid > 0, "partially_paid"),
        else_="unpaid",
    )


_ALLOCATED = (Allocation.amount, Allocation.released_at.is_(None))
_CREDITED = (CreditNote.total,)
_WRITTEN_OFF = (WriteOff.amount, WriteOff.reversed_at.is_(None))
_SETTLING: tuple[tuple[Any, ...], ...] = (_ALLOCATED, _CREDITED, _WRITTEN_OFF)
"""What lowers the balance of an invoice: a column, and which rows count."""


def _summed(column: Any, *conditions: Any) -> Any:
    table = column.class_
    mine = (table.company_id == Invoice.company_id, table.invoice_id == Invoice.id)
    return select(func.coalesce(func.sum(column), 0)).where(*mine, *conditions).scalar_subquery()
