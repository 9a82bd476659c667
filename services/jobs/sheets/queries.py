"""Reading what was done on a visit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.catalog import queries as catalogue
from services.jobs.checklists import queries as checklists
from services.jobs.files import queries as files
from services.jobs.sheets.schemas import ContentOut, MaterialOut, SheetOut, SignatureOut, UsableItem
from services.jobs.sheets.tables import Material, Signature
from services.jobs.visits import queries as visits
from services.kit.problems import NotFound
from services.kit.work import Work
from workflows.money import Money


async def sheet(work: Work, visit_id: str) -> SheetOut:
    """Raises a 404 problem."""
    visit = await visits.visit(work.session, visit_id, work.language)
    on_it = (await files.of(work.session, "visit", [visit_id])).get(visit_id, [])
    return SheetOut(
        visit=visit,
        checklists=tuple((await checklists.of_visits(work.session, [visit_id], work.language)).get(visit_id, ())),
        removed_checklists=tuple(await checklists.removed(work.session, visit_id, work.language)),
        materials=tuple(await materials(work.session, visit_id)),
        photos=tuple(each for each in on_it if each.role.startswith("photo")),
        signature=await signature(work.session, visit_id),
    )


async def materials(session: AsyncSession, visit_id: str) -> list[MaterialOut]:
    """In the order in which they were noted down."""
    rows = await session.scalars(select(Material).where(Material.visit_id == visit_id).order_by(Material.id))
    return [material(row) for row in rows]


async def materials_of(session: AsyncSession, visit_ids: Collection[str]) -> dict[str, list[MaterialOut]]:
    """The same for several visits, in one statement; visits without any are left out."""
    found: dict[str, list[MaterialOut]] = {}
    for row in await session.scalars(select(Material).where(Material.visit_id.in_(visit_ids)).order_by(Material.id)):
        found.setdefault(row.visit_id, []).append(material(row))
    return found


def material(row: Material) -> MaterialOut:
    def money(amount: int | None) -> Money | None:
        return None if amount is None else Money(amount=amount, currency=row.currency)

    return MaterialOut(
        id=row.id,
        item_id=row.item_id,
        description=row.description,
        quantity=f"{row.quantity.normalize():f}",
        unit=row.unit,
        unit_price=money(row.unit_price),
        unit_cost=money(row.unit_cost),
        created_at=row.created_at,
    )


async def usable_items(work: Work, q: str | None, limit: int) -> list[UsableItem]:
    """What of the catalogue can be noted as used, by name; costs are not for everybody who notes it."""
    found, _ = await catalogue.items(work.session, work.company_id, work.language, limit=limit, q=q, active=True)
    return [
        UsableItem(id=each.id, code=each.code, name=each.name, unit=each.unit, unit_price=each.unit_price)
        for each in found
        if each.kind != "bundle"
    ]


async def signature(session: AsyncSession, visit_id: str) -> SignatureOut | None:
    """The one that holds now."""
    row = await session.scalar(select(Signature).where(Signature.visit_id == visit_id, Signature.retired_at.is_(None)))
    if row is None:
        return None
    return SignatureOut(
        id=row.id,
        name=row.name,
        signed_at=row.signed_at,
        received_at=row.received_at,
        content=row.content,
        sha256=row.sha256,
        image_sha256=row.image_sha256,
        file=await files.file(session, row.file_id),
    )


async def content(work: Work, visit_id: str) -> ContentOut:
    """What a client signs for: the work, not what is internal, and no cost. The same visit gives the same bytes.

    Raises a 404 problem.
    """
    visit = await visits.visit(work.session, visit_id, work.language)
    lists = (await checklists.of_visits(work.session, [visit_id], work.language)).get(visit_id, ())
    photos = (await files.of(work.session, "visit", [visit_id])).get(visit_id, ())
    said = {
        "visit": {
            "id": visit.id,
            "number": visit.number,
            "title": visit.title,
            "service": visit.service,
            "address": visit.address.model_dump() if visit.address else None,
            "resources": [who.name for who in visit.resources],
            "started_at": visit.started_at.isoformat() if visit.started_at else None,
            "note": visit.note_visible,
        },
        "checklists": [
            {
                "name": each.name,
                "items": [{"text": item.text, "checked": item.checked_at is not None} for item in each.items],
            }
            for each in lists
        ],
        "materials": [
            {"description": each.description, "quantity": each.quantity, "unit": each.unit}
            for each in await materials(work.session, visit_id)
        ],
        "photos": [each.id for each in photos if each.role.startswith("photo")],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return ContentOut(content=text, sha256=hashlib.sha256(text.encode()).hexdigest())


async def row_of(session: AsyncSession, visit_id: str, material_id: str) -> Material:
    """Raises a 404 problem."""
    row: Material | None = await session.get(Material, material_id)
    if row is None or row.visit_id != visit_id:
        raise NotFound("material")
    return row
