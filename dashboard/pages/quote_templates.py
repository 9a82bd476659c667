"""Settings: templates of quotes. Listed, written, renamed, changed as a quote is, and put away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json, part
from dashboard.forms import Form
from dashboard.pages import lines, quote_terms
from dashboard.pages.lines import Catalogue
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

HOME: Final = "/settings/quote-templates"
API: Final = "/v1/quote-templates"
ARCHIVING: Final = {"archive": "flash-quote-template-archived", "unarchive": "flash-quote-template-back"}


async def show_all(view: View) -> Response:
    offered, archived = await asyncio.gather(
        view.api.get("billing", API, limit=100), view.api.get("billing", API, limit=100, archived="true")
    )
    return view.render("quote_templates.html", templates=offered["data"], archived=archived["data"], blank=Form())


async def new(view: View) -> Response:
    return _editor(view, Form(), await lines.catalogue(view))


async def create(view: View) -> Response:
    form, items = await view.form(), await lines.catalogue(view)
    body = _body(view, form, items)
    if form.errors:
        return _editor(view, form, items)
    return await _save(view, form, items, view.api.post("billing", API, body, key=form.key))


async def edit(view: View) -> Response:
    (template, etag), items = await asyncio.gather(view.api.tagged("billing", _path(view)), lines.catalogue(view))
    return _editor(view, _shown(view, template), items, template, etag)


async def change(view: View) -> Response:
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"{HOME}/{view.arg('template')}")
    (template, etag), items = await asyncio.gather(view.api.tagged("billing", _path(view)), lines.catalogue(view))
    body = _body(view, form, items)
    if form.errors:
        return _editor(view, form, items, template, form.text("etag"))
    call = view.api.patch("billing", _path(view), body, etag=form.text("etag") or etag)
    return await _save(view, form, items, call, template, etag)


async def put_away(view: View) -> Response:
    form, verb = await view.form(), view.arg("verb")
    if verb not in ARCHIVING:
        raise ApiProblem(404, {}, "billing")
    await view.api.post("billing", f"{_path(view)}/{verb}", key=form.key)
    return view.flash(view.redirect(HOME), ARCHIVING[verb])


def _path(view: View) -> str:
    return f"{API}/{part(view.arg('template'))}"


def _body(view: View, form: Form, items: Catalogue) -> Json:
    content: Json = {"lines": lines.read(view, form, items), "discount": lines.discount(view, form)}
    if not form.text("name"):
        form.complain("name", view.t("quote-template-name-missing"))
    return {"name": form.text("name"), "content": content | quote_terms.read(view, form)}


def _shown(view: View, template: Json) -> Form:
    """The form of what is saved: what a template keeps has the shape of a quote, but for what is worked out of it."""
    content = template["content"]
    names = list(dict.fromkeys(line["alternative"] for line in content["lines"] if line["alternative"]))
    counts = content["recommended"] or next(iter(names), "")
    notes = {each["name"]: each["note"] for each in content["alternatives"]}
    choices = [{"name": name, "counts": name == counts, "note": notes.get(name, "")} for name in names]
    form = lines.defaults(Form(), content["lines"], view.language, content["discount"])
    quote_terms.defaults(form, content | {"alternatives": choices}, view.language)
    form.values["name"] = template["name"]
    return form


async def _save(
    view: View, form: Form, items: Catalogue, call: Awaitable[Json], template: Json | None = None, etag: str = ""
) -> Response:
    try:
        saved = await call
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if problem.status == 412:
            form.status = 412
            theirs, etag = await view.api.tagged("billing", _path(view))
            return _editor(view, form, items, theirs, etag, theirs=_shown(view, theirs))
        at = {f"content.{name}": field for name, field in quote_terms.pointers(form).items()}
        at |= {f"content.{name}": name for name in form.values}
        return _editor(view, form.refuse(problem, at), items, template, form.text("etag") or etag)
    return view.flash(view.redirect(HOME), "flash-quote-template-saved", name=saved["name"])


def _editor(
    view: View,
    form: Form,
    items: Catalogue,
    template: Json | None = None,
    etag: str = "",
    theirs: Form | None = None,
) -> Response:
    return view.render(
        "quote_template_form.html",
        form.status,
        form=form,
        template=template,
        items=items,
        etag=etag,
        rows=len(form.rows("lines")),
        spare=lines.SPARE,
        plans=quote_terms.shown(form),
        versions=quote_terms.pair(view, form, theirs, "name") if theirs else [],
        field_labels={"name": view.t("quote-template-name")} | quote_terms.labels(view),
        blank=Form(),
    )


routes = [
    Route(HOME, signed_in(show_all)),
    Route(f"{HOME}/new", signed_in(new)),
    Route(f"{HOME}/new", signed_in(create), methods=["POST"]),
    Route(f"{HOME}/{{template}}", signed_in(edit)),
    Route(f"{HOME}/{{template}}", signed_in(change), methods=["POST"]),
    Route(f"{HOME}/{{template}}/{{verb}}", signed_in(put_away), methods=["POST"]),
]
