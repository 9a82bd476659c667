"""Whose hours somebody may see and write.

`visits` gives one's own: the hours of the resource that the person is. Other people's hours, every amount of money on them and
the approval of weeks need `reports`, which managers have; rates and resources themselves need `settings`.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.visits.tables import Resource
from services.kit.auth import Caller
from services.kit.problems import Field, Forbidden, Invalid, NotFound
from services.kit.work import Work


def everybody(caller: Caller) -> bool:
    """Whether the caller may see and write other people's hours, and money."""
    return "reports" in caller.permissions


async def own(session: AsyncSession, caller: Caller) -> list[str]:
    """The resources that the caller is: one, rarely more or none."""
    query = select(Resource.id).where(Resource.user_id == caller.user_id).order_by(Resource.active.desc(), Resource.id)
    return list((await session.scalars(query)).all())


async def existing(session: AsyncSession, resource_id: str, *, lock: bool = False) -> Resource:
    """Raises a 404 problem."""
    query = select(Resource).where(Resource.id == resource_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound("resource")
    return found


async def locked(work: Work, caller: Caller, resource_id: str) -> Resource:
    """The resource, locked, so that its hours and weeks change one after the other. Raises 404, 403 naming `reports`."""
    found = await existing(work.session, resource_id, lock=True)
    if found.user_id != caller.user_id and not everybody(caller):
        raise Forbidden("reports")
    return found


async def chosen(work: Work, caller: Caller, resource_id: str | None) -> str:
    """The resource asked for, or the caller's own. Raises a 422 problem if there is none."""
    if resource_id is not None:
        if await work.session.scalar(select(Resource.id).where(Resource.id == resource_id)) is None:
            raise Invalid([Field("/resource_id", "not-found")])
        return resource_id
    if mine := await own(work.session, caller):
        return mine[0]
    raise Invalid([Field("/resource_id", "required")])
