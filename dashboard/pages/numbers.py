"""Settings: how the numbers of quotes, invoices, credit notes, receipts and refunds look."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from dashboard.forms import Form
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in


async def listing(view: View) -> Response:
    found = await view.api.get("billing", "/v1/number-series")
    return view.render("numbers.html", series=found["data"])


async def edit(view: View) -> Response:
    return await _page(view, Form())


async def change(view: View) -> Response:
    form = await view.form()
    body: dict[str, Any] = {
        "prefix": form.values.get("prefix", "").lstrip(),
        "suffix": form.values.get("suffix", "").rstrip(),
        "yearly": form.checked("yearly"),
    }
    for name in ("width", "start", "next"):
        typed = form.text(name)
        if not typed and name == "next":
            continue
        if not (typed.isascii() and typed.isdigit() and len(typed) < 12):
            form.complain(name, view.t("numbers-not-a-number"))
            continue
        body[name] = int(typed)
    if form.errors:
        return await _page(view, form)
    try:
        await view.api.put("billing", _path(view), body, etag=form.text("etag"))
    except ApiProblem as problem:
        if problem.status not in (409, 412, 422):
            raise
        return await _page(view, form.refuse(problem))
    return view.flash(view.redirect("/settings/numbers"), "flash-numbers-saved")


async def _page(view: View, form: Form) -> Response:
    series, etag = await view.api.tagged("billing", _path(view))
    return view.render("numbers_form.html", form.status, series=series, etag=etag, form=form)


def _path(view: View) -> str:
    return f"/v1/number-series/{quote(view.arg('kind'), safe='')}"


routes = [
    Route("/settings/numbers", signed_in(listing)),
    Route("/settings/numbers/{kind}", signed_in(edit)),
    Route("/settings/numbers/{kind}", signed_in(change), methods=["POST"]),
]
