"""The verbs of visits. Locks in one order for everybody: the job, then its resources by id."""

from __future__ import annotations

from sqlalchemy import func, select

from services.accounts.queries import company
from services.jobs.contacts.schemas import AddressIn
from services.jobs.folders.queries import brief
from services.jobs.hours import clock
from services.jobs.visits import booking, spans
from services.jobs.visits.booking import Anyway
from services.jobs.visits.schemas import VisitIn, VisitPatch
from services.jobs.visits.spans import Span
from services.jobs.visits.tables import Hold, Resource, Service, Visit
from services.kit import etags, factlog, ids
from services.kit.problems import Conflict, Field, Forbidden, Invalid, NotFound, Problem
from services.kit.work import Work
from workflows import facts as f

PLANNERS = "routes"
"""Who plans other people's days may also book one of them twice: a permission of the office, not of technicians."""
_PLACE = {"line1", "city", "region", "postal_code", "country"}


async def schedule(work: Work, data: VisitIn, *, may_anyway: bool = False) -> str:
    """A visit for a job; its id. Only a caller with `may_anyway` books over other visits.

    Raises:
        Problem: 403, 404 (job), 409 `visit-overlap` or `slot-held` with who and when, 409 `hold-over`, 422.
    """
    anyway = _anyway(data.anyway, may_anyway)
    await factlog.lock(work, data.job_id)
    span: Span | None
    if data.hold_id:
        span, resource_ids = await _held(work, data, data.hold_id)
    else:
        span = spans.checked(
            work.now, await _zone(work), data.timing, data.starts_at, data.ends_at, data.window_ends_at
        )
        resource_ids = _led(data.resource_ids, data.lead_id)
        if span and not resource_ids:
            raise Invalid([Field("/resource_ids", "too-few")])
    if span is None:
        raise Invalid([Field("/starts_at", "required")])
    resources = await booking.lock_resources(work, resource_ids)
    if data.hold_id:
        await _use_up(work, data.hold_id)
    await _check_service(work, data.service_id)
    visit = await _new(work, data, span)
    await booking.book(work, visit, resources, anyway)
    scheduled = f.VisitScheduled(
        visit_id=visit.id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        resource_ids=tuple(each.id for each in resources),
        service_id=visit.service_id,
    )
    await factlog.append(work, visit.job_id, scheduled)
    return visit.id


