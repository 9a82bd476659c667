"""Payments: recorded over one invoice or several, as a deposit or as credit; then moved, refunded, returned, voided."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form, cents
from dashboard.pages import files, lines, payment_fees
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

METHODS = ("interac", "cheque", "cash", "card", "bank_debit", "other")
RETURN_REASONS = ("nsf", "bank_debit_failed", "dispute_lost", "other")
AT = re.compile(r"[a-z]+(-[0-9]{1,3})?")
VERBS: dict[str, tuple[str, ...]] = {
    "allocate": ("invoice_id", "amount"),
    "release": ("invoice_id", "amount"),
    "move": ("from_invoice_id", "to_invoice_id", "amount"),
    "refund": ("amount", "method", "reference", "refunded_on", "note"),
    "return": ("reason", "returned_on", "note"),
    "dispute": ("amount",),
    "dispute-won": (),
    "void": ("reason",),
}
"""What can be done with a payment, and the fields that its form has."""


# ── recording ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def new(view: View) -> Response:
    place = await _place(view)
    owed, form = place["owed"], Form()
    chosen = next((i for i in owed if i["id"] == view.arg("invoice")), owed[0] if owed else None)
    form.values |= {
        "for": chosen["id"] if chosen else "",
        "amount": lines.amount(chosen["balance"], view.language) if chosen else "",
        "received_on": dates.today(view.zone).isoformat(),
        "method": METHODS[0],
    }
    if quote := next((each for each in place["quotes"] if each["id"] == view.arg("quote")), None):
        asked = (await view.api.quote(quote["id"])).get("deposit")
        form.values |= {"for": f"quote:{quote['id']}", "amount": lines.amount(asked, view.language)}
    return _form(view, form, place)


async def create(view: View) -> Response:
    """What is more than the invoices want stays to the client's credit."""
    form, place = await view.form(), await _place(view)
    amount = cents(form.text("amount"))
    if amount is None or amount <= 0:
        form.complain("amount", view.t("payment-amount-wrong"))
    target = _target(view, form, place, amount or 0)
    if form.errors:
        return _form(view, form, place)
    body: Json = {
        "amount": _money(view, amount or 0),
        "method": form.text("method"),
        **form.body(("reference", "received_on")),
        **target,
    }
    try:
        payment = await view.api.record_payment(body, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        rename = {"allocations.0.amount": "amount", "allocations": "amount", "amount.amount": "amount"}
        return _form(view, form.refuse(problem, rename), place)
    back = f"/jobs/{place['job']['id']}#job-activities" if place["job"] else f"/payments/{payment['id']}"
    return view.flash(view.redirect(back), "flash-payment-recorded")


def _target(view: View, form: Form, place: Json, amount: int) -> Json:
    """What the payment is for, as the API takes it; complains at the fields."""
    job, owed, wish = place["job"], place["owed"], form.text("for")
    named = {"job_id": job["id"]} if job else {}
    if wish.startswith("quote:") and any(each["id"] == wish[6:] for each in place["quotes"]):
        return {"quote_id": wish[6:], **named}
    if wish == "oldest":
        # The rest, if any, is held on the job that the form was opened from.
        return {"contact_id": place["contact"]["id"], **({} if owed else named)}
    if wish == "several":
        shares = []
        for invoice in owed:
            if typed := form.text(f"share.{invoice['id']}"):
                part = cents(typed)
                if part is None or part <= 0:
                    form.complain(f"share.{invoice['id']}", view.t("payment-amount-wrong"))
                shares.append({"invoice_id": invoice["id"], "amount": _money(view, part or 0)})
        if not shares:
            form.complain(f"share.{owed[0]['id']}" if owed else "amount", view.t("payment-no-share"))
        return {"allocations": shares, **named}
    if invoice := next((each for each in owed if each["id"] == wish), None):
        # All that it wants is asked for: what coins cannot pay of it then settles it all the same.
        balance = invoice["balance"]["amount"]
        asked = balance if abs(amount - balance) <= 2 and form.text("method") == "cash" else min(amount, balance)
        return {"allocations": [{"invoice_id": invoice["id"], "amount": _money(view, asked)}], **named}
    if not job:
        form.complain("for", view.t("payment-choose-invoice"))
    return {"allocations": [], **named}


async def _place(view: View) -> Json:
    """Where somebody stands: the job (or none), the client, what they owe anywhere, and the quotes that take a deposit."""
    job: Json | None = None
    if job_id := view.arg("job"):
        job = await view.api.job(job_id)
        contact: Json = job["contact"]
    else:
        contact = await view.api.contact(view.arg("contact"))
    owed, numbers = await asyncio.gather(_owed(view, contact["id"]), _numbers(view, contact["id"]))
    here = job["id"] if job else None
    shown = [each | {"job_number": numbers.get(each["job_id"])} for each in owed]
    shown.sort(key=lambda each: (here is not None and each["job_id"] != here, _when(each)))
    quotes = (
        [each for each in job["activities"]["quotes"] if each["status"] in ("sent", "viewed", "accepted")]
        if job
        else []
    )
    return {"job": job, "contact": contact, "owed": shown, "quotes": quotes}


async def _owed(view: View, contact_id: str) -> list[Json]:
    """What the client still owes, the oldest due first."""
    found = await view.api.invoices(contact_id=contact_id, document="issued", limit=200)
    return sorted((i for i in found if i["balance"]["amount"] > 0), key=_when)


def _when(invoice: Json) -> tuple[str, int]:
    return invoice["due_on"] or "", invoice["number"] or 0


async def _numbers(view: View, contact_id: str) -> dict[str, int]:
    """The numbers of the client's jobs; none for somebody who may not see jobs."""
    try:
        page = await view.api.get("jobs", "/v1/jobs", contact_id=contact_id, limit=100)
    except ApiProblem as problem:
        if problem.status == 403:
            return {}
        raise
    return {job["id"]: job["number"] for job in page["data"]}


def _form(view: View, form: Form, place: Json) -> Response:
    in_all = sum(each["balance"]["amount"] for each in place["owed"])
    return view.render(
        "payments/form.html", form.status, form=form, methods=METHODS, owed_in_all=_money(view, in_all), **place
    )


def _money(view: View, amount: int) -> Json:
    return {"amount": amount, "currency": str(view.company.get("currency") or "CAD")}


# ── one payment ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def show(view: View) -> Response:
    return await _show(view, {})


async def _show(view: View, forms: dict[str, Form], problem: ApiProblem | None = None) -> Response:
    """`forms`: those that were refused, by their place on the page."""
    payment = await view.api.get("billing", f"/v1/payments/{view.arg('payment')}")
    job, owed, numbers = await asyncio.gather(
        view.api.job(payment["job_id"]),
        _owed(view, payment["contact_id"]),
        _numbers(view, payment["contact_id"]),
    )
    return view.render(
        "payments/payment.html",
        problem.status if problem else max((form.status for form in forms.values()), default=200),
        payment=payment,
        job=job,
        contact=job["contact"],
        owed=owed,
        numbers=numbers,
        forms=forms,
        blank=Form(),
        methods=METHODS,
        return_reasons=RETURN_REASONS,
        held=lines.amount(payment["unallocated"], view.language),
        problem=(problem.detail or problem.title) if problem else "",
    )


async def verb(view: View) -> Response:
    """One of `VERBS`; refused, its form stays open with what was typed."""
    form, name, payment_id = await view.form(), view.arg("verb"), view.arg("payment")
    if name not in VERBS:
        raise ApiProblem(404, {}, "billing")
    at = form.text("at") if AT.fullmatch(form.text("at")) else name
    fields = {field: f"{at}.{field}" for field in VERBS[name]}
    body: Json = {field: form.text(typed) for field, typed in fields.items() if form.text(typed)}
    if "amount" in body:
        amount = cents(body["amount"])
        if amount is None or amount <= 0:
            form.complain(f"{at}.amount", view.t("payment-amount-wrong"))
            return await _show(view, {at: form})
        body["amount"] = _money(view, amount)
    fee = f"{at}.fee" if name == "return" and form.text(f"{at}.fee") else ""
    if fee and payment_fees.read(view, form, fee) is None:
        return await _show(view, {at: form})
    try:
        await _ask(view, payment_id, name, body, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if not problem.errors:
            return await _show(view, {}, problem)
        rename = {
            **fields,
            **{f"{field}.{part}": typed for field, typed in fields.items() for part in ("amount", "currency")},
        }
        return await _show(view, {at: form.refuse(problem, rename)})
    if fee:
        return await _charge(view, form, fee)
    return view.flash(view.redirect(f"/payments/{payment_id}"), f"flash-payment-{name}")


async def charge(view: View) -> Response:
    """A fee for a payment that the bank took back before."""
    return await _charge(view, await view.form(), "fee.amount")


async def _charge(view: View, form: Form, name: str) -> Response:
    """What was typed as `name`, as a draft of its own."""
    payment = await view.api.get("billing", f"/v1/payments/{view.arg('payment')}")
    if payment["status"] != "returned":
        return view.redirect(f"/payments/{payment['id']}")
    if (amount := payment_fees.read(view, form, name)) is None:
        return await _show(view, {"fee": form})
    try:
        made = await payment_fees.draft(view, payment, amount, f"{form.key}-fee")
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await _show(view, {}, problem)
    return view.flash(view.redirect(f"/invoices/{made['id']}"), "flash-payment-fee")


async def _ask(view: View, payment_id: str, name: str, body: Json, key: str) -> None:
    if name == "allocate":
        amount = body.get("amount") or await _as_much_as_fits(view, payment_id, str(body.get("invoice_id")))
        body = {"allocations": [{"invoice_id": body.get("invoice_id"), "amount": amount}]}
    if name == "refund" and body.get("method") == "online":
        given = {"payment_id": payment_id, "amount": body["amount"], "note": body.get("note", "")}
        await view.api.post("billing", "/v1/online/refunds", given, key=key)
        return
    await view.api.post("billing", f"/v1/payments/{payment_id}/{name}", body, key=key)


async def _as_much_as_fits(view: View, payment_id: str, invoice_id: str) -> dict[str, Any]:
    payment, invoice = await asyncio.gather(
        view.api.get("billing", f"/v1/payments/{payment_id}"), view.api.invoice(invoice_id)
    )
    fits = min(payment["unallocated"]["amount"], invoice["balance"]["amount"])
    return _money(view, max(fits, 1))  # where nothing fits, the API says why


async def receipt(view: View) -> Response:
    return await files.pdf(view, "payments", view.arg("payment"))


async def refund_receipt(view: View) -> Response:
    return await files.pdf(view, "refunds", view.arg("refund"))


async def credit_of(view: View, contact_id: str) -> Json | None:
    """What is held for a client, for their page; None for somebody who may not see money."""
    try:
        return await view.api.get("billing", "/v1/credits", contact_id=contact_id)
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise


async def of_invoice(view: View, invoice: Json) -> Json | None:
    """What pays an issued invoice, and what more of the client's credit could; None for a draft or without the permission."""
    if invoice["document"] != "issued":
        return None
    try:
        paying, credit = await asyncio.gather(
            view.api.get("billing", "/v1/payments", invoice_id=invoice["id"], limit=100),
            view.api.get("billing", "/v1/credits", contact_id=invoice["contact_id"]),
        )
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise
    pays = [
        {"payment": each, "amount": part["amount"]}
        for each in reversed(paying["data"])
        for part in each["allocations"]
        if part["invoice_id"] == invoice["id"]
    ]
    fits = min(credit["held"]["amount"], invoice["balance"]["amount"])
    return {"pays": pays, "fits": _money(view, fits)}


async def apply_credit(view: View) -> Response:
    """All that fits of the client's credit, the oldest first."""
    form = await view.form()
    body = form.body(("contact_id", "invoice_id"))
    await view.api.post("billing", "/v1/credits/apply", body, key=form.key)
    return view.flash(view.redirect(f"/invoices/{form.text('invoice_id')}"), "flash-payment-allocate")


routes = [
    Route("/jobs/{job}/payments/new", signed_in(new)),
    Route("/jobs/{job}/payments/new", signed_in(create), methods=["POST"]),
    Route("/contacts/{contact}/payments/new", signed_in(new)),
    Route("/contacts/{contact}/payments/new", signed_in(create), methods=["POST"]),
    Route("/payments/{payment}", signed_in(show)),
    Route("/payments/{payment}/pdf", signed_in(receipt)),
    Route("/payments/{payment}/fee", signed_in(charge), methods=["POST"]),
    Route("/payments/{payment}/{verb}", signed_in(verb), methods=["POST"]),
    Route("/refunds/{refund}/pdf", signed_in(refund_receipt)),
    Route("/credits/apply", signed_in(apply_credit), methods=["POST"]),
]
