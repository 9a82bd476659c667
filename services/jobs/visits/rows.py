"""Rows of visits under their job's lock, for every verb that changes something on a visit."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.visits.tables import Visit
from services.kit import etags, factlog
from services.kit.problems import Conflict, NotFound
from services.kit.work import Work
from workflows import facts as f

What = Literal["details", "checklist", "materials", "signature", "notes"]
OVER = ("cancelled", "no_show")


async def read(session: AsyncSession, visit_id: str) -> Visit:
    """Raises a 404 problem."""
    row: Visit | None = await session.get(Visit, visit_id)
    if row is None:
        raise NotFound("visit")
    return row


async def locked(work: Work, visit_id: str) -> Visit:
    """The visit under its job's lock, as last committed. Raises a 404 problem."""
    job_id = await work.session.scalar(select(Visit.job_id).where(Visit.id == visit_id))
    if job_id is None:
        raise NotFound("visit")
    await factlog.lock(work, job_id)
    return await work.session.get_one(Visit, visit_id, populate_existing=True)


async def changeable(work: Work, visit_id: str) -> Visit:
    """The locked visit, if what the client signs for may still change. Raises 404, 409 `visit-over`, `visit-signed`."""
    visit = await locked(work, visit_id)
    if visit.status in OVER:
        raise Conflict("visit-over")
    refuse_signed(visit)
    return visit


def refuse_signed(visit: Visit) -> None:
    """What a client has signed for stays as it was signed. Raises a 409 problem."""
    if visit.signed_at is not None:
        raise Conflict("visit-signed")


async def described(work: Work, visit: Visit, what: What) -> None:
    """Something written about the visit has changed: a new version of the row, and a fact."""
    touch(work, visit)
    await work.session.flush()
    await factlog.append(work, visit.job_id, f.VisitDescribed(visit_id=visit.id, what=what))


def touch(work: Work, visit: Visit, status: str | None = None) -> None:
    visit.status = status or visit.status
    visit.version += 1
    visit.updated_at = work.now


def tag(visit: Visit) -> str:
    """The ETag: the version of the row, so that a running clock changes nothing."""
    return etags.etag(f"{visit.id}/{visit.version}")
