"""Settings: checklists that visits can get, in both languages, and whether an open one keeps a visit from being completed."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

SPARE: Final = 5
"""Empty rows to write in; saving gives as many again."""
HOME: Final = "/settings/checklists"


async def show_all(view: View) -> Response:
    found = await view.api.get("jobs", "/v1/checklist-templates", limit=200)
    return view.render("checklists.html", templates=found["data"])


async def new(view: View) -> Response:
    return _editor(view, Form())


async def create(view: View) -> Response:
    form = await view.form()
    call = view.api.post("jobs", "/v1/checklist-templates", _body(form), key=form.key)
    return await _save(view, form, call)


async def edit(view: View) -> Response:
    template, etag = await _template(view)
    values = {name: template[name] for name in ("name_fr", "name_en")}
    values |= {name: "true" for name in ("blocks_completion", "active") if template[name]}
    for n, item in enumerate(template["items"]):
        values |= {f"items.{n}.{name}": item[name] for name in ("id", "text_fr", "text_en")}
        values |= {f"items.{n}.required": "true"} if item["required"] else {}
    return _editor(view, Form(values=values), template, etag)


async def change(view: View) -> Response:
    form = await view.form()
    template, etag = await _template(view)
    path = f"/v1/checklist-templates/{template['id']}"
    body = _body(form) | {"active": "active" in form.values}
    return await _save(view, form, view.api.patch("jobs", path, body, etag=form.text("etag") or etag), template, etag)


async def _template(view: View) -> tuple[Json, str]:
    template_id = view.arg("template")
    if not template_id.replace("_", "").isalnum():
        raise ApiProblem(404, {}, "jobs")
    return await view.api.tagged("jobs", f"/v1/checklist-templates/{template_id}")


def _body(form: Form) -> Json:
    """Rows without a text are not there: emptying one takes the item out. The form then counts its rows as the API does."""
    items: list[Json] = []
    for n in form.rows("items"):
        texts = {name: form.text(f"items.{n}.{name}") for name in ("text_fr", "text_en")}
        if any(texts.values()):
            item: Json = {**texts, "required": f"items.{n}.required" in form.values}
            items.append(item | _known(form, n))
    for name in [name for name in form.values if name.startswith("items.")]:
        del form.values[name]
    for n, item in enumerate(items):
        shown = {name: value for name, value in item.items() if name != "required"}
        form.values |= {f"items.{n}.{name}": value for name, value in shown.items()}
        form.values |= {f"items.{n}.required": "true"} if item["required"] else {}
    names = {name: form.text(name) for name in ("name_fr", "name_en")}
    return {**names, "items": items, "blocks_completion": "blocks_completion" in form.values}


def _known(form: Form, n: int) -> Json:
    """The id of an item that is there already."""
    return {"id": form.text(f"items.{n}.id")} if form.text(f"items.{n}.id") else {}


async def _save(view: View, form: Form, call: Any, template: Json | None = None, etag: str = "") -> Response:
    try:
        await call
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _editor(view, form.refuse(problem), template, form.text("etag") or etag)
    return view.flash(view.redirect(HOME), "flash-checklist-saved")


def _editor(view: View, form: Form, template: Json | None = None, etag: str = "") -> Response:
    rows = form.rows("items")
    first = max(rows, default=-1) + 1
    return view.render(
        "checklist_form.html",
        form.status,
        form=form,
        template=template,
        etag=etag,
        rows=[*rows, *range(first, first + SPARE)],
    )


routes = [
    Route(HOME, signed_in(show_all)),
    Route(f"{HOME}/new", signed_in(new)),
    Route(f"{HOME}/new", signed_in(create), methods=["POST"]),
    Route(f"{HOME}/{{template}}", signed_in(edit)),
    Route(f"{HOME}/{{template}}", signed_in(change), methods=["POST"]),
]
