"""The clock: starting a visit starts one for each resource; pausing or completing it stops them and records the time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from services.accounts.queries import company
from services.jobs.folders.queries import brief
from services.jobs.hours import locks, rates, weeks
from services.jobs.hours.tables import TimeEntry
from services.jobs.visits.queries import resource_names
from services.jobs.visits.tables import Resource, Visit
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Problem
from services.kit.texts import local_datetime
from services.kit.work import Work
from workflows.facts import TimeRecorded
from workflows.money import Money

LIVE = ("running", "recorded")
_OVERLAP = ("23P01", "23505")  # exclusion_violation; unique_violation of the one running entry


async def start(work: Work, visit: Visit, resources: list[Resource]) -> None:
    """One running entry for each resource, which the caller has locked.

    Raises:
        Problem: 409 `clock-running` or `time-overlap`, naming who and where, if one of them is at work elsewhere then.
    """
    begin = weeks.whole(work.now)
    zone = (await company(work.session, work.company_id)).time_zone
    cents = await rates.on(work.session, [each.id for each in resources], local_day(begin, zone))
    for resource in resources:
        entry = new_entry(work, resource, cents[resource.id], begin, source="clock")
        entry.job_id, entry.visit_id = visit.job_id, visit.id
        await insert(work, entry)


async def stop(work: Work, visit: Visit) -> None:
    """Ends the visit's running entries and records each as a fact."""
    running = await work.session.scalars(
        select(TimeEntry)
        .where(TimeEntry.visit_id == visit.id, TimeEntry.ended_at.is_(None))
        .order_by(TimeEntry.resource_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for entry in running.all():
        await end(work, entry, work.now)


async def end(work: Work, entry: TimeEntry, at: datetime) -> None:
    """Ends one running entry, locked by the caller; what is longer than an entry may be becomes several that touch."""
    until = max(weeks.whole(at), entry.started_at)
    while True:
        finish(entry, min(until, entry.started_at + weeks.MOST))
        entry.updated_at = work.now
        await work.session.flush()
        await locks.reopen_for(work, entry)
        await record(work, entry)
        if entry.ended_at == until:
            return
        resource = await work.session.get_one(Resource, entry.resource_id)
        rest = new_entry(work, resource, entry.hourly_rate, entry.started_at + weeks.MOST, source=entry.source)
        rest.job_id, rest.visit_id = entry.job_id, entry.visit_id
        await insert(work, rest)
        entry = rest


async def add_late(work: Work, visit: Visit, resource: Resource, begin: datetime, end: datetime) -> None:
    """Work that a phone told of when it was over, as an entry of its own. The caller has locked the resource."""
    zone = (await company(work.session, work.company_id)).time_zone
    cents = await rates.on(work.session, [resource.id], local_day(begin, zone))
    entry = new_entry(work, resource, cents[resource.id], begin, source="late")
    entry.job_id, entry.visit_id = visit.job_id, visit.id
    finish(entry, end)
    await insert(work, entry)
    await locks.reopen_for(work, entry)
    await record(work, entry)


def finish(entry: TimeEntry, ended_at: datetime) -> None:
    """What an entry comes to: whole seconds, and their cost in cents, rounded once, half up."""
    entry.ended_at, entry.status = ended_at, "recorded"
    entry.seconds = weeks.seconds_between(entry.started_at, ended_at)
    entry.labour_cost = weeks.cost(Money(amount=entry.hourly_rate, currency=entry.currency), entry.seconds).amount


async def record(work: Work, entry: TimeEntry) -> None:
    """A finished entry becomes a fact of its job."""
    recorded = TimeRecorded(
        entry_id=entry.id,
        visit_id=entry.visit_id,
        resource_id=entry.resource_id,
        seconds=entry.seconds or 0,
        labour_cost=Money(amount=entry.labour_cost or 0, currency=entry.currency),
    )
    await factlog.append(work, entry.job_id, recorded, dedupe_key=f"time/{entry.id}")


def new_entry(work: Work, resource: Resource, cents: int, begin: datetime, *, source: str) -> TimeEntry:
    """An entry that runs from `begin` on; the caller says which job it is for."""
    return TimeEntry(
        id=ids.new("tim"),
        company_id=work.company_id,
        visit_id=None,
        resource_id=resource.id,
        kind="work",
        source=source,
        status="running",
        started_at=begin,
        ended_at=None,
        seconds=None,
        hourly_rate=cents,
        labour_cost=None,
        currency=resource.currency,
        note="",
        replaces=None,
        reason="",
        confirmed_at=None,
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
    )


async def insert(work: Work, entry: TimeEntry) -> None:
    """Adds an entry; the database refuses one over another of the same resource. Raises 409, saying who is where and when."""
    try:
        async with work.session.begin_nested():
            work.session.add(entry)
            await work.session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) not in _OVERLAP:
            raise
        raise await _taken(work, entry) from None


async def _taken(work: Work, entry: TimeEntry) -> Problem:
    query = select(TimeEntry).where(
        TimeEntry.company_id == work.company_id,
        TimeEntry.resource_id == entry.resource_id,
        TimeEntry.status.in_(LIVE),
        or_(TimeEntry.ended_at.is_(None), TimeEntry.ended_at > entry.started_at),
        TimeEntry.id != entry.id,
    )
    if entry.ended_at is not None:
        query = query.where(TimeEntry.started_at < entry.ended_at)
    other = await work.session.scalar(query.order_by(TimeEntry.started_at).limit(1))
    if other is None:  # gone between the refusal and the look
        return Conflict("constraint")
    who = (await resource_names(work.session, [entry.resource_id]))[entry.resource_id]
    number = (await brief(work.session, other.job_id)).number
    if other.ended_at is None and entry.ended_at is None:
        return Conflict("clock-running", who=who, number=number)
    zone = (await company(work.session, work.company_id)).time_zone
    return Conflict(
        "time-overlap",
        who=who,
        number=number,
        starts=local_datetime(work.language, other.started_at, zone),
        ends=local_datetime(work.language, other.ended_at, zone) if other.ended_at else "",
        running=other.ended_at is None,
    )
