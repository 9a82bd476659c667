"""Reading contacts. Row-level security shows one company's, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs import search
from services.jobs.contacts import tables
from services.jobs.contacts.schemas import AddressOut, Contact
from services.jobs.fields import refuse_nul
from services.kit import lists
from services.kit.problems import NotFound


async def contact(session: AsyncSession, contact_id: str) -> Contact:
    """One contact with its addresses. Raises a 404 problem."""
    found = (await contacts(session, [contact_id])).get(contact_id)
    if found is None:
        raise NotFound("contact")
    return found


async def contacts(session: AsyncSession, contact_ids: Iterable[str]) -> dict[str, Contact]:
    """Contacts by id, in two statements however many they are; unknown ids are left out."""
    rows = await session.scalars(select(tables.Contact).where(tables.Contact.id.in_(set(contact_ids))))
    return {each.id: each for each in await _with_addresses(session, rows.all())}


async def page(
    session: AsyncSession,
    company_id: str,
    *,
    q: str | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[Contact]:
    """Contacts by name; `q` looks through names, e-mails and phone numbers, without accents."""
    table = tables.Contact
    query = select(table).where(table.company_id == company_id)
    if q:
        query = query.where(search.matches(table.folded, search.terms(q)))
    if updated_since:
        query = query.where(table.updated_at >= updated_since)
    if cursor := lists.decode(after, str, str):
        refuse_nul(*cursor)
        query = query.where(tuple_(table.sort_name, table.id) > cursor)
    rows = (await session.scalars(query.order_by(table.sort_name, table.id).limit(limit + 1))).all()
    shown, info = lists.page(rows, limit, lambda row: (row.sort_name, row.id))
    return lists.Page(data=await _with_addresses(session, shown), page=info)


async def same_person(session: AsyncSession, company_id: str, email: str | None, phone: str | None) -> str | None:
    """The contact with that e-mail, else the one with that phone number; the oldest where several have it."""
    table = tables.Contact
    for condition in (
        func.lower(table.email) == email.lower() if email else None,
        table.phone == phone if phone else None,
    ):
        if condition is not None:
            query = select(table.id).where(table.company_id == company_id, condition).order_by(table.id).limit(1)
            if found := await session.scalar(query):
                return found
    return None


async def _with_addresses(session: AsyncSession, rows: Sequence[tables.Contact]) -> list[Contact]:
    addresses: dict[str, list[AddressOut]] = {row.id: [] for row in rows}
    if addresses:
        table = tables.Address
        query = select(table).where(table.contact_id.in_(addresses)).order_by(table.contact_id, table.position)
        for address in await session.scalars(query):
            addresses[address.contact_id].append(AddressOut.model_validate(address, from_attributes=True))
    return [
        Contact(
            id=row.id,
            name=row.name,
            email=row.email,
            phone=row.phone,
            language="en" if row.language == "en" else "fr",
            addresses=tuple(addresses[row.id]),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