async def _new(work: Work, data: VisitIn, span: Span) -> Visit:
    """The row. Its ordinal is counted under the job's lock."""
    last = await work.session.scalar(select(func.max(Visit.ordinal)).where(Visit.job_id == data.job_id))
    visit = Visit(
        id=ids.new("vis"),
        company_id=work.company_id,
        job_id=data.job_id,
        ordinal=(last or 0) + 1,
        title=data.title,
        address=await _place(work, data.job_id, data.address),
        service_id=data.service_id,
        timing=span.timing,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        window_ends_at=span.window_ends_at,
        instructions=data.instructions,
        note_visible=data.note_visible,
        note_internal=data.note_internal,
        billable=data.billable,
        status="scheduled",
        cancel_reason="",
        occurrence=1,
        version=1,
        expected_at=None,
        started_at=None,
        completed_at=None,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(visit)
    await work.session.flush()
    return visit


async def _place(work: Work, job_id: str, address: AddressIn | None) -> dict[str, str] | None:
    if address is not None:
        return address.model_dump(include=_PLACE)
    folder = await brief(work.session, job_id)
    return folder.address.model_dump() if folder.address else None


async def _held(work: Work, data: VisitIn, hold_id: str) -> tuple[Span, list[str]]:
    """Time and people of a hold. Whether it still holds is only known under its resources' locks."""
    given = [name for name in ("starts_at", "ends_at", "resource_ids") if getattr(data, name)]
    if given:
        raise Invalid([Field(f"/{name}", "comes-from-hold") for name in given])
    hold = await work.session.get(Hold, hold_id)
    if hold is None:
        raise Conflict("hold-over")
    if hold.job_id not in (None, data.job_id):
        raise Invalid([Field("/hold_id", "hold-of-another-job")])
    span = spans.checked(work.now, await _zone(work), data.timing, hold.starts_at, hold.ends_at, data.window_ends_at)
    if span is None or span.timing == "all_day":
        raise Invalid([Field("/timing", "choice")])
    return span, _led(await booking.held(work.session, hold_id), data.lead_id)


async def _use_up(work: Work, hold_id: str) -> None:
    """The hold becomes the visit. Of two who try, one finds it; after its time nobody does."""
    if not await booking.let_go(work, hold_id):
        raise Conflict("hold-over")


async def edit(
    work: Work, visit_id: str, patch: VisitPatch, if_match: str | None, current: object, *, may_anyway: bool = False
) -> None:
    """Changes the fields that are there; other times or people make it a new occurrence, confirmed and reminded anew.

    `current` is the visit as shown, for the 412 answer. Raises 403, 404, 409, 412, 422.
    """
    anyway = _anyway(patch.anyway, may_anyway)
    visit = await _locked(work, visit_id)
    if if_match not in (None, "*") and tag(visit) not in str(if_match):
        raise Problem(412, "changed-meanwhile", current=current)
    given = patch.model_fields_set
    if "service_id" in given:
        await _check_service(work, patch.service_id)
        visit.service_id = patch.service_id
    if "address" in given:
        visit.address = await _place(work, visit.job_id, patch.address)
    for name in given & {"title", "instructions", "note_visible", "note_internal"}:
        setattr(visit, name, getattr(patch, name) or "")
    if patch.billable is not None:
        visit.billable = patch.billable
    if given & {"starts_at", "ends_at", "timing", "window_ends_at", "resource_ids", "lead_id"}:
        await _move(work, visit, patch, anyway)
    _touch(work, visit)
    await work.session.flush()


async def _move(work: Work, visit: Visit, patch: VisitPatch, anyway: Anyway) -> None:
    span = spans.moved(work.now, await _zone(work), visit, patch)
    if span is None:
        raise Invalid([Field("/starts_at", "required")])
    before = await booking.booked(work.session, visit.id)
    wanted = _led(patch.resource_ids if patch.resource_ids is not None else before, patch.lead_id)
    if not wanted:
        raise Invalid([Field("/resource_ids", "too-few")])
    if span == spans.of(visit) and set(wanted) == set(before):
        await booking.lead_first(work, visit, wanted)
        return
    resources = await booking.lock_resources(work, wanted)
    spans.put(visit, span)
    visit.status, visit.expected_at = "scheduled", None
    visit.occurrence += 1
    moved = f.VisitRescheduled(
        visit_id=visit.id,
        occurrence=visit.occurrence,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        resource_ids=tuple(each.id for each in resources),
    )
    await factlog.append(work, visit.job_id, moved)
    await booking.book(work, visit, resources, anyway)


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
    await booking.free(work, visit.id)
    visit.completed_at = work.now
    _touch(work, visit, "completed")


async def cancel(work: Work, visit_id: str, reason: str = "") -> None:
    """Only what has not begun is cancelled; its time is free again."""
    visit = await _locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitCancelled(visit_id=visit_id))
    await booking.free(work, visit.id)
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


async def _locked(work: Work, visit_id: str) -> Visit:
    """The visit under its job's lock, as last committed."""
    job_id = await work.session.scalar(select(Visit.job_id).where(Visit.id == visit_id))
    if job_id is None:
        raise NotFound("visit")
    await factlog.lock(work, job_id)
    return await work.session.get_one(Visit, visit_id, populate_existing=True)


async def _clocks_on(work: Work, visit: Visit) -> None:
    query = (
        select(Resource)
        .where(Resource.id.in_(await booking.booked(work.session, visit.id)))
        .order_by(Resource.id)
        .with_for_update(key_share=True)
    )
    await clock.start(work, visit, list((await work.session.scalars(query)).all()))


async def _check_service(work: Work, service_id: str | None) -> None:
    if service_id and await work.session.scalar(select(Service.id).where(Service.id == service_id)) is None:
        raise Invalid([Field("/service_id", "not-found")])


async def _zone(work: Work) -> str:
    return (await company(work.session, work.company_id)).time_zone


def _anyway(wanted: bool, allowed: bool) -> Anyway:
    if wanted and not allowed:
        raise Forbidden(PLANNERS)
    return Anyway(wanted, allowed)


def _led(resource_ids: list[str], lead_id: str | None) -> list[str]:
    """Who comes, each once, the leading one first."""
    found = list(dict.fromkeys(resource_ids))
    if lead_id is None:
        return found
    if lead_id not in found:
        raise Invalid([Field("/lead_id", "lead-not-among")])
    return [lead_id, *(each for each in found if each != lead_id)]


def _touch(work: Work, visit: Visit, status: str | None = None) -> None:
    visit.status = status or visit.status
    visit.version += 1
    visit.updated_at = work.now
