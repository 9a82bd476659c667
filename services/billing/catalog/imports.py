"""Catalogues from files. Nothing is written before somebody confirms; then all of it in one transaction.

What would become of a row is worked out against the catalogue as it is, when somebody looks and again when it is written. The same
file a second time therefore finds everything there and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company as company_profile
from services.billing.catalog import sheet
from services.billing.catalog.commands import reprice_bundles
from services.billing.catalog.import_schemas import ImportPatch
from services.billing.catalog.schemas import ItemIn
from services.billing.catalog.tables import Item, ItemImport
from services.billing.taxes import queries as taxes
from services.jobs.imports import reading
from services.jobs.search import folded
from services.kit import ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

PREVIEW_KEPT: Final = timedelta(days=7)
Plan = Literal["create", "update", "same", "skip", "refuse"]


@dataclass
class Planned:
    """A row of the file: what would become of it, and of which item."""

    line: int
    cells: list[str]
    parsed: sheet.Parsed
    plan: Plan
    item: Item | None = None


async def upload(work: Work, content: bytes, name: str) -> str:
    """The file as rows, its columns matched by their titles; the import's id. Raises 413, 422 for what is no table."""
    found = await asyncio.to_thread(reading.read, content)
    old = (ItemImport.company_id == work.company_id, ItemImport.created_at < work.now - PREVIEW_KEPT)
    await work.session.execute(delete(ItemImport).where(*old, ItemImport.status == "preview"))
    row = ItemImport(
        id=ids.new("imp"),
        company_id=work.company_id,
        name=name,
        status="preview",
        encoding=found.encoding,
        separator=found.separator,
        header=found.header,
        mapping=sheet.match(found.header),
        rows=[[line, cells] for line, cells in found.rows],
        update_existing=False,
        counts={},
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
        finished_at=None,
    )
    work.session.add(row)
    await work.session.flush()
    return row.id


async def change(work: Work, import_id: str, patch: ImportPatch) -> None:
    """Matches columns by hand. Raises 404, 409 once it is over, 422."""
    row = await _locked(work, import_id)
    _open(row)
    mapping, wrong = list(row.mapping), []
    for column, name in (patch.columns or {}).items():
        if not column.isascii() or not column.isdigit() or len(column) > 3 or int(column) >= len(mapping):
            wrong.append(Field(f"/columns/{column}", "not-found"))
        elif name and name not in sheet.FIELDS:
            wrong.append(Field(f"/columns/{column}", "choice"))
        else:
            mapping[int(column)] = name
    wrong += [
        Field(f"/columns/{n}", "column-twice") for n, each in enumerate(mapping) if each and mapping.index(each) < n
    ]
    if wrong:
        raise Invalid(wrong)
    row.mapping, row.updated_at = mapping, work.now
    if patch.update_existing is not None:
        row.update_existing = patch.update_existing
    await work.session.flush()


async def cancel(work: Work, import_id: str) -> None:
    """The file is forgotten; nothing of it was written. Raises 404, 409 once it was written."""
    row = await _locked(work, import_id)
    if row.status == "cancelled":
        return
    _open(row)
    row.status, row.rows, row.updated_at, row.finished_at = "cancelled", [], work.now, work.now
    await work.session.flush()


async def confirm(work: Work, import_id: str) -> None:
    """Writes every row that can be written. Twice is once. Raises 404, 409 for one that was cancelled."""
    row = await _locked(work, import_id)
    if row.status == "done":
        return
    _open(row)
    company = await company_profile(work.session, work.company_id)
    counts = dict.fromkeys(("created", "updated", "same", "skipped", "refused"), 0)
    changed: list[str] = []
    names = {"create": "created", "update": "updated", "same": "same", "skip": "skipped", "refuse": "refused"}
    for each in await plan(work.session, row, work.language, company.currency, lock=True):
        counts[names[each.plan]] += 1
        if each.plan == "create" and each.parsed.item:
            work.session.add(_new(work, each.parsed.item, company.currency))
        elif each.plan == "update" and each.item and each.parsed.item:
            for name, value in _values(each.parsed).items():
                setattr(each.item, name, value)
            each.item.updated_at = work.now
            changed.append(each.item.id)
    await work.session.flush()
    if changed:
        await reprice_bundles(work, changed)
    row.status, row.rows, row.counts = "done", [], counts
    row.updated_at = row.finished_at = work.now
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action="item.imported", target=row.id))
    await work.session.flush()


