"""Who has whose time. Every booking of a resource is made, moved and released under that resource's lock.

The lock makes the refusal polite (who, when, which job); the exclusion constraint has the last word also against what no
lock covers. A hold that is over is as if it were not there: no process has to run for that, the next booking deletes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company
from services.jobs.folders.queries import briefs
from services.jobs.visits.tables import Booking, Hold, Resource, Visit
from services.kit import ids
from services.kit.problems import Conflict, Field, Invalid, Problem
from services.kit.texts import local_datetime
from services.kit.work import Work

MOST_CONFLICTS = 20
_NEVER: Range[datetime] = Range(empty=True)


class Anyway(NamedTuple):
    """Whether the caller books over other visits knowingly, and whether they may."""

    wanted: bool = False
    allowed: bool = False


class Taken(NamedTuple):
    """A stretch of a resource's time that somebody has: a visit, or a hold that is not over."""

    resource_id: str
    who: str
    starts_at: datetime
    ends_at: datetime
    visit_id: str | None
    job_id: str | None
    held_until: datetime | None


async def lock_resources(work: Work, resource_ids: Sequence[str], *, active_only: bool = True) -> list[Resource]:
    """The resources in the order asked for, locked so that two bookings of one never meet; their old holds go.

    Raises a 422 problem for one that is not there, or not active where that counts.
    """
    wanted = list(dict.fromkeys(resource_ids))
    query = select(Resource).where(Resource.id.in_(wanted)).order_by(Resource.id).with_for_update(key_share=True)
    found = {row.id: row for row in await work.session.scalars(query)}
    wrong = [
        Field(f"/resource_ids/{n}", "not-found" if each not in found else "inactive")
        for n, each in enumerate(resource_ids)
        if each not in found or (active_only and not found[each].active)
    ]
    if wrong:
        raise Invalid(wrong)
    over = select(Hold.id).where(Hold.company_id == work.company_id, Hold.held_until <= work.now)
    # Only rows of resources that are locked here: so two of these deletions never wait for each other.
    await work.session.execute(delete(Booking).where(Booking.resource_id.in_(wanted), Booking.hold_id.in_(over)))
    return [found[each] for each in wanted]


async def booked(session: AsyncSession, visit_id: str) -> list[str]:
    """The resources of a visit, the leading one first."""
    query = select(Booking.resource_id).where(Booking.visit_id == visit_id).order_by(Booking.position)
    return list((await session.scalars(query)).all())


async def book(work: Work, visit: Visit, resources: Sequence[Resource], anyway: Anyway = Anyway()) -> None:  # noqa: B008  immutable
    """Gives the visit the time of its (locked) resources instead of what it had; no time while it is unscheduled.

    Raises:
        Problem: 409 `visit-overlap` or `slot-held`, with who and when in the text and in `conflicts`.
    """
    await work.session.execute(delete(Booking).where(Booking.visit_id == visit.id))
    over: set[str] = set()
    during = _NEVER
    if visit.starts_at is not None and visit.ends_at is not None:
        taken = await conflicts(work, [each.id for each in resources], visit.starts_at, visit.ends_at)
        held = any(each.held_until for each in taken)
        if taken and (held or not (anyway.wanted and anyway.allowed)):
            raise await refusal(work, taken, may_book_anyway=anyway.allowed and not held)
        over = {each.resource_id for each in taken}
        during = Range(visit.starts_at, visit.ends_at)
    rows: list[dict[str, object]] = [
        {
            "id": ids.new("bkg"),
            "company_id": work.company_id,
            "visit_id": visit.id,
            "hold_id": None,
            "resource_id": resource.id,
            "position": n,
            "during": during,
            "active": during is not _NEVER,
            "anyway": resource.id in over,
        }
        for n, resource in enumerate(resources)
    ]
    await _insert(work, rows)


async def keep(work: Work, hold: Hold, resources: Sequence[Resource]) -> None:
    """Takes the time of (locked) resources for a hold. Raises a 409 problem as `book` does."""
    taken = await conflicts(work, [each.id for each in resources], hold.starts_at, hold.ends_at)
    if taken:
        raise await refusal(work, taken, may_book_anyway=False)
    rows: list[dict[str, object]] = [
        {
            "id": ids.new("bkg"),
            "company_id": work.company_id,
            "visit_id": None,
            "hold_id": hold.id,
            "resource_id": resource.id,
            "position": n,
            "during": Range(hold.starts_at, hold.ends_at),
            "active": True,
            "anyway": False,
        }
        for n, resource in enumerate(resources)
    ]
    await _insert(work, rows)


