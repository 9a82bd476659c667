"""The verbs of calendar feeds."""

from __future__ import annotations

from sqlalchemy import func, select

from services.jobs.feeds.schemas import FeedIn
from services.jobs.feeds.tables import Feed
from services.jobs.visits.tables import Resource
from services.kit import ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Forbidden, NotFound
from services.kit.work import Work

MOST = 10
"""Live links of one resource."""


async def allow(work: Work, resource_id: str, *, planner: bool) -> Resource:
    """Everybody has the links of their own calendar; those of others, only who plans. Raises 403, 404."""
    row: Resource | None = await work.session.scalar(
        select(Resource).where(Resource.id == resource_id).with_for_update(key_share=True)
    )
    if row is None:
        raise NotFound("resource")
    if not planner and (row.user_id is None or f"user:{row.user_id}" != work.actor):
        raise Forbidden("routes")
    return row


async def create(work: Work, resource_id: str, data: FeedIn, *, planner: bool) -> Feed:
    """A new private link. Raises 403, 404, 409 `too-many-feeds`."""
    await allow(work, resource_id, planner=planner)
    query = select(func.count()).where(Feed.resource_id == resource_id, Feed.revoked_at.is_(None))
    if (await work.session.scalar(query) or 0) >= MOST:
        raise Conflict("too-many-feeds", limit=MOST)
    row = Feed(
        id=ids.new("fed"),
        company_id=work.company_id,
        resource_id=resource_id,
        language=data.language or work.language,
        created_by=work.actor,
        created_at=work.now,
        revoked_at=None,
    )
    work.session.add(row)
    await _audited(work, "feed.created", row.id)
    return row


async def revoke(work: Work, resource_id: str, feed_id: str, *, planner: bool) -> Feed:
    """The link is dead at once; doing it twice is doing it once. Raises 403, 404."""
    await allow(work, resource_id, planner=planner)
    row: Feed | None = await work.session.get(Feed, feed_id)
    if row is None or row.resource_id != resource_id:
        raise NotFound("feed")
    if row.revoked_at is None:
        row.revoked_at = work.now
        await _audited(work, "feed.revoked", row.id)
    return row


async def _audited(work: Work, action: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=target))
    await work.session.flush()
