"""Headers on every answer, and no unsafe request from another site."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.kit.settings import get_settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1_000_000  # bytes of a form of text
UPLOADS = re.compile(
    r"/jobs/[^/]+/files|/contacts/import"
)  # passed on as they come in; the jobs service counts for itself
MAX_UPLOAD = 20 * 25 * 1024 * 1024 + 64 * 1024
ONE_FILE = re.compile(r"/quotes/[^/]+/accept")  # read here: a page says what is wrong with it
MAX_FILE = 2 * 25 * 1024 * 1024

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:{tiles}",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@lru_cache(maxsize=1)
def policy() -> str:
    """Images also come from the tile server of the map, if there is one."""
    tiles = urlsplit(get_settings().map_tiles_url)
    return POLICY.format(tiles=f" {tiles.scheme}://{tiles.netloc}" if tiles.netloc else "")


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Security:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent.setdefault("Content-Security-Policy", policy())
                for name, value in HEADERS.items():
                    sent.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE and not same_site(headers):
            await PlainTextResponse("403 cross-site request refused", status_code=403)(scope, receive, with_headers)
            return
        if too_large(headers, most(scope["path"])):
            await PlainTextResponse("413 content too large", status_code=413)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def same_site(headers: Headers) -> bool:
    """Browsers name the origin of every post. Without an Origin, Sec-Fetch-Site decides; with neither it is no browser,
    which has no cookies of anybody to abuse. A page that sends no referrer (the client's, whose address is a key) posts its
    forms with the origin `null`: then the browser must say itself that it is our own page."""
    origin = headers.get("origin")
    if origin == "null":
        return headers.get("sec-fetch-site") == "same-origin"
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host")
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def most(path: str) -> int:
    """Bytes that a page takes."""
    if UPLOADS.fullmatch(path):
        return MAX_UPLOAD
    return MAX_FILE if ONE_FILE.fullmatch(path) else MAX_BODY


def too_large(headers: Headers, limit: int = MAX_BODY) -> bool:
    length = headers.get("content-length", "0")
    return not length.isdigit() or int(length) > limit
