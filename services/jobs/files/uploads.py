"""Uploads: `multipart/form-data` with up to 20 `files`, read as a stream, spooled to disk, each worked on by itself.

All of it happens before the request's transaction begins: a slow line or a large picture keeps no database connection waiting.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final, NamedTuple, get_args

from fastapi import Depends, Query, Request
from starlette.datastructures import FormData, UploadFile

from services.jobs.fields import PathId
from services.jobs.files import contents, objects
from services.jobs.files.contents import Stored
from services.jobs.files.schemas import GivenRole, ObjectKind
from services.kit import db
from services.kit.app import Uploads
from services.kit.auth import Caller, SignedIn
from services.kit.problems import Field, Invalid, Problem

MOST: Final = 20
"""Files of one request."""
_AROUND: Final = 64 * 1024
"""Bytes of a body for what stands around the files."""
LIMITS: Final = Uploads(r"/v1/files|/v1/jobs/[^/]+/files", MOST * contents.LARGEST + _AROUND)

OPENAPI: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "maxItems": MOST, "items": {"type": "string", "format": "binary"}},
                        "role": {"type": "string", "enum": list(get_args(GivenRole))},
                    },
                }
            }
        },
    }
}
"""The body for the API's description: the routes read it themselves."""


class Received(NamedTuple):
    """What an upload brought: an object that is there, and contents in the store that have no rows yet."""

    target: objects.Target
    stored: list[Stored]
    role: GivenRole | None


async def to_object(request: Request, caller: SignedIn, object: Annotated[str, Query(max_length=120)]) -> Received:
    """An upload to `?object=visit:vis_…`. Raises 400, 401, 403, 404, 413, 415, 422 problems."""
    return await _receive(request, caller, *objects.named(object))


async def to_job(request: Request, caller: SignedIn, job_id: PathId) -> Received:
    return await _receive(request, caller, "job", job_id)


ToObject = Annotated[Received, Depends(to_object)]
ToJob = Annotated[Received, Depends(to_job)]


async def _receive(request: Request, caller: Caller, kind: ObjectKind, object_id: str) -> Received:
    """Nobody's bytes are read before it is clear that they may come here."""
    objects.require(kind, caller.permissions)
    async with db.reading(caller.company_id) as session:
        target = await objects.locate(session, kind, object_id)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise Problem(415, "media-type")
    async with request.form(max_files=5 * MOST, max_fields=4, max_part_size=1024) as form:
        role, sent = _role(form), _files(form)
        digest = hashlib.sha256(f"{role}\n".encode())
        stored = []
        for i, each in enumerate(sent):
            content = await each.read()
            digest.update(f"{each.filename}\n{hashlib.sha256(content).hexdigest()}\n".encode())
            stored.append(await contents.store(caller.company_id, content, each.filename or "", pointer=f"/files/{i}"))
    request.state.body_digest = digest.digest()
    return Received(target, stored, role)


def _role(form: FormData) -> GivenRole | None:
    given = form.get("role")
    if given in (None, ""):
        return None
    for known in get_args(GivenRole):
        if given == known:
            found: GivenRole = known
            return found
    raise Invalid([Field("/role", "choice")])


def _files(form: FormData) -> list[UploadFile]:
    """What a browser sends for an empty field, a nameless file of no bytes, is no file."""
    if unknown := sorted(set(form) - {"files", "role"}):
        raise Invalid([Field(f"/{name[:80]}", "unknown") for name in unknown])
    found = []
    for each in form.getlist("files"):
        if isinstance(each, str):
            if each:
                raise Invalid([Field("/files", "malformed")])
        elif each.filename or each.size:
            found.append(each)
    if not 1 <= len(found) <= MOST:
        raise Invalid([Field("/files", "too-many" if found else "required")])
    for each in found:
        contents.refuse_larger(each.size or 0, each.filename or "")
    return found
