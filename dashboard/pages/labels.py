"""Labels: the settings page that defines them, and the picker on a job."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import job as folder
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

COLOURS = {
    "grey": "#596570",
    "red": "#b3261e",
    "orange": "#b35900",
    "ochre": "#8a6a00",
    "green": "#1e7d43",
    "teal": "#0f7c86",
    "blue": "#1b57b7",
    "violet": "#6d3fb5",
    "pink": "#b0307a",
}
"""What the page offers, by the name that it is read by; the API takes any colour."""


async def listing(view: View) -> Response:
    return await _page(view, Form())


async def _page(view: View, form: Form) -> Response:
    page = await view.api.get("jobs", "/v1/labels", limit=200)
    return view.render("labels.html", form.status, labels=page["data"], form=form, colours=COLOURS, blank=Form())


async def create(view: View) -> Response:
    form = await view.form()
    try:
        await view.api.post("jobs", "/v1/labels", form.body(("name_fr", "name_en", "colour")), key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/labels"), "flash-label-created", name=form.text("name_fr"))


async def edit(view: View) -> Response:
    return await _edit_page(view, Form())


async def _edit_page(view: View, form: Form) -> Response:
    label, etag = await view.api.tagged("jobs", _path(view))
    colours = COLOURS if label["colour"] in COLOURS.values() else {**COLOURS, "own": label["colour"]}
    return view.render("label_form.html", form.status, label=label, etag=etag, form=form, colours=colours, blank=Form())


async def change(view: View) -> Response:
    form = await view.form()
    body: Json = form.body(("name_fr", "colour"))
    body |= {"name_fr": form.text("name_fr"), "name_en": form.text("name_en") or None, "active": form.checked("active")}
    return await _save(view, form, view.api.patch("jobs", _path(view), body, etag=form.text("etag")), "flash-saved")


async def remove(view: View) -> Response:
    return await _save(view, await view.form(), view.api.delete("jobs", _path(view)), "flash-label-removed")


async def _save(view: View, form: Form, call: object, said: str) -> Response:
    try:
        await call  # type: ignore[misc]
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _edit_page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/labels"), said)


async def pick(view: View) -> Response:
    """Puts the ticked labels on the job."""
    form, job_id = await view.form(), view.arg("job")
    try:
        body = {"label_ids": form.all("label_ids")}
        await view.api.put("jobs", f"/v1/jobs/{quote(job_id, safe='')}/labels", body)
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await folder.show(view, job_id, problem=problem)
    return view.flash(view.redirect(f"/jobs/{job_id}"), "flash-labels-set")


async def of_contact(view: View) -> Response:
    return await _contact_page(view, Form())


async def _contact_page(view: View, form: Form) -> Response:
    contact, own, known = await asyncio.gather(
        view.api.contact(view.arg("contact")),
        view.api.tagged("jobs", _contact(view)),
        view.api.get("jobs", "/v1/labels", active="true", limit=200),
    )
    held, etag = own
    return view.render(
        "contact_labels.html",
        form.status,
        contact=contact,
        own=held["data"],
        etag=etag,
        labels=known["data"],
        form=form,
    )


async def pick_for_contact(view: View) -> Response:
    form = await view.form()
    try:
        body = {"label_ids": form.all("label_ids")}
        await view.api.put("jobs", _contact(view), body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _contact_page(view, form.refuse(problem))
    return view.flash(view.redirect(f"/contacts/{view.arg('contact')}"), "flash-labels-set")


def _contact(view: View) -> str:
    return f"/v1/contacts/{quote(view.arg('contact'), safe='')}/labels"


def _path(view: View) -> str:
    return f"/v1/labels/{quote(view.arg('label'), safe='')}"


routes = [
    Route("/settings/labels", signed_in(listing)),
    Route("/settings/labels", signed_in(create), methods=["POST"]),
    Route("/settings/labels/{label}", signed_in(edit)),
    Route("/settings/labels/{label}", signed_in(change), methods=["POST"]),
    Route("/settings/labels/{label}/remove", signed_in(remove), methods=["POST"]),
    Route("/jobs/{job}/labels", signed_in(pick), methods=["POST"]),
    Route("/contacts/{contact}/labels", signed_in(of_contact)),
    Route("/contacts/{contact}/labels", signed_in(pick_for_contact), methods=["POST"]),
]
