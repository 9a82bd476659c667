"""Home: what needs a person first, then today, then who is being waited for."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from starlette.responses import Response
from starlette.routing import Route

from dashboard import dates, steps
from dashboard.api import ApiProblem, Json
from dashboard.view import View, signed_in

SHOWN = 10  # rows of a card; the job list has the rest
BEGUN = "contacted,quoting,quoted,won,scheduled,in_progress,to_invoice,invoiced,paid"
MAIL_FAILED = "office.mail_failed"


async def home(view: View) -> Response:
    """One round of calls, side by side. A part that this person may not see is left out."""
    midnight = dates.now(view.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    new, due, asked, visits = await asyncio.gather(
        view.api.jobs(phase="new", limit=SHOWN),
        view.api.jobs(phase=BEGUN, due_before=tomorrow.isoformat(), sort="next_due", limit=2 * SHOWN),
        view.api.jobs(phase="quoted,invoiced", sort="next_due", limit=SHOWN),
        _visits(view, midnight, tomorrow),
    )
    new_jobs: list[Json] = new["data"]
    rest = [job for job in due["data"] if job.get("next_step")]
    return view.render(
        "home.html",
        new_jobs=new_jobs,
        more_new=new["page"]["has_more"],
        more_due=due["page"]["has_more"],
        failed=[job for job in rest if job["next_step"]["kind"] == MAIL_FAILED],
        ours=[job for job in rest if steps.ours(job["next_step"]) and job["next_step"]["kind"] != MAIL_FAILED],
        waiting=[job for job in asked["data"] if (job.get("next_step") or {}).get("owner") == "contact"],
        visits=visits,
        move=steps.move,
    )


async def _visits(view: View, start: datetime, end: datetime) -> list[Json] | None:
    try:
        return await view.api.visits(**{"from": start.isoformat(), "to": end.isoformat()}, limit=50)
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise


routes = [Route("/", signed_in(home))]
