"""A copy of a quote, in draft: of any of its versions, for its own job or another one, which is searched for."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.forms import Form, whole
from dashboard.pages import quotes
from dashboard.view import View, signed_in

FOUND = 10
"""Jobs that a search shows: whoever sees more types more."""


async def page(view: View) -> Response:
    """Where to: this job, or one of those that the words find."""
    quote = await view.api.quote(view.arg("quote"))
    number, query = whole(view.arg("version")), view.arg("q").strip()
    version = number if number in [each["version"] for each in quote["versions"]] else quote["version"]
    job, found = await asyncio.gather(view.api.job(quote["job_id"]), _jobs(view, query))
    others = [each for each in found if each["id"] != job["id"]]
    return view.render(
        "quotes/copy.html", quote=quote, version=version, job=job, found=others, query=query, blank=Form()
    )


async def _jobs(view: View, query: str) -> list[Json]:
    if not query:
        return []
    return list((await view.api.jobs(q=query[:100], limit=FOUND))["data"])


async def duplicate(view: View) -> Response:
    """Opened to be gone over: nothing of it leaves by itself."""
    form = await view.form()
    body = form.body(("job_id",))
    if number := whole(form.text("version")):
        body["version"] = number
    return await quotes.verb(view, "duplicate", body, "flash-quote-duplicated", form, to="/quotes/{id}/edit")


routes = [
    Route("/quotes/{quote}/duplicate", signed_in(page)),
    Route("/quotes/{quote}/duplicate", signed_in(duplicate), methods=["POST"]),
]
