"""`GET …/pdf`: the rendered file, or 202 while the job's workflow still sees to it."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.documents.queries import document, file_name, logo_of
from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Snapshot
from services.kit import files
from services.kit.problems import Conflict

RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}, 202: {}}
"""What the endpoints tell OpenAPI."""
RETRY_AFTER = "1"
"""Seconds: rendering takes some hundredths of one, the way to the worker most of the rest."""


async def respond(session: AsyncSession, document_id: str) -> Response:
    """200 with the PDF, 202 with `Retry-After` until there is one, 409 when rendering was given up."""
    frozen = await document(session, document_id)
    if frozen.status == "failed":
        raise Conflict("document-failed")
    if frozen.file_key is None:
        return Response(status_code=202, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
    return _pdf(await files.get(frozen.file_key), frozen.file_name, etag=frozen.file_key.rpartition("/")[2])


async def preview(snapshot: Snapshot, company_id: str) -> Response:
    """A draft as it would look now: rendered here, kept nowhere."""
    content = await asyncio.to_thread(render_pdf, snapshot, await logo_of(snapshot, company_id))
    return shown(content, file_name(snapshot))


def shown(content: bytes, name: str) -> Response:
    """A paper that was made just now and is kept nowhere."""
    return _pdf(content, name, etag=None)


def _pdf(content: bytes, name: str, etag: str | None) -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, max-age=86400, immutable" if etag else "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if etag:
        headers["ETag"] = f'"{etag}"'
    return Response(content, media_type="application/pdf", headers=headers)
