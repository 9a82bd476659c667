"""Reading visits, resources and services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.contacts import queries as contacts
from services.jobs.folders.queries import JobBrief, briefs
from services.jobs.hours import queries as hours
from services.jobs.visits import spans
from services.jobs.visits.schemas import (
    Agenda,
    CalendarHold,
    CalendarJob,
    CalendarVisit,
    ResourceOut,
    ServiceOut,
    VisitOut,
    Who,
)
from services.jobs.visits.tables import Booking, Hold, Resource, Service, Visit
from services.kit import lists
from services.kit.log import Job as Head
from services.kit.problems import NotFound
from services.kit.texts import t
from workflows.money import Money

AGENDA_LIMIT = 2_000
NEAR = spans.LONGEST + timedelta(days=1)
"""How long before an instant a visit that lasts until then may have begun."""


async def visit(session: AsyncSession, visit_id: str, language: str) -> VisitOut:
    """Raises a 404 problem."""
    row = await session.get(Visit, visit_id)
    if row is None:
        raise NotFound("visit")
    return (await shown(session, [row], language))[0]


async def of_jobs(session: AsyncSession, job_ids: Iterable[str], language: str) -> list[VisitOut]:
    """The visits of some jobs, by time."""
    query = select(Visit).where(Visit.job_id.in_(set(job_ids))).order_by(Visit.starts_at, Visit.id)
    return await shown(session, (await session.scalars(query)).all(), language)


async def page(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    conditions: Sequence[Any] = (),
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[VisitOut]:
    """Visits by time; the unscheduled ones come last, by age."""
    query = select(Visit).where(Visit.company_id == company_id, *conditions)
    if cursor := lists.decode(after, str, str):
        later = Visit.starts_at.is_(None) & (Visit.id > cursor[1])
        if cursor[0]:
            later = Visit.starts_at.is_(None) | (
                tuple_(Visit.starts_at, Visit.id) > (lists.instant(cursor[0]), cursor[1])
            )
        query = query.where(later)
    order = (Visit.starts_at.asc().nulls_last(), Visit.id)
    rows = (await session.scalars(query.order_by(*order).limit(limit + 1))).all()
    kept, info = lists.page(rows, limit, lambda row: (row.starts_at.isoformat() if row.starts_at else "", row.id))
    return lists.Page(data=await shown(session, kept, language), page=info)


def conditions(
    *,
    job_id: str | None = None,
    series_id: str | None = None,
    resource_id: str | None = None,
    status: str | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
    updated_since: datetime | None = None,
) -> list[Any]:
    """What a list or the agenda is narrowed to. A visit counts when any part of it lies between `begin` and `end`."""
    found: list[Any] = []
    if job_id:
        found.append(Visit.job_id == job_id)
    if series_id:
        found.append(Visit.series_id == series_id)
    if resource_id:
        of_resource = select(Booking.visit_id).where(Booking.resource_id == resource_id, Booking.visit_id.is_not(None))
        found.append(Visit.id.in_(of_resource))
    if status:
        found.append(Visit.status == status)
    if begin:
        # None is longer than that, so an index finds those near.
        found += [Visit.ends_at > begin, Visit.starts_at > begin - NEAR]
    if end:
        found.append(Visit.starts_at < end)
    if updated_since:
        found.append(Visit.updated_at >= updated_since)
    return found


async def agenda(
    session: AsyncSession,
    company_id: str,
    begin: datetime,
    end: datetime,
    language: str,
    now: datetime,
    limit: int = AGENDA_LIMIT,
) -> Agenda:
    """Every visit between two instants that was not cancelled, with its job; and what is held at `now`."""
    query = (
        select(Visit)
        .where(
            Visit.company_id == company_id,
            Visit.status != "cancelled",
            Visit.starts_at < end,
            Visit.starts_at > begin - NEAR,
            Visit.ends_at > begin,
        )
        .order_by(Visit.starts_at, Visit.id)
        .limit(limit)
    )
    found = await _with_jobs(session, (await session.scalars(query)).all(), language)
    return Agenda(data=tuple(found), holds=await _holds(session, company_id, begin, end, now))


async def unscheduled(
    session: AsyncSession, company_id: str, language: str, limit: int
) -> tuple[list[CalendarVisit], bool]:
    """Visits of open jobs that have no date yet, the oldest first, and whether there are more."""
    of_open_jobs = select(Head.job_id).where(Head.job_id == Visit.job_id, Head.closed_at.is_(None)).exists()
    query = (
        select(Visit)
        .where(Visit.company_id == company_id, Visit.status == "unscheduled", of_open_jobs)
        .order_by(Visit.starts_at, Visit.id)
        .limit(limit + 1)
    )
    rows = (await session.scalars(query)).all()
    return await _with_jobs(session, rows[:limit], language), len(rows) > limit


async def _with_jobs(session: AsyncSession, rows: Sequence[Visit], language: str) -> list[CalendarVisit]:
    visits = await shown(session, rows, language)
    jobs = await briefs(session, {each.job_id for each in visits})
    people = await contacts.briefs(session, {job.contact_id for job in jobs.values()})
    found = []
    for each in visits:
        job = jobs[each.job_id]
        place = ", ".join(part for part in (job.address.line1, job.address.city) if part) if job.address else ""
        card = CalendarJob(number=job.number, title=job.title, contact_name=people[job.contact_id].name, place=place)
        found.append(CalendarVisit.model_construct(**dict(each), job=card))  # all of it was checked a moment ago
    return found


async def _holds(
    session: AsyncSession, company_id: str, begin: datetime, end: datetime, now: datetime
) -> tuple[CalendarHold, ...]:
    query = (
        select(Hold, Resource)
        .join(Booking, Booking.hold_id == Hold.id)
        .join(Resource, Resource.id == Booking.resource_id)
        .where(Hold.company_id == company_id, Hold.held_until > now, Hold.starts_at < end, Hold.ends_at > begin)
        .order_by(Hold.starts_at, Hold.id, Booking.position)
    )
    found: dict[str, CalendarHold] = {}
    for hold, resource in await session.execute(query):
        known = found.get(hold.id)
        found[hold.id] = CalendarHold(
            id=hold.id,
            job_id=hold.job_id,
            resources=(
                *(known.resources if known else ()),
                Who(id=resource.id, name=resource.name, colour=resource.colour),
            ),
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
            held_until=hold.held_until,
        )
    return tuple(found.values())


async def shown(session: AsyncSession, rows: Sequence[Visit], language: str) -> list[VisitOut]:
    """Rows with the names and hours that belong to them, in five statements however many they are."""
    if not rows:
        return []
    visit_ids = [row.id for row in rows]
    people, anyway = await _people(session, visit_ids)
    jobs = await briefs(session, {row.job_id for row in rows})
    worked = await hours.worked(session, visit_ids)
    names = await services(session, {row.service_id for row in rows if row.service_id}, language)
    return [
        VisitOut.model_validate(
            {
                "id": row.id,
                "number": f"{jobs[row.job_id].number}-{row.ordinal}",
                "job_id": row.job_id,
                "status": row.status,
                "title": row.title or jobs[row.job_id].title,
                "address": row.address,
                "own_address": _elsewhere(row, jobs[row.job_id]),
                "service_id": row.service_id,
                "service": names.get(row.service_id or ""),
                "timing": row.timing,
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
                "window_ends_at": row.window_ends_at,
                "expected_at": row.expected_at,
                "resources": people.get(row.id, ()),
                "lead_id": next((who.id for who in people.get(row.id, ())), None),
                "anyway": row.id in anyway,
                "instructions": row.instructions,
                "note_visible": row.note_visible,
                "note_internal": row.note_internal,
                "billable": row.billable,
                "cancel_reason": row.cancel_reason,
                "unscheduled_reason": t(language, f"unscheduled-{row.unscheduled_reason}")
                if row.unscheduled_reason
                else "",
                "series_id": row.series_id,
                "series_key": row.series_key,
                "detached": row.detached,
                "signed_at": row.signed_at,
                "occurrence": row.occurrence,
                "hours": hours.decimal(worked.get(row.id, (0, 0))[0]),
                "running": worked.get(row.id, (0, 0))[1] > 0,
                "started_at": row.started_at,
                "completed_at": row.completed_at,
                "updated_at": row.updated_at,
            }
        )
        for row in rows
    ]


def _elsewhere(row: Visit, job: JobBrief) -> bool:
    return row.address is not None and row.address != (job.address.model_dump() if job.address else None)


async def _people(session: AsyncSession, visit_ids: list[str]) -> tuple[dict[str, tuple[Who, ...]], set[str]]:
    """Who comes, by visit, the leading one first; and the visits that were booked anyway."""
    query = (
        select(Booking.visit_id, Booking.anyway & Booking.active, Resource.id, Resource.name, Resource.colour)
        .join(Resource, Resource.id == Booking.resource_id)
        .where(Booking.visit_id.in_(visit_ids))
        .order_by(Booking.visit_id, Booking.position)
    )
    found: dict[str, tuple[Who, ...]] = {}
    anyway: set[str] = set()
    for visit_id, over, *who in await session.execute(query):
        assert visit_id is not None
        found[visit_id] = (*found.get(visit_id, ()), Who(id=who[0], name=who[1], colour=who[2]))
        if over:
            anyway.add(visit_id)
    return found, anyway


async def services(session: AsyncSession, service_ids: Iterable[str], language: str) -> dict[str, str]:
    """Names of services by id, in `language`."""
    wanted = set(service_ids)
    if not wanted:
        return {}
    name = Service.name_en if language == "en" else Service.name_fr
    rows = await session.execute(select(Service.id, name).where(Service.id.in_(wanted)))
    return dict(rows.all())


async def resource_names(session: AsyncSession, resource_ids: Iterable[str]) -> dict[str, str]:
    wanted = set(resource_ids)
    if not wanted:
        return {}
    rows = await session.execute(select(Resource.id, Resource.name).where(Resource.id.in_(wanted)))
    return dict(rows.all())


async def resource(session: AsyncSession, resource_id: str) -> ResourceOut:
    """Raises a 404 problem."""
    row = await session.get(Resource, resource_id)
    if row is None:
        raise NotFound("resource")
    return shown_resource(row)


def shown_resource(row: Resource) -> ResourceOut:
    return ResourceOut(
        id=row.id,
        name=row.name,
        colour=row.colour,
        hourly_rate=Money(amount=row.hourly_rate, currency=row.currency),
        user_id=row.user_id,
        active=row.active,
        updated_at=row.updated_at,
    )


def shown_service(row: Service, language: str) -> ServiceOut:
    return ServiceOut(
        id=row.id,
        name=row.name_en if language == "en" else row.name_fr,
        name_fr=row.name_fr,
        name_en=row.name_en,
        active=row.active,
        updated_at=row.updated_at,
    )


async def resources_page(
    session: AsyncSession,
    company_id: str,
    *,
    active: bool | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[ResourceOut]:
    """Resources by name."""
    query = select(Resource).where(Resource.company_id == company_id)
    if active is not None:
        query = query.where(Resource.active == active)
    if updated_since:
        query = query.where(Resource.updated_at >= updated_since)
    kept, info = await lists.by_text(session, query, Resource.sort_name, Resource.id, limit, after)
    return lists.Page(data=[shown_resource(row) for row in kept], page=info)


async def services_page(
    session: AsyncSession,
    company_id: str,
    language: str,
    *,
    active: bool | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[ServiceOut]:
    """Services by their French name."""
    query = select(Service).where(Service.company_id == company_id)
    if active is not None:
        query = query.where(Service.active == active)
    if updated_since:
        query = query.where(Service.updated_at >= updated_since)
    kept, info = await lists.by_text(session, query, Service.name_fr, Service.id, limit, after)
    return lists.Page(data=[shown_service(row, language) for row in kept], page=info)
