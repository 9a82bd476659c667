"""Settings: what a new quote begins with, the company's terms, and whether an accepted quote is invoiced by itself."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import lines
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

HOME: Final = "/settings/quotes"
TERMS: Final = ("quote_terms_fr", "quote_terms_en")


async def show(view: View) -> Response:
    company, etag = await view.api.tagged("accounts", "/v1/company")
    percent = company["quote_deposit_percent"]
    values = {name: company[name] or "" for name in TERMS}
    values |= {
        "quote_validity_days": str(company["quote_validity_days"]),
        "quote_invoicing": company["quote_invoicing"],
    }
    values["quote_deposit_percent"] = lines.discount_shown({"percent": percent}, view.language) if percent else ""
    if company["quote_itinerant"]:
        values["quote_itinerant"] = "true"
    return _page(view, Form(values=values), etag)


async def change(view: View) -> Response:
    form = await view.form()
    body: Json = {name: form.text(name) or None for name in TERMS}
    body["quote_itinerant"] = "quote_itinerant" in form.values
    body["quote_invoicing"] = form.text("quote_invoicing")
    days = form.text("quote_validity_days")
    body["quote_validity_days"] = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else None
    body["quote_deposit_percent"] = _share(form.text("quote_deposit_percent"))
    try:
        await view.api.patch("accounts", "/v1/company", body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (412, 422):
            raise
        _, etag = await view.api.tagged("accounts", "/v1/company")
        return _page(view, form.refuse(problem), etag)
    return view.flash(view.redirect("/settings"), "flash-quote-settings")


def _share(typed: str) -> str | None:
    """`30 %` or `12,5` as the API takes it."""
    return typed.rstrip("%").strip().replace(",", ".") or None


def _page(view: View, form: Form, etag: str) -> Response:
    return view.render("quote_settings.html", form.status, form=form, etag=etag)


routes = [
    Route(HOME, signed_in(show)),
    Route(HOME, signed_in(change), methods=["POST"]),
]
