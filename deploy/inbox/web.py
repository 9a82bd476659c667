"""The inbox over HTTP: pages for people, JSON for programs (design: api.md, last section)."""

from __future__ import annotations

import functools
import re
from datetime import datetime
from email.errors import MessageError
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from deploy import texts
from deploy.inbox import reading
from deploy.inbox.faults import Fault, Faults
from deploy.inbox.replying import Replies

if TYPE_CHECKING:
    from starlette.requests import Request

    from deploy.inbox.sms import SmsProvider, SmsStore
    from deploy.inbox.store import Entry, Store

_HERE = Path(__file__).parent
_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self';"
    " form-action 'self'"
)
# A mail's own HTML: no script, no form, nothing from elsewhere; links open in a tab of their own.
_MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"


def create_app(store: Store, faults: Faults, sms: SmsStore, provider: SmsProvider) -> Starlette:
    pages = _Pages(store, sms)
    programs = _Programs(store, faults)
    return Starlette(
        routes=[
            Route("/", pages.mails),
            Route("/mails", pages.rows),
            Route("/mails/{id}", pages.mail),
            Route("/mails/{id}/reply", Replies(store).answer, methods=["POST"]),
            Route("/mails/{id}/html", pages.html),
            Route("/mails/{id}/parts/{index:int}", pages.part),
            Route("/texts", pages.texts),
            Route("/texts/{id}/answer", provider.answer, methods=["POST"]),
            Route("/sms", provider.take, methods=["POST"]),
            Route("/api/sms", provider.list_all),
            Route("/api/messages", programs.messages),
            Route("/api/messages/{id}", programs.message),
            Route("/api/messages/{id}/reply", Replies(store).answer, methods=["POST"]),
            Route("/api/faults", programs.list_faults, methods=["GET"]),
            Route("/api/faults", programs.add_fault, methods=["POST"]),
            Route("/api/faults", programs.clear_faults, methods=["DELETE"]),
            Route("/health/live", _healthy),
            Route("/health/ready", _healthy),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ]
    )


def _healthy(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


class _Programs:
    """The JSON side, for tests and demonstrations."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def messages(self, request: Request) -> Response:
        return JSONResponse({"data": [_json(entry) for entry in self._store.entries(request.query_params.get("to"))]})

    async def message(self, request: Request) -> Response:
        return Response(self._store.raw(_entry(self._store, request)), media_type="message/rfc822")

    async def list_faults(self, request: Request) -> Response:
        return JSONResponse({"data": [fault.model_dump(exclude_none=True) for fault in self._faults.waiting()]})

    async def add_fault(self, request: Request) -> Response:
        try:
            fault = Fault.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse(
                {"errors": error.errors(include_url=False, include_context=False, include_input=False)}, status_code=422
            )
        self._faults.add(fault)
        return JSONResponse(fault.model_dump(exclude_none=True), status_code=201)

    async def clear_faults(self, request: Request) -> Response:
        self._faults.clear()
        return Response(status_code=204)


class _Pages:
    """The pages for people, in French or English."""

    def __init__(self, store: Store, sms: SmsStore) -> None:
        self._store, self._sms = store, sms
        self._templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True)
        self._templates.filters["linked"] = _linked

    async def mails(self, request: Request) -> Response:
        return self._page(request, "mails.html", self._list(request))

    async def texts(self, request: Request) -> Response:
        return self._page(request, "texts.html", {"texts": self._sms.all()[:500]})

    async def rows(self, request: Request) -> Response:
        """The rows of the list alone, for the page that stays open; 304 while nothing came."""
        version = f'"{self._store.version()}-{_language(request)}"'
        if request.headers.get("if-none-match") == version:
            return Response(status_code=304)
        page = self._page(request, "rows.html", self._list(request))
        page.headers.update({"ETag": version, "Cache-Control": "no-cache"})
        return page

    async def mail(self, request: Request) -> Response:
        entry = _entry(self._store, request)
        try:
            mail = reading.read(self._store.raw(entry))
        except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError):
            mail = None  # too broken for the parser: the raw one is there
        answer_to = Replies(self._store).address(self._store.raw(entry))
        said = {name: request.query_params.get(name, "")[:300] for name in ("answered", "refused")}
        return self._page(request, "mail.html", {"entry": entry, "mail": mail, "answer_to": answer_to, **said})

    async def html(self, request: Request) -> Response:
        entry = _entry(self._store, request)
        page = reading.html_page(self._store.raw(entry), f"/mails/{entry.id}/parts")
        if page is None:
            raise HTTPException(404)
        return HTMLResponse('<base target="_blank">' + page, headers={"Content-Security-Policy": _MAIL_POLICY})

    async def part(self, request: Request) -> Response:
        entry = _entry(self._store, request)
        found = reading.content(self._store.raw(entry), request.path_params["index"])
        if found is None:
            raise HTTPException(404)
        part, content = found
        # Only images are shown in the page; a browser must not run what a mail brought.
        is_image = part.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp")
        disposition = "inline" if is_image else f"attachment; filename*=UTF-8''{quote(part.name, safe='')}"
        headers = {
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return Response(content, media_type=part.media_type, headers=headers)

    def _list(self, request: Request) -> dict[str, object]:
        to = request.query_params.get("to", "").strip()
        return {"entries": self._store.entries(to or None)[:500], "to": to, "texts": len(self._sms.all())}

    def _page(self, request: Request, template: str, values: dict[str, object]) -> Response:
        language = _language(request)
        say = functools.partial(texts.text, language, "inbox")
        moment = functools.partial(_moment, language)
        page = self._templates.get_template(template).render(
            language=language, other="en" if language == "fr" else "fr", say=say, moment=moment, **values
        )
        response = HTMLResponse(page, headers={"Content-Security-Policy": _PAGE_POLICY})
        if request.query_params.get("lang") in texts.LANGUAGES:
            response.set_cookie("lang", language, samesite="lax", httponly=True)
        return response


def _entry(store: Store, request: Request) -> Entry:
    entry = store.entry(request.path_params["id"])
    if entry is None:
        raise HTTPException(404)
    return entry


def _json(entry: Entry) -> dict[str, str]:
    return {
        "id": entry.id,
        "from": entry.sender,
        "to": entry.to,
        "subject": entry.subject,
        "message_id": entry.message_id,
        "received_at": entry.received_at,
    }


def _language(request: Request) -> str:
    """The language asked for, else the one chosen before, else the browser's first that we have."""
    accepted = [
        each.split(";")[0].strip()[:2].lower() for each in request.headers.get("accept-language", "").split(",")
    ]
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang"), *accepted):
        if wanted in texts.LANGUAGES:
            return wanted
    return "fr"


def _linked(text: str) -> Markup:
    """Plain text with its addresses as links."""
    shown, last = "", 0
    for found in _URL.finditer(text):
        url = escape(found[0])
        shown += escape(text[last : found.start()]) + f'<a href="{url}" target="_blank" rel="noopener">{url}</a>'
        last = found.end()
    return Markup(shown + escape(text[last:]))  # noqa: S704 - every piece of it is escaped above


def _moment(language: str, instant: str) -> str:
    """An instant in the machine's own time zone: this page runs where its reader is."""
    local = datetime.fromisoformat(instant).astimezone()
    return format_datetime(
        local, "yyyy-MM-dd HH:mm:ss" if language == "fr" else "MMM d, yyyy HH:mm:ss", locale=f"{language}_CA"
    )
