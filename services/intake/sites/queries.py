"""Reading sites."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.sites.schemas import KEY, LONGEST_KEY, ServiceView, SiteView
from services.intake.tables import Site
from services.kit.links import site_address
from services.kit.lists import PageInfo, newest_first
from services.kit.problems import NotFound
from services.kit.settings import get_settings


def is_key(key: str) -> bool:
    """Whether some site may have that key at all."""
    return len(key) <= LONGEST_KEY and KEY.fullmatch(key) is not None


async def view(session: AsyncSession, site_id: str) -> SiteView:
    """Raises a 404 problem."""
    row = await session.get(Site, site_id)
    if row is None:
        raise NotFound("site")
    return out(row)


async def sites(
    session: AsyncSession, *, limit: int, after: str | None, active: bool | None, updated_since: datetime | None
) -> tuple[list[SiteView], PageInfo]:
    """A page of the company's sites, newest first."""
    query = select(Site)
    if active is not None:
        query = query.where(Site.active == active)
    if updated_since is not None:
        query = query.where(Site.updated_at >= updated_since)
    kept, info = await newest_first(session, query, Site.created_at, Site.id, limit, after)
    return [out(row) for row in kept], info


def out(row: Site) -> SiteView:
    url = f"{get_settings().url_intake}/f/{row.key}"
    services = tuple(ServiceView(fr=each["fr"], en=each.get("en") or each["fr"]) for each in row.services)
    return SiteView(
        id=row.id,
        company_id=row.company_id,
        key=row.key,
        name=row.name,
        languages=tuple("en" if each == "en" else "fr" for each in row.languages),
        services=services,
        allowed_origins=tuple(row.allowed_origins),
        reply_to=row.reply_to,
        active=row.active,
        form_url=url,
        embed_html=f'<script src="{url}/embed.js" async></script>',
        mail_address=site_address(row.id),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
