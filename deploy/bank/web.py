"""The bank's pages: where a client pays, and where somebody decides what becomes of debits, refunds and disputes. Its JSON side is
for tests and demonstrations."""

from __future__ import annotations

import functools
import json
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from deploy import texts
from deploy.bank.api import FAULTS, Api
from deploy.bank.bank import Bank, Wrong, shown
from deploy.bank.calls import DELIVERIES, Calls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from deploy.bank.store import Store

_HERE = Path(__file__).parent
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'"


def create_app(store: Store, *, url: str, key: str, webhook: str, secret: str) -> Starlette:
    calls = Calls(store, webhook, secret)
    bank = Bank(store, calls, url)
    api, pages = Api(bank, key), _Pages(bank, calls)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(calls.run)
            yield
            tasks.cancel_scope.cancel()

    async def fault(request: Request) -> Response:
        wanted = json.loads(await request.body())
        if wanted.get("kind") not in FAULTS:
            return JSONResponse({"error": "kind"}, 422)
        api.faults.append({"path": str(wanted["path"]), "kind": wanted["kind"]})
        return Response(status_code=204)

    return Starlette(
        lifespan=lifespan,
        routes=[
            *api.routes,
            Route("/", pages.overview),
            Route("/pay/{id}", pages.pay),
            Route("/pay/{id}", pages.chosen, methods=["POST"]),
            Route("/do/{what}/{id}", pages.done, methods=["POST"]),
            Route("/api/sessions/{id}", pages.choose, methods=["POST"]),
            Route("/api/do/{what}/{id}", pages.do, methods=["POST"]),
            Route("/api/things/{kind}", pages.things),
            Route("/api/faults", fault, methods=["POST"]),
            Route("/health/live", _healthy),
            Route("/health/ready", _healthy),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
    )


def _healthy(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


class _Pages:
    def __init__(self, bank: Bank, calls: Calls) -> None:
        self._bank, self._calls = bank, calls
        self._templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True)

    async def overview(self, request: Request) -> Response:
        store = self._bank.store
        intents = [each for each in reversed(store.all("intent")) if each["status"] != "requires_payment_method"]
        disputes = {each["payment_intent"]: each for each in store.all("dispute")}
        events = list(reversed(store.all("event")))
        return self._page(
            request,
            "overview.html",
            intents=intents[:100],
            refunds=list(reversed(store.all("refund")))[:100],
            disputes=disputes,
            methods=[each for each in reversed(store.all("method")) if not each["_detached"]][:50],
            events=events[:30],
            held=sum(each["_state"] == "held" for each in events),
        )

    async def pay(self, request: Request) -> Response:
        return self._pay(request, "")

    def _pay(self, request: Request, said: str, status: int = 200) -> Response:
        try:
            session = self._bank.session(request.path_params["id"])
        except Wrong:
            return self._page(request, "over.html", 404, session=None)
        if session["status"] != "open":
            return self._page(request, "over.html", session=session)
        return self._page(request, "pay.html", status, session=session, said=said, deliveries=DELIVERIES)

    async def chosen(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=5) as form:
            choice, delivery = str(form.get("choice")), str(form.get("delivery") or "normal")
        try:
            session = self._bank.choose(request.path_params["id"], choice, delivery)
        except Wrong as wrong:
            return self._pay(request, wrong.code, 409)
        if choice == "decline":
            return self._pay(request, "declined", 402)
        return RedirectResponse(session["success_url"], 303)

    async def choose(self, request: Request) -> Response:
        asked = json.loads(await request.body())
        try:
            session = self._bank.choose(request.path_params["id"], asked["choice"], asked.get("delivery", "normal"))
        except Wrong as wrong:
            return JSONResponse({"error": wrong.code}, wrong.status)
        return JSONResponse(shown(session))

    async def done(self, request: Request) -> Response:
        with suppress(Wrong):  # somebody pressed twice: the page shows how it is
            self._do(request, "normal")
        return RedirectResponse("/", 303)

    async def do(self, request: Request) -> Response:
        asked = json.loads(await request.body() or b"{}")
        try:
            return JSONResponse(self._do(request, asked.get("delivery", "normal")))
        except Wrong as wrong:
            return JSONResponse({"error": wrong.code}, wrong.status)

    def _do(self, request: Request, delivery: str) -> Any:
        bank, what, thing = self._bank, request.path_params["what"], request.path_params["id"]
        if what in ("clear", "bounce"):
            return shown(bank.clear(thing, paid=what == "clear", delivery=delivery))
        if what == "dispute":
            return shown(bank.dispute(thing))
        if what in ("won", "lost"):
            return shown(bank.end_dispute(thing, won=what == "won"))
        if what in ("refund-paid", "refund-failed"):
            return shown(bank.end_refund(thing, paid=what == "refund-paid"))
        if what in ("method-pays", "method-declines"):
            method = bank.method(thing)
            method["_behaves"] = "pay" if what == "method-pays" else "decline"
            bank.store.keep()
            return shown(method)
        if what == "release":
            return {"released": self._calls.release()}
        if what == "again" and bank.store.get("event", thing):
            self._calls.again(thing)
            return {"again": thing}
        raise Wrong("resource_missing", 404)

    async def things(self, request: Request) -> Response:
        """Everything of a kind, with what is the bank's own (an event's `_state`: how its call was answered)."""
        return JSONResponse({"data": self._bank.store.all(request.path_params["kind"])})

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        language = _language(request)
        say = functools.partial(texts.text, language, "bank")
        page = self._templates.get_template(template).render(
            language=language,
            other="en" if language == "fr" else "fr",
            say=say,
            money=functools.partial(_money, language),
            **values,
        )
        response = HTMLResponse(page, status, headers={"Content-Security-Policy": _POLICY})
        if request.query_params.get("lang") in texts.LANGUAGES:
            response.set_cookie("lang", language, samesite="lax", httponly=True)
        return response


def _money(language: str, cents: int, currency: str) -> str:
    return str(format_currency(cents / 100, currency.upper(), locale=f"{language}_CA"))


def _language(request: Request) -> str:
    """The language asked for, else the one chosen before, else the browser's first that we have."""
    accepted = [
        each.split(";")[0].strip()[:2].lower() for each in request.headers.get("accept-language", "").split(",")
    ]
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang"), *accepted):
        if wanted in texts.LANGUAGES:
            return wanted
    return "fr"
