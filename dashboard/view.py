"""What a page handler gets: the request, the signed-in person, the API in their language, and ways to answer.

A handler is `async def page(view: View) -> Response`, made a Starlette endpoint by `signed_in` or `public`. Problems that it
does not catch become friendly pages with the problem's own status.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard import sessions
from dashboard.api import Api, Json, Services
from dashboard.forms import Form
from dashboard.problems import ApiProblem, ServiceDown
from dashboard.render import environment
from dashboard.sessions import Session, Sessions
from dashboard.texts import LANGUAGES, preferred, t

ZONE = "America/Toronto"  # before anybody is signed in
log = logging.getLogger("dashboard")


class View:
    def __init__(self, request: Request, session: Session | None) -> None:
        self.request = request
        self.session = session
        self.me: Json = session.me if session else {}
        self.language = self._language()
        self.zone = str(self.company.get("time_zone") or ZONE)
        self.api = self._api()
        self._flash: list[str] | None = None

    def _api(self) -> Api:
        """Without a session the services want to know who knocks: attempts are counted, acceptances kept, by address."""
        services: Services = self.request.app.state.services
        if self.session:
            return Api(services, self.session.token, self.language)
        visitor = {"User-Agent": self.request.headers.get("user-agent", "")[:300]}
        if self.request.client:
            visitor["X-Forwarded-For"] = self.request.client.host
        return Api(services, None, self.language, visitor)

    def _language(self) -> str:
        chosen = self.request.cookies.get(sessions.LANGUAGE) or str(self.user.get("language") or "")
        return chosen if chosen in LANGUAGES else preferred(self.request.headers.get("accept-language", ""))

    @property
    def user(self) -> Json:
        return dict(self.me.get("user") or {})

    @property
    def company(self) -> Json:
        return dict(self.me.get("company") or {})

    def may(self, permission: str) -> bool:
        return permission in (self.user.get("permissions") or [])

    def has(self, feature: str) -> bool:
        """Whether the company's plan includes a feature, e.g. "routes"."""
        features = self.company.get("features") or []
        return bool(features.get(feature)) if isinstance(features, dict) else feature in features

    def t(self, message: str, **args: Any) -> str:
        return t(self.language, message, **args)

    @property
    def here(self) -> str:
        """A page to come back to: this one, or after a post the folder that it was about."""
        if self.request.method == "GET":
            return self.request.url.path
        if "token" in self.request.path_params:
            return f"/c/{self.request.path_params['token']}"
        for kind in ("job", "quote", "invoice"):
            if kind in self.request.path_params:
                return f"/{kind}s/{self.request.path_params[kind]}"
        return "/sign-in" if self.request.url.path == "/sign-in" else "/"

    def arg(self, name: str) -> str:
        return self.request.path_params.get(name) or self.request.query_params.get(name, "")

    async def form(self) -> Form:
        return await Form.read(self.request)

    # -- answers -------------------------------------------------------------------------------------------------------

    def render(self, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
        page = environment(self.language, self.zone).get_template(template)
        html = page.render(view=self, me=self.me, path=self.request.url.path, flash=self._take_flash(), **context)
        return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store", **self._new_address()})

    def _new_address(self) -> dict[str, str]:
        """htmx followed a redirect to another page: the browser's address bar goes there too."""
        headers, url = self.request.headers, self.request.url
        if headers.get("hx-target") != "main" or self.request.method != "GET":
            return {}
        there = url.path + (f"?{url.query}" if url.query else "")
        return {} if urlsplit(headers.get("hx-current-url", "")).path == url.path else {"HX-Push-Url": there}

    def redirect(self, path: str) -> Response:
        """See Other: after a post the browser reads the page again. htmx follows it and takes the part it wants."""
        return RedirectResponse(path, status_code=303)

    def flash(self, response: Response, message: str, **args: str) -> Response:
        """Have the next page say `message` (an id of the catalogue) once."""
        self._sessions.cookie(response, sessions.FLASH, quote(json.dumps([message, args])), seconds=60)
        return response

    def _take_flash(self) -> str:
        """The message that the page before left, if any; `finish` clears it. Not for a live update, which shows none."""
        if self.request.headers.get("hx-request") and self.request.headers.get("hx-target") != "main":
            return ""
        try:
            message, args = json.loads(unquote(self.request.cookies.get(sessions.FLASH, "")))
            if isinstance(message, str) and message.startswith("flash-") and isinstance(args, dict):
                self._flash = [message]
                return self.t(message, **{str(k): str(v) for k, v in args.items()})
        except (ValueError, TypeError):
            pass
        return ""

    @property
    def _sessions(self) -> Sessions:
        found: Sessions = self.request.app.state.sessions
        return found

    def finish(self, response: Response) -> Response:
        if self.session and self.session.renewed:
            self._sessions.keep(response, self.session.token, self.session.refresh_token)
        if self._flash:
            response.delete_cookie(sessions.FLASH, path="/")
        return response

    def to_sign_in(self) -> Response:
        here = self.request.url.path + (f"?{self.request.url.query}" if self.request.url.query else "")
        target = "/sign-in" if here == "/" or self.request.method != "GET" else f"/sign-in?next={quote(here)}"
        if self.request.headers.get("hx-request"):
            return Response(status_code=204, headers={"HX-Redirect": "/sign-in"})
        response = RedirectResponse(target, status_code=303)
        self._sessions.forget(response)
        return response

    def problem(self, status: int, title: str, detail: str) -> Response:
        return self.render("problem.html", status, status=status, title=title, detail=detail)


Page = Callable[[View], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def signed_in(page: Page) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        state = request.app.state
        try:
            session = await state.sessions.load(request)
        except ServiceDown as down:
            return service_down(View(request, None), down)
        view = View(request, session)
        if session is None:
            return view.to_sign_in()
        return await answer(page, view)

    return endpoint


def public(page: Page) -> Endpoint:
    """For pages without a session: sign-in, and the client's side."""

    async def endpoint(request: Request) -> Response:
        return await answer(page, View(request, None))

    return endpoint


async def answer(page: Page, view: View) -> Response:
    try:
        response = await page(view)
    except ApiProblem as problem:
        response = problem_page(view, problem)
    except ServiceDown as down:
        response = service_down(view, down)
    except HTTPException as error:
        response = view.problem(error.status_code, view.t("problem-title"), view.t("problem-bad-form"))
    return view.finish(response)


def problem_page(view: View, problem: ApiProblem) -> Response:
    if problem.status == 401 and view.session:
        return view.to_sign_in()
    if problem.status == 404:
        return view.problem(404, view.t("not-found-title"), view.t("not-found-text"))
    if problem.status == 403:
        return view.problem(403, view.t("forbidden-title"), problem.detail)
    return view.problem(problem.status, problem.title or view.t("problem-title"), problem.detail)


def service_down(view: View, down: ServiceDown) -> Response:
    log.warning("%s: %r", down, down.__cause__)
    response = view.problem(503, view.t("down-title"), view.t("down-text"))
    response.headers["Retry-After"] = "5"
    return response


def safe_next(target: str) -> str:
    """A path of ours to go on to, or home: never another site."""
    parts = urlsplit(target)
    ours = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if ours and "\\" not in target and parts.path != "/sign-in" else "/"
