"""Reading calendar feeds: the links themselves, and what stands in the calendar."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import colleague, company
from services.jobs.feeds import ics
from services.jobs.feeds.schemas import FeedOut
from services.jobs.feeds.tables import Feed
from services.jobs.folders.queries import briefs
from services.jobs.visits.queries import services
from services.jobs.visits.tables import Booking, Resource, Visit
from services.kit.links import sign
from services.kit.settings import get_settings

BEHIND = timedelta(days=31)
AHEAD = timedelta(days=366)
MOST = 2_000


def shown(row: Feed) -> FeedOut:
    value = f"{row.company_id}.{row.id}"
    url = f"{get_settings().url_jobs}/feeds/{value}.{sign('feed', value)}.ics"
    return FeedOut.model_validate(
        {
            "id": row.id,
            "resource_id": row.resource_id,
            "language": row.language,
            "url": None if row.revoked_at else url,
            "created_at": row.created_at,
            "revoked_at": row.revoked_at,
        }
    )


def read(token: str) -> tuple[str, str] | None:
    """Company and feed of a token; None if it was not made here. Whether it was revoked stands in its row."""
    value, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), sign("feed", value).encode()):
        return None
    company_id, _, feed_id = value.partition(".")
    return company_id, feed_id


async def of_resource(session: AsyncSession, resource_id: str) -> list[FeedOut]:
    """Live and revoked links, newest first."""
    rows = await session.scalars(select(Feed).where(Feed.resource_id == resource_id).order_by(Feed.id.desc()).limit(50))
    return [shown(row) for row in rows]


async def calendar(session: AsyncSession, company_id: str, feed_id: str, now: datetime) -> bytes | None:
    """The calendar behind a link; None if it was revoked, or its person has left. The same visits give the same bytes."""
    feed: Feed | None = await session.get(Feed, feed_id)
    if feed is None or feed.revoked_at is not None:
        return None
    resource = await session.get_one(Resource, feed.resource_id)
    if not resource.active or (resource.user_id and await colleague(session, resource.user_id) is None):
        return None  # who left the company has no more business with its clients' addresses
    query = (
        select(Visit)
        .join(Booking, Booking.visit_id == Visit.id)
        .where(
            Booking.company_id == company_id,
            Booking.resource_id == feed.resource_id,
            Visit.ends_at > now - BEHIND,
            Visit.starts_at < now + AHEAD,
        )
        .order_by(Visit.starts_at, Visit.id)
        .limit(MOST)
    )
    visits = (await session.scalars(query)).all()
    jobs = await briefs(session, {each.job_id for each in visits})
    names = await services(session, {each.service_id for each in visits if each.service_id}, feed.language)
    profile = await company(session, company_id)
    events = [
        ics.Entry(
            visit_id=each.id,
            sequence=each.version - 1,
            changed_at=each.updated_at,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            timing=each.timing,
            window_ends_at=each.window_ends_at,
            cancelled=each.status in ("cancelled", "no_show"),
            number=f"{jobs[each.job_id].number}-{each.ordinal}",
            title=each.title or jobs[each.job_id].title,
            service=names.get(each.service_id or "", ""),
            place=_place(each.address),
        )
        for each in visits
        if each.starts_at is not None and each.ends_at is not None
    ]
    return ics.calendar(f"{profile.trade_name} · {resource.name}", events, profile.time_zone, feed.language)


def _place(address: dict[str, str] | None) -> str:
    parts = (address or {}).get
    return ", ".join(part for part in (parts("line1"), parts("city"), parts("postal_code")) if part)
