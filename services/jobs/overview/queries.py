"""Reading what needs somebody. Every part is found by an index and cut short, so that a large company reads as quickly as a small one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from services.accounts.queries import company, users
from services.jobs.folders import listing
from services.jobs.folders.tables import Folder
from services.jobs.hours import queries as hours
from services.jobs.messages import queries as messages
from services.jobs.messages import repair
from services.jobs.overview.schemas import Clocks, InCharge, Jobs, Messages, Overview, Visits, Waiting
from services.jobs.visits import queries as visits
from services.kit import lists
from services.kit.auth import Caller
from services.kit.log import Job as Head
from services.kit.work import Work
from workflows.steps import Step

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
        # A message that failed stands in a part of its own: once is enough.
        apart = MAIL_FAILED if "messages" in caller.permissions else ""
        found |= await _jobs(work, midnight, tomorrow, apart)
    if "visits" in caller.permissions:
        found["today"] = await _today(work, midnight, tomorrow)
        found["unscheduled"] = await _unscheduled(work)
        found["long_clocks"] = await _long_clocks(work, caller)
    if "messages" in caller.permissions:
        found["messages"] = await _messages(work)
    return Overview(**found)


async def _jobs(work: Work, midnight: datetime, tomorrow: datetime, apart: str) -> dict[str, Any]:
    """Which jobs each part has is asked first, how they are shown once for all: a job may be in several parts."""
    new, new_page = await listing.rows(work, phases=("new",), limit=SHOWN)
    lost, lost_page = await _nothing_next(work)
    due, due_page = await listing.rows(work, phases=BEGUN, due_before=tomorrow, sort="next_due", limit=LOOKED_AT)
    asked, asked_page = await listing.rows(work, phases=ASKED, sort="next_due", limit=2 * SHOWN)
    # Whose move it is stands in the plan of each job: it is asked of the first ones, the soonest first.
    moves = await listing.kept(work, {row.id: row for row in (*due, *asked)}.values())
    steps = {job_id: each.next for job_id, each in moves.items()}
    ours = [row for row in due if (step := steps[row.id]) and step.kind != apart and _office(step)]
    system = [row for row in due if _owner(steps[row.id]) == "system"]
    client = [row for row in asked if _owner(steps[row.id]) == "contact"]
    wanted = {row.id: row for part in (new, lost, ours, system, client) for row in part[:SHOWN]}
    cards = {card.id: card for card in await listing.shown(work, list(wanted.values()))}

    def part(rows: Sequence[Row[Any]], count: int, more: bool) -> Jobs:
        return Jobs(count=count, more=more, data=tuple(cards[row.id] for row in rows[:SHOWN]))

    nothing = (Head.closed_at.is_(None), Head.next_due.is_(None))
    fresh = (Head.phase == "new", Folder.archived_at.is_(None))
    return {
        "new": part(new, *await _counted(work, new, new_page.has_more, *fresh)),
        "nothing_next": part(lost, *await _counted(work, lost, lost_page.has_more, *nothing)),
        "waiting": Waiting(
            ours=part(ours, len(ours), due_page.has_more),
            late=sum(row.next_due is not None and row.next_due < midnight for row in ours),
            client=part(client, len(client), asked_page.has_more),
            system=part(system, len(system), due_page.has_more),
            people=await _in_charge(work, ours, due_page.has_more),
        ),
    }


async def _nothing_next(work: Work) -> tuple[list[Row[Any]], lists.PageInfo]:
    # Asked first by itself: the list would walk through all jobs to find that there is none.
    query = select(Head.job_id).where(
        Head.company_id == work.company_id, Head.closed_at.is_(None), Head.next_due.is_(None)
    )
    if await work.session.scalar(query.limit(1)) is None:
        return [], lists.PageInfo()
    return await listing.rows(work, nothing_next=True, limit=SHOWN)


async def _counted(work: Work, found: Sequence[Row[Any]], has_more: bool, *conditions: Any) -> tuple[int, bool]:
    """How many there are, and whether they are even more."""
    if not has_more:
        return len(found), False
    some = (
        select(Head.job_id)
        .join(Folder, Folder.id == Head.job_id)
        .where(Head.company_id == work.company_id, Folder.company_id == work.company_id, *conditions)
        .limit(COUNTED + 1)
    )
    count = await work.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return min(count, COUNTED), count > COUNTED


async def _in_charge(work: Work, ours: Sequence[Row[Any]], more: bool) -> tuple[InCharge, ...]:
    charged = Counter(row.assigned_to for row in ours)
    names = await users(work.session, [who for who in charged if who])
    return tuple(
        InCharge(id=who, name=names.get(who, "") if who else "", count=count, more=more)
        for who, count in charged.most_common()
    )


def _office(step: Step) -> bool:
    return step.owner.partition(":")[0] in ("office", "user")


def _owner(step: Step | None) -> str:
    return step.owner if step else ""


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
