"""Reading the people of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.contacts.queries import shown_phone
from services.jobs.contacts.schemas import PhoneOut
from services.jobs.contacts.tables import Person, PhoneNumber
from services.jobs.people.schemas import PersonOut
from services.kit.problems import NotFound
from services.kit.texts import known_language


async def people(session: AsyncSession, contact_id: str) -> list[PersonOut]:
    """Everybody of a contact: the primary one first, then as they were added."""
    query = select(Person).where(Person.contact_id == contact_id)
    return await _whole(session, (await session.scalars(query.order_by(~Person.is_primary, Person.position))).all())


async def person(session: AsyncSession, contact_id: str, person_id: str) -> PersonOut:
    """Raises a 404 problem."""
    query = select(Person).where(Person.contact_id == contact_id, Person.id == person_id)
    found = await _whole(session, (await session.scalars(query)).all())
    if not found:
        raise NotFound("other")
    return found[0]


async def _whole(session: AsyncSession, rows: Sequence[Person]) -> list[PersonOut]:
    phones: dict[str, list[PhoneOut]] = {row.id: [] for row in rows}
    if rows:
        query = select(PhoneNumber).where(PhoneNumber.person_id.in_(phones))
        for phone in await session.scalars(query.order_by(PhoneNumber.position, PhoneNumber.id)):
            phones[str(phone.person_id)].append(shown_phone(phone))
    return [
        PersonOut(
            id=row.id,
            name=row.name,
            role=row.role,
            email=row.email,
            phones=tuple(phones[row.id]),
            language=known_language(row.language) if row.language else None,
            primary=row.is_primary,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
