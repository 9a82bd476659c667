"""One invoice: issued, sent, credited, written off, voided; as a draft, deleted."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, cents
from dashboard.pages import files, payments
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

VOID_REASONS = ("duplicate", "created_in_error", "client_request", "other")
CREDIT_REASONS = ("error", "duplicate", "unsatisfactory", "change", "cancellation", "goodwill", "other")
DELIVERED_BY = ("hand", "post", "other")
WRITE_OFF_REASONS = ("small_balance", "uncollectible", "bankrupt", "goodwill", "other")
SAID = {
    "issue": "flash-invoice-issued",
    "send": "flash-invoice-sent",
    "delivered": "flash-invoice-delivered",
    "void": "flash-invoice-voided",
    "write-off": "flash-invoice-written-off",
    "reverse-write-off": "flash-invoice-owed-again",
}


async def show(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: ApiProblem | None = None, form: Form | None = None) -> Response:
    """The page, possibly after a refused action: what was wrong with a field of `form` is said there."""
    invoice, etag = await view.api.invoice_to_edit(view.arg("invoice"))
    job = await view.api.job(invoice["job_id"])
    said = (problem.detail or problem.title) if problem and not problem.errors else ""
    if problem and problem.status == 412:
        said = view.t("invoice-changed-unread" if invoice["document"] == "draft" else "invoice-issued-unread")
    return view.render(
        "invoice.html",
        problem.status if problem else 200,
        invoice=invoice,
        etag=etag,
        job=job,
        problem=said,
        form=form or Form(),
        blank=Form(),
        delivered_by=DELIVERED_BY,
        void_reasons=VOID_REASONS,
        credit_reasons=CREDIT_REASONS,
        write_off_reasons=WRITE_OFF_REASONS,
        credit_notes=await _credit_notes(view, invoice),
        paying=await payments.of_invoice(view, invoice),
    )


async def _credit_notes(view: View, invoice: Json) -> list[Json]:
    if not invoice["credited"]["amount"]:
        return []
    found: list[Json] = (await view.api.get("billing", "/v1/credit-notes", invoice_id=invoice["id"]))["data"]
    return found


async def credit(view: View) -> Response:
    """All of it, the lines that are ticked, or an amount."""
    form, invoice_id = await view.form(), view.arg("invoice")
    body: dict[str, Any] = {"reason": form.text("reason"), "note": form.text("note")}
    ticked = [int(name.removeprefix("line.")) for name in form.values if name.removeprefix("line.").isdigit()]
    typed = form.text("amount")
    amount = cents(typed) if typed else None
    if typed and amount is None:
        return await _show(view, ApiProblem(422, {"detail": view.t("lines-price-wrong")}, "billing"))
    if amount is not None:
        body["amount"] = {"amount": amount, "currency": str(view.company.get("currency") or "CAD")}
    if ticked:
        body["lines"] = [{"position": each} for each in ticked]
    try:
        note = await view.api.post("billing", f"/v1/invoices/{invoice_id}/credit", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, problem)
    said = {"number": str(note["number_text"])}
    return view.flash(view.redirect(f"/invoices/{invoice_id}"), "flash-invoice-credited", **said)


async def credit_document(view: View) -> Response:
    return await files.pdf(view, "credit-notes", view.arg("note"))


async def verb(view: View) -> Response:
    """issue, send, void; `issue-and-send` is both, each under its own key.

    Only what was on the page is issued: a draft that a colleague changed meanwhile is shown first.
    """
    form = await view.form()
    name, invoice_id, etag = view.arg("verb"), view.arg("invoice"), form.text("etag")
    try:
        if name == "issue-and-send":
            await view.api.invoice_verb(invoice_id, "issue", {}, f"{form.key}-issue", etag)
            name, etag = "send", ""
        if name not in SAID:
            raise ApiProblem(404, {}, "billing")
        body = form.body(("reason", "note", "by", "on"))
        invoice = await view.api.invoice_verb(invoice_id, name, body, form.key, etag)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, problem, form.refuse(problem))
    said = {"number": str(invoice.get("number_text") or "")}
    return view.flash(view.redirect(f"/invoices/{invoice_id}"), SAID[name], **said)


async def delete(view: View) -> Response:
    """Of a draft, as it was on the page: what a colleague issued meanwhile is not voided by that."""
    form, invoice_id = await view.form(), view.arg("invoice")
    try:
        invoice = await view.api.invoice_verb(invoice_id, "void", {"reason": "other"}, form.key, form.text("etag"))
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, problem)
    return view.flash(view.redirect(f"/jobs/{invoice['job_id']}"), "flash-invoice-deleted")


async def document(view: View) -> Response:
    return await files.pdf(view, "invoices", view.arg("invoice"))


routes = [
    Route("/invoices/{invoice}", signed_in(show)),
    Route("/invoices/{invoice}/pdf", signed_in(document)),
    Route("/invoices/{invoice}/credit", signed_in(credit), methods=["POST"]),
    Route("/invoices/{invoice}/delete", signed_in(delete), methods=["POST"]),
    Route("/invoices/{invoice}/{verb}", signed_in(verb), methods=["POST"]),
    Route("/credit-notes/{note}/pdf", signed_in(credit_document)),
]
