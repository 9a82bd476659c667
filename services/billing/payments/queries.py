"""Reading payments, refunds, and what is held for a client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import delivery
from services.billing.invoices.tables import Invoice
from services.billing.payments import books
from services.billing.payments.books import Book
from services.billing.payments.schemas import (
    AllocationOut,
    CreditOut,
    Disputed,
    HeldOut,
    PaymentOut,
    PaymentVoided,
    RefundOut,
    Returned,
    ShareOut,
    Status,
)
from services.billing.payments.tables import Allocation, Payment, PaymentShare, Refund
from services.billing.words import about
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from workflows.money import Money


async def payment_row(session: AsyncSession, company_id: str, payment_id: str) -> Payment:
    """Raises a 404 problem."""
    query = select(Payment).where(Payment.company_id == company_id, Payment.id == payment_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("payment")
    return row


async def payment(session: AsyncSession, company_id: str, payment_id: str) -> PaymentOut:
    """One payment. Raises a 404 problem."""
    return (await shown(session, [await payment_row(session, company_id, payment_id)]))[0]


async def payments(
    session: AsyncSession,
    company_id: str,
    *,
    limit: int,
    after: str | None = None,
    job_id: str | None = None,
    contact_id: str | None = None,
    quote_id: str | None = None,
    invoice_id: str | None = None,
    status: Status | None = None,
    q: str | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[PaymentOut], PageInfo]:
    """A page of payments, newest first. Those of a job are all of which it has, or had, a share; those of an invoice pay it."""
    query = select(Payment).where(Payment.company_id == company_id)
    if job_id is not None:
        query = query.where(Payment.id.in_(of_job(company_id, job_id)))
    if contact_id is not None:
        query = query.where(Payment.contact_id == contact_id)
    if quote_id is not None:
        query = query.where(Payment.quote_id == quote_id)
    if invoice_id is not None:
        pays = select(Allocation.payment_id).where(
            Allocation.company_id == company_id,
            Allocation.invoice_id == invoice_id,
            Allocation.released_at.is_(None),
        )
        query = query.where(Payment.id.in_(pays))
    if status is not None:
        query = query.where(_has(status))
    if q:
        query = query.where(about(company_id, q, Payment.receipt_number, Payment.receipt_text, Payment.contact_id))
    if updated_since is not None:
        query = query.where(Payment.updated_at >= updated_since)
    kept, info = await newest_first(session, query, Payment.created_at, Payment.id, limit, after)
    return await shown(session, kept), info


def of_job(company_id: str, job_id: str) -> Any:
    """The ids of the payments of which a job has, or had, a share: for `Payment.id.in_(…)`."""
    return select(PaymentShare.payment_id).where(PaymentShare.company_id == company_id, PaymentShare.job_id == job_id)


async def refund_row(session: AsyncSession, company_id: str, refund_id: str) -> Refund:
    """Raises a 404 problem."""
    row = await session.scalar(select(Refund).where(Refund.company_id == company_id, Refund.id == refund_id))
    if row is None:
        raise NotFound("refund")
    return row


async def refunds(
    session: AsyncSession,
    company_id: str,
    *,
    limit: int,
    after: str | None = None,
    payment_id: str | None = None,
    contact_id: str | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[RefundOut], PageInfo]:
    """A page of refunds, newest first."""
    query = (
        select(Refund)
        .join(Payment, (Payment.company_id == Refund.company_id) & (Payment.id == Refund.payment_id))
        .where(Refund.company_id == company_id)
    )
    if payment_id is not None:
        query = query.where(Refund.payment_id == payment_id)
    if contact_id is not None:
        query = query.where(Payment.contact_id == contact_id)
    if updated_since is not None:
        query = query.where(Refund.updated_at >= updated_since)
    kept, info = await newest_first(session, query, Refund.created_at, Refund.id, limit, after)
    payments = {row.payment_id for row in kept}
    clients = select(Payment.id, Payment.contact_id).where(Payment.company_id == company_id, Payment.id.in_(payments))
    contacts = {row.id: row.contact_id for row in await session.execute(clients)}
    return [refund_out(row, contacts[row.payment_id]) for row in kept], info


# ── what is held ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def held_by(session: AsyncSession, company_id: str, contact_id: str) -> list[str]:
    """Payments of a contact of which something is left, the oldest first; disputed ones not."""
    spent = _allocated() + _given()
    query = (
        select(Payment.id)
        .where(
            Payment.company_id == company_id,
            Payment.contact_id == contact_id,
            Payment.status == "received",
            ~_disputed(),
            Payment.amount > spent,
        )
        .order_by(Payment.received_on, Payment.created_at, Payment.id)
    )
    return list(await session.scalars(query))


async def credit(session: AsyncSession, company_id: str, contact_id: str, currency: str) -> CreditOut:
    """A client's credit, the oldest money first. A contact that nobody knows has none."""
    ordered = await held_by(session, company_id, contact_id)
    found = await books.load(session, company_id, ordered)
    held = [
        HeldOut(
            payment_id=payment_id,
            job_id=job_id,
            quote_id=book.payment.quote_id,
            received_on=book.payment.received_on,
            receipt_text=book.payment.receipt_text,
            method=book.payment.method,
            held=book.money(book.held(job_id)),
        )
        for payment_id, book in ((each, found[each]) for each in ordered)
        for job_id in book.jobs
        if book.held(job_id) > 0
    ]
    total = Money(amount=sum(each.held.amount for each in held), currency=currency)
    return CreditOut(contact_id=contact_id, held=total, payments=tuple(held))


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def shown(session: AsyncSession, rows: Sequence[Payment]) -> list[PaymentOut]:
    """Rows as the API shows them, with six statements for any number of them."""
    if not rows:
        return []
    company_id = rows[0].company_id
    found = await books.load(session, company_id, [row.id for row in rows])
    delivered = await delivery.of(session, [(row.id, row.job_id, row.created_at) for row in rows])
    numbers = await _numbers(session, company_id, found.values())
    return [_out(found[row.id], numbers, delivered[row.id]) for row in rows]


