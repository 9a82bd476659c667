"""Settings of online payment, what became of an invoice's tries, and the methods that clients left for later, for the office."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json, data, part
from dashboard.forms import Form
from dashboard.problems import ApiProblem
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
    methods = await _methods(view, job_id=invoice["job_id"])
    return view.render(
        "online/tries.html",
        attempts=found["data"],
        invoice=invoice,
        methods=[each for each in methods if each["status"] == "active"],
        blank=Form(),
    )


async def methods_of(view: View, contact_id: str) -> list[Json] | None:
    """What a client left for later, each with its `job`, for their page; None for somebody who may not see money."""
    try:
        return await _methods(view, contact_id=contact_id)
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise


async def _methods(view: View, **of: str) -> list[Json]:
    """The saved methods of a job or a contact, those that are charged first; `job` is None where the job may not be seen."""
    found = data(await view.api.get("billing", "/v1/online/methods", **of))
    ids = sorted({each["job_id"] for each in found})
    jobs = dict(zip(ids, await asyncio.gather(*(_job(view, each) for each in ids)), strict=True))
    listed = [each | {"job": jobs[each["job_id"]]} for each in found]
    return sorted(listed, key=lambda each: each["status"] != "active")


async def _job(view: View, job_id: str) -> Json | None:
    try:
        return await view.api.job(job_id)
    except ApiProblem as problem:
        if problem.status in (403, 404):
            return None
        raise


async def revoke(view: View) -> Response:
    """Nothing more is charged to the method; then back to the page on which it was pressed."""
    form = await view.form()
    await view.api.post("billing", f"/v1/online/methods/{part(view.arg('method'))}/revoke", key=form.key)
    back = form.text("back")
    kind = {"cnt": "contacts", "inv": "invoices"}.get(back[:3]) if back[3:4] == "_" and back[4:].isalnum() else None
    return view.flash(view.redirect(f"/{kind}/{back}" if kind else "/"), "flash-online-revoked")


routes = [
    Route("/settings/online", signed_in(show)),
    Route("/settings/online", signed_in(change), methods=["POST"]),
    Route("/settings/online/calls", signed_in(calls)),
    Route("/invoices/{invoice}/online", signed_in(tries)),
    Route("/methods/{method}/revoke", signed_in(revoke), methods=["POST"]),
]