async def plan(
    session: AsyncSession, row: ItemImport, language: str, currency: str, *, lock: bool = False
) -> list[Planned]:
    """What would become of each row. An item is known by its code, and without one by its name in either language."""
    groups = await taxes.groups(session, row.company_id, language)
    by_name = {sheet.plain(name): each.id for each in groups for name in (each.name_fr, each.name_en, each.id)}
    mapping = {column: name for column, name in enumerate(row.mapping) if name}
    parsed = await asyncio.to_thread(
        lambda: [sheet.parse(cells, mapping, by_name, currency) for _, cells in row.rows],
    )
    query = select(Item).where(Item.company_id == row.company_id).order_by(Item.id)
    items = (await session.execute(query.with_for_update() if lock else query)).scalars().all()
    codes = {each.code: each for each in items if each.code}
    names = {folded(name): each for each in items for name in (each.name_en, each.name_fr)}
    seen: dict[str, int] = {}
    return [
        _planned(line, cells, one, codes, names, seen, update=row.update_existing)
        for (line, cells), one in zip(row.rows, parsed, strict=True)
    ]


def _planned(
    line: int,
    cells: list[str],
    one: sheet.Parsed,
    codes: dict[str, Item],
    names: dict[str, Item],
    seen: dict[str, int],
    *,
    update: bool,
) -> Planned:
    if one.item is None:
        return Planned(line, cells, one, "refuse")
    code, name = one.item.code, folded(one.item.name_fr)
    signs = [f"code:{code}"] if code else [f"name:{name}"]
    if earlier := next((seen[sign] for sign in signs if sign in seen), 0):
        one.wrong.append(sheet.Wrong("code" if code else "name_fr", "import-line-twice", {"line": earlier}))
        return Planned(line, cells, one, "refuse")
    seen |= dict.fromkeys(signs, line)
    known = codes.get(code) if code else names.get(name)
    if known is None and code and (same := names.get(name)) is not None and not same.code:
        known = same  # it had no code yet
    if known is None:
        return Planned(line, cells, one, "create")
    if known.kind == "bundle":
        one.wrong.append(sheet.Wrong("kind", "import-bundle"))
        return Planned(line, cells, one, "refuse", known)
    if all(getattr(known, name) == value for name, value in _values(one).items()):
        return Planned(line, cells, one, "same", known)
    return Planned(line, cells, one, "update" if update else "skip", known)


def _values(one: sheet.Parsed) -> dict[str, Any]:
    """The columns of an item that the row says something about."""
    item = one.item
    assert item is not None
    values: dict[str, Any] = {
        name: getattr(item, name)
        for name in (
            "code",
            "kind",
            "name_fr",
            "name_en",
            "description_fr",
            "description_en",
            "unit",
            "taxable",
            "active",
        )
        if name in one.given
    }
    if "unit_price" in one.given and item.unit_price:
        values["unit_price"] = item.unit_price.amount
    if "cost" in one.given and item.cost:
        values["cost"] = item.cost.amount
    if "tax_group" in one.given:
        values["tax_group_id"] = item.tax_group_id
    return values


def _new(work: Work, item: ItemIn, currency: str) -> Item:
    assert item.unit_price is not None
    return Item(
        id=ids.new("itm"),
        company_id=work.company_id,
        kind=item.kind,
        code=item.code,
        name_fr=item.name_fr,
        name_en=item.name_en or item.name_fr,
        description_fr=item.description_fr,
        description_en=item.description_en,
        unit=item.unit,
        unit_price=item.unit_price.amount,
        cost=item.cost.amount if item.cost else None,
        currency=currency,
        taxable=item.taxable,
        tax_group_id=item.tax_group_id,
        active=item.active,
        created_at=work.now,
        updated_at=work.now,
    )


async def row_of(session: AsyncSession, company_id: str, import_id: str) -> ItemImport:
    """Raises a 404 problem."""
    query = select(ItemImport).where(ItemImport.company_id == company_id, ItemImport.id == import_id)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound("other")
    return row


async def _locked(work: Work, import_id: str) -> ItemImport:
    query = select(ItemImport).where(ItemImport.company_id == work.company_id, ItemImport.id == import_id)
    row = (await work.session.execute(query.with_for_update())).scalar_one_or_none()
    if row is None:
        raise NotFound("other")
    return row


def _open(row: ItemImport) -> None:
    if row.status != "preview":
        raise Conflict("import-not-open")


def count(rows: Sequence[Planned]) -> dict[str, int]:
    found = dict.fromkeys(("create", "update", "same", "skip", "refuse"), 0)
    for each in rows:
        found[each.plan] += 1
    return found
