"""The time machine: the folder as it was at a moment, to look at and not to touch.

A day means its end; `?at=` is the very moment of an entry of the story. What is drawn comes from the log of then; names of people are
those of today, and the page says so.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates
from dashboard.api import Json
from dashboard.problems import ApiProblem
from dashboard.view import View, signed_in

STORY: Final = 100
"""Moments to choose from, the newest ones; a day reaches further back."""


async def page(view: View) -> Response:
    job_id = view.arg("job")
    job, story = await asyncio.gather(view.api.job(job_id), view.api.timeline(job_id, limit=STORY, order="desc"))
    first, last = dates.local(job["opened_at"], view.zone).date(), dates.today(view.zone)
    as_of = _moment(view, last)
    then, problem = await _then(view, job_id, as_of)
    moment = dates.local(as_of, view.zone)
    moments = [{**each, "later": then is None or each["seq"] > then["seq"]} for each in story["data"]]
    return view.render(
        "job_past.html",
        200 if then else 404,
        job=job,
        then=then,
        problem=problem,
        fields=await _fields(view, job_id, then["custom_fields"]) if then else [],
        moment=moment,
        first=first,
        last=last,
        story=moments,
        place=max(0, sum(not each["later"] for each in moments) - 1),
        older=story["page"]["has_more"],
    )


def _moment(view: View, today: date) -> str:
    """The instant that was asked for, no later than now: `at` exactly, else the end of `day`, else now."""
    now = dates.now(view.zone)
    found: datetime | None = None
    try:
        if view.arg("at"):
            found = datetime.fromisoformat(view.arg("at"))
        elif view.arg("day"):
            day = date.fromisoformat(view.arg("day"))
            ends = dates.to_instant((day + timedelta(days=1)).isoformat(), "00:00", view.zone)
            found = datetime.fromisoformat(ends) - timedelta(microseconds=1) if ends else None
    except (ValueError, OverflowError):
        found = None
    if found is None or found.tzinfo is None or found > now:
        found = now
    return found.isoformat()


async def _then(view: View, job_id: str, as_of: str) -> tuple[Json | None, str]:
    """The job of then; or why there is none."""
    try:
        return await view.api.get("jobs", f"/v1/jobs/{job_id}", as_of=as_of), ""
    except ApiProblem as problem:
        if problem.code not in ("job-not-then", "invalid"):
            raise
        return None, problem.detail or problem.title


async def _fields(view: View, job_id: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and texts of the custom fields that held something."""
    known = await view.api.get("jobs", f"/v1/custom-fields/values/job/{job_id}")
    named = {each["field"]["id"]: each["field"] for each in known["data"]}
    return [
        (named[name]["name"], _text(view, named[name], value))
        for name, value in values.items()
        if name in named and value not in (None, "")
    ]


def _text(view: View, field: Json, value: Any) -> str:
    if field["kind"] == "toggle":
        return view.t("yes" if value else "no")
    if field["kind"] == "choice":
        return next((each["name"] for each in field["choices"] if each["key"] == value), str(value))
    if field["kind"] == "date":
        return dates.short_day(dates.day(str(value)), dates.today(view.zone), view.language)
    if field["kind"] == "number" and view.language == "fr":
        return str(value).replace(".", ",")
    return str(value)


routes = [Route("/jobs/{job}/past", signed_in(page))]