async def held(session: AsyncSession, hold_id: str) -> list[str]:
    """The resources of a hold, the leading one first."""
    query = select(Booking.resource_id).where(Booking.hold_id == hold_id).order_by(Booking.position)
    return list((await session.scalars(query)).all())


async def let_go(work: Work, hold_id: str) -> bool:
    """Ends a hold, with its resources locked; whether it still held. Its rows go with it."""
    query = delete(Hold).where(Hold.id == hold_id, Hold.held_until > work.now).returning(Hold.id)
    return await work.session.scalar(query.execution_options(synchronize_session=False)) is not None


async def _insert(work: Work, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    try:
        async with work.session.begin_nested():
            await work.session.execute(insert(Booking), rows)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23P01":  # exclusion_violation
            raise
        raise Conflict("constraint") from None


async def lead_first(work: Work, visit: Visit, resource_ids: Sequence[str]) -> None:
    """Other order, same people: who leads is no new occurrence."""
    for n, resource_id in enumerate(resource_ids):
        await work.session.execute(
            update(Booking)
            .where(Booking.visit_id == visit.id, Booking.resource_id == resource_id)
            .values(position=n)
            .execution_options(synchronize_session=False)
        )


async def free(work: Work, visit_id: str) -> None:
    """The visit's time is free again; who it was for stays known."""
    await work.session.execute(update(Booking).where(Booking.visit_id == visit_id).values(active=False))


async def conflicts(
    work: Work, resource_ids: Sequence[str], starts_at: datetime, ends_at: datetime, *, besides: str | None = None
) -> list[Taken]:
    """Who of these is taken between two instants, by time; `besides` leaves one visit out."""
    query = (
        select(Booking, Resource.name, Visit.job_id, Hold.job_id, Hold.held_until)
        .join(Resource, Resource.id == Booking.resource_id)
        .outerjoin(Visit, Visit.id == Booking.visit_id)
        .outerjoin(Hold, Hold.id == Booking.hold_id)
        .where(
            Booking.company_id == work.company_id,
            Booking.resource_id.in_(list(resource_ids)),
            Booking.active,
            Booking.during.op("&&")(func.tstzrange(starts_at, ends_at)),
            Booking.visit_id.is_distinct_from(besides) if besides else Booking.id.is_not(None),
            Hold.held_until.is_(None) | (Hold.held_until > work.now),
        )
        .order_by(func.lower(Booking.during), Booking.position)
        .limit(MOST_CONFLICTS)
    )
    found = []
    for row, who, visit_job, hold_job, held_until in await work.session.execute(query):
        assert row.during.lower is not None
        assert row.during.upper is not None
        taken = Taken(
            row.resource_id,
            who,
            row.during.lower,
            row.during.upper,
            row.visit_id,
            visit_job or hold_job,
            held_until,
        )
        found.append(taken)
    return found


async def refusal(work: Work, taken: Sequence[Taken], *, may_book_anyway: bool) -> Problem:
    """409: the first conflict in the caller's words, all of them in `conflicts`."""
    jobs = await briefs(work.session, [each.job_id for each in taken if each.job_id])
    zone = (await company(work.session, work.company_id)).time_zone

    def number(each: Taken) -> int | None:
        return jobs[each.job_id].number if each.job_id in jobs else None

    members = {
        "conflicts": [
            {
                "resource_id": each.resource_id,
                "who": each.who,
                "starts_at": each.starts_at.isoformat(),
                "ends_at": each.ends_at.isoformat(),
                "job_number": number(each),
                "visit_id": each.visit_id,
                "held_until": each.held_until.isoformat() if each.held_until else None,
            }
            for each in taken
        ],
        "may_book_anyway": may_book_anyway,
    }
    first = next((each for each in taken if each.held_until), taken[0])
    words: dict[str, Any] = {
        "who": first.who,
        "starts": local_datetime(work.language, first.starts_at, zone),
        "ends": local_datetime(work.language, first.ends_at, zone),
    }
    if first.held_until:
        until = local_datetime(work.language, first.held_until, zone)
        return Problem(409, "slot-held", members=members, **words, until=until)
    return Problem(409, "visit-overlap", members=members, **words, number=number(first))
