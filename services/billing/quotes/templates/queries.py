"""Reading templates of quotes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.quotes.schemas import Content
from services.billing.quotes.templates.schemas import TemplateOut
from services.billing.quotes.templates.tables import Template
from services.kit import lists
from services.kit.problems import NotFound


async def row(session: AsyncSession, company_id: str, template_id: str, *, lock: bool = False) -> Template:
    """Raises a 404 problem."""
    query = select(Template).where(Template.company_id == company_id, Template.id == template_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("template")
    return found


async def page(
    session: AsyncSession,
    company_id: str,
    *,
    archived: bool,
    updated_since: datetime | None,
    limit: int,
    after: str | None,
) -> lists.Page[TemplateOut]:
    """By name: those that are offered, or those that were archived."""
    query = select(Template).where(
        Template.company_id == company_id,
        Template.archived_at.is_not(None) if archived else Template.archived_at.is_(None),
    )
    if updated_since is not None:
        query = query.where(Template.updated_at >= updated_since)
    kept, info = await lists.by_text(session, query, Template.name, Template.id, limit, after)
    return lists.Page(data=[shown(each) for each in kept], page=info)


def shown(each: Template) -> TemplateOut:
    return TemplateOut(
        id=each.id,
        name=each.name,
        content=Content.model_validate(each.content),
        archived_at=each.archived_at,
        created_at=each.created_at,
        updated_at=each.updated_at,
    )
