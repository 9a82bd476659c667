"""The hours that presses bring: claimed minutes that nobody has recorded become time entries of their visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, select

from services.jobs.hours import clock as hours
from services.jobs.hours.tables import TimeEntry
from services.jobs.my_day import decide
from services.jobs.my_day.decide import Press
from services.jobs.my_day.spans import Span, total
from services.jobs.my_day.tables import LateAction
from services.jobs.visits.tables import Resource, Visit
from services.kit.work import Work

FOR_EVER = datetime.max.replace(tzinfo=UTC)


def clock(visit_id: str, user_id: str) -> str:
    """A person has one clock for each visit, on however many phones."""
    return f"{visit_id}/{user_id}"


async def presses(work: Work, resource_ids: Sequence[str], at: datetime, *, without: str) -> list[Press]:
    """Every press that moved the clock of one of these resources around `at`, on any visit, but the one named."""
    query = select(LateAction).where(
        LateAction.company_id == work.company_id,
        LateAction.resource_ids.overlap(list(resource_ids)),
        LateAction.at > at - 2 * decide.OLDEST,
        LateAction.id != without,
    )
    return [
        Press(clock(row.visit_id, row.user_id), row.at, row.received, row.verb, frozenset(row.resource_ids))
        for row in await work.session.scalars(query)
    ]


async def recorded_until(work: Work, resource_ids: Sequence[str], verb: str, at: datetime) -> datetime:
    """A clock may start no earlier than what is recorded behind it already; what lies between is added as late hours."""
    if verb not in decide.OPENS:
        return at
    ends = select(TimeEntry.ended_at).where(
        TimeEntry.resource_id.in_(resource_ids),
        TimeEntry.status.in_(hours.LIVE),
        TimeEntry.ended_at > at,
        TimeEntry.ended_at <= work.now,
    )
    return max([at, *(each for each in await work.session.scalars(ends) if each is not None)])


async def add(
    work: Work, known: Sequence[Press], new: Press, resource_ids: Sequence[str], *, stopped_at: datetime | None
) -> timedelta:
    """Records what the press claims and nobody has recorded; how much that is, each minute once however many did it."""
    concerned = set(resource_ids).union(*(each.resource_ids for each in known if each.clock == new.clock))
    found: list[Span] = []
    for resource_id in sorted(concerned):
        recorded = await _recorded(work, resource_id, new.at - 2 * decide.OLDEST)
        owed = decide.owed(known, new, recorded, resource_id, stopped_at=stopped_at)
        for claimed, spans in owed.items():
            for span in spans:
                await _record(work, claimed.partition("/")[0], resource_id, span)
            found += spans
    return total(found)


async def _recorded(work: Work, resource_id: str, since: datetime) -> list[Span]:
    """What the resource's entries cover; a running one covers everything from its start on, a voided one nothing."""
    query = select(TimeEntry.started_at, TimeEntry.ended_at).where(
        TimeEntry.resource_id == resource_id,
        TimeEntry.status.in_(hours.LIVE),
        or_(TimeEntry.ended_at.is_(None), TimeEntry.ended_at > since),
    )
    return [Span(begin, end or FOR_EVER) for begin, end in await work.session.execute(query)]


async def _record(work: Work, visit_id: str, resource_id: str, span: Span) -> None:
    visit = await work.session.get_one(Visit, visit_id)
    await hours.add_late(work, visit, await work.session.get_one(Resource, resource_id), span.begin, span.end)
