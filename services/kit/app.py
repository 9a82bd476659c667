"""How every service is put together: one transaction a request, one shape of error, limits, health."""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.kit import db, ids, problems
from services.kit.problems import Conflict, Field, Invalid, Problem
from services.kit.work import Work, announce

logger = logging.getLogger(__name__)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

BODY_LIMIT: Final = 1_000_000
"""Bytes of a request body, but for uploads."""
GARBAGE: Final = 20_000
"""Objects of a request or two: looking for unreachable ones more often finds none."""
WAIT_FOR_FIRST_MS: Final = 2_000
"""So long a repeated request waits for the first one with its key."""


class Replay(Exception):
    """The request was answered before; this is what it was answered."""

    def __init__(self, response: Response) -> None:
        self.response = response


class TransactionRoute(APIRoute):
    """A route whose unit of work commits once, after the response is made and before it leaves.

    A failed commit is therefore a problem answer, never a 2xx for something that did not happen.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = _query_parameters(self.dependant)

        async def handler(request: Request) -> Response:
            if unknown := sorted(request.query_params.keys() - known):
                raise Invalid([Field(f"query:/{name}", "unknown") for name in unknown[:20]])
            try:
                response = await handle(request)
                work: Work | None = getattr(request.state, "work", None)
                if work is not None:
                    await _remember(request, work, response)
                    await work.session.commit()
                    await announce(work)
                return response
            except Replay as replay:
                return replay.response
            except DBAPIError as error:
                raise _database_problem(error) from error
            finally:
                await _close(request)

        return handler


def _query_parameters(dependant: Dependant) -> set[str]:
    own = {parameter.alias for parameter in dependant.query_params}
    return own.union(*(_query_parameters(each) for each in dependant.dependencies))


async def _close(request: Request) -> None:
    work: Work | None = getattr(request.state, "work", None)
    if work is not None:
        await work.session.close()  # rolls back what was not committed


def _database_problem(error: DBAPIError) -> Problem:
    """A constraint that a command did not foresee is a conflict; a database that is away is 'try again'."""
    state = getattr(error.orig, "sqlstate", None) or ""
    logger.error("database error %s", state or type(error.orig).__name__)
    if state.startswith("23"):
        return Conflict("constraint")
    if state in ("40001", "40P01", "55P03"):
        return Problem(409, "in-progress", headers={"Retry-After": "1"})
    if state.startswith("22") or (not state and isinstance(error, DataError)):  # psycopg itself refuses a NUL in a text
        return Problem(422, "malformed-request")
    if isinstance(error, OperationalError) or state.startswith(("08", "57")):
        return Problem(503, "unavailable", headers={"Retry-After": "2"})
    return Problem(500, "internal")


# ── the unit of work of a request ────────────────────────────────────────────────────────────────────────────────────


async def begin(request: Request, work: Work) -> None:
    """Ties `work` to the request. With an `Idempotency-Key`, a request that was answered before ends here.

    Raises:
        Replay: the stored answer.
        Problem: 422 `key-reuse` for another body under the same key, 409 `in-progress` while the first still runs.
    """
    request.state.work = work
    await db.enter_company(work.session, work.company_id)
    key = request.headers.get("idempotency-key")
    if key is None or request.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return
    if not 1 <= len(key) <= 255:
        raise Problem(422, "key-malformed")
    request.state.idempotency_key = key
    digest = await _request_hash(request)
    values = {"company_id": work.company_id, "key": key, "hash": digest}
    await work.session.execute(text(f"SET LOCAL lock_timeout = {WAIT_FOR_FIRST_MS}"))
    try:
        # A second request with the key waits here until the first commits or rolls back.
        claimed = await work.session.scalar(_CLAIM, values)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "55P03":  # lock_not_available
            raise
        raise Problem(409, "in-progress", headers={"Retry-After": "1"}) from None
    await work.session.execute(text("SET LOCAL lock_timeout = 0"))
    if claimed is None:
        row = (await work.session.execute(_STORED, values)).one()
        if row.request_hash != digest:
            raise Problem(422, "key-reuse")
        headers = dict(row.headers) | {"Idempotency-Replayed": "true"}
        raise Replay(Response(row.body, row.status, headers))


def require_key(request: Request) -> None:
    """Dependency of the calls that move money or send mail: they must carry an `Idempotency-Key`."""
    if "idempotency-key" not in request.headers:
        raise Problem(422, "key-required")


async def _request_hash(request: Request) -> str:
    """What makes it the same request. Who reads an upload as a stream leaves a digest of it in `request.state.body_digest`."""
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    body: bytes | None = getattr(request.state, "body_digest", None)
    return hashlib.sha256(head + (await request.body() if body is None else body)).hexdigest()


_KEPT_HEADERS = ("content-type", "location", "etag")


async def _remember(request: Request, work: Work, response: Response) -> None:
    """The answer becomes part of the transaction that it tells of."""
    key = getattr(request.state, "idempotency_key", None)
    if key is None:
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    body = bytes(response.body).decode()
    values = {"company_id": work.company_id, "key": key, "status": response.status_code, "body": body}
    await work.session.execute(_ANSWERED, values | {"headers": json.dumps(headers)})


_CLAIM = text(
    "INSERT INTO log.idempotency (company_id, key, request_hash) VALUES (:company_id, :key, :hash)"
    " ON CONFLICT (company_id, key) DO NOTHING RETURNING 1"
)
_STORED = text(
    "SELECT request_hash, status, headers, body FROM log.idempotency WHERE company_id = :company_id AND key = :key"
)
_ANSWERED = text(
    "UPDATE log.idempotency SET status = :status, headers = CAST(:headers AS jsonb), body = :body"
    " WHERE company_id = :company_id AND key = :key"
)


# ── the application ──────────────────────────────────────────────────────────────────────────────────────────────────


def router(prefix: str, tag: str) -> APIRouter:
    """A router whose routes are transactions and refuse unknown query parameters."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=TransactionRoute)


