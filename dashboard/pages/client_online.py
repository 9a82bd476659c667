"""Where a client pays: the button on an invoice or a deposit, the way to the bank's page, and the page that they come back to."""

from __future__ import annotations

import uuid
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json, part
from dashboard.forms import Form, cents
from dashboard.pages.client import ClientView, client, invoice_page, offered
from dashboard.problems import ApiProblem

KINDS: Final = {"invoices": "invoice", "quotes": "quote"}


async def pay(view: ClientView) -> Response:
    """On to the bank's page. By a page of ours that moves on by itself: a form may lead to no other site (form-action)."""
    form = await view.form()
    kind, object_id = view.arg("kind"), view.arg("document")
    if kind not in KINDS:
        raise ApiProblem(404, {}, "billing")
    body: Json = {"save": form.text("save") == "yes"}
    if typed := form.text("amount"):
        amount = cents(typed)
        if amount is None or amount <= 0:
            return await _again(view, form.complain("amount", view.t("online-amount-wrong")))
        body["amount"] = {"amount": amount, "currency": form.text("currency") or "CAD"}
    try:
        # Each press asks anew: an earlier answer may lead to a page that another button closed. One page at a time, attempts see to.
        page = await view.link.online_verb(f"{kind}/{part(object_id)}/pay", body, uuid.uuid4().hex)
    except ApiProblem as problem:
        if problem.status == 404:
            raise
        return await _again(view, form.refuse(problem, {"amount.amount": "amount"}))
    if urlsplit(page["url"]).scheme not in ("https", "http"):
        raise ApiProblem(502, {}, "billing")
    response = view.render("client/leave.html", portal=view.portal, url=page["url"])
    response.headers["Refresh"] = f"0; url={page['url']}"
    return response


async def _again(view: ClientView, form: Form) -> Response:
    """The page of what was to be paid, with what was typed."""
    if view.arg("kind") == "invoices":
        view.request.path_params["invoice"] = view.arg("document")
        return await invoice_page(view, form)
    text = form.summary[0].text if form.summary else ""
    return view.problem(form.status, view.t("online-problem"), text)


async def back(view: ClientView) -> Response:
    """The client comes back from the bank: paid, in process, declined, or not at all."""
    attempt = await view.link.online_verb(f"attempts/{part(view.arg('attempt'))}/check")
    target = f"/invoices/{attempt['invoice_id']}" if attempt["invoice_id"] else f"/quotes/{attempt['quote_id']}"
    return view.render("client/paid.html", portal=view.portal, attempt=attempt, target=target)


async def deposit(view: ClientView) -> Response:
    """The deposit of a quote, as a part of the quote's page."""
    quote_id = view.arg("document")
    online = await view.link.online(f"quotes/{part(quote_id)}")
    quote = await view.link.document("quotes", quote_id)
    paying = offered(view, online)
    return view.render("client/deposit.html", paying["form"].status, portal=view.portal, quote=quote, **paying)


async def revoke(view: ClientView) -> Response:
    form = await view.form()
    saved = view.arg("method")
    await view.link.online_verb(f"methods/{part(saved)}/revoke", {}, form.key)
    target = form.text("invoice")
    path = f"/invoices/{target}" if target.startswith("inv_") and target[4:].isalnum() else ""
    return view.flash(view.redirect(view.at(path)), "flash-online-revoked")


routes = [
    Route("/c/{token}/{kind}/{document}/pay", client(pay), methods=["POST"]),
    Route("/c/{token}/quotes/{document}/deposit", client(deposit)),
    Route("/c/{token}/pay/{attempt}", client(back)),
    Route("/c/{token}/methods/{method}/revoke", client(revoke), methods=["POST"]),
]
