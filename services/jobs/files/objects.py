"""What files hang on: which permission opens it, and which job it belongs to."""

from __future__ import annotations

from typing import Final, NamedTuple, get_args

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing import queries as billing
from services.jobs.contacts.tables import Contact
from services.jobs.files.schemas import ObjectKind
from services.jobs.folders.tables import Folder
from services.jobs.messages.tables import Message
from services.jobs.visits.tables import Visit
from services.kit.auth import Permission
from services.kit.fields import is_id
from services.kit.problems import Field, Forbidden, Invalid, NotFound

KINDS: Final[tuple[ObjectKind, ...]] = get_args(ObjectKind)

OPENED_BY: Final[dict[ObjectKind, tuple[Permission, ...]]] = {
    "job": ("jobs", "visits"),
    "visit": ("visits", "jobs"),
    "quote": ("quotes",),
    "message": ("messages",),
    "contact": ("contacts",),
}
"""Any one of them. A technician sees and adds photos of the job that they are sent to."""


class Target(NamedTuple):
    """An object that files hang on, and its job."""

    kind: ObjectKind
    id: str
    job_id: str | None


def named(value: str) -> tuple[ObjectKind, str]:
    """`visit:vis_…` as kind and id. Raises a 422 problem."""
    kind, _, object_id = value.partition(":")
    for known in KINDS:
        if kind == known and is_id(object_id):
            return known, object_id
    raise Invalid([Field("query:/object", "file-object")])


def kind_of(stored: str) -> ObjectKind:
    """The kind in a row, which the database has checked."""
    return next(kind for kind in KINDS if kind == stored)


def open_to(permissions: frozenset[str]) -> list[ObjectKind]:
    """The kinds of objects whose files such a caller may see."""
    return [kind for kind in KINDS if not permissions.isdisjoint(OPENED_BY[kind])]


def require(kind: ObjectKind, permissions: frozenset[str]) -> None:
    """Raises a 403 problem."""
    if permissions.isdisjoint(OPENED_BY[kind]):
        raise Forbidden(OPENED_BY[kind][0])


async def locate(session: AsyncSession, kind: ObjectKind, object_id: str) -> Target:
    """The object, if the company has it. Raises a 404 problem."""
    job_id: str | None
    match kind:
        case "contact":
            if await session.scalar(select(Contact.id).where(Contact.id == object_id)) is None:
                raise NotFound("contact")
            return Target(kind, object_id, None)
        case "job":
            job_id = await session.scalar(select(Folder.id).where(Folder.id == object_id))
        case "visit":
            job_id = await session.scalar(select(Visit.job_id).where(Visit.id == object_id))
        case "message":
            job_id = await session.scalar(select(Message.job_id).where(Message.id == object_id))
        case "quote":
            job_id = await billing.job_of_quote(session, object_id)
    if job_id is None:
        raise NotFound(kind)
    return Target(kind, object_id, job_id)
