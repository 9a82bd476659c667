"""Custom fields: the settings pages that define them, and the form on a job."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, decimal
from dashboard.pages import job as folder
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

OBJECTS = ("job", "contact", "visit", "quote", "invoice")
KINDS = ("text", "paragraph", "number", "date", "choice", "toggle")
BLANK: Json = {
    "name_fr": "", "name_en": "", "help_fr": "", "help_en": "", "minimum": None, "maximum": None, "decimals": 2,
    "default": None, "required": False, "copied_on_recurrence": True, "active": True,
}  # fmt: skip
SPARE_CHOICES = 4
"""Empty rows below the choices that are there, for a browser without JavaScript."""


async def filters(view: View, kind: str) -> list[Json]:
    """The fields of jobs or contacts that a list can be narrowed by with a press: `name`, and `options` of value and name."""
    page = await view.api.get("jobs", "/v1/custom-fields", on=kind, active="true", limit=200)
    found = []
    for field in page["data"]:
        options = {
            "toggle": [("true", view.t("yes")), ("false", view.t("no"))],
            "choice": [(each["key"], each["name"]) for each in field["choices"] if each["active"]],
        }.get(field["kind"], [])
        if options:
            named = [(f"{field['id']}:{value}", name) for value, name in options]
            found.append({"name": field["name"], "options": named})
    return found


async def listing(view: View) -> Response:
    return await _listing(view)


async def _listing(view: View, problem: ApiProblem | None = None) -> Response:
    found: list[Json] = []
    after = ""
    while True:
        page = await view.api.get("jobs", "/v1/custom-fields", limit=200, after=after)
        found += page["data"]
        if not (after := page["page"]["next"] or ""):
            break
    by_object = {on: [each for each in found if each["on"] == on] for on in OBJECTS}
    said = problem.detail or problem.title if problem else ""
    return view.render(
        "custom_fields.html", problem.status if problem else 200, by_object=by_object, problem=said, blank=Form()
    )


async def new(view: View) -> Response:
    return _form(view, Form(), None, view.arg("on"), view.arg("kind"))


async def create(view: View) -> Response:
    form = await view.form()
    body = {"on": form.text("on"), "kind": form.text("kind"), **_body(form, form.text("kind"))}
    try:
        await view.api.post("jobs", "/v1/custom-fields", body, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return _form(view, form.refuse(problem), None, form.text("on"), form.text("kind"))
    return view.flash(view.redirect("/settings/custom-fields"), "flash-field-created", name=form.text("name_fr"))


async def edit(view: View) -> Response:
    return await _edit_page(view, Form())


async def _edit_page(view: View, form: Form) -> Response:
    definition, etag = await view.api.tagged("jobs", _path(view))
    return _form(view, form, definition, definition["on"], definition["kind"], etag)


async def change(view: View) -> Response:
    form = await view.form()
    body = _body(form, form.text("kind")) | {"active": form.checked("active")}
    return await _save(view, form, view.api.patch("jobs", _path(view), body, etag=form.text("etag")), "flash-saved")


async def remove(view: View) -> Response:
    return await _save(view, await view.form(), view.api.delete("jobs", _path(view)), "flash-field-removed")


async def _save(view: View, form: Form, call: Any, said: str) -> Response:
    try:
        await call
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _edit_page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/custom-fields"), said)


async def move(view: View) -> Response:
    """One place up or down among the fields of its kind of object."""
    form = await view.form()
    page = await view.api.get("jobs", "/v1/custom-fields", on=form.text("on"), limit=200)
    ids: list[str] = [each["id"] for each in page["data"]]
    if view.arg("field") in ids:
        at = ids.index(view.arg("field"))
        to = max(0, min(len(ids) - 1, at + (1 if form.text("way") == "down" else -1)))
        ids.insert(to, ids.pop(at))
        try:
            await view.api.post("jobs", "/v1/custom-fields/reorder", {"on": form.text("on"), "ids": ids}, key=form.key)
        except ApiProblem as problem:
            if problem.status not in (409, 422):
                raise
            return await _listing(view, problem)
    return view.redirect(f"/settings/custom-fields#on-{form.text('on')}")


def _form(view: View, form: Form, definition: Json | None, on: str, kind: str, etag: str = "") -> Response:
    known: list[Json] = list((definition or {}).get("choices") or [])
    typed = max([n + 1 for n in form.rows("choices")], default=0)
    return view.render(
        "custom_field_form.html",
        form.status,
        form=form,
        definition=definition,
        d=definition or BLANK,
        on=on if on in OBJECTS else "job",
        kind=kind if kind in KINDS else "",
        etag=etag,
        objects=OBJECTS,
        kinds=KINDS,
        choices=known,
        rows=max(len(known), typed) + SPARE_CHOICES,
        blank=Form(),
    )


def _body(form: Form, kind: str) -> Json:
    """What the form says of a field of that kind, as the API takes it."""
    body: Json = {
        "name_fr": form.text("name_fr"),
        "name_en": form.text("name_en") or None,
        "help_fr": form.text("help_fr"),
        "help_en": form.text("help_en") or None,
        "required": form.checked("required"),
        "copied_on_recurrence": form.checked("copied_on_recurrence"),
        "default": typed(kind, form.text("default")),
    }
    if kind == "number":
        body["decimals"] = int(form.text("decimals")) if form.text("decimals").isdecimal() else 2
        body |= {name: decimal(form.text(name)) or None for name in ("minimum", "maximum")}
    if kind == "choice":
        body["choices"] = [_choice(form, n) for n in form.rows("choices") if form.text(f"choices.{n}.name_fr")]
        default = form.text("default")
        body["default"] = default or None
    return body


def _choice(form: Form, n: int) -> Json:
    return {
        "key": form.text(f"choices.{n}.key") or None,
        "name_fr": form.text(f"choices.{n}.name_fr"),
        "name_en": form.text(f"choices.{n}.name_en") or None,
        "active": not form.text(f"choices.{n}.retired"),
    }


def typed(kind: str, text: str) -> str | bool | None:
    """What was typed into a field, as the API takes it; what it cannot be is sent as it is, and refused with the reason."""
    if not text:
        return None
    if kind == "number":
        return decimal(text)
    if kind == "toggle":
        return {"true": True, "false": False}.get(text, text)
    return text


# ── on a job ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def fill_in(view: View) -> Response:
    form, job_id = await view.form(), view.arg("job")
    path = f"/v1/custom-fields/values/job/{quote(job_id, safe='')}"
    held = await view.api.get("jobs", path)
    values = {
        each["field"]["id"]: typed(each["field"]["kind"], form.text(f"custom_fields.{each['field']['id']}"))
        for each in held["data"]
        if each["field"]["active"] and f"custom_fields.{each['field']['id']}" in form.values
    }
    try:
        await view.api.patch("jobs", f"/v1/jobs/{quote(job_id, safe='')}", {"custom_fields": values})
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await folder.show(view, job_id, forms={"fields": form.refuse(problem)})
    return view.flash(view.redirect(f"/jobs/{job_id}#fields"), "flash-saved")


def _path(view: View) -> str:
    return f"/v1/custom-fields/{quote(view.arg('field'), safe='')}"


routes = [
    Route("/settings/custom-fields", signed_in(listing)),
    Route("/settings/custom-fields", signed_in(create), methods=["POST"]),
    Route("/settings/custom-fields/new", signed_in(new)),
    Route("/settings/custom-fields/{field}", signed_in(edit)),
    Route("/settings/custom-fields/{field}", signed_in(change), methods=["POST"]),
    Route("/settings/custom-fields/{field}/move", signed_in(move), methods=["POST"]),
    Route("/settings/custom-fields/{field}/remove", signed_in(remove), methods=["POST"]),
    Route("/jobs/{job}/fields", signed_in(fill_in), methods=["POST"]),
]
