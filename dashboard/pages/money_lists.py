"""All quotes, invoices and payments of the company, across jobs: newest first, narrowed by state and by words."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json, part
from dashboard.forms import Form
from dashboard.view import View, signed_in

EACH: Final = 25
"""Rows of a page."""

Groups = dict[str, Json]
QUOTES: Final[Groups] = {
    "all": {},
    **{status: {"status": status} for status in ("draft", "sent", "viewed", "accepted", "declined", "expired")},
}
INVOICES: Final[Groups] = {
    "all": {},
    "draft": {"document": "draft"},
    "open": {"settlement": ["unpaid", "partially_paid"]},
    "overdue": {"overdue": "true"},
    "paid": {"settlement": ["paid"]},
}
PAYMENTS: Final[Groups] = {
    "all": {},
    **{status: {"status": status} for status in ("received", "disputed", "returned", "refunded", "voided")},
}
"""The filters of each list: a name, and what the API is asked for."""


async def quotes(view: View) -> Response:
    return view.render("lists/quotes.html", **await _page(view, "quotes", QUOTES))


async def payments(view: View) -> Response:
    found = await _page(view, "payments", PAYMENTS)
    held = {each["id"]: sum(share["held"]["amount"] for share in each["shares"]) for each in found["rows"]}
    return view.render("lists/payments.html", held=held, **found)


async def invoices(view: View) -> Response:
    return await _invoices(view, Form())


async def _invoices(view: View, form: Form) -> Response:
    """What is owed can be ticked; `form` keeps the ticks of those that were refused."""
    found = await _page(view, "invoices", INVOICES)
    ticks = view.may("reports") and any(each["balance"]["amount"] > 0 for each in found["rows"])
    ticked = view.request.query_params.getlist("open")
    return view.render("lists/invoices.html", form.status, form=form, ticks=ticks, ticked=ticked, **found)


async def statement(view: View) -> Response:
    """To the account of the client whose invoices are ticked, each as `<invoice>/<client>`: everything open is on it."""
    clients = {each.rpartition("/")[2] for each in view.request.query_params.getlist("open")}
    if len(clients) == 1:
        return view.redirect(f"/contacts/{part(clients.pop())}/statement")
    return await _invoices(view, Form().complain("", view.t("list-many-clients" if clients else "list-none-ticked")))


async def _page(view: View, kind: str, groups: Groups) -> dict[str, Any]:
    """A page of one list, and the jobs on it with their clients: asked for once, not once a row."""
    group = view.arg("group") if view.arg("group") in groups else "all"
    query, asked = view.arg("q").strip(), groups[group]
    found = await view.api.get("billing", f"/v1/{kind}", q=query, after=view.arg("after"), limit=EACH, **asked)
    of = sorted({each["job_id"] for each in found["data"]})
    named = (await view.api.jobs(id=of, limit=EACH))["data"] if of else []
    return {
        "rows": found["data"],
        "page": found["page"],
        "jobs": {each["id"]: each for each in named},
        "kind": kind,
        "query": query,
        "group": group,
        "groups": list(groups),
        "after": view.arg("after"),
    }


routes = [
    Route("/quotes", signed_in(quotes)),
    Route("/invoices", signed_in(invoices)),
    Route("/invoices/statement", signed_in(statement)),
    Route("/payments", signed_in(payments)),
]
