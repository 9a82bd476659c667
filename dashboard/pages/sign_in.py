"""Signing in and out, the language, and the account page."""

from __future__ import annotations

import contextlib

from starlette.responses import Response
from starlette.routing import Route

from dashboard import sessions
from dashboard.api import Api
from dashboard.forms import Form
from dashboard.problems import ApiProblem, ServiceDown
from dashboard.sessions import Sessions
from dashboard.texts import LANGUAGES
from dashboard.view import View, public, safe_next, signed_in


async def show(view: View) -> Response:
    return _form(view, Form(), view.arg("next"))


async def sign_in(view: View) -> Response:
    form = await view.form()
    email, password = form.text("email"), form.value("password")
    if not email or not password:
        form.complain("email" if not email else "password", view.t("sign-in-missing"))
        return _form(view, form, form.text("next"))
    try:
        answer = await view.api.sign_in(email, password)
    except ApiProblem as problem:
        if problem.status in (401, 422):
            form.complain("", view.t("sign-in-refused"))
            form.status = problem.status
        else:
            form.refuse(problem)
        return _form(view, form, form.text("next"))
    home = "/my-day" if dict(answer.get("user") or {}).get("role") == "employee" else "/"
    response = view.redirect(safe_next(form.text("next") or home))
    _sessions(view).keep(response, str(answer["token"]), str(answer["refresh_token"]))
    return response


async def sign_out(view: View) -> Response:
    """The cookies go in any case; the services are told if they answer."""
    refresh_token = view.request.cookies.get(sessions.REFRESH, "")
    token = view.request.cookies.get(sessions.TOKEN, "")
    if refresh_token:
        with contextlib.suppress(ApiProblem, ServiceDown):
            await Api(view.request.app.state.services, token, view.language).sign_out(refresh_token)
    response = view.redirect("/sign-in")
    _sessions(view).forget(response, token)
    return response


async def language(view: View) -> Response:
    form = await view.form()
    chosen = form.text("language")
    response = view.redirect(_back(form.text("next")))
    if chosen in LANGUAGES:
        _sessions(view).cookie(response, sessions.LANGUAGE, chosen, seconds=365 * 24 * 3600)
    return response


async def account(view: View) -> Response:
    return view.render("account.html")


def _back(target: str) -> str:
    return "/sign-in" if target == "/sign-in" else safe_next(target)


def _form(view: View, form: Form, target: str) -> Response:
    return view.render("sign_in.html", form.status, form=form, next=target)


def _sessions(view: View) -> Sessions:
    found: Sessions = view.request.app.state.sessions
    return found


routes = [
    Route("/sign-in", public(show)),
    Route("/sign-in", public(sign_in), methods=["POST"]),
    Route("/sign-out", public(sign_out), methods=["POST"]),
    Route("/language", public(language), methods=["POST"]),
    Route("/account", signed_in(account)),
]