class Uploads(NamedTuple):
    """Paths (a regular expression that fits a whole one) whose POSTs carry files, and the bytes that their bodies may have.

    Their routes read the body as a stream, after they know who is calling.
    """

    paths: str
    limit: int


class Limits:
    """Refuses bodies over the limit before they are read, gives every request an id, and turns a crash into a problem."""

    def __init__(self, app: ASGIApp, body_limit: int, uploads: Uploads | None = None) -> None:
        self.app, self.body_limit = app, body_limit
        self.uploads = re.compile(uploads.paths) if uploads else None
        self.upload_limit = uploads.limit if uploads else body_limit

    def _limit(self, scope: Scope) -> int:
        uploads = self.uploads is not None and scope["method"] == "POST" and self.uploads.fullmatch(scope["path"])
        return self.upload_limit if uploads else self.body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = ids.new("req")
        limit = self._limit(scope)
        declared = request.headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            await problems.respond(request, Problem(413, "too-large", limit=limit))(scope, receive, send)
            return
        read, started, over = 0, False, False

        async def counted() -> Message:
            nonlocal read, over
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                over = True
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if over and not started:
                return  # whatever the route makes of a body that was cut off, the answer is 413
            started = started or message["type"] == "http.response.start"
            await send(message)

        problem: Problem | None = None
        try:
            await self.app(scope, counted, noted)
        except Exception as error:
            if started:
                raise
            if not isinstance(error, _TooLarge):
                problem = Problem(500, "internal")
                logger.exception("request %s failed", request.state.request_id)
        if over and not started:
            problem = Problem(413, "too-large", limit=limit)
        if problem is not None:
            await problems.respond(request, problem)(scope, receive, send)


class _TooLarge(Exception):
    """The body went on past the limit."""


def create_app(
    name: str,
    routers: Sequence[APIRouter],
    *,
    body_limit: int = BODY_LIMIT,
    uploads: Uploads | None = None,
    **options: Any,
) -> FastAPI:
    """A service named `name` with its routers, problems, limits, health and OpenAPI 3.1. `uploads` may be larger than the rest."""
    options["lifespan"] = _settled(options.get("lifespan"))
    app = FastAPI(title=f"Dossier {name}", version="1", openapi_url="/openapi.json", redoc_url=None, **options)
    problems.install(app)
    for each in routers:
        app.include_router(each)
    app.add_middleware(Limits, body_limit=body_limit, uploads=uploads)

    @app.get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        try:
            async with db.engine().connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return JSONResponse({"status": "database unavailable"}, 503)
        return JSONResponse({"status": "ok"})

    return app


def _settled(lifespan: Lifespan | None) -> Lifespan:
    """Before the first request, what was imported is put out of the garbage collector's sight: it lives as long as the process does,
    and every full collection would stop all requests for a tenth of a second to find that out again."""

    @asynccontextmanager
    async def settled(app: FastAPI) -> AsyncIterator[None]:
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE)
        async with lifespan(app) if lifespan else nullcontext():
            yield

    return settled
