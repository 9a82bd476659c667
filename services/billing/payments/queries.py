"""Reading payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import delivery
from services.billing.pages import age_cursor
from services.billing.payments.schemas import AllocationOut, PaymentOut, PaymentVoided
from services.billing.payments.tables import Allocation, Payment
from services.kit.lists import PageInfo, page
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
    status: str | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[PaymentOut], PageInfo]:
    """A page of payments, newest first."""
    query = select(Payment).where(Payment.company_id == company_id)
    if job_id is not None:
        query = query.where(Payment.job_id == job_id)
    if contact_id is not None:
        query = query.where(Payment.contact_id == contact_id)
    if status is not None:
        query = query.where(Payment.status == status)
    if updated_since is not None:
        query = query.where(Payment.updated_at >= updated_since)
    if keys := age_cursor(after):
        created_at, last_id = keys
        older = and_(Payment.created_at == created_at, Payment.id < last_id)
        query = query.where(or_(Payment.created_at < created_at, older))
    query = query.order_by(Payment.created_at.desc(), Payment.id.desc()).limit(limit + 1)
    rows = list((await session.execute(query)).scalars())
    kept, info = page(rows, limit, lambda row: (row.created_at.isoformat(), row.id))
    return await shown(session, kept), info


async def shown(session: AsyncSession, rows: Sequence[Payment]) -> list[PaymentOut]:
    """Rows as the API shows them, with two queries for any number of them."""
    if not rows:
        return []
    company_id, wanted = rows[0].company_id, [row.id for row in rows]
    query = (
        select(Allocation)
        .where(
            Allocation.company_id == company_id,
            Allocation.payment_id.in_(wanted),
            Allocation.released_at.is_(None),
        )
        .order_by(Allocation.payment_id, Allocation.position)
    )
    live: dict[str, list[Allocation]] = {}
    for each in (await session.execute(query)).scalars():
        live.setdefault(each.payment_id, []).append(each)
    delivered = await delivery.of(session, [(row.id, row.job_id, row.created_at) for row in rows])
    return [_out(row, live.get(row.id, []), delivered[row.id]) for row in rows]


def _out(row: Payment, live: Sequence[Allocation], delivered: str) -> PaymentOut:
    def money(amount: int) -> Money:
        return Money(amount=amount, currency=row.currency)

    held = row.amount - sum(each.amount for each in live) if row.status == "received" else 0
    voided = None
    if row.voided_at is not None:
        voided = PaymentVoided(at=row.voided_at, reason=row.void_reason or "")
    return PaymentOut(
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        amount=money(row.amount),
        method=row.method,
        reference=row.reference,
        received_on=row.received_on,
        status=row.status,
        allocations=tuple(AllocationOut(invoice_id=each.invoice_id, amount=money(each.amount)) for each in live),
        unallocated=money(held),
        receipt_number=row.receipt_number,
        receipt_text=row.receipt_text,
        delivery=delivered,
        pdf_url=f"{get_settings().url_billing}/v1/payments/{row.id}/pdf",
        voided=voided,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
