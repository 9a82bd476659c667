"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.catalog.schemas import ItemLine, ItemOut, Kind, PartOut
from services.billing.catalog.tables import BundlePart, Item
from services.billing.taxes.tax import line_amount
from services.jobs.search import terms
from services.kit import lists
from services.kit.problems import NotFound
from workflows.money import Money

Found = tuple[Decimal, Item]


async def item_row(session: AsyncSession, company_id: str, item_id: str) -> Item:
    """Raises a 404 problem."""
    query = select(Item).where(Item.company_id == company_id, Item.id == item_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("item")
    return row


async def item(session: AsyncSession, company_id: str, item_id: str, language: str) -> ItemOut:
    """Raises a 404 problem."""
    row = await item_row(session, company_id, item_id)
    return (await shown(session, [row], language))[0]


async def items(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    limit: int,
    after: str | None = None,
    q: str | None = None,
    active: bool | None = None,
    kind: str | None = None,
    updated_since: datetime | None = None,
) -> tuple[list[ItemOut], lists.PageInfo]:
    """A page of items by name in the caller's language. Every word of `q` is in code or name, in either language."""
    query = select(Item).where(Item.company_id == company_id)
    for term in terms(q or ""):
        query = query.where(Item.folded.contains(term, autoescape=True))
    if active is not None:
        query = query.where(Item.active == active)
    if kind is not None:
        query = query.where(Item.kind == kind)
    if updated_since is not None:
        query = query.where(Item.updated_at >= updated_since)
    name = Item.name_en if language == "en" else Item.name_fr
    kept, info = await lists.by_text(session, query, name, Item.id, limit, after)
    return await shown(session, kept, language), info


async def lines(
    session: AsyncSession, company_id: str, item_id: str, language: str, quantity: Decimal
) -> list[ItemLine]:
    """An item as the lines of a document in `language`: a bundle is its parts, under its name. Raises a 404 problem."""
    row = await item_row(session, company_id, item_id)
    if row.kind != "bundle":
        return [_line(row, language, quantity, "")]
    parts = await _parts(session, company_id, [row.id])
    title = _name(row, language)
    return [_line(part, language, quantity * each, title) for each, part in parts.get(row.id, [])]


async def shown(session: AsyncSession, rows: Sequence[Item], language: str) -> list[ItemOut]:
    """Rows as the API shows them, with one query more if there are bundles among them."""
    bundles = [row.id for row in rows if row.kind == "bundle"]
    parts = await _parts(session, rows[0].company_id, bundles) if bundles else {}
    return [_out(row, parts.get(row.id, []), language) for row in rows]


async def _parts(session: AsyncSession, company_id: str, bundle_ids: Sequence[str]) -> dict[str, list[Found]]:
    query = (
        select(BundlePart.bundle_id, BundlePart.quantity, Item)
        .join(Item, (Item.company_id == BundlePart.company_id) & (Item.id == BundlePart.item_id))
        .where(BundlePart.company_id == company_id, BundlePart.bundle_id.in_(bundle_ids))
        .order_by(BundlePart.bundle_id, BundlePart.position)
    )
    found: dict[str, list[Found]] = {}
    for bundle_id, quantity, part in await session.execute(query):
        found.setdefault(bundle_id, []).append((quantity, part))
    return found


def _name(row: Item, language: str) -> str:
    return row.name_en if language == "en" else row.name_fr


def _description(row: Item, language: str) -> str:
    return (row.description_en or row.description_fr) if language == "en" else row.description_fr


def _line(row: Item, language: str, quantity: Decimal, section: str) -> ItemLine:
    text = _description(row, language)
    name = _name(row, language)
    return ItemLine(
        description=f"{name}\n{text}" if text else name,
        quantity=plain(quantity),
        unit=row.unit,
        unit_price=Money(amount=row.unit_price, currency=row.currency),
        taxable=row.taxable,
        tax_group_id=row.tax_group_id,
        item_id=row.id,
        cost=_money(row.cost, row.currency),
        section=section,
    )


def _money(amount: int | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)


def plain(quantity: Decimal) -> str:
    """At most six decimals, none that say nothing: `1.500000` → `1.5`."""
    return f"{quantity.quantize(Decimal('0.000001')).normalize():f}"


def _out(row: Item, parts: Sequence[Found], language: str) -> ItemOut:
    return ItemOut(
        id=row.id,
        kind=cast(Kind, row.kind),
        code=row.code,
        name=_name(row, language),
        name_fr=row.name_fr,
        name_en=row.name_en,
        description=_description(row, language),
        description_fr=row.description_fr,
        description_en=row.description_en,
        unit=row.unit,
        unit_price=Money(amount=row.unit_price, currency=row.currency),
        cost=_money(row.cost, row.currency),
        taxable=row.taxable,
        tax_group_id=row.tax_group_id,
        active=row.active,
        parts=tuple(
            PartOut(
                item_id=part.id,
                name=_name(part, language),
                quantity=plain(quantity),
                unit=part.unit,
                unit_price=Money(amount=part.unit_price, currency=part.currency),
                amount=Money(amount=line_amount(quantity, part.unit_price), currency=part.currency),
            )
            for quantity, part in parts
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
