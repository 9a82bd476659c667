"""`/v1/items/imports`: a file, its preview, and only then its items. `GET /v1/items/export` is the way back."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request, Response
from sqlalchemy import select

from services.accounts.queries import company as company_profile
from services.billing.catalog import bundles, imports, sheet
from services.billing.catalog.import_schemas import Column, ImportPatch, ItemImportOut, Plan, RowError, RowOut
from services.billing.catalog.tables import Item, ItemImport
from services.billing.schemas import NoBody, PathId
from services.billing.taxes import queries as taxes
from services.jobs.imports import reading
from services.kit import lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import Problem
from services.kit.spreadsheets import guarded
from services.kit.texts import t
from services.kit.work import Work

item_imports = router("/v1/items/imports", "items")
item_export = router("/v1/items/export", "items")
PATHS = "/v1/items/imports"
"""Bodies may be larger there than elsewhere."""
SAMPLES = 3

Office = Annotated[Work, Depends(allowed("quotes"))]
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


@item_imports.post("", status_code=201, openapi_extra=_BODY)
async def upload_items(
    request: Request, work: Office, response: Response, name: Annotated[str, Query(max_length=200)] = ""
) -> ItemImportOut:
    """The body is the file itself, up to 10 MB and 10,000 lines, in any usual encoding and with any usual separator."""
    content = await request.body()
    if len(content) > reading.MOST_BYTES:
        raise Problem(413, "too-large", limit=reading.MOST_BYTES)
    made = await imports.upload(work, content, name)
    response.headers["Location"] = f"{PATHS}/{made}"
    return await _show(work, made)


@item_imports.get("/{import_id}")
async def read_item_import(work: Office, import_id: PathId) -> ItemImportOut:
    return await _show(work, import_id)


@item_imports.patch("/{import_id}")
async def match_item_columns(work: Office, import_id: PathId, patch: ImportPatch) -> ItemImportOut:
    await imports.change(work, import_id, patch)
    return await _show(work, import_id)


@item_imports.get("/{import_id}/lines")
async def list_item_rows(
    work: Office, import_id: PathId, plan: Plan | None = None, limit: lists.Limit = 50, after: lists.After = None
) -> lists.Page[RowOut]:
    """What would become of each row, with what is wrong. Once the import is over, there are none."""
    row = await imports.row_of(work.session, work.company_id, import_id)
    found = await _plan(work, row)
    cursor = lists.decode(after, int)
    rest = [
        each
        for each in found
        if (plan is None or each.plan == plan) and (cursor is None or each.line > cast(int, cursor[0]))
    ]
    kept, info = lists.page(rest[: limit + 1], limit, lambda each: (each.line,))
    return lists.Page(data=[_row(row, each, work.language) for each in kept], page=info)


@item_imports.get("/{import_id}/refused.csv")
async def download_refused_items(work: Office, import_id: PathId) -> Response:
    """The refused rows, to be corrected and sent again."""
    row = await imports.row_of(work.session, work.company_id, import_id)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=row.separator)
    writer.writerow([t(work.language, "import-refused-line"), t(work.language, "import-refused-why"), *row.header])
    for each in await _plan(work, row):
        if each.plan == "refuse":
            why = " ".join(error.detail for error in _row(row, each, work.language).errors)
            writer.writerow([str(each.line), guarded(why), *(guarded(cell) for cell in each.cells)])
    return _csv("\ufeff" + out.getvalue(), "refused.csv")


@item_imports.post("/{import_id}/confirm")
async def confirm_item_import(work: Office, import_id: PathId, body: NoBody | None = None) -> ItemImportOut:
    await imports.confirm(work, import_id)
    return await _show(work, import_id)


@item_imports.post("/{import_id}/cancel")
async def cancel_item_import(work: Office, import_id: PathId, body: NoBody | None = None) -> ItemImportOut:
    await imports.cancel(work, import_id)
    return await _show(work, import_id)


@item_export.get("", response_class=Response)
async def export_items(work: Office, active: bool | None = None) -> Response:
    """The catalogue as CSV with a mark for UTF-8, safe to open in a spreadsheet; the import takes it again, bundles
    with their parts."""
    query = select(Item).where(Item.company_id == work.company_id).order_by(Item.name_fr, Item.id)
    items = {each.id: each for each in (await work.session.execute(query)).scalars()}
    made = await imports.parts_of(work.session, work.company_id)
    index = bundles.Index[Item]()
    for item in sorted(items.values(), key=lambda each: (each.kind != "bundle", each.id)):
        index.add(item, item, item.id)
    groups = await taxes.groups(work.session, work.company_id, work.language, retired=True)
    names = {each.id: each.name for each in groups}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([t(work.language, f"item-field-{name.replace('_', '-')}") for name in sheet.FIELDS])
    for item in items.values():
        if active in (None, item.active):
            parts = [(items[part], many) for part, many in made.get(item.id, ())]
            cells = _cells(item, names, work.language, bundles.written(parts, index, work.language))
            writer.writerow([guarded(cell) for cell in cells])
    return _csv("\ufeff" + out.getvalue(), "items.csv")


def _cells(item: Item, groups: dict[str, str], language: str, parts: str) -> list[str]:
    def yes(value: bool) -> str:
        return t(language, "import-yes" if value else "import-no")

    cells = {
        "kind": t(language, f"item-kind-{item.kind}"),
        "unit_price": _amount(item.unit_price, language),
        "cost": "" if item.cost is None else _amount(item.cost, language),
        "taxable": yes(item.taxable),
        "tax_group": groups.get(item.tax_group_id or "", ""),
        "active": yes(item.active),
        "parts": parts,
    }
    return [cells[name] if name in cells else str(getattr(item, name)) for name in sheet.FIELDS]


def _amount(cents: int, language: str) -> str:
    sign, cents = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{cents // 100}{',' if language == 'fr' else '.'}{cents % 100:02}"


def _csv(content: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _plan(work: Work, row: ItemImport) -> list[imports.Planned]:
    company = await company_profile(work.session, work.company_id)
    return await imports.plan(work.session, row, work.language, company.currency)


async def _show(work: Work, import_id: str) -> ItemImportOut:
    row = await imports.row_of(work.session, work.company_id, import_id)
    first = [cells for _, cells in row.rows[:20]]
    return ItemImportOut(
        id=row.id,
        name=row.name,
        status=cast(Any, row.status),
        encoding=row.encoding,
        separator=row.separator,
        update_existing=row.update_existing,
        columns=tuple(
            Column(
                index=n,
                header=header,
                field=row.mapping[n],
                samples=tuple([cells[n] for cells in first if n < len(cells) and cells[n]][:SAMPLES]),
            )
            for n, header in enumerate(row.header)
        ),
        fields=sheet.FIELDS,
        counts=row.counts if row.status != "preview" else imports.count(await _plan(work, row)),
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
    )


def _row(row: ItemImport, each: imports.Planned, language: str) -> RowOut:
    return RowOut(
        line=each.line,
        plan=each.plan,
        item_id=each.item.id if each.item else None,
        values={
            name: each.cells[n] for n, name in enumerate(row.mapping) if name and n < len(each.cells) and each.cells[n]
        },
        errors=tuple(
            RowError(
                field=wrong.field,
                header=row.header[row.mapping.index(wrong.field)] if wrong.field in row.mapping else "",
                code=wrong.code,
                detail=t(language, f"problem-field-{wrong.code}", **wrong.args),
            )
            for wrong in each.parsed.wrong
        ),
    )
