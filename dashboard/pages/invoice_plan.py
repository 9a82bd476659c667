"""The payment plan of a draft: the days on which which part of it is due. What the last one comes to may be left to the rest."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.forms import Form, cents, whole
from dashboard.pages import lines, versions
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

EVERY: Final = ("month", "two_weeks", "week")
MOST: Final = 36
SPARE: Final = 2
_DAYS: Final = {"two_weeks": 14, "week": 7}


async def show(view: View) -> Response:
    invoice, etag = await view.api.invoice_to_edit(view.arg("invoice"))
    if invoice["document"] != "draft":
        return view.redirect(f"/invoices/{invoice['id']}")
    return await _page(view, _saved(view, invoice), invoice, etag)


async def change(view: View) -> Response:
    """`do`: split the total in equal parts (nothing is kept yet), keep what the rows say, or do without a plan.

    Saved over a colleague's change only by somebody who saw both.
    """
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"/invoices/{view.arg('invoice')}/plan")
    invoice, etag = await view.api.invoice_to_edit(view.arg("invoice"))
    if form.text("do") == "split":
        _split(view, form, invoice["totals"]["total"]["amount"])
        return await _page(view, form, invoice, form.text("etag"))
    body: Json = {"due_on": None, "dues": []}
    if form.text("do") != "clear":
        body["dues"] = _read(view, form, invoice["totals"]["total"])
        body.pop("due_on")
    if form.errors:
        return await _page(view, form, invoice, form.text("etag"))
    try:
        await view.api.change_invoice(invoice["id"], body, form.text("etag") or etag)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if problem.status == 412:
            return await _both(view, form)
        last = max([0, *form.rows("dues")])
        opened = form.text("etag") or etag
        return await _page(view, form.refuse(problem, {"dues": f"dues.{last}.amount"}), invoice, opened)
    said = "flash-plan-saved" if body["dues"] else "flash-plan-removed"
    return view.flash(view.redirect(f"/invoices/{invoice['id']}"), said)


async def _both(view: View, form: Form) -> Response:
    """What somebody typed, and what a colleague saved meanwhile; another total is said too, since the payments make it."""
    invoice, etag = await view.api.invoice_to_edit(view.arg("invoice"))
    theirs = _saved(view, invoice)
    form.status = 412
    if form.text("do") == "clear":
        for name in [name for name in form.values if name.startswith("dues.")]:
            del form.values[name]
    both = versions.pair(form, theirs, {"total": "–"}, {"dues": ("due_on", "amount")})
    form.values["total"] = theirs.text("total")
    return await _page(view, form, invoice, etag, both)


def _saved(view: View, invoice: Json) -> Form:
    """The form of what is saved."""
    form = Form(values={"total": lines.amount(invoice["totals"]["total"], view.language)})
    for n, due in enumerate(invoice["dues"]):
        form.values |= {
            f"dues.{n}.due_on": due["due_on"],
            f"dues.{n}.amount": lines.amount(due["amount"], view.language),
        }
    return form


def equal(total: int, count: int) -> list[int]:
    """Cents of each of `count` payments; the last one takes what does not divide."""
    each = total // count
    return [each] * (count - 1) + [total - each * (count - 1)]


def after(first: date, every: str, n: int) -> date:
    """The day of payment `n`, counted from 0. A month without that day has its last one."""
    if every in _DAYS:
        return first + timedelta(days=_DAYS[every] * n)
    year, month = divmod(first.month - 1 + n, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _split(view: View, form: Form, total: int) -> None:
    count = whole(form.text("count"))
    if not 2 <= count <= MOST or total < count:
        form.complain("count", view.t("plan-count-wrong", most=str(MOST)))
        return
    try:
        first = date.fromisoformat(form.text("first"))
    except ValueError:
        form.complain("first", view.t("plan-first-wrong"))
        return
    for name in [name for name in form.values if name.startswith("dues.")]:
        del form.values[name]
    for n, amount in enumerate(equal(total, count)):
        day = after(first, form.text("every"), n).isoformat()
        shown = lines.shown(f"{amount / 100:.2f}", view.language)
        form.values |= {f"dues.{n}.due_on": day, f"dues.{n}.amount": shown}


def _read(view: View, form: Form, total: Json) -> list[Json]:
    """The rows by date, without holes, so that the API's pointers meet them. One without an amount takes the rest."""
    rows = [(form.text(f"dues.{n}.due_on"), form.text(f"dues.{n}.amount")) for n in form.rows("dues")]
    for name in [name for name in form.values if name.startswith("dues.")]:
        del form.values[name]
    if not rows:
        form.complain("count", view.t("plan-empty"))
    typed = [cents(amount) if amount else 0 for _, amount in sorted(rows)]
    rest = total["amount"] - sum(each or 0 for each in typed)
    found = []
    for n, ((day, amount), read) in enumerate(zip(sorted(rows), typed, strict=True)):
        form.values |= {f"dues.{n}.due_on": day, f"dues.{n}.amount": amount}
        cut = read if amount else rest
        if not day:
            form.complain(f"dues.{n}.due_on", view.t("plan-first-wrong"))
        if not amount and sum(not each for _, each in rows) > 1:
            form.complain(f"dues.{n}.amount", view.t("plan-one-rest"))
        elif cut is None or cut <= 0:
            form.complain(f"dues.{n}.amount", view.t("payment-amount-wrong"))
        found.append({"due_on": day, "amount": {**total, "amount": cut or 0}})
    return found


async def _page(view: View, form: Form, invoice: Json, etag: str, both: Sequence[versions.Row] = ()) -> Response:
    job = await view.api.job(invoice["job_id"])
    first = after(dates.today(view.zone), "month", 1).isoformat()
    return view.render(
        "invoicing/plan.html",
        form.status,
        form=form,
        job=job,
        invoice=invoice,
        etag=etag,
        every=EVERY,
        first=first,
        rows=len(form.rows("dues")) + SPARE,
        versions=both,
        field_labels={"dues": view.t("versions-due"), "total": view.t("totals-total")},
    )


routes = [
    Route("/invoices/{invoice}/plan", signed_in(show)),
    Route("/invoices/{invoice}/plan", signed_in(change), methods=["POST"]),
]
