"""Many drafts issued and sent at once, with a bar that shows how far it is and what became of each."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json, part
from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

MOST: Final = 100
"""Of one batch, as the API bounds it."""


async def choose(view: View) -> Response:
    return await _choose(view, Form())


async def _choose(view: View, form: Form) -> Response:
    """The drafts, newest first; those that the job's workflow issues by itself are not offered."""
    found = await view.api.get("billing", "/v1/invoices", document="draft", limit=200)
    drafts = [each for each in found["data"] if each["issue"] == "by_hand" and each["totals"]["total"]["amount"] > 0]
    drafts = drafts[:MOST]
    of = sorted({each["job_id"] for each in drafts})
    named = (await view.api.jobs(id=of, limit=MOST))["data"] if of else []
    jobs = {each["id"]: each for each in named}
    return view.render("invoice_batches.html", form.status, drafts=drafts, jobs=jobs, form=form)


async def create(view: View) -> Response:
    form = await view.form()
    chosen = form.all("invoice")
    if not chosen:
        return await _choose(view, form.complain("", view.t("batch-none-chosen")))
    try:
        body = {"invoice_ids": chosen[::-1], "send": form.text("how") != "issue"}
        batch = await view.api.post("billing", "/v1/invoice-batches", body, key=form.key)
    except ApiProblem as problem:
        if problem.status not in (409, 422):
            raise
        return await _choose(view, form.refuse(problem))
    return view.redirect(f"/invoice-batches/{batch['id']}")


async def show(view: View) -> Response:
    return _page(view, await view.api.get("billing", _path(view)))


async def advance(view: View) -> Response:
    """Some more of it; a browser without JavaScript comes back to the whole page."""
    batch = await view.api.post("billing", f"{_path(view)}/advance", {})
    if not view.request.headers.get("hx-request"):
        return view.redirect(f"/invoice-batches/{batch['id']}")
    return view.render("invoice_batch_progress.html", batch=batch)


def _page(view: View, batch: Json) -> Response:
    return view.render("invoice_batch.html", batch=batch)


def _path(view: View) -> str:
    return f"/v1/invoice-batches/{part(view.arg('batch'))}"


routes = [
    Route("/invoice-batches", signed_in(choose)),
    Route("/invoice-batches", signed_in(create), methods=["POST"]),
    Route("/invoice-batches/{batch}", signed_in(show)),
    Route("/invoice-batches/{batch}/advance", signed_in(advance), methods=["POST"]),
]
