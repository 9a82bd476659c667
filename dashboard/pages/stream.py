"""`GET /stream`: the jobs service's event stream, passed through under the session's cookie."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from dashboard.sessions import ends_at
from dashboard.view import View, signed_in


async def stream(view: View) -> Response:
    """`?last=` is the last event that the page before had seen: what happened while a page was loading is told again.

    Ends shortly before the token does; the browser opens it again and the session is renewed on the way.
    """
    last = view.request.headers.get("last-event-id") or view.arg("last")
    opened = view.api.stream(last if last.isascii() and last.isdigit() else None)
    upstream = await opened.__aenter__()
    seconds = max(5.0, ends_at(view.session.token) - time.time()) if view.session else 60.0

    async def body() -> AsyncIterator[bytes]:
        try:
            async with asyncio.timeout(seconds):
                yield b"retry: 1000\n\n"
                async for chunk in upstream.aiter_raw():
                    yield chunk
        except (TimeoutError, httpx.HTTPError):
            return
        finally:
            await opened.__aexit__(None, None, None)

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


routes = [Route("/stream", signed_in(stream))]
