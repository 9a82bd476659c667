"""How quick the lists, the job page, the home page and search are when one company has 100,000 jobs and a million facts.

Run: `python -m tests.load.lists`. A Postgres of its own, the demo company grown in it, the jobs service as one process under its own
role, one request at a time. Prints the median and the 99th of each beside what it should be.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.load.ground import Figures, Ground, ground, timed
from tests.load.grow import grow

Json = dict[str, Any]
LIST = (30, 150)
"""Milliseconds of the median and of the 99th of a list or a page."""
SEARCH = (50, 150)


class Desk:
    """The jobs service and somebody who may see everything."""

    def __init__(self, api: httpx.Client, place: Ground) -> None:
        self.api, self.place = api, place

    def get(self, path: str, **params: Any) -> Json:
        answer = self.api.get(path, headers=self.place.headers(), params=params)
        assert answer.status_code == 200, f"{path} {params}: {answer.text}"
        found: Json = answer.json()
        return found

    def deep(self, path: str, pages: int, **params: Any) -> Json:
        """The parameters that give the page after so many."""
        for _ in range(pages):
            info = self.get(path, limit=50, **params)["page"]
            if not info["has_more"]:
                break
            params["after"] = info["next"]
        return params


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.lists", description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=200)
    given = parser.parse_args()
    with ground() as place:
        began = time.perf_counter()
        jobs, facts = grow(place.url(), place.company_id, given.jobs, given.facts)
        print(f"{jobs} jobs, {facts} facts, grown in {time.perf_counter() - began:.0f} s", flush=True)
        with place.service("jobs") as url, httpx.Client(base_url=url, timeout=60) as api:
            measure(Desk(api, place), given.calls)
    print("load of the machine: " + " ".join(f"{each:.1f}" for each in os.getloadavg()))


def measure(
    desk: Desk, calls: int, say: Callable[[str], None] = print, depths: tuple[int, ...] = (500, 2000)
) -> dict[str, Figures]:
    """Every read, so many times; gives the figures by name."""
    found: dict[str, Figures] = {}

    def time_it(name: str, path: str, target: tuple[int, int] = LIST, **params: Any) -> None:
        figures = timed(name, calls, lambda n: desk.get(path, **params))
        late = " LATE" if figures.median > target[0] or figures.p99 > target[1] else ""
        say(f"{figures}   (wanted {target[0]} and {target[1]}){late}")
        found[name] = figures

    jobs = desk.get("/v1/jobs", limit=50)["data"]
    now = datetime.now(UTC)
    time_it("jobs", "/v1/jobs")
    for depth in depths:
        time_it(f"jobs, after {depth} pages", "/v1/jobs", **desk.deep("/v1/jobs", depth))
    labels = desk.get("/v1/labels")["data"]
    people = [job["assigned_to"]["id"] for job in jobs if job["assigned_to"]] or [desk.place.user_id]
    narrowed: dict[str, Json] = {
        "phase": {"phase": "quoted,invoiced"},
        "a rare phase": {"phase": "new"},
        "label": {"label": labels[0]["id"]} if labels else {},
        "assigned_to": {"assigned_to": people[0]},
        "source": {"source": "web"},
        "due_before": {"due_before": now.isoformat()},
        "q": {"q": "tremblay"},
        "q of two letters": {"q": "zo"},
        "sort next_due": {"sort": "next_due"},
        "phase, due, sort": {"phase": "quoted,invoiced", "due_before": now.isoformat(), "sort": "next_due"},
        "archived": {"archived": "true"},
        "updated_since": {"updated_since": (now - timedelta(hours=1)).isoformat()},
        "contact_id": {"contact_id": jobs[0]["contact"]["id"]},
    }
    for name, params in narrowed.items():
        time_it(f"jobs by {name}", "/v1/jobs", **params)
    deep = desk.deep("/v1/jobs", depths[0], sort="next_due")
    time_it(f"jobs by sort next_due, after {depths[0]} pages", "/v1/jobs", **deep)
    time_it("contacts", "/v1/contacts")
    time_it(f"contacts, after {depths[0]} pages", "/v1/contacts", **desk.deep("/v1/contacts", depths[0]))
    time_it("contacts by q", "/v1/contacts", q="tremblay")
    time_it("visits", "/v1/visits")
    time_it(f"visits, after {depths[0]} pages", "/v1/visits", **desk.deep("/v1/visits", depths[0]))
    week: Json = {"from": now.date().isoformat(), "to": (now + timedelta(days=7)).date().isoformat()}
    time_it("visits of a week", "/v1/visits", **week)
    time_it("unscheduled visits", "/v1/visits", status="unscheduled")
    time_it("calendar of a quiet week", "/v1/calendar", **later(week))
    long = max(jobs, key=lambda job: len(desk.get(f"/v1/jobs/{job['id']}/timeline", limit=100)["data"]))["id"]
    time_it("job", f"/v1/jobs/{long}")
    time_it("timeline", f"/v1/jobs/{long}/timeline")
    time_it("plan", f"/v1/jobs/{long}/plan")
    time_it("messages", f"/v1/jobs/{long}/messages")
    time_it("messages in trouble", "/v1/messages")
    for name, q in {
        "a name": "bouchard",
        "a name and a first name": "zoé bouchard",
        "a typing error": "bouchrd",
        "a number": str(jobs[20]["number"]),
        "a part of a phone number": f"514 2{random.randint(10, 99)}",
        "a whole phone number": jobs[3]["contact"]["phone"] or "5142000037",
        "a common word": "visite",
        "nothing": "qqxxzz",
    }.items():
        time_it(f"search of {name}", "/v1/search", SEARCH, q=q)
    time_it("overview", "/v1/overview")
    return found


def later(week: Json) -> Json:
    """The same days two months on: copies of a visit are all at one time, and no real day has thousands."""
    return {name: (datetime.fromisoformat(day) + timedelta(days=60)).date().isoformat() for name, day in week.items()}


if __name__ == "__main__":
    main()
