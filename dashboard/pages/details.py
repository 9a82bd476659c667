"""What stands in the custom fields of a contact, a visit, a quote or an invoice: one page for all of them."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard.forms import Form
from dashboard.pages.custom_fields import OBJECTS, typed
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

WAYS_BACK = {
    "job": "/jobs/{}",
    "contact": "/contacts/{}",
    "visit": "/visits/{}/edit",
    "quote": "/quotes/{}",
    "invoice": "/invoices/{}",
}


async def page(view: View) -> Response:
    return await _page(view, Form())


async def _page(view: View, form: Form) -> Response:
    held, etag = await view.api.tagged("jobs", _path(view))
    return view.render(
        "details.html", form.status, held=held["data"], missing=held["missing"], etag=etag, form=form, back=_back(view)
    )


async def fill_in(view: View) -> Response:
    form = await view.form()
    held = await view.api.get("jobs", _path(view))
    kinds = {each["field"]["id"]: each["field"]["kind"] for each in held["data"] if each["field"]["active"]}
    values = {each: typed(kind, form.text(f"custom_fields.{each}")) for each, kind in kinds.items()}
    try:
        await view.api.put("jobs", _path(view), {"values": values}, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _page(view, form.refuse(problem, {f"values.{each}": f"custom_fields.{each}" for each in kinds}))
    return view.flash(view.redirect(_back(view)), "flash-saved")


def _path(view: View) -> str:
    if view.arg("kind") not in OBJECTS:
        raise ApiProblem(404, {}, "jobs")
    return f"/v1/custom-fields/values/{view.arg('kind')}/{quote(view.arg('object'), safe='')}"


def _back(view: View) -> str:
    return WAYS_BACK[view.arg("kind")].format(quote(view.arg("object"), safe=""))


routes = [
    Route("/details/{kind}/{object}", signed_in(page)),
    Route("/details/{kind}/{object}", signed_in(fill_in), methods=["POST"]),
]
