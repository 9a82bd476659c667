"""`/v1/files`, `/v1/jobs/{id}/files`, and the contents themselves under `/files/{token}`."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from services.jobs.fields import IdField, PathId, UpdatedSince
from services.jobs.files import commands, objects, queries, serving, uploads
from services.jobs.files.schemas import FileOut, FilePatch, ObjectKind, Role
from services.jobs.folders.queries import brief
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import SignedIn, allowed
from services.kit.problems import Forbidden
from services.kit.work import Work

api = router("/v1/files", "files")
of_jobs = router("/v1/jobs/{job_id}/files", "files")
contents = router("/files", "files")
UPLOADS = uploads.LIMITS

AnyWork = Annotated[Work, Depends(allowed())]
"""Which permission it takes depends on what a file hangs on: `objects.OPENED_BY`."""


@api.get("")
async def list_files(
    work: AnyWork,
    caller: SignedIn,
    object: Annotated[str | None, Query(max_length=120)] = None,
    job_id: Annotated[IdField | None, Query()] = None,
    role: Role | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[FileOut]:
    """Newest first: of one object (`object=visit:vis_…`), of a whole job, or all that the caller may see."""
    on = objects.named(object) if object else None
    if on:
        objects.require(on[0], caller.permissions)
    narrowed = queries.conditions(
        job_id=job_id, object=on, kinds=_open_to(caller), role=role, updated_since=updated_since
    )
    return await queries.page(work.session, work.company_id, narrowed, limit=limit, after=after)


@api.post("", status_code=201, openapi_extra=uploads.OPENAPI)
async def upload_files(received: uploads.ToObject, work: AnyWork) -> lists.Page[FileOut]:
    """Hangs up to 20 files of up to 25 MB each on `object`: all of them, or none."""
    return await _kept(work, received)


@api.get("/{file_id}")
async def read_file(work: AnyWork, caller: SignedIn, file_id: PathId, response: Response) -> FileOut:
    await _open(work, caller, file_id)
    return await _shown(work, file_id, response)


@api.patch("/{file_id}")
async def edit_file(
    work: AnyWork,
    caller: SignedIn,
    file_id: PathId,
    patch: FilePatch,
    response: Response,
    if_match: etags.IfMatch = None,
) -> FileOut:
    await _open(work, caller, file_id)
    await commands.edit(work, file_id, patch, if_match)
    return await _shown(work, file_id, response)


@api.delete("/{file_id}", status_code=204)
async def remove_file(work: AnyWork, caller: SignedIn, file_id: PathId) -> Response:
    await _open(work, caller, file_id, removed=True)
    await commands.remove(work, file_id)
    return Response(status_code=204)


@api.post("/{file_id}/restore")
async def restore_file(work: AnyWork, caller: SignedIn, file_id: PathId, response: Response) -> FileOut:
    """Takes a removal back, as long as the content is kept: at least a day."""
    await _open(work, caller, file_id, removed=True)
    await commands.restore(work, file_id)
    return await _shown(work, file_id, response)


@of_jobs.get("")
async def list_job_files(
    work: AnyWork,
    caller: SignedIn,
    job_id: PathId,
    role: Role | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[FileOut]:
    """Everything of the job, newest first, whatever it hangs on."""
    objects.require("job", caller.permissions)
    await brief(work.session, job_id)
    narrowed = queries.conditions(
        job_id=job_id, kinds=_open_to(caller), role=role, updated_since=updated_since, once=True
    )
    return await queries.page(work.session, work.company_id, narrowed, limit=limit, after=after)


@of_jobs.post("", status_code=201, openapi_extra=uploads.OPENAPI)
async def upload_job_files(received: uploads.ToJob, work: AnyWork) -> lists.Page[FileOut]:
    """The same as `POST /v1/files?object=job:{id}`."""
    return await _kept(work, received)


@contents.head("/{token}", include_in_schema=False)
@contents.get("/{token}")
async def read_content(request: Request, token: str) -> Response:
    """The content behind a short-lived link, without sign-in. Whole, or the part that `Range` asks for."""
    return await serving.respond(request, token)


async def _kept(work: Work, received: uploads.Received) -> lists.Page[FileOut]:
    kind, object_id, job_id = received.target
    rows = await commands.keep(
        work, received.stored, object_kind=kind, object_id=object_id, job_id=job_id, role=received.role
    )
    return lists.Page(data=[queries.shown(row, work.now) for row in rows])


def _open_to(caller: SignedIn) -> list[ObjectKind]:
    """Raises a 403 problem for a caller who may see no files at all."""
    kinds = objects.open_to(caller.permissions)
    if not kinds:
        raise Forbidden("jobs")
    return kinds


async def _open(work: Work, caller: SignedIn, file_id: str, *, removed: bool = False) -> None:
    """Raises 404, 403."""
    row = await queries.row(work.session, file_id, removed=removed)
    objects.require(objects.kind_of(row.object_kind), caller.permissions)


async def _shown(work: Work, file_id: str, response: Response) -> FileOut:
    row = await queries.row(work.session, file_id)
    response.headers["ETag"] = commands.tag(row)
    return queries.shown(row, work.now)
