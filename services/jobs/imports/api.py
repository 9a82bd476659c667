"""`/v1/contacts/imports`: a file, its preview, and only then its contacts. `GET /v1/contacts/export` is the way back."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.jobs.fields import PathId
from services.jobs.imports import commands, export, queries, reading
from services.jobs.imports.schemas import ImportOut, ImportPatch, LineOut, Plan
from services.kit import lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import Problem
from services.kit.work import Work

api = router("/v1/contacts/imports", "contacts")
out = router("/v1/contacts/export", "contacts")
PATHS = "/v1/contacts/imports"
"""Bodies may be larger there than elsewhere."""

ContactsWork = Annotated[Work, Depends(allowed("contacts"))]
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


@api.post("", status_code=201, openapi_extra=_BODY)
async def upload_file(
    request: Request,
    work: ContactsWork,
    response: Response,
    name: Annotated[str, Query(max_length=200)] = "",
) -> ImportOut:
    """The body is the file itself, up to 10 MB and 10,000 lines, in any usual encoding and with any usual separator."""
    content = await request.body()
    if len(content) > reading.MOST_BYTES:
        raise Problem(413, "too-large", limit=reading.MOST_BYTES)
    made = await commands.upload(work, content, name)
    response.headers["Location"] = f"/v1/contacts/imports/{made}"
    return await queries.one(work.session, made)


@api.get("/{import_id}")
async def read_import(work: ContactsWork, import_id: PathId) -> ImportOut:
    return await queries.one(work.session, import_id)


@api.patch("/{import_id}")
async def match_columns(work: ContactsWork, import_id: PathId, patch: ImportPatch) -> ImportOut:
    await commands.change(work, import_id, patch)
    return await queries.one(work.session, import_id)


@api.get("/{import_id}/lines")
async def list_lines(
    work: ContactsWork,
    import_id: PathId,
    plan: Plan | None = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[LineOut]:
    """What would become of each line, or became of it, with what is wrong."""
    return await queries.lines(work.session, import_id, work.language, plan=plan, limit=limit, after=after)


@api.get("/{import_id}/refused.csv")
async def download_refused(work: ContactsWork, import_id: PathId) -> Response:
    """The refused lines, to be corrected and sent again."""
    content = await queries.refused(work.session, import_id, work.language)
    headers = {"Content-Disposition": 'attachment; filename="refused.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@api.post("/{import_id}/confirm")
async def confirm_import(work: ContactsWork, import_id: PathId) -> ImportOut:
    """Writes for some seconds at most. While `status` is `writing`, confirm again: it goes on where it was, whatever stopped it."""
    await commands.confirm(work, import_id)
    return await queries.one(work.session, import_id)


@api.post("/{import_id}/cancel")
async def cancel_import(work: ContactsWork, import_id: PathId) -> ImportOut:
    await commands.cancel(work, import_id)
    return await queries.one(work.session, import_id)


@out.get("")
async def export_contacts(work: ContactsWork, archived: bool = False) -> StreamingResponse:
    """Every contact as CSV with a mark for UTF-8, safe to open in a spreadsheet; the import takes it again."""
    headers = {"Content-Disposition": 'attachment; filename="contacts.csv"'}
    rows = export.stream(work.company_id, work.language, archived=archived)
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)
