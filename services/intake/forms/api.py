"""`/f/{site}`: the form page, its thank-you page, and the snippet for a foreign page. Works without JavaScript."""

import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.intake import limits
from services.intake.door import Door, client_address, find, visiting
from services.intake.forms import assets, fields, language, render, token
from services.intake.forms.fields import Typed
from services.intake.requests import commands
from services.intake.requests.schemas import RequestIn
from services.kit.problems import Field, Problem
from services.kit.settings import get_settings
from services.kit.texts import LANGUAGES, Language, t

logger = logging.getLogger(__name__)
forms = APIRouter(include_in_schema=False)
forms.add_route(assets.PREFIX + "{name}", assets.serve, include_in_schema=False)


class _Again(Exception):
    """The page is shown again with what was typed, and with a sentence that says why."""

    def __init__(
        self,
        status: int,
        message: str = "",
        *,
        wrong: list[Field] | None = None,
        mark: str | None = None,
        headers: dict[str, str] | None = None,
        **args: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.wrong, self.mark = status, message, wrong or [], mark
        self.headers, self.args_ = headers or {}, args


@forms.get("/f/{site}")
async def show(request: Request, site: str) -> Response:
    door = await _door(request, site)
    if isinstance(door, Response):
        return door
    said = _language(request, door)
    return _page(request, door, said, Typed(), mark=token.issue(door.site.key, datetime.now(UTC)))


@forms.post("/f/{site}")
async def send(request: Request, site: str) -> Response:
    door = await _door(request, site)
    if isinstance(door, Response):
        return door
    said, typed = _language(request, door), Typed()
    shown: dict[str, Any]
    try:
        await limits.attempt(door.site.id, client_address(request))
        typed = fields.read(await _form(request))
        return await _take(request, door, said, typed)
    except _Again as again:
        mark = again.mark or typed.mark
        text = t(said, again.message, **again.args_) if again.message else ""
        shown = {"status": again.status, "wrong": again.wrong, "text": text, "headers": again.headers}
    except Problem as problem:
        text = problem.body(said, "")["detail"]
        mark = typed.mark
        shown = {"status": problem.status, "text": text, "headers": problem.headers}
    except (SQLAlchemyError, OSError) as error:
        logger.error("a request was not kept: %s", type(error).__name__)
        mark = typed.mark
        shown = {"status": 503, "text": t(said, "form-unavailable"), "headers": {"Retry-After": "5"}}
    mark = mark or token.issue(door.site.key, datetime.now(UTC))
    return _page(request, door, said, typed, mark=mark, **shown)


@forms.get("/f/{site}/merci")
async def thank(request: Request, site: str) -> Response:
    door = await _door(request, site)
    if isinstance(door, Response):
        return door
    told = token.read_thanks(door.site.key, request.query_params.get("r", ""))
    said = _language(request, door)
    if told is None:
        return RedirectResponse(_address(request, door, said), 303)
    number, mailed = told
    again = _address(request, door, said)
    return render.page(
        "thanks.html",
        said,
        door=door,
        embedded=_embedded(request),
        number=number,
        mailed=mailed,
        again=again,
    )


@forms.get("/f/{site}/embed.js")
async def snippet(request: Request, site: str) -> Response:
    """A script that puts the form, in a frame of the right height, where its own tag stands."""
    door = await _door(request, site)
    if isinstance(door, Response):
        return Response("", door.status_code, media_type="text/javascript")
    titles = {each: t(each, "form-title", company=door.company.trade_name) for each in LANGUAGES}
    template = render.environment().get_template("embed.js")
    script = template.render(page=f"{get_settings().url_intake}/f/{door.site.key}", titles=titles)
    headers = {
        "Cache-Control": "public, max-age=300",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(script, media_type="text/javascript", headers=headers)


# ── taking a form ────────────────────────────────────────────────────────────────────────────────────────────────────


async def _take(request: Request, door: Door, said: Language, typed: Typed) -> Response:
    """Opens the job, or turns a bot away with the same face. Raises `_Again`."""
    now = datetime.now(UTC)
    key = door.site.key
    copy = token.read(key, typed.mark, now)
    if typed.trapped or (copy and copy.too_fast(now)):
        await limits.request(door.site.id, client_address(request))
        async with visiting(request, door, said) as work:
            await commands.turn_away(work, "honeypot" if typed.trapped else "too_fast", typed.payload)
        return _thanks(request, door, said, None, mailed=bool(typed.values.get("email", "").strip()))
    if copy is None:
        raise _Again(422, "form-stale", mark=token.issue(key, now))
    data, wrong = fields.check(typed, door.site, said)
    if data is None:
        raise _Again(422, wrong=wrong)
    if copy.too_old(now):
        raise _Again(422, "form-stale", mark=token.reissue(key, now))
    await limits.request(door.site.id, client_address(request))
    return await _open(request, door, said, typed, data, f"form/{copy.name}")


async def _open(
    request: Request, door: Door, said: Language, typed: Typed, data: RequestIn, dedupe_key: str
) -> Response:
    version = render.consent(said, door.company)["version"]
    async with visiting(request, door, said) as work:
        before = await commands.earlier(work, dedupe_key)
        if before is None:
            opened = await commands.submit(
                work, data, payload=typed.payload, consent_version=version, dedupe_key=dedupe_key
            )
        else:
            opened = before.request
    if before is not None and before.payload != typed.payload:
        # Sent, then changed with the browser's Back: nothing of it may be lost, nor a job opened by accident.
        mark = token.reissue(door.site.key, work.now)
        raise _Again(409, "form-sent-before", mark=mark, number=opened.job.number)
    return _thanks(request, door, said, opened.job.number, mailed=data.email is not None)


async def _form(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Problem(415, "media-type")
    try:
        return await request.form(max_files=0, max_fields=100)
    except HTTPException:
        raise Problem(400, "malformed-request") from None


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(
    request: Request,
    door: Door,
    said: Language,
    typed: Typed,
    *,
    mark: str,
    status: int = 200,
    wrong: list[Field] | None = None,
    text: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    return render.page(
        "form.html",
        said,
        door=door,
        status=status,
        headers=headers,
        embedded=_embedded(request),
        typed=typed.values,
        wrong=fields.say(said, wrong or []),
        text=text,
        mark=mark,
        consent=render.consent(said, door.company),
        action=_address(request, door, said),
        languages=[(each, _address(request, door, each)) for each in door.site.languages],
    )


def _thanks(request: Request, door: Door, said: Language, number: int | None, *, mailed: bool) -> Response:
    told = token.thanks(door.site.key, number, mailed)
    return RedirectResponse(_address(request, door, said, "/merci", r=told), 303)


def _address(request: Request, door: Door, said: Language, path: str = "", **query: str) -> str:
    """A page of this form in a language; in a frame it stays in the frame."""
    embed = {"embed": "1"} if _embedded(request) else {}
    return f"/f/{door.site.key}{path}?{urlencode({'lang': said} | embed | query)}"


async def _door(request: Request, key: str) -> Door | Response:
    """The site, or the page that says that there is none, or that the database is away."""
    asked, header = request.query_params.get("lang"), request.headers.get("accept-language", "")
    said = language.choose(asked, header, LANGUAGES)
    try:
        return await find(key)
    except Problem as problem:
        # Whatever the key was, the page says no more than that.
        return render.page(
            "nowhere.html", said, status=problem.status, kind="nowhere", text=problem.body(said, "")["detail"]
        )
    except (SQLAlchemyError, OSError) as error:
        logger.error("a form could not be shown: %s", type(error).__name__)
        text = t(said, "form-unavailable")
        return render.page("nowhere.html", said, status=503, headers={"Retry-After": "5"}, kind="away", text=text)


def _embedded(request: Request) -> bool:
    return request.query_params.get("embed") == "1"


def _language(request: Request, door: Door) -> Language:
    asked = request.query_params.get("lang")
    return language.choose(asked, request.headers.get("accept-language", ""), door.site.languages)
