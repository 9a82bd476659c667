"""Contents over HTTP: nothing that a file holds runs, whatever it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from services.jobs.files import links, queries
from services.jobs.files.sniff import INLINE
from services.jobs.files.tables import File
from services.kit import db, files
from services.kit.problems import NotFound, Problem

_SANDBOX: Final = "default-src 'none'; sandbox"
_PDF: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
"""A sandbox would keep browsers' own PDF viewers from starting; they run none of a PDF's scripts with the page's rights."""
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Content(NamedTuple):
    key: str
    size: int
    media_type: str
    name: str
    inline: bool


async def respond(request: Request, token: str) -> Response:
    """200, 206 or 304; 404 for a link that is over, changed or whose file was removed, 416 for a range that is not there."""
    now = datetime.now(UTC)
    target = links.read(token, now)
    if target is None:
        raise NotFound("file-link")
    async with db.reading(target.company_id) as session:
        content = _content(await queries.row(session, target.file_id), target.variant)
    etag = f'"{content.key.rpartition("/")[2][:32]}"'
    headers = _headers(content, etag, int((target.expires_at - now).total_seconds()))
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    first, end = 0, content.size
    status = 200
    wanted = request.headers.get("range")
    if wanted and request.headers.get("if-range", etag) == etag and (found := _RANGE.fullmatch(wanted.strip())):
        first, end = _span(found[1], found[2], content.size)
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{content.size}"
        status = 206
    headers["Content-Length"] = str(end - first)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=content.media_type)
    if not await files.exists(content.key):
        raise NotFound("file-link")
    return StreamingResponse(files.stream(content.key, first, end), status, headers, media_type=content.media_type)


def _content(row: File, variant: links.Variant) -> Content:
    if variant == "thumb":
        if row.thumbnail_key is None or row.thumbnail_size is None:
            raise NotFound("file-link")
        return Content(row.thumbnail_key, row.thumbnail_size, "image/webp", row.name, inline=True)
    inline = variant == "full" and row.media_type in INLINE
    return Content(row.key, row.size, row.media_type, row.name, inline)


def _headers(content: Content, etag: str, life: int) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": f"private, max-age={life}, immutable",
        "Content-Disposition": disposition(content.name, inline=content.inline),
        "Content-Security-Policy": _PDF if content.inline and content.media_type == "application/pdf" else _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-site",
        "Referrer-Policy": "no-referrer",
        "Accept-Ranges": "bytes",
    }


def disposition(name: str, *, inline: bool) -> str:
    """RFC 6266: the name in ASCII for old programs, and as it is for the others."""
    plain = re.sub(r"[^ -~]|[\"\\%]", "_", name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """The bytes that one range asks for (RFC 9110 14.1.2), as first and end. Raises a 416 problem."""
    if first:
        begin, end = int(first), min(int(last) + 1 if last else size, size)
    else:
        begin, end = max(size - int(last or 0), 0), size
    if begin >= end:
        raise Problem(416, "range", headers={"Content-Range": f"bytes */{size}"})
    return begin, end
