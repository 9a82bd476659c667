"""Catalogues from files. Nothing is written before somebody confirms; then all of it in one transaction.

What would become of a row is worked out against the catalogue as it is, when somebody looks and again when it is written. The same
file a second time therefore finds everything there and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company as company_profile
from services.billing.catalog import sheet
from services.billing.catalog.bundles import Index
from services.billing.catalog.commands import reprice_bundles, write_parts
from services.billing.catalog.import_schemas import ImportPatch
from services.billing.catalog.schemas import ItemIn, PartIn
from services.billing.catalog.tables import BundlePart, Item, ItemImport
from services.billing.taxes import queries as taxes
from services.jobs.imports import reading
from services.jobs.search import folded
from services.kit import ids
from services.kit.log import Audit
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

PREVIEW_KEPT: Final = timedelta(days=7)
Plan = Literal["create", "update", "same", "skip", "refuse"]
Made = dict[str, list[tuple[str, Decimal]]]
"""By bundle its parts in order: item and quantity."""


@dataclass
class Planned:
    """A row of the file: what would become of it, and of which item."""

    line: int
    cells: list[str]
    parsed: sheet.Parsed
    plan: Plan
    item: Item | None = None
    parts: tuple[Planned, ...] = ()
    """Of a bundle, in the order of `parsed.item.parts`: rows of this file, or items that are there already."""

    @property
    def bundle(self) -> bool:
        return bool(self.item and self.item.kind == "bundle") or bool(
            self.parsed.item and self.parsed.item.kind == "bundle"
        )

    def refuse(self, field: str, code: str, **args: object) -> Planned:
        self.parsed.wrong.append(sheet.Wrong(field, code, args))
        self.plan = "refuse"
        return self


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
    planned = await plan(work.session, row, work.language, company.currency, lock=True)
    for each in planned:
        counts[names[each.plan]] += 1
        if each.plan == "create" and each.parsed.item:
            each.item = _new(work, each.parsed.item, company.currency)
            work.session.add(each.item)
        elif each.plan == "update" and each.item and each.parsed.item:
            for name, value in _values(each).items():
                setattr(each.item, name, value)
            each.item.updated_at = work.now
            changed.append(each.item.id)
    await work.session.flush()
    for each in planned:
        if each.plan in ("create", "update") and each.item and each.parts:
            await write_parts(work, each.item, _parts(each))
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
    here = Known(items)
    seen: dict[str, int] = {}
    found = [
        _planned(line, cells, one, here, seen, update=row.update_existing)
        for (line, cells), one in zip(row.rows, parsed, strict=True)
    ]
    made = await parts_of(session, row.company_id)
    index = _index(items, found)
    return [
        _with_parts(each, index, made, update=row.update_existing) if each.bundle and each.plan != "refuse" else each
        for each in found
    ]


class Known:
    """The items that are there, by code and by name in either language. A bundle may be called as an item is."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.codes = {each.code: each for each in items if each.code}
        self.names = {
            (each.kind == "bundle", folded(name)): each for each in items for name in (each.name_en, each.name_fr)
        }

    def named(self, one: sheet.Parsed) -> Item | None:
        assert one.item is not None
        name, bundle = folded(one.item.name_fr), one.item.kind == "bundle"
        found = self.names.get((bundle, name))
        return found if found or one.given & {"kind", "parts"} else self.names.get((not bundle, name))


def _planned(
    line: int, cells: list[str], one: sheet.Parsed, here: Known, seen: dict[str, int], *, update: bool
) -> Planned:
    each = Planned(line, cells, one, "refuse")
    if one.item is None:
        return each
    code, name = one.item.code, folded(one.item.name_fr)
    sign = f"code:{code}" if code else f"{one.item.kind == 'bundle'}:{name}"
    if sign in seen:
        return each.refuse("code" if code else "name_fr", "import-line-twice", line=seen[sign])
    seen[sign] = line
    each.item = here.codes.get(code) if code else here.named(one)
    if each.item is None and code and (same := here.named(one)) is not None and not same.code:
        each.item = same  # it had no code yet
    if each.item is None:
        each.plan = "create"
    elif one.given & {"kind", "parts"} and (each.item.kind == "bundle") != (one.item.kind == "bundle"):
        return each.refuse("kind", "kind-fixed")
    elif all(getattr(each.item, name) == value for name, value in _values(each).items()):
        each.plan = "same"
    else:
        each.plan = "update" if update else "skip"
    return each


def _index(items: Sequence[Item], found: Sequence[Planned]) -> Index[Planned]:
    """What a bundle can be made of: what is in the catalogue, and what this file brings or renames."""
    index = Index[Planned]()
    for bundle in (True, False):  # an item is meant where a bundle is called the same
        for item in items:
            if (item.kind == "bundle") == bundle:
                index.add(item, Planned(0, [], sheet.Parsed(), "same", item), item.id)
        for each in found:
            if each.parsed.item and each.plan in ("create", "update") and each.bundle == bundle:
                index.add(each.parsed.item, each, each.item.id if each.item else "")
    return index


def _with_parts(each: Planned, index: Index[Planned], made: Made, *, update: bool) -> Planned:
    """A bundle's row with its parts found. Without a word about parts those that it has stay."""
    if not each.parsed.refs:
        return each if each.item else each.refuse("parts", "bundle-parts")
    found = [index.find(ref) for ref in each.parsed.refs]
    for ref, part in zip(each.parsed.refs, found, strict=True):
        if part is None:
            each.refuse("parts", "import-part-unknown", part=ref)
        elif part.bundle:
            each.refuse("parts", "bundle-in-bundle")
    each.parts = tuple(part for part in found if part)
    if each.item and each.plan == "same":
        assert each.parsed.item is not None
        quantities = (part.quantity for part in each.parsed.item.parts)
        wanted = [(part.item.id if part.item else "", many) for part, many in zip(each.parts, quantities, strict=True)]
        if wanted != made.get(each.item.id):
            each.plan = "update" if update else "skip"
    return each


def _parts(each: Planned) -> list[PartIn]:
    """Its parts, once every item of the file is there."""
    assert each.parsed.item is not None
    return [
        wanted.model_copy(update={"item_id": part.item.id})
        for part, wanted in zip(each.parts, each.parsed.item.parts, strict=True)
        if part.item
    ]


async def parts_of(session: AsyncSession, company_id: str) -> Made:
    """What every bundle of the company is made of."""
    query = (
        select(BundlePart)
        .where(BundlePart.company_id == company_id)
        .order_by(BundlePart.bundle_id, BundlePart.position)
    )
    made: Made = {}
    for part in (await session.execute(query)).scalars():
        made.setdefault(part.bundle_id, []).append((part.item_id, part.quantity))
    return made


def _values(each: Planned) -> dict[str, Any]:
    """The columns of an item that the row says something about. A bundle's price and cost are its parts'."""
    item, given = each.parsed.item, each.parsed.given
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
        if name in given
    }
    if "unit_price" in given and item.unit_price and not each.bundle:
        values["unit_price"] = item.unit_price.amount
    if "cost" in given and item.cost and not each.bundle:
        values["cost"] = item.cost.amount
    if "tax_group" in given:
        values["tax_group_id"] = item.tax_group_id
    return values


def _new(work: Work, item: ItemIn, currency: str) -> Item:
    price, cost = (None, None) if item.kind == "bundle" else (item.unit_price, item.cost)
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
        unit_price=price.amount if price else 0,
        cost=cost.amount if cost else None,
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
