"""The verbs of materials: what was used on a visit."""

from __future__ import annotations

from sqlalchemy import func, select

from services.accounts.queries import company
from services.billing.catalog.queries import item
from services.billing.catalog.schemas import ItemOut
from services.jobs.sheets import queries
from services.jobs.sheets.schemas import MaterialIn, MaterialPatch
from services.jobs.sheets.tables import Material
from services.jobs.visits import rows
from services.kit import ids
from services.kit.problems import Conflict, Field, Invalid, Problem
from services.kit.work import Work
from workflows.money import Money

MOST_MATERIALS = 200


async def use(work: Work, visit_id: str, data: MaterialIn) -> str:
    """Something was used; the id of its row. Raises 404, 409 `visit-signed`, `visit-over`, `too-many-materials`, 422."""
    visit = await rows.changeable(work, visit_id)
    count = await work.session.scalar(select(func.count()).where(Material.visit_id == visit_id))
    if (count or 0) >= MOST_MATERIALS:
        raise Conflict("too-many-materials", limit=MOST_MATERIALS)
    currency = (await company(work.session, work.company_id)).currency
    description, unit, price = data.description, data.unit, data.unit_price
    if data.item_id:
        known = await _item(work, data.item_id)
        description = description or known.name
        unit = known.unit if unit is None else unit
        price = known.unit_price if price is None else price
    if not description:
        raise Invalid([Field("/description", "required")])
    row = Material(
        id=ids.new("mat"),
        company_id=work.company_id,
        visit_id=visit_id,
        item_id=data.item_id,
        description=description,
        quantity=data.quantity,
        unit=unit or "",
        unit_price=_cents("unit_price", price, currency),
        unit_cost=_cents("unit_cost", data.unit_cost, currency),
        currency=currency,
        added_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await rows.described(work, visit, "materials")
    return row.id


async def edit(work: Work, visit_id: str, material_id: str, patch: MaterialPatch) -> None:
    """Changes the fields that are there; null takes a price away. Raises 404, 409, 422."""
    visit = await rows.changeable(work, visit_id)
    row = await queries.row_of(work.session, visit_id, material_id)
    given = patch.model_fields_set
    if wrong := [
        Field(f"/{name}", "required")
        for name in sorted(given & {"description", "quantity"})
        if getattr(patch, name) is None
    ]:
        raise Invalid(wrong)
    for name in given:
        value = getattr(patch, name)
        if name in ("unit_price", "unit_cost"):
            value = _cents(name, value, row.currency)
        setattr(row, name, "" if name == "unit" and value is None else value)
    row.updated_at = work.now
    await rows.described(work, visit, "materials")


async def remove(work: Work, visit_id: str, material_id: str) -> None:
    """Raises 404, 409."""
    visit = await rows.changeable(work, visit_id)
    await work.session.delete(await queries.row_of(work.session, visit_id, material_id))
    await rows.described(work, visit, "materials")


async def _item(work: Work, item_id: str) -> ItemOut:
    try:
        return await item(work.session, work.company_id, item_id, work.language)
    except Problem:
        raise Invalid([Field("/item_id", "not-found")]) from None


def _cents(name: str, price: Money | None, currency: str) -> int | None:
    if price is not None and price.currency != currency:
        raise Invalid([Field(f"/{name}/currency", "choice")])
    return None if price is None else price.amount
