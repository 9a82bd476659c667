"""Health and metrics of processes that are not web services, and how they end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.kit.settings import get_settings

STALE_AFTER: Final = timedelta(seconds=30)


class Heart:
    """Beats while the process does its work; without a beat for half a minute it is not ready."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def now(self, at: datetime) -> None:
        self.last = at

    @property
    def beating(self) -> bool:
        return self.last is not None and datetime.now(UTC) - self.last < STALE_AFTER


def _app(heart: Heart) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/health/ready")
    async def ready() -> JSONResponse:
        return JSONResponse({"status": "ok" if heart.beating else "not ready"}, 200 if heart.beating else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


class _Quiet(uvicorn.Server):
    """A server that leaves the signals to the process it serves."""

    def capture_signals(self) -> Any:
        return nullcontext()


@asynccontextmanager
async def serving(heart: Heart) -> AsyncIterator[None]:
    """Answers `/health/live`, `/health/ready` and `/metrics` on the metrics port meanwhile; port 0 is off."""
    settings = get_settings()
    if not settings.metrics_port:
        yield
        return
    config = uvicorn.Config(
        _app(heart), host=settings.metrics_host, port=settings.metrics_port, log_level="warning", access_log=False
    )
    server = _Quiet(config)
    task = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await task


def run(main: Coroutine[Any, Any, None]) -> None:
    """Runs `main` until it ends or SIGTERM or SIGINT cancels it, which is a clean end."""

    async def cancellable() -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, task.cancel)
        await main

    with suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(cancellable())
