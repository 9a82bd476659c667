"""A technician's day, as the phone shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import users
from services.jobs.checklists import queries as checklists
from services.jobs.contacts.queries import contacts
from services.jobs.files import queries as files
from services.jobs.folders.queries import JobAddress, briefs
from services.jobs.hours.tables import TimeEntry
from services.jobs.messages.tables import Message
from services.jobs.my_day.schemas import Client, Day, DayNote, DayVisit, Person
from services.jobs.sheets import queries as sheets
from services.jobs.visits import queries as visits
from services.jobs.visits.tables import Booking, Resource, Visit
from services.kit.days import midnight

NOTES = 5
"""So many of the job's last notes are on the phone; the folder has the others."""
MOST = 60

AT_WORK = ("en_route", "started", "paused")
_NEXT: dict[str, tuple[str, ...]] = {
    "scheduled": ("en_route", "start"),
    "en_route": ("start",),
    "started": ("pause", "complete"),
    "paused": ("resume", "complete"),
}


def allowed(status: str) -> tuple[str, ...]:
    """The verbs of the clock that a phone offers for a visit, the one to do next first or last."""
    return _NEXT.get(status, ())


async def resources_of(session: AsyncSession, user_id: str) -> list[Person]:
    """The resources that a user signs in for, by name."""
    query = select(Resource).where(Resource.user_id == user_id, Resource.active).order_by(Resource.sort_name)
    return [Person(id=row.id, name=row.name) for row in await session.scalars(query)]


async def resource(session: AsyncSession, resource_id: str) -> Person:
    """Raises a 404 problem."""
    found = await visits.resource(session, resource_id)
    return Person(id=found.id, name=found.name)


async def day(
    session: AsyncSession, people: Sequence[Person], day: date, zone: str, language: str, *, today: bool
) -> Day:
    """The day of some resources. Today also has what they are still at since another day."""
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    when: ColumnElement[bool] = (Visit.starts_at < end) & (Visit.ends_at > begin)
    if today:
        when = or_(when, Visit.status.in_(AT_WORK))
    booked = select(Booking.visit_id).where(Booking.resource_id.in_([each.id for each in people]))
    query = select(Visit).where(Visit.id.in_(booked), when).order_by(Visit.starts_at, Visit.id).limit(MOST)
    rows = (await session.scalars(query)).all() if people else ()
    return Day(date=day, resources=tuple(people), visits=tuple(await shown(session, rows, language)))


async def shown(session: AsyncSession, rows: Sequence[Visit], language: str) -> list[DayVisit]:
    """Visits with all that belongs to them, in a few statements however many they are."""
    if not rows:
        return []
    plain = await visits.shown(session, rows, language)
    jobs = await briefs(session, {row.job_id for row in rows})
    people = await contacts(session, {job.contact_id for job in jobs.values()})
    since = await _running_since(session, [row.id for row in rows])
    notes = await _notes(session, jobs)
    visit_ids = [row.id for row in rows]
    lists = await checklists.of_visits(session, visit_ids, language)
    used = await sheets.materials_of(session, visit_ids)
    photos = await files.of(session, "visit", visit_ids, roles=("photo", "photo_before", "photo_after"))
    found = []
    for row, visit in zip(rows, plain, strict=True):
        job = jobs[row.job_id]
        client = people[job.contact_id]
        found.append(
            DayVisit(
                id=row.id,
                job_id=row.job_id,
                number=visit.number,
                job_number=job.number,
                title=visit.title,
                status=row.status,
                timing=visit.timing,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                window_ends_at=row.window_ends_at,
                service=visit.service,
                client=Client(name=client.name, phone=client.phone),
                address=_lines(visit.address),
                own_address=visit.own_address,
                place=", ".join(_lines(visit.address)),
                instructions=row.instructions,
                note_visible=row.note_visible,
                note_internal=row.note_internal,
                cancel_reason=row.cancel_reason,
                resources=tuple(Person(id=each.id, name=each.name) for each in visit.resources),
                lead_id=visit.lead_id,
                billable=visit.billable,
                hours=visit.hours,
                running_since=since.get(row.id),
                notes=notes.get(row.job_id, ()),
                checklists=tuple(lists.get(row.id, ())),
                materials=tuple(used.get(row.id, ())),
                photos=len(photos.get(row.id, ())),
                signed_at=row.signed_at,
                actions=allowed(row.status),
                version=row.version,
            )
        )
    return found


def _lines(address: JobAddress | None) -> tuple[str, ...]:
    if address is None:
        return ()
    town = " ".join(part for part in (address.city, address.region, address.postal_code) if part)
    return tuple(line for line in (address.line1, town) if line)


async def _running_since(session: AsyncSession, visit_ids: list[str]) -> dict[str, datetime]:
    query = select(TimeEntry).where(TimeEntry.visit_id.in_(visit_ids), TimeEntry.ended_at.is_(None))
    found: dict[str, datetime] = {}
    for entry in await session.scalars(query):
        visit_id = str(entry.visit_id)
        found[visit_id] = min(entry.started_at, found.get(visit_id, entry.started_at))
    return found


async def _notes(session: AsyncSession, job_ids: Iterable[str]) -> dict[str, tuple[DayNote, ...]]:
    """The last notes of each job, oldest first."""
    nth = func.row_number().over(partition_by=Message.job_id, order_by=(Message.created_at.desc(), Message.id.desc()))
    last = select(Message.id, nth.label("nth")).where(Message.job_id.in_(set(job_ids)), Message.channel == "note")
    chosen = last.subquery()
    query = (
        select(Message)
        .join(chosen, chosen.c.id == Message.id)
        .where(chosen.c.nth <= NOTES)
        .order_by(Message.created_at, Message.id)
    )
    rows = (await session.scalars(query)).all()
    writers = await users(session, {row.created_by.removeprefix("user:") for row in rows})
    found: dict[str, tuple[DayNote, ...]] = {}
    for row in rows:
        by = writers.get(row.created_by.removeprefix("user:"), "")
        found[row.job_id] = (*found.get(row.job_id, ()), DayNote(body=row.body, by=by, at=row.created_at))
    return found
