"""Reading the catalogue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.catalog.schemas import ItemOut
from services.billing.catalog.tables import Item
from services.billing.pages import age_cursor
from services.kit.lists import PageInfo, page
from services.kit.problems import NotFound
from workflows.money import Money


async def item(session: AsyncSession, company_id: str, item_id: str, language: str) -> ItemOut:
    """Raises a 404 problem."""
    row = (
        await session.execute(select(Item).where(Item.company_id == company_id, Item.id == item_id))
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("item")
    return out(row, language)


async def items(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    limit: int,
    after: str | None = None,
    q: str | None = None,
    active: bool | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[ItemOut], PageInfo]:
    """A page of items, newest first; `q` looks into the names of both languages."""
    query = select(Item).where(Item.company_id == company_id)
    if q:
        query = query.where(or_(*(name.icontains(q, autoescape=True) for name in (Item.name_fr, Item.name_en))))
    if active is not None:
        query = query.where(Item.active == active)
    if updated_since is not None:
        query = query.where(Item.updated_at >= updated_since)
    if keys := age_cursor(after):
        created_at, last_id = keys
        older = and_(Item.created_at == created_at, Item.id < last_id)
        query = query.where(or_(Item.created_at < created_at, older))
    query = query.order_by(Item.created_at.desc(), Item.id.desc()).limit(limit + 1)
    rows = list((await session.execute(query)).scalars())
    kept, info = page(rows, limit, lambda row: (row.created_at.isoformat(), row.id))
    return [out(row, language) for row in kept], info


def out(row: Item, language: str) -> ItemOut:
    english = language == "en"
    return ItemOut(
        id=row.id,
        name=row.name_en if english else row.name_fr,
        name_fr=row.name_fr,
        name_en=row.name_en,
        description=(row.description_en or row.description_fr) if english else row.description_fr,
        description_fr=row.description_fr,
        description_en=row.description_en,
        unit=row.unit,
        unit_price=Money(amount=row.unit_price, currency=row.currency),
        taxable=row.taxable,
        active=row.active,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
