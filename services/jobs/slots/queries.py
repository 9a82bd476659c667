"""Which times are free: the company's opening hours less what is booked or held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from services.accounts.queries import company
from services.jobs import calendars
from services.jobs.slots.schemas import HoldOut, Slot, Slots
from services.jobs.visits.schemas import Who
from services.jobs.visits.tables import Booking, Hold, Resource
from services.kit.problems import NotFound
from services.kit.work import Work
from workflows.calendar import Calendar, at, is_business_day, local_date

STEP = timedelta(minutes=30)
MOST = 200
Stretch = tuple[datetime, datetime]


async def hold(work: Work, hold_id: str) -> HoldOut:
    """Raises a 404 problem, also when it is over."""
    row = await work.session.get(Hold, hold_id)
    if row is None or row.held_until <= work.now:
        raise NotFound("hold")
    query = (
        select(Resource)
        .join(Booking, Booking.resource_id == Resource.id)
        .where(Booking.hold_id == hold_id)
        .order_by(Booking.position)
    )
    people = tuple(_who(each) for each in await work.session.scalars(query))
    return HoldOut(
        id=row.id,
        job_id=row.job_id,
        resources=people,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        held_until=row.held_until,
    )


async def slots(
    work: Work, *, minutes: int, begin: datetime, end: datetime, resource_ids: Sequence[str] = (), limit: int = MOST
) -> Slots:
    """Slots of `minutes` between two instants, none in the past, every half hour of the opening hours."""
    calendar = calendars.of_company(await company(work.session, work.company_id))
    query = select(Resource).where(Resource.company_id == work.company_id, Resource.active)
    if resource_ids:
        query = query.where(Resource.id.in_(list(resource_ids)))
    people = (await work.session.scalars(query.order_by(Resource.sort_name, Resource.id))).all()
    taken = await _taken(work, [each.id for each in people], begin, end)
    opens = open_stretches(calendar, max(begin, work.now), end)
    found = [
        Slot(resource=_who(each), starts_at=starts_at, ends_at=ends_at)
        for each in people
        for starts_at, ends_at in free(opens, taken.get(each.id, ()), timedelta(minutes=minutes))
    ]
    found.sort(key=lambda slot: slot.starts_at)  # stable: by name within an instant
    return Slots(data=tuple(found[:limit]), more=len(found) > limit)


def open_stretches(calendar: Calendar, begin: datetime, end: datetime) -> list[Stretch]:
    """Opening hours between two instants, day by day."""
    found = []
    day = local_date(calendar, begin)
    while at(calendar, day, calendar.opens) < end:
        if is_business_day(calendar, day):
            opens, closes = at(calendar, day, calendar.opens), at(calendar, day, calendar.closes)
            if max(opens, begin) < min(closes, end):
                found.append((max(_next_step(opens, begin), opens), min(closes, end)))
        day += timedelta(days=1)
    return found


def free(opens: Iterable[Stretch], taken: Iterable[Stretch], length: timedelta) -> list[Stretch]:
    """Every slot of `length`, on the half hours after opening, that touches nothing taken."""
    booked = sorted(taken)
    found = []
    for first, last in opens:
        starts_at = first
        while starts_at + length <= last:
            ends_at = starts_at + length
            if not any(begin < ends_at and end > starts_at for begin, end in booked):
                found.append((starts_at, ends_at))
            starts_at += STEP
    return found


def _next_step(opens: datetime, begin: datetime) -> datetime:
    """The first half hour after opening that is not before `begin`."""
    late = max(begin - opens, timedelta())
    return opens + STEP * -(-late // STEP)


async def _taken(work: Work, resource_ids: list[str], begin: datetime, end: datetime) -> dict[str, list[Stretch]]:
    """By resource. A hold that is over takes nothing, whether or not somebody has deleted it."""
    query = (
        select(Booking.resource_id, func.lower(Booking.during), func.upper(Booking.during))
        .outerjoin(Hold, Hold.id == Booking.hold_id)
        .where(
            Booking.resource_id.in_(resource_ids),
            Booking.active,
            Booking.during.op("&&")(func.tstzrange(begin, end)),
            Hold.held_until.is_(None) | (Hold.held_until > work.now),
        )
    )
    found: dict[str, list[Stretch]] = {}
    for resource_id, starts_at, ends_at in await work.session.execute(query):
        found.setdefault(resource_id, []).append((starts_at, ends_at))
    return found


def _who(row: Resource) -> Who:
    return Who(id=row.id, name=row.name, colour=row.colour)
