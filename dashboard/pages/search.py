"""Search: one box on every page, with what is found while one types, and a page of its own."""

from __future__ import annotations

from itertools import groupby

from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import Json
from dashboard.view import View, signed_in

LONGEST = 100  # characters; the API takes no more
SUGGESTED = 4  # of a kind, while one types
ICONS = {"job": "folder", "contact": "person", "quote": "quote", "invoice": "invoice", "message": "reply"}


async def search(view: View) -> Response:
    """The page, or for the box in the frame the first few of each kind."""
    typed = " ".join("".join(each if each.isprintable() else " " for each in view.arg("q")).split())[:LONGEST]
    hits: list[Json] = []
    if typed:
        hits = (await view.api.get("jobs", "/v1/search", q=typed))["data"]
    inside = view.request.headers.get("hx-target") == "find-hits"
    groups = [(kind, list(found)) for kind, found in groupby(hits, lambda hit: str(hit["kind"]))]
    return view.render(
        "search_hits.html" if inside else "search.html",
        query=typed,
        groups=[(kind, found[: SUGGESTED if inside else None]) for kind, found in groups],
        close=bool(hits) and all(hit["close"] for hit in hits),
        inside=inside,
        href=href,
        icons=ICONS,
    )


def href(hit: Json) -> str:
    """Where a hit leads."""
    if hit["kind"] == "message":
        return f"/jobs/{hit['job_id']}#messages"
    return f"/{hit['kind']}s/{hit['id']}"


routes = [Route("/search", signed_in(search))]
