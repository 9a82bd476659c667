"""Payments recorded by hand: full, partial, or a deposit; the receipt."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import ApiProblem, Json
from dashboard.forms import Form, cents
from dashboard.pages import files, lines
from dashboard.view import View, signed_in

METHODS = ("interac", "cheque", "cash", "card", "bank_debit", "other")


async def new(view: View) -> Response:
    job, owed = await _what_is_owed(view)
    form = Form()
    chosen = next((i for i in owed if i["id"] == view.arg("invoice")), owed[0] if owed else None)
    form.values |= {
        "invoice": chosen["id"] if chosen else "",
        "amount": lines.amount(chosen["balance"], view.language) if chosen else "",
        "received_on": dates.today(view.zone).isoformat(),
        "method": METHODS[0],
    }
    return _form(view, form, job, owed)


async def create(view: View) -> Response:
    """What is more than the invoice wants stays to the client's credit; without an invoice it is a deposit."""
    form = await view.form()
    job, owed = await _what_is_owed(view)
    amount = cents(form.text("amount"))
    if amount is None or amount <= 0:
        form.complain("amount", view.t("payment-amount-wrong"))
        return _form(view, form, job, owed)
    currency = str(view.company.get("currency") or "CAD")
    invoice = next((i for i in owed if i["id"] == form.text("invoice")), None)
    share = min(amount, invoice["balance"]["amount"]) if invoice else 0
    body: Json = {
        "job_id": job["id"],
        "amount": {"amount": amount, "currency": currency},
        "method": form.text("method"),
        **form.body(("reference", "received_on")),
        "allocations": [{"invoice_id": invoice["id"], "amount": {"amount": share, "currency": currency}}]
        if invoice
        else [],
    }
    try:
        await view.api.record_payment(body, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _form(view, form.refuse(problem, {"allocations.0.amount": "amount"}), job, owed)
    return view.flash(view.redirect(f"/jobs/{job['id']}#job-activities"), "flash-payment-recorded")


async def receipt(view: View) -> Response:
    return await files.pdf(view, "payments", view.arg("payment"))


async def _what_is_owed(view: View) -> tuple[Json, list[Json]]:
    job, invoices = await asyncio.gather(
        view.api.job(view.arg("job")), view.api.invoices(job_id=view.arg("job"), document="issued", limit=100)
    )
    return job, [i for i in invoices if i["balance"]["amount"] > 0]


def _form(view: View, form: Form, job: Json, owed: list[Json]) -> Response:
    return view.render("payment_form.html", form.status, form=form, job=job, owed=owed, methods=METHODS)


routes = [
    Route("/jobs/{job}/payments/new", signed_in(new)),
    Route("/jobs/{job}/payments/new", signed_in(create), methods=["POST"]),
    Route("/payments/{payment}/pdf", signed_in(receipt)),
]
