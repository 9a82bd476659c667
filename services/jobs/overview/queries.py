"""Reading what needs somebody. Every part is found by an index and cut short, so that a large company reads as quickly as a small one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from services.accounts.queries import company
from services.jobs.folders import view
from services.jobs.folders.schemas import JobSummary
from services.jobs.folders.tables import Folder
from services.jobs.hours import queries as hours
from services.jobs.messages import queries as messages
from services.jobs.messages import repair
from services.jobs.overview.schemas import Clocks, InCharge, Jobs, Messages, Overview, Visits, Waiting
from services.jobs.visits import queries as visits
from services.kit.auth import Caller
from services.kit.log import Job as Head
from services.kit.work import Work

SHOWN: Final = 10
"""Of one part; the lists have the rest."""
COUNTED: Final = 1_000
"""Nobody needs to know whether it is more."""
LOOKED_AT: Final = 40
"""Jobs whose plans are asked whose move it is."""
BEGUN: Final = ("contacted", "quoting", "quoted", "won", "scheduled", "in_progress", "to_invoice", "invoiced", "paid")
MAIL_FAILED: Final = "office.mail_failed"
ASKED: Final = ("quoted", "invoiced")
"""Phases in which the client has something to decide or to pay."""


async def overview(work: Work, caller: Caller) -> Overview:
    zone = ZoneInfo((await company(work.session, work.company_id)).time_zone)
    midnight = work.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = (midnight + timedelta(days=1)).replace(fold=0)
    found: dict[str, Any] = {}
    if "jobs" in caller.permissions:
        found["new"] = await _new(work)
        found["nothing_next"] = await _nothing_next(work)
        # A message that failed stands in a part of its own: once is enough.
        apart = MAIL_FAILED if "messages" in caller.permissions else ""
        found["waiting"] = await _waiting(work, midnight, tomorrow, apart)
    if "visits" in caller.permissions:
        found["today"] = await _today(work, midnight, tomorrow)
        found["unscheduled"] = await _unscheduled(work)
        found["long_clocks"] = await _long_clocks(work, caller)
    if "messages" in caller.permissions:
        found["messages"] = await _messages(work)
    return Overview(**found)


async def _new(work: Work) -> Jobs:
    page = await view.page(work, phases=("new",), limit=SHOWN)
    return await _counted(work, page.data, page.page.has_more, Head.phase == "new", Folder.archived_at.is_(None))


async def _nothing_next(work: Work) -> Jobs:
    nothing = (Head.closed_at.is_(None), Head.next_due.is_(None))
    # Asked first by itself: the list would walk through all jobs to find that there is none.
    query = select(Head.job_id).where(Head.company_id == work.company_id, *nothing).limit(1)
    if await work.session.scalar(query) is None:
        return Jobs(count=0)
    page = await view.page(work, nothing_next=True, limit=SHOWN)
    return await _counted(work, page.data, page.page.has_more, *nothing)


async def _counted(work: Work, data: Sequence[JobSummary], has_more: bool, *conditions: Any) -> Jobs:
    if not has_more:
        return Jobs(count=len(data), data=tuple(data))
    some = (
        select(Head.job_id)
        .join(Folder, Folder.id == Head.job_id)
        .where(Head.company_id == work.company_id, Folder.company_id == work.company_id, *conditions)
        .limit(COUNTED + 1)
    )
    count = await work.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return Jobs(count=min(count, COUNTED), more=count > COUNTED, data=tuple(data))


async def _waiting(work: Work, midnight: datetime, tomorrow: datetime, apart: str) -> Waiting:
    """Whose move it is stands in the plan of each job: it is asked of the first ones, the soonest first."""
    due = await view.page(work, phases=BEGUN, due_before=tomorrow, sort="next_due", limit=LOOKED_AT)
    asked = await view.page(work, phases=ASKED, sort="next_due", limit=2 * SHOWN)
    more = due.page.has_more
    ours = [job for job in due.data if (step := job.next_step) and step.kind != apart and _ours(job)]
    systems = [job for job in due.data if _owner(job) == "system"]
    theirs = [job for job in asked.data if _owner(job) == "contact"]
    charged = Counter((job.assigned_to.id, job.assigned_to.name) if job.assigned_to else (None, "") for job in ours)
    late = sum(job.next_due is not None and job.next_due < midnight for job in ours)
    return Waiting(
        ours=Jobs(count=len(ours), more=more, data=tuple(ours[:SHOWN])),
        late=late,
        client=Jobs(count=len(theirs), more=asked.page.has_more, data=tuple(theirs[:SHOWN])),
        system=Jobs(count=len(systems), more=more, data=tuple(systems[:SHOWN])),
        people=tuple(
            InCharge(id=who, name=name, count=count, more=more) for (who, name), count in charged.most_common()
        ),
    )


def _ours(job: JobSummary) -> bool:
    return _owner(job).partition(":")[0] in ("office", "user")


def _owner(job: JobSummary) -> str:
    return job.next_step.owner if job.next_step else ""


async def _today(work: Work, midnight: datetime, tomorrow: datetime) -> Visits:
    found = await visits.agenda(
        work.session, work.company_id, midnight, tomorrow, work.language, work.now, limit=5 * SHOWN
    )
    return Visits(count=len(found.data), more=len(found.data) == 5 * SHOWN, data=found.data)


async def _unscheduled(work: Work) -> Visits:
    found, more = await visits.unscheduled(work.session, work.company_id, work.language, SHOWN)
    return Visits(count=len(found), more=more, data=tuple(found))


async def _long_clocks(work: Work, caller: Caller) -> Clocks:
    found = await hours.long_clocks(work, caller, SHOWN)
    return Clocks(count=len(found), more=len(found) == SHOWN, data=tuple(found))


async def _messages(work: Work) -> Messages:
    page = await messages.in_trouble(
        work.session, work.company_id, work.language, delivery=repair.TROUBLE, waiting=True, limit=SHOWN
    )
    return Messages(count=len(page.data), more=page.page.has_more, data=tuple(page.data))
