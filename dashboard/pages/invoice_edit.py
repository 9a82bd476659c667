"""Writing a draft: its lines, when it is due, when it leaves by itself. Two people who write at once see both versions and choose."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import lines, versions
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in


async def new(view: View) -> Response:
    return await _editor(view, Form(), view.arg("job"), None)


async def create(view: View) -> Response:
    form = await view.form()
    items = await lines.catalogue(view)
    body = _lines(view, form, items) | form.body(("due_on",))
    if form.errors:
        return await _editor(view, form, view.arg("job"), None)
    try:
        invoice = await view.api.create_invoice({"job_id": view.arg("job"), **body}, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _editor(view, form.refuse(problem), view.arg("job"), None)
    return view.flash(view.redirect(f"/invoices/{invoice['id']}"), "flash-invoice-saved")


async def edit(view: View) -> Response:
    invoice, etag = await view.api.invoice_to_edit(view.arg("invoice"))
    if invoice["document"] != "draft":
        return view.redirect(f"/invoices/{invoice['id']}")
    return await _editor(view, _saved(view, invoice), invoice["job_id"], invoice, etag)


async def change(view: View) -> Response:
    """Saved over a colleague's change only by somebody who saw both."""
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"/invoices/{view.arg('invoice')}/edit")
    (invoice, etag), items = await asyncio.gather(view.api.invoice_to_edit(view.arg("invoice")), lines.catalogue(view))
    opened = form.text("etag") or etag
    body = await _changes(view, form, items, invoice)
    if form.errors or form.summary:
        return await _editor(view, form, invoice["job_id"], invoice, opened)
    try:
        await view.api.change_invoice(invoice["id"], body, opened)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if problem.status == 412:
            form.status = 412
            theirs, etag = await view.api.invoice_to_edit(invoice["id"])
            return await _editor(view, form, invoice["job_id"], theirs, etag, theirs=_saved(view, theirs))
        return await _editor(view, form.refuse(problem), invoice["job_id"], invoice, opened)
    return view.flash(view.redirect(f"/invoices/{invoice['id']}"), "flash-invoice-saved")


def _saved(view: View, invoice: Json) -> Form:
    """The form of what is saved. The lines of a part of a quote are no part of it: nobody changes them."""
    form = Form()
    if invoice["origin"] != "progress":
        lines.defaults(form, invoice["lines"], view.language, invoice["totals"]["discount"])
    form.values |= {"due_on": invoice["due_on"] or "", "issue_on": invoice["issue_on"] or ""}
    return form


def _lines(view: View, form: Form, items: list[Json]) -> dict[str, Any]:
    found = [{k: v for k, v in line.items() if k != "optional"} for line in lines.read(view, form, items)]
    return {"lines": found, "discount": lines.discount(view, form)}


async def _changes(view: View, form: Form, items: list[Json], invoice: Json) -> Json:
    """A part of a quote keeps its lines. With a payment plan the last payment takes what the total changes by."""
    body: Json = {} if invoice["origin"] == "progress" else _lines(view, form, items)
    if form.text("issue_on") != (invoice["issue_on"] or ""):
        body["issue_on"] = form.text("issue_on") or None
    if not invoice["dues"]:
        return body | {"due_on": form.text("due_on") or None}
    if form.errors or "lines" not in body:
        return body
    asked = {"lines": body["lines"], "contact_id": invoice["contact_id"]}
    if body["discount"]:
        asked["discount"] = body["discount"]
    try:
        total = (await view.api.post("billing", "/v1/totals", asked))["totals"]["total"]
    except ApiProblem as problem:
        form.refuse(problem)
        return body
    dues = [{"due_on": due["due_on"], "amount": due["amount"]} for due in invoice["dues"]]
    last = total["amount"] - sum(due["amount"]["amount"] for due in dues[:-1])
    if last <= 0:
        form.complain("", view.t("plan-does-not-fit"))
    dues[-1] = {**dues[-1], "amount": {**total, "amount": last}}
    return body | {"dues": dues}


async def _editor(
    view: View, form: Form, job_id: str, invoice: Json | None, etag: str = "", theirs: Form | None = None
) -> Response:
    job, items = await asyncio.gather(view.api.job(job_id), lines.catalogue(view))
    accepted = [quote for quote in job["activities"]["quotes"] if quote["status"] == "accepted"]
    labels = {"discount": view.t("lines-discount-whole"), "due_on": view.t("invoice-due-label")}
    empty = {"discount": "–", "due_on": view.t("versions-usual-terms")}
    if invoice is not None:
        labels["issue_on"], empty["issue_on"] = view.t("invoice-issue-on"), view.t("versions-by-hand")
    return view.render(
        "invoice_form.html",
        form.status,
        form=form,
        job=job,
        items=items,
        invoice=invoice,
        etag=etag,
        accepted=accepted if invoice is None else [],
        visits=[each for each in job["activities"]["visits"] if each["status"] == "completed"]
        if invoice is None
        else [],
        versions=versions.pair(form, theirs, empty) if theirs else [],
        field_labels=labels,
        rows=len(form.rows("lines")),
        spare=lines.SPARE,
        blank=Form(),
    )


routes = [
    Route("/jobs/{job}/invoices/new", signed_in(new)),
    Route("/jobs/{job}/invoices/new", signed_in(create), methods=["POST"]),
    Route("/invoices/{invoice}/edit", signed_in(edit)),
    Route("/invoices/{invoice}/edit", signed_in(change), methods=["POST"]),
]
