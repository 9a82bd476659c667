"""Reading sites."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.sites.schemas import KEY, LONGEST_KEY, ServiceView, SiteView
from services.intake.tables import Site
from services.jobs.fields import refuse_nul
from services.kit.links import site_address
from services.kit.lists import PageInfo, decode, page
from services.kit.problems import Field, Invalid, NotFound
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
    query = select(Site).order_by(Site.created_at.desc(), Site.id.desc()).limit(limit + 1)
    if keys := decode(after, str, str):
        refuse_nul(*keys)
        query = query.where(tuple_(Site.created_at, Site.id) < (_instant(str(keys[0])), keys[1]))
    if active is not None:
        query = query.where(Site.active == active)
    if updated_since is not None:
        query = query.where(Site.updated_at >= updated_since)
    rows = list(await session.scalars(query))
    kept, info = page(rows, limit, lambda row: (row.created_at.isoformat(), row.id))
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


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid([Field("query:/after", "malformed")]) from None
