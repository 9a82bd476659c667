"""Quotes: write, send, revise, hand over, take back; make the invoices."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json, part
from dashboard.forms import Form, whole
from dashboard.pages import files, lines, quote_proof, quote_terms
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

CHANGEABLE = ("draft",)
DELIVERED_BY = ("hand", "post", "other")
HOWS = ("phone", "paper", "email", "other")


async def new(view: View) -> Response:
    job, items, templates, usual = await asyncio.gather(
        view.api.job(view.arg("job")),
        lines.catalogue(view),
        view.api.get("billing", "/v1/quote-templates", limit=100),
        view.api.get("billing", "/v1/quote-defaults"),
    )
    form = quote_terms.usual(Form(), usual, view.language)
    return _editor(view, form, job, items, None, templates=templates["data"])


async def create(view: View) -> Response:
    form = await view.form()
    job, items = await asyncio.gather(view.api.job(view.arg("job")), lines.catalogue(view))
    body = _body(view, form, items)
    if form.errors:
        return _editor(view, form, job, items, None)
    try:
        quote = await view.api.create_quote({"job_id": job["id"], **body}, form.key)
        if form.text("then") == "send":
            quote = await view.api.quote_verb(quote["id"], "send", {}, f"{form.key}-send")
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _editor(view, form.refuse(problem, quote_terms.pointers(form)), job, items, None)
    said = "flash-quote-sent" if form.text("then") == "send" else "flash-quote-saved"
    return view.flash(view.redirect(f"/quotes/{quote['id']}"), said, number=quote["number_text"])


async def show(view: View) -> Response:
    return await page(view)


async def page(view: View, problem: ApiProblem | None = None, form: Form | None = None) -> Response:
    quote, etag = await view.api.quote_to_edit(view.arg("quote"))
    job, usual, holding = await asyncio.gather(
        view.api.job(quote["job_id"]), view.api.get("billing", "/v1/quote-defaults"), _holding(view, quote)
    )
    refused = problem.status if problem else (form.status if form else 200)
    return view.render(
        "quote.html",
        refused,
        quote=quote,
        etag=etag,
        job=job,
        usual=usual,
        holding=holding,
        delivered_by=DELIVERED_BY,
        hows=HOWS,
        problem=(problem.detail or problem.title) if problem else "",
        form=form or Form(),
        blank=Form(),
        proof=quote_proof.rows(view, quote),
    )


async def _holding(view: View, quote: Json) -> list[Json]:
    """The invoices that keep an accepted quote from being taken back."""
    if quote["status"] != "accepted" or not view.may("invoices"):
        return []
    made = await view.api.invoices(job_id=quote["job_id"], limit=100)
    return [each for each in made if each["quote_id"] == quote["id"] and each["document"] != "voided"]


async def edit(view: View) -> Response:
    quote, etag = await view.api.quote_to_edit(view.arg("quote"))
    if quote["status"] not in CHANGEABLE:
        return view.redirect(f"/quotes/{quote['id']}")
    job, items = await asyncio.gather(view.api.job(quote["job_id"]), lines.catalogue(view))
    return _editor(view, quote_terms.saved(quote, view.language), job, items, quote, etag)


async def change(view: View) -> Response:
    """Saved over a colleague's change only by somebody who saw both."""
    form = await view.form()
    if form.text("choose") == "theirs":
        return view.redirect(f"/quotes/{view.arg('quote')}/edit")
    quote, etag = await view.api.quote_to_edit(view.arg("quote"))
    job, items = await asyncio.gather(view.api.job(quote["job_id"]), lines.catalogue(view))
    body = _body(view, form, items)
    if form.errors:
        return _editor(view, form, job, items, quote, form.text("etag"))
    try:
        changes = {"valid_until": None, **body}
        await view.api.change_quote(quote["id"], changes, form.text("etag") or etag)
        if form.text("then") == "send":
            await view.api.quote_verb(quote["id"], "send", {}, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        if problem.status == 412:
            form.status = 412
            theirs, etag = await view.api.quote_to_edit(quote["id"])
            return _editor(view, form, job, items, theirs, etag, theirs=quote_terms.saved(theirs, view.language))
        opened = form.text("etag") or etag
        return _editor(view, form.refuse(problem, quote_terms.pointers(form)), job, items, quote, opened)
    said = "flash-quote-sent" if form.text("then") == "send" else "flash-quote-saved"
    return view.flash(view.redirect(f"/quotes/{quote['id']}"), said, number=quote["number_text"])


async def send(view: View) -> Response:
    """Only what was on the page leaves: a draft that a colleague changed meanwhile is shown first."""
    form = await view.form()
    return await verb(view, "send", {}, "flash-quote-sent", form, etag=form.text("etag"))


async def deliver(view: View) -> Response:
    """As `send`, for a client who gets it by hand or by post: nothing is mailed."""
    form = await view.form()
    return await verb(
        view, "delivered", form.body(("by", "note")), "flash-quote-delivered", form, etag=form.text("etag")
    )


async def void(view: View) -> Response:
    form = await view.form()
    return await verb(view, "void", form.body(("reason",)), "flash-quote-voided", form)


async def revise(view: View) -> Response:
    return await verb(view, "revise", {}, "flash-quote-revised", to="/quotes/{id}/edit")


async def renew(view: View) -> Response:
    """The same prices for longer: a new version, sent at once."""
    return await verb(view, "renew", {}, "flash-quote-renewed")


async def keep(view: View) -> Response:
    """The quote as a template, under a name."""
    form = await view.form()
    if not form.text("template"):
        return await page(view, form=form.complain("template", view.t("quote-template-name-missing")))
    body = {"name": form.text("template"), "quote_id": view.arg("quote")}
    try:
        await view.api.post("billing", "/v1/quote-templates", body, key=form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await page(view, problem)
    return view.flash(view.redirect(f"/quotes/{view.arg('quote')}"), "flash-quote-template")


async def apply(view: View) -> Response:
    """A draft made from a template, opened to be gone over."""
    form = await view.form()
    body = {"job_id": view.arg("job"), "prices": form.text("prices") or "kept"}
    chosen = part(form.text("template")) or "-"
    made = await view.api.post("billing", f"/v1/quote-templates/{chosen}/apply", body, key=form.key)
    return view.redirect(f"/quotes/{made['id']}/edit")


async def generate_invoices(view: View) -> Response:
    form = await view.form()
    try:
        answer = await view.api.quote_verb(view.arg("quote"), "generate-invoices", {}, form.key)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await page(view, problem)
    made = answer.get("data") or []
    quote = await view.api.quote(view.arg("quote"))
    target = f"/invoices/{made[0]['id']}" if len(made) == 1 else f"/jobs/{quote['job_id']}#job-activities"
    return view.flash(view.redirect(target), "flash-invoices-made")


async def document(view: View) -> Response:
    """The newest version's, or with `?version=` an older one's."""
    return await files.pdf(view, "quotes", view.arg("quote"), whole(view.arg("version")))


async def verb(
    view: View, verb: str, body: Json, said: str, form: Form | None = None, to: str = "", etag: str = ""
) -> Response:
    form = form or await view.form()
    path = f"/v1/quotes/{part(view.arg('quote'))}/{verb}"
    try:
        quote = await view.api.post("billing", path, body, key=form.key, etag=etag)
    except ApiProblem as problem:
        if problem.status in (401, 403, 404):
            raise
        return await page(view, problem)
    target = (to or "/quotes/{id}").format(id=quote["id"])
    return view.flash(view.redirect(target), said, number=quote["number_text"])


def _body(view: View, form: Form, items: list[Json]) -> dict[str, Any]:
    body: dict[str, Any] = {"lines": lines.read(view, form, items), "discount": lines.discount(view, form)}
    body |= quote_terms.read(view, form)
    if form.text("valid_until"):
        body["valid_until"] = form.text("valid_until")
    return body


def _editor(
    view: View,
    form: Form,
    job: Json,
    items: list[Json],
    quote: Json | None,
    etag: str = "",
    templates: Sequence[Json] = (),
    theirs: Form | None = None,
) -> Response:
    labels = quote_terms.labels(view)
    rows = len(form.rows("lines"))
    return view.render(
        "quote_form.html",
        form.status,
        form=form,
        job=job,
        items=items,
        quote=quote,
        etag=etag,
        rows=rows,
        spare=lines.SPARE,
        plans=quote_terms.shown(form),
        templates=templates,
        versions=quote_terms.pair(view, form, theirs) if theirs else [],
        field_labels=labels,
        blank=Form(),
    )


async def choices(view: View) -> Response:
    """The fields for what is said about each choice, when they are unfolded."""
    return view.render("quote_choices.html", form=Form())


routes = [
    Route("/jobs/{job}/quotes/new", signed_in(new)),
    Route("/jobs/{job}/quotes/new", signed_in(create), methods=["POST"]),
    Route("/quotes/choices", signed_in(choices)),
    Route("/quotes/{quote}", signed_in(show)),
    Route("/quotes/{quote}/edit", signed_in(edit)),
    Route("/quotes/{quote}/edit", signed_in(change), methods=["POST"]),
    Route("/quotes/{quote}/send", signed_in(send), methods=["POST"]),
    Route("/quotes/{quote}/delivered", signed_in(deliver), methods=["POST"]),
    Route("/quotes/{quote}/void", signed_in(void), methods=["POST"]),
    Route("/quotes/{quote}/revise", signed_in(revise), methods=["POST"]),
    Route("/jobs/{job}/quotes/from-template", signed_in(apply), methods=["POST"]),
    Route("/quotes/{quote}/renew", signed_in(renew), methods=["POST"]),
    Route("/quotes/{quote}/template", signed_in(keep), methods=["POST"]),
    Route("/quotes/{quote}/generate-invoices", signed_in(generate_invoices), methods=["POST"]),
    Route("/quotes/{quote}/pdf", signed_in(document)),
]
