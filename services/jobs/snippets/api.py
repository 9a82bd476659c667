"""`/v1/snippets`: answers that the office gives again and again."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.jobs.fields import IdField, PathId, UpdatedSince
from services.jobs.snippets import commands, queries
from services.jobs.snippets.schemas import SnippetIn, SnippetOut
from services.jobs.snippets.tables import Snippet
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/snippets", "message templates")
Reader = Annotated[Work, Depends(allowed("messages"))]
SettingsWork = Annotated[Work, Depends(allowed("settings"))]


@api.get("")
async def list_snippets(
    work: Reader,
    job_id: Annotated[IdField | None, Query()] = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[SnippetOut]:
    return await queries.page(work, job_id=job_id, updated_since=updated_since, limit=limit, after=after)


@api.post("", status_code=201)
async def create_snippet(work: SettingsWork, data: SnippetIn, response: Response) -> SnippetOut:
    row = await commands.create(work, data)
    response.headers["Location"] = f"/v1/snippets/{row.id}"
    return _tagged(response, row)


@api.get("/{snippet_id}")
async def read_snippet(work: Reader, snippet_id: PathId, response: Response) -> SnippetOut:
    return _tagged(response, await queries.row(work.session, snippet_id))


@api.put("/{snippet_id}")
async def change_snippet(
    work: SettingsWork, snippet_id: PathId, data: SnippetIn, response: Response, if_match: etags.IfMatch = None
) -> SnippetOut:
    return _tagged(response, await commands.change(work, snippet_id, data, if_match))


@api.delete("/{snippet_id}", status_code=204)
async def remove_snippet(work: SettingsWork, snippet_id: PathId) -> Response:
    await commands.remove(work, snippet_id)
    return Response(status_code=204)


def _tagged(response: Response, row: Snippet) -> SnippetOut:
    return etags.tagged(response, queries.shown(row))
