"""Which foreign pages may post requests: the origins that the site allows, and no credentials ever."""

from __future__ import annotations

import re

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.intake import door
from services.kit.problems import Problem

_PATH = re.compile(r"/v1/sites/([^/]+)/requests/?")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key, Accept-Language",
    "Access-Control-Max-Age": "600",
}
_SHOWN = "Location, Retry-After, Idempotency-Replayed"


class Cors:
    """Answers preflights, and marks every answer to an allowed origin, refusals too: a page must be able to read them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        origin = Headers(scope=scope).get("origin") if path else None
        if path is None or origin is None:
            await self.app(scope, receive, send)
            return
        allowed = await _allows(path[1], origin)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if allowed:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = _SHOWN
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT if allowed else {})(scope, receive, marked)
            return
        await self.app(scope, receive, marked)


async def _allows(key: str, origin: str) -> bool:
    try:
        return origin.lower() in (await door.find(key)).site.allowed_origins
    except (Problem, SQLAlchemyError, OSError):
        return False  # the request itself is told what is wrong