def refund_out(row: Refund, contact_id: str) -> RefundOut:
    return RefundOut(
        id=row.id,
        payment_id=row.payment_id,
        contact_id=contact_id,
        job_id=row.job_id,
        status=row.status,
        amount=Money(amount=row.amount, currency=row.currency),
        handed_over=Money(amount=row.amount + row.cash_rounding, currency=row.currency),
        method=row.method,
        reference=row.reference,
        note=row.note,
        refunded_on=row.refunded_on,
        number=row.number,
        number_text=row.number_text,
        pdf_url=f"{get_settings().url_billing}/v1/refunds/{row.id}/pdf",
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


async def _numbers(session: AsyncSession, company_id: str, found: Iterable[Book]) -> dict[str, str]:
    """Invoice numbers as printed, by invoice."""
    wanted = {each.invoice_id for book in found for each, _ in book.live()}
    query = select(Invoice.id, Invoice.number_text).where(Invoice.company_id == company_id, Invoice.id.in_(wanted))
    return {row.id: row.number_text or "" for row in await session.execute(query)} if wanted else {}


def _out(book: Book, numbers: dict[str, str], delivered: str) -> PaymentOut:
    row, money = book.payment, book.money
    pays: dict[tuple[str, str], int] = {}
    for each, job_id in book.live():
        pays[each.invoice_id, job_id] = pays.get((each.invoice_id, job_id), 0) + each.amount
    voided = returned = disputed = None
    if row.voided_at is not None:
        voided = PaymentVoided(at=row.voided_at, reason=row.void_reason or "")
    if row.returned_on is not None:
        returned = Returned(on=row.returned_on, reason=row.return_reason or "other", note=row.return_note or "")
    if row.disputed_on is not None:
        disputed = Disputed(on=row.disputed_on, amount=money(row.dispute_amount or 0), won_on=row.dispute_won_on)
    live = row.status == "received"
    return PaymentOut(
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        quote_id=row.quote_id,
        online=row.attempt_id is not None,
        amount=money(row.amount),
        cash_rounding=money(row.cash_rounding),
        handed_over=money(row.amount + row.cash_rounding),
        method=row.method,
        reference=row.reference,
        received_on=row.received_on,
        status=_status(book),
        allocations=tuple(
            AllocationOut(
                invoice_id=invoice_id, job_id=job_id, number=numbers.get(invoice_id, ""), amount=money(amount)
            )
            for (invoice_id, job_id), amount in pays.items()
        ),
        shares=tuple(
            ShareOut(job_id=each, amount=money(book.share(each)), held=money(book.held(each) if live else 0))
            for each in book.jobs
            if book.share(each)
        ),
        unallocated=money(book.unallocated),
        refunded=money(book.refunded),
        refunds=tuple(refund_out(each, row.contact_id) for each in book.refunds),
        receipt_number=row.receipt_number,
        receipt_text=row.receipt_text,
        delivery=delivered,
        pdf_url=f"{get_settings().url_billing}/v1/payments/{row.id}/pdf",
        voided=voided,
        returned=returned,
        disputed=disputed,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _status(book: Book) -> Status:
    row = book.payment
    if row.status == "received":
        if row.in_dispute:
            return "disputed"
        return "refunded" if book.refunded == row.amount else "received"
    return "voided" if row.status == "voided" else "returned"


def _has(status: Status) -> ColumnElement[bool]:
    """The condition under which a payment is shown with that status."""
    live = Payment.status == "received"
    if status == "disputed":
        return and_(live, _disputed())
    if status == "refunded":
        return and_(live, ~_disputed(), Payment.amount == _refunded())
    if status == "received":
        return and_(live, ~_disputed(), Payment.amount != _refunded())
    return Payment.status == status


def _disputed() -> ColumnElement[bool]:
    return and_(Payment.disputed_on.is_not(None), Payment.dispute_won_on.is_(None))


def _allocated() -> Any:
    return (
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .where(
            Allocation.company_id == Payment.company_id,
            Allocation.payment_id == Payment.id,
            Allocation.released_at.is_(None),
        )
        .scalar_subquery()
    )


def _given() -> Any:
    """Refunded, or promised to a pending refund."""
    return _refunds(Refund.status != "failed")


def _refunded() -> Any:
    return _refunds(Refund.status == "succeeded")


def _refunds(condition: ColumnElement[bool]) -> Any:
    return (
        select(func.coalesce(func.sum(Refund.amount), 0))
        .where(Refund.company_id == Payment.company_id, Refund.payment_id == Payment.id, condition)
        .scalar_subquery()
    )
