"""The verbs of visits. Locks in one order for everybody: the job, then its resources by id."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from services.accounts.queries import company
from services.jobs.folders.queries import brief
from services.jobs.hours import clock
from services.jobs.visits.schemas import LONGEST, VisitIn, VisitPatch
from services.jobs.visits.tables import Booking, Resource, Service, Visit
from services.kit import etags, factlog, ids
from services.kit.problems import Conflict, Field, Invalid, NotFound, Problem
from services.kit.texts import local_datetime
from services.kit.work import Work
from workflows import facts as f

FURTHEST = timedelta(days=5 * 366)


async def schedule(work: Work, data: VisitIn) -> str:
    """A visit for a job; its id.

    Raises:
        Problem: 404 (job), 409 `visit-overlap` with who and when, 422.
    """
    await factlog.lock(work, data.job_id)
    _check_span(work, data.starts_at, data.ends_at)
    resources = await _lock_resources(work, data.resource_ids)
    await _check_service(work, data.service_id)
    visit = Visit(
        id=ids.new("vis"),
        company_id=work.company_id,
        job_id=data.job_id,
        service_id=data.service_id,
        starts_at=data.starts_at,
        ends_at=data.ends_at,
        instructions=data.instructions,
        status="scheduled",
        cancel_reason="",
        occurrence=1,
        version=1,
        started_at=None,
        completed_at=None,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(visit)
    await work.session.flush()
    await _book(work, visit, resources)
    scheduled = f.VisitScheduled(
        visit_id=visit.id,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        resource_ids=tuple(each.id for each in resources),
        service_id=visit.service_id,
    )
    await factlog.append(work, visit.job_id, scheduled)
    return visit.id


async def edit(work: Work, visit_id: str, patch: VisitPatch, if_match: str | None, current: object) -> None:
    """Changes the fields that are there; other times or people make it a new occurrence, confirmed and reminded anew.

    `current` is the visit as shown, for the 412 answer. Raises 404, 409, 412, 422.
    """
    visit = await _locked(work, visit_id)
    if if_match not in (None, "*") and tag(visit) not in str(if_match):
        raise Problem(412, "changed-meanwhile", current=current)
    given = patch.model_fields_set
    if "service_id" in given:
        await _check_service(work, patch.service_id)
        visit.service_id = patch.service_id
    if "instructions" in given:
        visit.instructions = patch.instructions or ""
    if given & {"starts_at", "ends_at", "resource_ids"}:
        await _move(work, visit, patch)
    _touch(work, visit)
    await work.session.flush()


async def _move(work: Work, visit: Visit, patch: VisitPatch) -> None:
    starts_at, ends_at = patch.starts_at or visit.starts_at, patch.ends_at or visit.ends_at
    if ends_at <= starts_at:
        raise Invalid([Field("/ends_at", "ends-before-start")])
    if ends_at - starts_at > LONGEST:
        raise Invalid([Field("/ends_at", "visit-too-long")])
    before = await booked(work, visit.id)
    wanted = patch.resource_ids if patch.resource_ids is not None else before
    if (starts_at, ends_at, list(dict.fromkeys(wanted))) == (visit.starts_at, visit.ends_at, before):
        return
    _check_span(work, starts_at, ends_at)
    resources = await _lock_resources(work, wanted)
    visit.starts_at, visit.ends_at, visit.status = starts_at, ends_at, "scheduled"
    visit.occurrence += 1
    moved = f.VisitRescheduled(
        visit_id=visit.id,
        occurrence=visit.occurrence,
        starts_at=starts_at,
        ends_at=ends_at,
        resource_ids=tuple(each.id for each in resources),
    )
    await factlog.append(work, visit.job_id, moved)
    await work.session.execute(delete(Booking).where(Booking.visit_id == visit.id))
    await _book(work, visit, resources)


async def en_route(work: Work, visit_id: str) -> None:
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitEnRoute(visit_id=visit_id))
    _touch(work, visit, "en_route")


async def start(work: Work, visit_id: str) -> None:
    """The technician is at work: the clocks run."""
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitStarted(visit_id=visit_id))
    await _clocks_on(work, visit)
    visit.started_at = visit.started_at or work.now
    _touch(work, visit, "started")


async def pause(work: Work, visit_id: str) -> None:
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitPaused(visit_id=visit_id))
    await clock.stop(work, visit)
    _touch(work, visit, "paused")


async def resume(work: Work, visit_id: str) -> None:
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitResumed(visit_id=visit_id))
    await _clocks_on(work, visit)
    visit.started_at = visit.started_at or work.now
    _touch(work, visit, "started")


async def complete(work: Work, visit_id: str) -> None:
    """The work is done: the clocks stop and the rest of the booked time is free."""
    visit = await _locked(work, visit_id)
    await clock.stop(work, visit)
    await factlog.append(work, visit.job_id, f.VisitCompleted(visit_id=visit_id))
    await _free(work, visit)
    visit.completed_at = work.now
    _touch(work, visit, "completed")


async def cancel(work: Work, visit_id: str, reason: str = "") -> None:
    """Only what has not begun is cancelled; its time is free again."""
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitCancelled(visit_id=visit_id))
    await _free(work, visit)
    visit.cancel_reason = reason
    _touch(work, visit, "cancelled")


async def reopen(work: Work, visit_id: str) -> None:
    """A completed visit goes on: it is paused until somebody resumes it, which makes a new time entry."""
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitReopened(visit_id=visit_id))
    visit.completed_at = None
    _touch(work, visit, "paused")


def tag(visit: Visit) -> str:
    """The ETag: the version of the row, so that a running clock changes nothing."""
    return etags.etag(f"{visit.id}/{visit.version}")


async def booked(work: Work, visit_id: str) -> list[str]:
    query = select(Booking.resource_id).where(Booking.visit_id == visit_id).order_by(Booking.position)
    return list((await work.session.scalars(query)).all())


async def _locked(work: Work, visit_id: str) -> Visit:
    """The visit under its job's lock, as last committed."""
    job_id = await work.session.scalar(select(Visit.job_id).where(Visit.id == visit_id))
    if job_id is None:
        raise NotFound("visit")
    await factlog.lock(work, job_id)
    return await work.session.get_one(Visit, visit_id, populate_existing=True)


