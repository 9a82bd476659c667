"""Reading hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company, users
from services.jobs.folders.queries import briefs
from services.jobs.hours import locks, people, weeks
from services.jobs.hours.schemas import EntryHistory, EntryJob, EntryOut, EntryResource
from services.jobs.hours.tables import TimeEntry, Timesheet
from services.jobs.visits.tables import Resource
from services.kit import lists
from services.kit.auth import Caller
from services.kit.days import local_day
from services.kit.problems import Forbidden, NotFound
from services.kit.work import Work
from workflows.money import Money

LIVE = ("running", "recorded")


def decimal(seconds: int) -> str:
    """Decimal hours with two places, half up: 5400 → "1.50"."""
    return str((Decimal(seconds) / 3600).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


async def worked(session: AsyncSession, visit_ids: list[str]) -> dict[str, tuple[int, int]]:
    """By visit: finished seconds, running clocks."""
    running = func.count().filter(TimeEntry.ended_at.is_(None))
    query = (
        select(TimeEntry.visit_id, func.coalesce(func.sum(TimeEntry.seconds), 0), running)
        .where(TimeEntry.visit_id.in_(visit_ids), TimeEntry.status.in_(LIVE))
        .group_by(TimeEntry.visit_id)
    )
    return {
        str(visit_id): (int(seconds or 0), int(clocks)) for visit_id, seconds, clocks in await session.execute(query)
    }


async def entry(work: Work, caller: Caller, entry_id: str) -> EntryOut:
    """Raises 404, 403 for somebody else's."""
    row = await work.session.get(TimeEntry, entry_id, populate_existing=True)
    if row is None:
        raise NotFound("time-entry")
    await _must_see(work.session, caller, {row.resource_id})
    return (await shown(work, caller, [row]))[0]


async def history(work: Work, caller: Caller, entry_id: str) -> EntryHistory:
    """The entry, what it replaced, and what replaced it."""
    row = await work.session.get(TimeEntry, entry_id)
    if row is None:
        raise NotFound("time-entry")
    await _must_see(work.session, caller, {row.resource_id})
    chain = [row]
    while (before := chain[0].replaces) is not None:
        chain.insert(0, await work.session.get_one(TimeEntry, before))
    while (after := await work.session.scalar(select(TimeEntry).where(TimeEntry.replaces == chain[-1].id))) is not None:
        chain.append(after)
    return EntryHistory(data=tuple(await shown(work, caller, chain)))


async def page(
    work: Work,
    caller: Caller,
    *,
    resource_id: str | None,
    job_id: str | None,
    visit_id: str | None,
    begin: datetime | None,
    end: datetime | None,
    statuses: Sequence[str],
    updated_since: datetime | None,
    limit: int,
    after: str | None,
) -> lists.Page[EntryOut]:
    """Entries by time. Without a job or visit, who may see nobody else's gets their own."""
    query = select(TimeEntry).where(TimeEntry.company_id == work.company_id)
    # Who asks for changes must hear of what no longer counts, too.
    if statuses or updated_since is None:
        query = query.where(TimeEntry.status.in_(statuses or LIVE))
    if job_id is None and visit_id is None and not people.everybody(caller):
        mine = await people.own(work.session, caller)
        if resource_id is not None and resource_id not in mine:
            raise Forbidden("reports")
        query = query.where(TimeEntry.resource_id.in_(mine))
    for column, value in (
        (TimeEntry.resource_id, resource_id),
        (TimeEntry.job_id, job_id),
        (TimeEntry.visit_id, visit_id),
    ):
        if value:
            query = query.where(column == value)
    query = query.where(*between(begin, end))
    if updated_since:
        query = query.where(TimeEntry.updated_at >= updated_since)
    if cursor := lists.decode(after, str, str):
        query = query.where(tuple_(TimeEntry.started_at, TimeEntry.id) > (lists.instant(cursor[0]), cursor[1]))
    rows = (await work.session.scalars(query.order_by(TimeEntry.started_at, TimeEntry.id).limit(limit + 1))).all()
    kept, info = lists.page(rows, limit, lambda row: (row.started_at.isoformat(), row.id))
    return lists.Page(data=await shown(work, caller, kept), page=info)


