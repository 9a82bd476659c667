"""The hours that presses bring: claimed minutes that nobody has recorded become time entries of their visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import or_, select

from services.jobs.hours.tables import TimeEntry
from services.jobs.my_day import decide
from services.jobs.my_day.decide import Press
from services.jobs.my_day.spans import Span, total
from services.jobs.my_day.tables import LateAction
from services.jobs.visits.tables import Resource, Visit
from services.kit import factlog, ids
from services.kit.work import Work
from workflows.facts import TimeRecorded
from workflows.money import Money, share

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
        TimeEntry.resource_id.in_(resource_ids), TimeEntry.ended_at > at, TimeEntry.ended_at <= work.now
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
    """What the resource's entries cover; a running one covers everything from its start on."""
    query = select(TimeEntry.started_at, TimeEntry.ended_at).where(
        TimeEntry.resource_id == resource_id, or_(TimeEntry.ended_at.is_(None), TimeEntry.ended_at > since)
    )
    return [Span(begin, end or FOR_EVER) for begin, end in await work.session.execute(query)]


async def _record(work: Work, visit_id: str, resource_id: str, span: Span) -> None:
    visit = await work.session.get_one(Visit, visit_id)
    resource = await work.session.get_one(Resource, resource_id)
    seconds = int(span.length.total_seconds())
    cost = share(Money(amount=resource.hourly_rate, currency=resource.currency), Decimal(seconds) / 3600)
    entry = TimeEntry(
        id=ids.new("tim"),
        company_id=work.company_id,
        visit_id=visit_id,
        resource_id=resource_id,
        started_at=span.begin,
        ended_at=span.end,
        seconds=seconds,
        hourly_rate=resource.hourly_rate,
        labour_cost=cost.amount,
        currency=resource.currency,
    )
    work.session.add(entry)
    await work.session.flush()
    recorded = TimeRecorded(
        entry_id=entry.id, visit_id=visit_id, resource_id=resource_id, seconds=seconds, labour_cost=cost
    )
    await factlog.append(work, visit.job_id, recorded, dedupe_key=f"time/{entry.id}")
