"""The verbs of the catalogue. A price change never touches a document: lines are copies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from services.accounts.queries import company as company_profile
from services.billing.catalog.schemas import ItemIn, ItemPatch
from services.billing.catalog.tables import Item
from services.kit import ids
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work


async def create(work: Work, data: ItemIn) -> Item:
    company = await company_profile(work.session, work.company_id)
    _check_currency(data.unit_price.currency, company.currency)
    item = Item(
        id=ids.new("itm"),
        company_id=work.company_id,
        name_fr=data.name_fr,
        name_en=data.name_en or data.name_fr,
        description_fr=data.description_fr,
        description_en=data.description_en,
        unit=data.unit,
        unit_price=data.unit_price.amount,
        currency=company.currency,
        taxable=data.taxable,
        active=data.active,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(item)
    await work.session.flush()
    return item


async def change(work: Work, item_id: str, data: ItemPatch, unchanged: Callable[[], Awaitable[None]]) -> Item:
    """`unchanged` is asked under the row's lock and raises if the caller edited an older one. Raises a 404 problem."""
    query = select(Item).where(Item.company_id == work.company_id, Item.id == item_id).with_for_update()
    item = (await work.session.execute(query)).scalar_one_or_none()
    if item is None:
        raise NotFound("item")
    await unchanged()
    for name in ("name_fr", "name_en", "description_fr", "description_en", "unit", "taxable", "active"):
        if (value := getattr(data, name)) is not None:
            setattr(item, name, value)
    if data.unit_price is not None:
        _check_currency(data.unit_price.currency, item.currency)
        item.unit_price = data.unit_price.amount
    item.updated_at = work.now
    await work.session.flush()
    return item


def _check_currency(given: str, expected: str) -> None:
    if given != expected:
        raise Invalid([Field("/unit_price/currency", "currency-mismatch", {"currency": expected})])
