"""The verbs of the catalogue. A price change never touches a document: lines are copies.

Locks are taken in one order, items before the bundles that they are in, so that no two changes wait for each other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from sqlalchemy import delete, select

from services.accounts.queries import company as company_profile
from services.billing.catalog.schemas import ItemIn, ItemPatch, PartIn
from services.billing.catalog.tables import BundlePart, Item
from services.billing.schemas import MAX_UNIT_PRICE
from services.billing.taxes.queries import unknown_groups
from services.billing.taxes.tax import line_amount
from services.kit import ids
from services.kit.log import Audit
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work

PLAIN = ("kind", "code", "name_fr", "name_en", "description_fr", "description_en", "unit", "taxable", "active")


async def create(work: Work, data: ItemIn) -> Item:
    """Raises 422: a price that is missing, a code that is taken, parts that there are not."""
    company = await company_profile(work.session, work.company_id)
    bundle = data.kind == "bundle"
    wrong = await _wrong(work, data, company.currency)
    if bundle != bool(data.parts):
        wrong.append(Field("/parts", "bundle-parts" if bundle else "parts-of-bundle"))
    if not bundle and data.unit_price is None:
        wrong.append(Field("/unit_price", "required"))
    if wrong:
        raise Invalid(wrong)
    item = Item(
        id=ids.new("itm"),
        company_id=work.company_id,
        unit_price=data.unit_price.amount if data.unit_price and not bundle else 0,
        cost=data.cost.amount if data.cost and not bundle else None,
        currency=company.currency,
        tax_group_id=data.tax_group_id,
        created_at=work.now,
        updated_at=work.now,
        **{name: getattr(data, name) for name in PLAIN},
    )
    item.name_en = data.name_en or data.name_fr
    await _lock_parts(work, data.parts)
    work.session.add(item)
    await work.session.flush()
    if bundle:
        await write_parts(work, item, data.parts)
    _audit(work, "created", item.id)
    return item


async def change(work: Work, item_id: str, data: ItemPatch, unchanged: Callable[[], Awaitable[None]]) -> Item:
    """`unchanged` is asked under the row's lock and raises if the caller edited an older one. Raises 404, 422.

    The bundles that the item is in follow its price.
    """
    await _lock_parts(work, data.parts or ())
    item = await locked(work, item_id)
    await unchanged()
    given = data.model_fields_set
    bundle = item.kind == "bundle"
    wrong = await _wrong(work, data, item.currency, item_id)
    if bundle and data.kind is not None:
        wrong.append(Field("/kind", "kind-fixed"))
    if data.parts is not None and bundle != bool(data.parts):
        wrong.append(Field("/parts", "bundle-parts" if bundle else "parts-of-bundle"))
    if wrong:
        raise Invalid(wrong)
    for name in PLAIN:
        if (value := getattr(data, name)) is not None:
            setattr(item, name, value)
    if "tax_group_id" in given:
        item.tax_group_id = data.tax_group_id
    if not bundle:
        item.unit_price = data.unit_price.amount if data.unit_price else item.unit_price
        if "cost" in given:
            item.cost = data.cost.amount if data.cost else None
    item.updated_at = work.now
    await work.session.flush()
    if data.parts:
        await write_parts(work, item, data.parts)
    if not bundle and given & {"unit_price", "cost"}:
        await reprice_bundles(work, [item.id])
    _audit(work, "changed", item.id)
    return item


async def locked(work: Work, item_id: str) -> Item:
    query = select(Item).where(Item.company_id == work.company_id, Item.id == item_id).with_for_update()
    item = (await work.session.execute(query)).scalar_one_or_none()
    if item is None:
        raise NotFound("item")
    return item


async def reprice_bundles(work: Work, item_ids: Iterable[str]) -> None:
    """Prices of the bundles that these items are in."""
    of = select(BundlePart.bundle_id).where(
        BundlePart.company_id == work.company_id, BundlePart.item_id.in_(set(item_ids))
    )
    query = select(Item).where(Item.company_id == work.company_id, Item.id.in_(of)).order_by(Item.id).with_for_update()
    for bundle in (await work.session.execute(query)).scalars().all():
        await _price(work, bundle)
        bundle.updated_at = work.now
    await work.session.flush()


async def _wrong(work: Work, data: ItemIn | ItemPatch, currency: str, item_id: str | None = None) -> list[Field]:
    wrong = [
        Field(f"/{name}/currency", "currency-mismatch", {"currency": currency})
        for name, given in (("unit_price", data.unit_price), ("cost", data.cost))
        if given is not None and given.currency != currency
    ]
    if data.tax_group_id and await unknown_groups(work.session, work.company_id, [data.tax_group_id]):
        wrong.append(Field("/tax_group_id", "unknown-tax-group"))
    if data.code:
        taken = select(Item.id).where(Item.company_id == work.company_id, Item.code == data.code, Item.id != item_id)
        if (await work.session.execute(taken)).first() is not None:
            wrong.append(Field("/code", "item-code-taken"))
    if parts := data.parts:
        query = select(Item.id, Item.kind).where(
            Item.company_id == work.company_id, Item.id.in_({each.item_id for each in parts})
        )
        kinds = {row.id: row.kind for row in await work.session.execute(query)}
        for index, each in enumerate(parts):
            if each.item_id not in kinds:
                wrong.append(Field(f"/parts/{index}/item_id", "unknown-item"))
            elif kinds[each.item_id] == "bundle":
                wrong.append(Field(f"/parts/{index}/item_id", "bundle-in-bundle"))
            if each.quantity < 0:
                wrong.append(Field(f"/parts/{index}/quantity", "not-positive"))
    return wrong


async def _lock_parts(work: Work, parts: Sequence[PartIn]) -> None:
    """Their prices stay until this bundle has its own."""
    wanted = {each.item_id for each in parts}
    if wanted:
        query = select(Item.id).where(Item.company_id == work.company_id, Item.id.in_(wanted)).order_by(Item.id)
        await work.session.execute(query.with_for_update(read=True))


async def write_parts(work: Work, bundle: Item, parts: Sequence[PartIn]) -> None:
    """What a bundle is made of from now on, and its price. The parts are locked, or new."""
    mine = (BundlePart.company_id == work.company_id, BundlePart.bundle_id == bundle.id)
    await work.session.execute(delete(BundlePart).where(*mine))
    work.session.add_all(
        BundlePart(
            company_id=work.company_id,
            bundle_id=bundle.id,
            position=position,
            item_id=each.item_id,
            quantity=each.quantity,
        )
        for position, each in enumerate(parts)
    )
    await work.session.flush()
    await _price(work, bundle)
    await work.session.flush()


async def _price(work: Work, bundle: Item) -> None:
    query = (
        select(BundlePart.quantity, Item.unit_price, Item.cost)
        .join(Item, (Item.company_id == BundlePart.company_id) & (Item.id == BundlePart.item_id))
        .where(BundlePart.company_id == work.company_id, BundlePart.bundle_id == bundle.id)
    )
    rows = (await work.session.execute(query)).all()
    bundle.unit_price = sum(line_amount(row.quantity, row.unit_price) for row in rows)
    known = all(row.cost is not None for row in rows)
    bundle.cost = sum(line_amount(row.quantity, row.cost) for row in rows) if known else None
    if abs(bundle.unit_price) > MAX_UNIT_PRICE or abs(bundle.cost or 0) > MAX_UNIT_PRICE:
        raise Invalid([Field("/parts", "amount-too-large")])


def _audit(work: Work, what: str, target: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=f"item.{what}", target=target))