async def _lock_resources(work: Work, resource_ids: list[str]) -> list[Resource]:
    """The resources in the order asked for, locked so that two bookings of one never meet. Raises a 422 problem."""
    wanted = list(dict.fromkeys(resource_ids))
    query = select(Resource).where(Resource.id.in_(wanted)).order_by(Resource.id).with_for_update(key_share=True)
    found = {row.id: row for row in await work.session.scalars(query)}
    wrong = [
        Field(f"/resource_ids/{n}", "not-found" if each not in found else "inactive")
        for n, each in enumerate(resource_ids)
        if each not in found or not found[each].active
    ]
    if wrong:
        raise Invalid(wrong)
    return [found[each] for each in wanted]


async def _clocks_on(work: Work, visit: Visit) -> None:
    query = (
        select(Resource)
        .where(Resource.id.in_(await booked(work, visit.id)))
        .order_by(Resource.id)
        .with_for_update(key_share=True)
    )
    await clock.start(work, visit, list((await work.session.scalars(query)).all()))


async def _book(work: Work, visit: Visit, resources: list[Resource]) -> None:
    """Takes the time of each resource. The exclusion constraint has the last word, also against what no lock covers."""
    during = Range(visit.starts_at, visit.ends_at)
    rows = [
        {
            "id": ids.new("bkg"),
            "company_id": work.company_id,
            "visit_id": visit.id,
            "resource_id": resource.id,
            "position": n,
            "during": during,
            "active": True,
        }
        for n, resource in enumerate(resources)
    ]
    try:
        async with work.session.begin_nested():
            await work.session.execute(insert(Booking), rows)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23P01":  # exclusion_violation
            raise
        raise await _overlap(work, visit, resources) from None


async def _overlap(work: Work, visit: Visit, resources: list[Resource]) -> Problem:
    """Who is taken, from when to when, by which job: in the caller's words."""
    query = (
        select(Booking.resource_id, Visit)
        .join(Visit, Visit.id == Booking.visit_id)
        .where(
            Booking.company_id == work.company_id,
            Booking.resource_id.in_([each.id for each in resources]),
            Booking.active,
            Booking.during.op("&&")(func.tstzrange(visit.starts_at, visit.ends_at)),
            Booking.visit_id != visit.id,
        )
        .order_by(Visit.starts_at)
        .limit(1)
    )
    row = (await work.session.execute(query)).first()
    if row is None:  # gone between the refusal and the look
        return Conflict("constraint")
    resource_id, other = row
    zone = (await company(work.session, work.company_id)).time_zone
    return Conflict(
        "visit-overlap",
        who=next(each.name for each in resources if each.id == resource_id),
        starts=local_datetime(work.language, other.starts_at, zone),
        ends=local_datetime(work.language, other.ends_at, zone),
        number=(await brief(work.session, other.job_id)).number,
    )


async def _free(work: Work, visit: Visit) -> None:
    await work.session.execute(update(Booking).where(Booking.visit_id == visit.id).values(active=False))


async def _check_service(work: Work, service_id: str | None) -> None:
    if service_id and await work.session.scalar(select(Service.id).where(Service.id == service_id)) is None:
        raise Invalid([Field("/service_id", "not-found")])


def _check_span(work: Work, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at > work.now + FURTHEST:
        raise Invalid([Field("/ends_at", "too-far-ahead")])


def _touch(work: Work, visit: Visit, status: str | None = None) -> None:
    visit.status = status or visit.status
    visit.version += 1
    visit.updated_at = work.now
