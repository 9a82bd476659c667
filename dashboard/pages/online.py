"""Settings of online payment, and what became of an invoice's tries, for the office."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import ApiProblem, Json
from dashboard.forms import Form
from dashboard.view import View, signed_in

NAMES = ("card", "bank_debit", "saving")


async def show(view: View) -> Response:
    found, etag = await view.api.tagged("billing", "/v1/online/settings")
    return _page(view, Form(), found, etag)


async def change(view: View) -> Response:
    form = await view.form()
    body = {name: form.checked(name) for name in NAMES}
    try:
        await view.api.patch("billing", "/v1/online/settings", body, etag=form.text("etag") or None)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        found, etag = await view.api.tagged("billing", "/v1/online/settings")
        return _page(view, form.refuse(problem), found, etag)
    return view.flash(view.redirect("/settings/online"), "flash-online-settings")


def _page(view: View, form: Form, found: Json, etag: str) -> Response:
    return view.render("online/settings.html", form.status, form=form, online=found, etag=etag)


async def calls(view: View) -> Response:
    """What the provider told and what was refused, for those who may change settings."""
    found = await view.api.get("billing", "/v1/online/calls", limit=50, after=view.arg("after"))
    return view.render("online/calls.html", calls=found["data"], page=found["page"])


async def tries(view: View) -> Response:
    """A part of the invoice's page: the tries to pay it online, and what later invoices of its job are charged to."""
    invoice = await view.api.get("billing", f"/v1/invoices/{view.arg('invoice')}")
    found = await view.api.get("billing", "/v1/online/attempts", invoice_id=invoice["id"], limit=20)
    return view.render("online/tries.html", attempts=found["data"], invoice=invoice)


routes = [
    Route("/settings/online", signed_in(show)),
    Route("/settings/online", signed_in(change), methods=["POST"]),
    Route("/settings/online/calls", signed_in(calls)),
    Route("/invoices/{invoice}/online", signed_in(tries)),
]
