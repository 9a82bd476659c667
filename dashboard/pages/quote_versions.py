"""A quote's older versions, to be read: what the client had before, and what is different now. Nothing here changes anything."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import part
from dashboard.forms import whole
from dashboard.pages import lines, quote_terms
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in


async def show(view: View) -> Response:
    """One version as it was, and beside the newest one. The newest has the quote's own page."""
    newest = await view.api.quote(view.arg("quote"))
    number = whole(view.arg("version"))
    if number == newest["version"]:
        return view.redirect(f"/quotes/{newest['id']}")
    if number not in [each["version"] for each in newest["versions"]]:
        raise ApiProblem(404, {}, "billing")
    path = f"/v1/quotes/{part(newest['id'])}"
    quote, job, usual, items = await asyncio.gather(
        view.api.get("billing", path, version=number),
        view.api.job(newest["job_id"]),
        view.api.get("billing", "/v1/quote-defaults"),
        lines.catalogue(view),
    )
    before, now = (quote_terms.saved(each, view.language) for each in (quote, newest))
    return view.render(
        "quotes/version.html",
        quote=quote,
        newest=newest["version"],
        job=job,
        usual=usual,
        items=items,
        compared=quote_terms.pair(view, before, now),
        field_labels=quote_terms.labels(view),
    )


routes = [Route("/quotes/{quote}/versions/{version}", signed_in(show))]