async def long_clocks(work: Work, caller: Caller, limit: int) -> list[EntryOut]:
    """Clocks that have run for 12 hours or more unconfirmed, the oldest first: everybody's, or the caller's own."""
    since = func.greatest(TimeEntry.started_at, func.coalesce(TimeEntry.confirmed_at, TimeEntry.started_at))
    query = select(TimeEntry).where(
        TimeEntry.company_id == work.company_id,
        TimeEntry.status == "running",
        TimeEntry.ended_at.is_(None),
        since <= work.now - weeks.LONG,
    )
    if not people.everybody(caller):
        query = query.where(TimeEntry.resource_id.in_(await people.own(work.session, caller)))
    rows = (await work.session.scalars(query.order_by(TimeEntry.started_at, TimeEntry.id).limit(limit))).all()
    return await shown(work, caller, rows)


def between(begin: datetime | None, end: datetime | None) -> list[Any]:
    """Entries with any part between two instants; a running clock has no end yet.

    By plain comparisons, which an index answers under row security (the operators of ranges are not leakproof, so they would
    read every entry there is). None is longer than `weeks.MOST`, so what began earlier is over.
    """
    found: list[Any] = []
    if end:
        found.append(TimeEntry.started_at < end)
    if begin:
        near = and_(TimeEntry.started_at > begin - weeks.MOST, TimeEntry.ended_at > begin)
        found.append(or_(near, TimeEntry.ended_at.is_(None)))
    return found


async def _must_see(session: AsyncSession, caller: Caller, resource_ids: set[str]) -> None:
    if not people.everybody(caller) and not resource_ids <= set(await people.own(session, caller)):
        raise Forbidden("reports")


async def shown(work: Work, caller: Caller, rows: Sequence[TimeEntry]) -> list[EntryOut]:
    """Rows with the names that belong to them, in a few statements however many they are."""
    if not rows:
        return []
    session, zone = work.session, (await company(work.session, work.company_id)).time_zone
    names = await resources(session, {row.resource_id for row in rows})
    jobs = await entry_jobs(session, {row.job_id for row in rows})
    writers = await users(session, {row.created_by.removeprefix("user:") for row in rows})
    begin, end = min(row.started_at for row in rows), max(row.ended_at or row.started_at for row in rows)
    sheets = await locks.approved(session, zone, {row.resource_id for row in rows}, begin, end)
    money = people.everybody(caller)
    return [
        EntryOut(
            id=row.id,
            resource=EntryResource(id=row.resource_id, name=names[row.resource_id].name),
            job=jobs[row.job_id],
            visit_id=row.visit_id,
            kind=row.kind,
            source=row.source,
            status=row.status,
            started_at=row.started_at,
            ended_at=row.ended_at,
            seconds=row.seconds,
            hours=None if row.seconds is None else decimal(row.seconds),
            hourly_rate=Money(amount=row.hourly_rate, currency=row.currency) if money else None,
            labour_cost=cost_of(row) if money else None,
            note=row.note,
            reason=row.reason,
            replaces=row.replaces,
            long=is_long(row, work.now),
            approved=_approved(row, sheets, zone),
            confirmed_at=row.confirmed_at,
            created_by=writers.get(row.created_by.removeprefix("user:")),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def cost_of(row: TimeEntry) -> Money | None:
    return None if row.labour_cost is None else Money(amount=row.labour_cost, currency=row.currency)


def is_long(row: TimeEntry, now: datetime) -> bool:
    """A clock that has run 12 hours since it was started or confirmed, or that was recorded with so many."""
    if row.status == "running":
        return now - max(row.started_at, row.confirmed_at or row.started_at) >= weeks.LONG
    return row.source in ("clock", "late") and timedelta(seconds=row.seconds or 0) >= weeks.LONG


def _approved(row: TimeEntry, sheets: Iterable[Timesheet], zone: str) -> bool:
    first = local_day(row.started_at, zone)
    last = local_day(max((row.ended_at or row.started_at) - timedelta(seconds=1), row.started_at), zone)
    return row.status == "recorded" and any(
        sheet.resource_id == row.resource_id and sheet.starts_on <= last and first < sheet.starts_on + timedelta(days=7)
        for sheet in sheets
    )


async def resources(session: AsyncSession, resource_ids: Iterable[str]) -> dict[str, Resource]:
    rows = await session.scalars(select(Resource).where(Resource.id.in_(set(resource_ids))))
    return {row.id: row for row in rows}


async def entry_jobs(session: AsyncSession, job_ids: Iterable[str]) -> dict[str, EntryJob]:
    found = await briefs(session, job_ids)
    return {job.id: EntryJob(id=job.id, number=job.number, title=job.title) for job in found.values()}
