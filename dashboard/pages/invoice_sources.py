"""Where an invoice comes from besides its own lines: another invoice, a visit, a part of an accepted quote. Each ends in a draft."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, cents, decimal
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

PARTS = ("percent", "amount", "rest")
"""How the next part of a quote is measured."""
_PERCENT = re.compile(r"[0-9]{1,3}([.][0-9]{1,2})?")


async def duplicate(view: View) -> Response:
    """The copy is opened to be gone over: the same lines on the same job, with the dates and taxes of today."""
    form = await view.form()
    made = await view.api.invoice_verb(view.arg("invoice"), "duplicate", {}, form.key)
    return view.flash(view.redirect(f"/invoices/{made['id']}/edit"), "flash-invoice-duplicated")


# ── a visit ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def of_visit(view: View) -> Response:
    form = Form()
    form.values |= {"materials": "true", "taxable": "true"}
    return await _visit_page(view, form)


async def from_visit(view: View) -> Response:
    form = await view.form()
    body: Json = {"visit_id": view.arg("visit"), "materials": form.checked("materials")}
    if typed := form.text("hourly_rate"):
        rate = cents(typed)
        if rate is None:
            return await _visit_page(view, form.complain("hourly_rate", view.t("lines-price-wrong")))
        body |= {"hourly_rate": _money(view, rate), "taxable": form.checked("taxable")}
    return await _make(view, form, "/v1/invoices/from-visit", body, _visit_page)


async def _visit_page(view: View, form: Form) -> Response:
    """What was used and worked, before it is invoiced; an invoice that there is already is shown instead of the form."""
    sheet = await view.api.get("jobs", f"/v1/visits/{view.arg('visit')}/sheet")
    visit = sheet["visit"]
    job, made = await asyncio.gather(
        view.api.job(visit["job_id"]), view.api.invoices(job_id=visit["job_id"], limit=200)
    )
    before = next((each for each in made if each["visit_id"] == visit["id"] and each["document"] != "voided"), None)
    return view.render(
        "invoicing/of_visit.html",
        form.status,
        form=form,
        job=job,
        visit=visit,
        materials=sheet["materials"],
        before=before,
    )


# ── a part of a quote ────────────────────────────────────────────────────────────────────────────────────────────────


async def of_quote(view: View) -> Response:
    form = Form()
    form.values["how"] = PARTS[0]
    return await _part_page(view, form)


async def part_of_quote(view: View) -> Response:
    """A percentage of the whole quote, an amount with taxes, or what is left."""
    form = await view.form()
    body: Json = {"quote_id": view.arg("quote"), **form.body(("due_on",))}
    how = form.text("how")
    if how == "percent":
        share = decimal(form.text("percent")).removesuffix("%")
        if not _PERCENT.fullmatch(share):
            form.complain("percent", view.t("part-percent-wrong"))
        body["percent"] = share
    elif how == "amount":
        amount = cents(form.text("amount"))
        if amount is None or amount <= 0:
            form.complain("amount", view.t("payment-amount-wrong"))
        body["amount"] = _money(view, amount or 0)
    if form.errors:
        return await _part_page(view, form)
    return await _make(view, form, "/v1/invoices/from-quote", body, _part_page)


async def _part_page(view: View, form: Form) -> Response:
    """What was invoiced of the quote before, and what remains."""
    quote = await view.api.quote(view.arg("quote"))
    job, so_far = await asyncio.gather(
        view.api.job(quote["job_id"]), view.api.get("billing", f"/v1/invoices/of-quote/{quote['id']}")
    )
    return view.render(
        "invoicing/part_of_quote.html",
        form.status,
        form=form,
        job=job,
        quote=quote,
        so_far=so_far,
        parts=PARTS,
    )


async def _make(view: View, form: Form, path: str, body: Json, page: Any) -> Response:
    try:
        made = await view.api.post("billing", path, body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        again: Response = await page(view, form.refuse(problem))
        return again
    return view.flash(view.redirect(f"/invoices/{made['id']}"), "flash-invoices-made")


def _money(view: View, amount: int) -> Json:
    return {"amount": amount, "currency": str(view.company.get("currency") or "CAD")}


routes = [
    Route("/invoices/{invoice}/duplicate", signed_in(duplicate), methods=["POST"]),
    Route("/visits/{visit}/invoice", signed_in(of_visit)),
    Route("/visits/{visit}/invoice", signed_in(from_visit), methods=["POST"]),
    Route("/quotes/{quote}/part", signed_in(of_quote)),
    Route("/quotes/{quote}/part", signed_in(part_of_quote), methods=["POST"]),
]
