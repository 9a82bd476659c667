"""Headers on every answer, and no unsafe request from another site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1_000_000  # bytes of a form of text
UPLOADS = re.compile(r"/jobs/[^/]+/files")  # passed on as they come in; the jobs service counts for itself
MAX_UPLOAD = 20 * 25 * 1024 * 1024 + 64 * 1024

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
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
                for name, value in HEADERS.items():
                    sent.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE and not same_site(headers):
            await PlainTextResponse("403 cross-site request refused", status_code=403)(scope, receive, with_headers)
            return
        if too_large(headers, MAX_UPLOAD if UPLOADS.fullmatch(scope["path"]) else MAX_BODY):
            await PlainTextResponse("413 content too large", status_code=413)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def same_site(headers: Headers) -> bool:
    """Browsers name the origin of every post. Without an Origin, Sec-Fetch-Site decides; with neither it is no browser,
    which has no cookies of anybody to abuse."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host")
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def too_large(headers: Headers, limit: int = MAX_BODY) -> bool:
    length = headers.get("content-length", "0")
    return not length.isdigit() or int(length) > limit
