"""The lists of a company with 2,000 jobs: every job is in them once, a page far down costs
what the first one does, and none is slow. `lists.py` has the full size."""

from __future__ import annotations

import httpx

from tests.load.ground import ground
from tests.load.grow import grow
from tests.load.lists import Desk, measure


def everything(desk: Desk, **params: str) -> list[str]:
    """The ids of all pages."""
    found: list[str] = []
    while True:
        page = desk.get("/v1/jobs", limit=100, **params)
        found += [job["id"] for job in page["data"]]
        if not page["page"]["has_more"]:
            return found
        params["after"] = page["page"]["next"]


def test_lists_are_quick_and_flat() -> None:
    """Bounds are wide: the machine may do other things meanwhile."""
    with ground() as place:
        jobs, _ = grow(place.url(), place.company_id, 2_000)
        assert jobs >= 2_000
        with place.service("jobs") as url, httpx.Client(base_url=url, timeout=60) as api:
            desk = Desk(api, place)
            archived = len(everything(desk, archived="true"))
            for sort in ("number", "next_due"):
                seen = everything(desk, sort=sort)
                assert (len(seen), len(set(seen))) == (jobs - archived, jobs - archived)
            figures = measure(desk, 5, lambda line: None, depths=(10, 35))
    first, deep = figures["jobs"].median, figures["jobs, after 35 pages"].median
    assert deep < 3 * first + 50, (first, deep)
    slow = {name: each.median for name, each in figures.items() if each.median > 400}
    assert not slow
