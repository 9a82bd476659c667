"""Reading recurring contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.invoices.tables import Invoice
from services.billing.recurring.schemas import RecurringOut
from services.billing.recurring.tables import Recurring
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound


async def recurring(session: AsyncSession, company_id: str, recurring_id: str) -> RecurringOut:
    """Raises a 404 problem."""
    query = select(Recurring).where(Recurring.company_id == company_id, Recurring.id == recurring_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("recurring")
    return (await shown(session, [row]))[0]


async def recurrings(
    session: AsyncSession,
    company_id: str,
    *,
    limit: int,
    after: str | None = None,
    job_id: str | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[RecurringOut], PageInfo]:
    """A page of contracts, newest first."""
    query = select(Recurring).where(Recurring.company_id == company_id)
    if job_id is not None:
        query = query.where(Recurring.job_id == job_id)
    if updated_since is not None:
        query = query.where(Recurring.updated_at >= updated_since)
    kept, info = await newest_first(session, query, Recurring.created_at, Recurring.id, limit, after)
    return await shown(session, kept), info


async def shown(session: AsyncSession, rows: Sequence[Recurring]) -> list[RecurringOut]:
    if not rows:
        return []
    query = (
        select(Invoice.recurring_id, Invoice.id)
        .where(Invoice.company_id == rows[0].company_id, Invoice.recurring_id.in_([row.id for row in rows]))
        .order_by(Invoice.recurring_on)
    )
    made: dict[str, list[str]] = {}
    for recurring_id, invoice_id in await session.execute(query):
        made.setdefault(str(recurring_id), []).append(invoice_id)
    fields = [
        "id",
        "job_id",
        "title",
        "rrule",
        "starts_on",
        "next_on",
        "mode",
        "status",
        "lines",
        "discount",
        "payment_terms_days",
        "problem",
        "created_at",
        "updated_at",
    ]
    return [
        RecurringOut.model_validate(
            {**{name: getattr(row, name) for name in fields}, "invoice_ids": tuple(made.get(row.id, ()))}
        )
        for row in rows
    ]
