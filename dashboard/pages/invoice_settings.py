"""Settings: when an invoice is due that has no date of its own, and the terms that are printed on every one."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form
from dashboard.pages import versions
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

HOME: Final = "/settings/invoices"
TERMS: Final = ("invoice_terms_fr", "invoice_terms_en")


async def show(view: View) -> Response:
    company, etag = await view.api.tagged("accounts", "/v1/company")
    return _page(view, _saved(company), etag)


async def change(view: View) -> Response:
    """Saved over a colleague's change only by somebody who saw both."""
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(HOME)
    body: Json = {name: form.text(name) or None for name in TERMS}
    days = form.text("payment_terms_days")
    if not (days.isascii() and days.isdigit() and len(days) < 5):
        return _page(
            view, form.complain("payment_terms_days", view.t("invoice-settings-days-wrong")), form.text("etag")
        )
    body["payment_terms_days"] = int(days)
    try:
        await view.api.patch("accounts", "/v1/company", body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (412, 422):
            raise
        if problem.status == 412:
            form.status = 412
            theirs, etag = await view.api.tagged("accounts", "/v1/company")
            return _page(view, form, etag, theirs=_saved(theirs))
        return _page(view, form.refuse(problem), form.text("etag"))
    return view.flash(view.redirect("/settings"), "flash-invoice-settings")


def _saved(company: Json) -> Form:
    """The form of what is saved."""
    days = {"payment_terms_days": str(company["payment_terms_days"])}
    return Form(values=days | {name: company[name] or "" for name in TERMS})


def _page(view: View, form: Form, etag: str, theirs: Form | None = None) -> Response:
    labels = {
        "payment_terms_days": view.t("invoice-settings-days"),
        "invoice_terms_fr": view.t("invoice-settings-terms-fr"),
        "invoice_terms_en": view.t("invoice-settings-terms-en"),
    }
    return view.render(
        "invoicing/settings.html",
        form.status,
        form=form,
        etag=etag,
        labels=labels,
        field_labels=labels
        | {name: f"{view.t('client-terms')}, {labels[name][:1].lower()}{labels[name][1:]}" for name in TERMS},
        versions=versions.pair(form, theirs, dict.fromkeys(labels, "–")) if theirs else [],
    )


routes = [
    Route(HOME, signed_in(show)),
    Route(HOME, signed_in(change), methods=["POST"]),
]
