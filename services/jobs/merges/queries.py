"""Reading merges."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import users
from services.jobs.contacts.tables import Contact
from services.jobs.merges.schemas import MergedContact, MergeOut
from services.jobs.merges.tables import Merge


async def merges(session: AsyncSession, survivor_id: str) -> list[MergeOut]:
    """What went into a contact and can be undone, newest first."""
    query = (
        select(Merge, Contact)
        .join(Contact, Contact.id == Merge.merged_id)
        .where(Merge.survivor_id == survivor_id, Merge.unmerged_at.is_(None))
        .order_by(Merge.seq.desc())
    )
    rows = (await session.execute(query)).all()
    names = await users(session, [merge.by.removeprefix("user:") for merge, _ in rows])
    return [
        MergeOut(
            id=merge.id,
            merged=MergedContact(id=contact.id, name=contact.name, email=contact.email, phone=contact.phone),
            by=names.get(merge.by.removeprefix("user:"), ""),
            at=merge.at,
            jobs=len(merge.moved.get("jobs", [])),
        )
        for merge, contact in rows
    ]
