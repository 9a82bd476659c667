"""Ready answers: the settings page that keeps them. The folder offers them above the reply."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

FIELDS = ("title", "body_fr", "body_en")


async def listing(view: View) -> Response:
    return await _listing(view, Form())


async def _listing(view: View, form: Form) -> Response:
    page = await view.api.get("jobs", "/v1/snippets", limit=200)
    return view.render("snippets.html", form.status, snippets=page["data"], form=form, blank=Form())


async def create(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("jobs", "/v1/snippets", form.body(FIELDS), key=form.key)
    except ApiProblem as problem:
        if not problem.errors:
            raise
        return await _listing(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/snippets"), "flash-snippet-saved")


async def edit(view: View) -> Response:
    return await _edit(view, Form())


async def _edit(view: View, form: Form) -> Response:
    snippet, etag = await view.api.tagged("jobs", _path(view))
    return view.render("snippet_form.html", form.status, snippet=snippet, etag=etag, form=form, blank=Form())


async def change(view: View) -> Response:
    form = await view.form()
    body: Json = {name: form.text(name) for name in FIELDS}
    try:
        await view.api.put("jobs", _path(view), body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (412, 422):
            raise
        return await _edit(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/snippets"), "flash-snippet-saved")


async def remove(view: View) -> Response:
    await view.form()
    await view.api.delete("jobs", _path(view))
    return view.flash(view.redirect("/settings/snippets"), "flash-snippet-removed")


def _path(view: View) -> str:
    return f"/v1/snippets/{view.arg('snippet')}"


routes = [
    Route("/settings/snippets", signed_in(listing)),
    Route("/settings/snippets", signed_in(create), methods=["POST"]),
    Route("/settings/snippets/{snippet}", signed_in(edit)),
    Route("/settings/snippets/{snippet}", signed_in(change), methods=["POST"]),
    Route("/settings/snippets/{snippet}/remove", signed_in(remove), methods=["POST"]),
]
