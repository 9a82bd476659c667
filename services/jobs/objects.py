"""What a label or a custom field can be put on: five kinds of objects, two of them billing's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import queries as billing
from services.jobs.contacts import tables as contacts
from services.jobs.folders.tables import Folder
from services.jobs.visits.tables import Visit
from services.kit.auth import Permission
from services.kit.problems import NotFound
from services.kit.work import Work

ObjectKind = Literal["contact", "job", "visit", "quote", "invoice"]

PERMISSION: Final[dict[ObjectKind, Permission]] = {
    "contact": "contacts",
    "job": "jobs",
    "visit": "visits",
    "quote": "quotes",
    "invoice": "invoices",
}
"""Who may change what is on an object of that kind."""

_OURS: Final = {"contact": contacts.Contact.id, "job": Folder.id, "visit": Visit.id}


async def require(work: Work, kind: ObjectKind, object_id: str) -> None:
    """Raises a 404 problem if there is no such object in this company."""
    if object_id not in await existing(work.session, kind, [object_id]):
        raise NotFound(kind)


async def hold(work: Work, kind: ObjectKind, object_id: str) -> None:
    """One writer at a time of what is put on the object, until the end of the transaction.

    Its own lock, since a quote's row is not ours to lock. Taken after the lock of a job, never before.
    """
    await work.session.execute(_HOLD, {"key": f"{work.company_id}/{kind}/{object_id}"})


async def existing(session: AsyncSession, kind: ObjectKind, object_ids: Iterable[str]) -> set[str]:
    """Those of the ids that are there."""
    wanted = set(object_ids)
    if kind in ("quote", "invoice"):
        return await billing.existing(session, "quote" if kind == "quote" else "invoice", wanted)
    column = _OURS[kind]
    return set((await session.scalars(select(column).where(column.in_(wanted)))).all())


_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7))")
