"""The verbs of visits. Locks in one order for everybody: the job, then its resources by id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from services.accounts.queries import company
from services.jobs.checklists import commands as checklists
from services.jobs.contacts.schemas import AddressIn
from services.jobs.folders.queries import brief
from services.jobs.hours import clock
from services.jobs.sheets import signatures as sheets
from services.jobs.visits import booking, rows, spans
from services.jobs.visits.booking import Anyway
from services.jobs.visits.schemas import VisitIn, VisitOut, VisitPatch
from services.jobs.visits.spans import Span
from services.jobs.visits.tables import Hold, Resource, Service, Visit
from services.kit import etags, factlog, ids
from services.kit.problems import Conflict, Field, Forbidden, Invalid
from services.kit.work import Work
from workflows import facts as f

PLANNERS = "routes"
"""Who plans other people's days may also book one of them twice: a permission of the office, not of technicians."""
_LATE, _SOON = timedelta(hours=1), timedelta(hours=24)
_DATES = {"starts_at", "ends_at", "timing", "window_ends_at", "resource_ids", "lead_id"}
_TEXTS = {"title", "instructions", "note_visible", "note_internal"}
_SIGNED_FOR = {"title", "address", "service_id", "note_visible"}
_PLACE = {"line1", "city", "region", "postal_code", "country"}


async def schedule(work: Work, data: VisitIn, *, may_anyway: bool = False) -> str:
    """A visit for a job, unscheduled if it has no times; its id. Only a caller with `may_anyway` books over other visits.

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
    resources = await booking.lock_resources(work, resource_ids)
    if data.hold_id:
        await _use_up(work, data.hold_id)
    await check_service(work, data.service_id)
    return (await make(work, data, span, resources, anyway=anyway)).id


class OfSeries(NamedTuple):
    """Which date of which series a visit is; `reason` says why it has no time though the series gives it one."""

    series_id: str
    key: date
    announce: bool
    address: dict[str, Any] | None
    reason: str = ""


async def make(
    work: Work,
    data: VisitIn,
    span: Span | None,
    resources: Sequence[Resource],
    *,
    anyway: Anyway = Anyway(),  # noqa: B008  immutable
    of: OfSeries | None = None,
) -> Visit:
    """The row, its bookings, its checklists and its fact, with job and resources locked. Raises a 409 problem as `schedule`."""
    # Counted under the job's lock.
    last = await work.session.scalar(select(func.max(Visit.ordinal)).where(Visit.job_id == data.job_id))
    visit = Visit(
        id=ids.new("vis"),
        company_id=work.company_id,
        job_id=data.job_id,
        ordinal=(last or 0) + 1,
        title=data.title,
        address=of.address if of else await _place(work, data.job_id, data.address),
        service_id=data.service_id,
        timing=span.timing if span else (data.timing or "fixed"),
        starts_at=span.starts_at if span else None,
        ends_at=span.ends_at if span else None,
        window_ends_at=span.window_ends_at if span else None,
        instructions=data.instructions,
        note_visible=data.note_visible,
        note_internal=data.note_internal,
        billable=data.billable,
        status="scheduled" if span else "unscheduled",
        unscheduled_reason=of.reason if of else "",
        cancel_reason="",
        occurrence=1,
        version=1,
        series_id=of.series_id if of else None,
        series_key=of.key if of else None,
        detached=False,
        expected_at=None,
        signed_at=None,
        started_at=None,
        completed_at=None,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(visit)
    await work.session.flush()
    await booking.book(work, visit, resources, anyway)
    await checklists.put_on(work, visit.id, data.checklist_template_ids)
    if span is None:
        await factlog.append(work, visit.job_id, f.VisitDrafted(visit_id=visit.id))
    else:
        await _scheduled(work, visit, span, resources, announce=of.announce if of else True)
    return visit


async def _scheduled(work: Work, visit: Visit, span: Span, resources: Sequence[Resource], *, announce: bool) -> None:
    scheduled = f.VisitScheduled(
        visit_id=visit.id,
        occurrence=visit.occurrence,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        timing=span.timing,
        window_ends_at=span.window_ends_at,
        resource_ids=tuple(each.id for each in resources),
        service_id=visit.service_id,
        series_id=visit.series_id,
        announce=announce,
    )
    await factlog.append(work, visit.job_id, scheduled)


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
    work: Work, visit_id: str, patch: VisitPatch, if_match: str | None, current: VisitOut, *, may_anyway: bool = False
) -> None:
    """Changes the fields that are there. Other times or people make it a new occurrence, confirmed and reminded anew; times
    schedule what had none.

    `current` is the visit as shown, for the 412 answer that has both. Raises 403, 404, 409, 412, 422.
    """
    anyway = _anyway(patch.anyway, may_anyway)
    visit = await rows.locked(work, visit_id)
    etags.require_tag(if_match, rows.tag(visit), current, patch)
    given = patch.model_fields_set
    if given & _SIGNED_FOR:
        rows.refuse_signed(visit)
    if given & _DATES:
        await _move(work, visit, patch, anyway)
    changed = await _describe(work, visit, patch)
    rows.touch(work, visit)
    await work.session.flush()
    for what in sorted(changed):
        await factlog.append(work, visit.job_id, f.VisitDescribed(visit_id=visit.id, what=what))


async def _describe(work: Work, visit: Visit, patch: VisitPatch) -> set[rows.What]:
    """Writes what is not about dates; which kinds of it really changed."""
    given = patch.model_fields_set
    wanted: dict[str, Any] = {name: getattr(patch, name) or "" for name in given & _TEXTS}
    if "service_id" in given:
        await check_service(work, patch.service_id)
        wanted["service_id"] = patch.service_id
    if "address" in given:
        wanted["address"] = await _place(work, visit.job_id, patch.address)
    if patch.billable is not None:
        wanted["billable"] = patch.billable
    changed: set[rows.What] = set()
    for name, value in wanted.items():
        if getattr(visit, name) != value:
            setattr(visit, name, value)
            changed.add("notes" if name.startswith("note_") else "details")
    return changed


async def _move(work: Work, visit: Visit, patch: VisitPatch, anyway: Anyway) -> None:
    span = spans.moved(work.now, await _zone(work), visit, patch)
    before = await booking.booked(work.session, visit.id)
    wanted = _led(patch.resource_ids if patch.resource_ids is not None else before, patch.lead_id)
    if span and not wanted:
        raise Invalid([Field("/resource_ids", "too-few")])
    if span == spans.of(visit) and set(wanted) == set(before):
        await booking.lead_first(work, visit, wanted)
        return
    resources = await booking.lock_resources(work, wanted)
    visit.detached = visit.series_id is not None
    if span is None:  # who is to come, while nobody knows when
        await booking.book(work, visit, resources)
    else:
        await place(work, visit, span, resources, anyway)


async def place(
    work: Work,
    visit: Visit,
    span: Span,
    resources: Sequence[Resource],
    anyway: Anyway = Anyway(),  # noqa: B008  immutable
) -> None:
    """Gives a visit that has not begun these times and people, with all locks held. Raises a 409 problem as `schedule` does."""
    first_date = visit.status == "unscheduled"
    spans.put(visit, span)
    visit.status, visit.expected_at, visit.unscheduled_reason = "scheduled", None, ""
    visit.occurrence += 1
    if first_date:
        await _scheduled(work, visit, span, resources, announce=True)
    else:
        moved = f.VisitRescheduled(
            visit_id=visit.id,
            occurrence=visit.occurrence,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            timing=span.timing,
            window_ends_at=span.window_ends_at,
            resource_ids=tuple(each.id for each in resources),
        )
        await factlog.append(work, visit.job_id, moved)
    await booking.book(work, visit, resources, anyway)


async def unschedule(work: Work, visit_id: str, reason: str = "") -> None:
    """Back among those without a date; its time is free, who was to come stays known. `reason` is a code, of the product's own."""
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitUnscheduled(visit_id=visit_id))
    people = await booking.lock_resources(work, await booking.booked(work.session, visit_id), active_only=False)
    spans.put(visit, None)
    visit.expected_at, visit.unscheduled_reason = None, reason
    rows.touch(work, visit, "unscheduled")
    await booking.book(work, visit, people)


async def no_show(work: Work, visit_id: str) -> None:
    """Somebody came, and nobody was there; the rest of the time is free."""
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitNoShow(visit_id=visit_id))
    await booking.free(work, visit_id)
    rows.touch(work, visit, "no_show")


async def en_route(work: Work, visit_id: str, expected_at: datetime | None = None) -> None:
    """Somebody is on the way; the client is told, with the expected time if there is one. Raises 404, 409, 422."""
    visit = await rows.locked(work, visit_id)
    if expected_at is not None and not work.now - _LATE <= expected_at <= work.now + _SOON:
        raise Invalid([Field("/expected_at", "range")])
    await factlog.append(work, visit.job_id, f.VisitEnRoute(visit_id=visit_id, expected_at=expected_at))
    visit.expected_at = expected_at
    rows.touch(work, visit, "en_route")


async def start(work: Work, visit_id: str) -> None:
    """The technician is at work: the clocks run."""
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitStarted(visit_id=visit_id))
    await _clocks_on(work, visit)
    visit.started_at = visit.started_at or work.now
    rows.touch(work, visit, "started")


async def pause(work: Work, visit_id: str) -> None:
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitPaused(visit_id=visit_id))
    await clock.stop(work, visit)
    rows.touch(work, visit, "paused")


async def resume(work: Work, visit_id: str) -> None:
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitResumed(visit_id=visit_id))
    await _clocks_on(work, visit)
    visit.started_at = visit.started_at or work.now
    rows.touch(work, visit, "started")


async def complete(work: Work, visit_id: str) -> None:
    """The work is done: the clocks stop and the rest of the booked time is free. Raises 404, 409 (also `checklist-incomplete`)."""
    visit = await rows.locked(work, visit_id)
    await checklists.refuse_open(work, visit_id)
    await clock.stop(work, visit)
    await factlog.append(work, visit.job_id, f.VisitCompleted(visit_id=visit_id))
    await booking.free(work, visit.id)
    visit.completed_at = work.now
    rows.touch(work, visit, "completed")


async def cancel(work: Work, visit_id: str, reason: str = "") -> None:
    """Only what has not begun is cancelled; its time is free again."""
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitCancelled(visit_id=visit_id))
    await booking.free(work, visit.id)
    visit.cancel_reason = reason
    rows.touch(work, visit, "cancelled")


async def reopen(work: Work, visit_id: str) -> None:
    """A completed visit goes on: it is paused until somebody resumes it, which makes a new time entry."""
    visit = await rows.locked(work, visit_id)
    await factlog.append(work, visit.job_id, f.VisitReopened(visit_id=visit_id))
    visit.completed_at = None
    await sheets.retire(work, visit)
    rows.touch(work, visit, "paused")


async def _clocks_on(work: Work, visit: Visit) -> None:
    query = (
        select(Resource)
        .where(Resource.id.in_(await booking.booked(work.session, visit.id)))
        .order_by(Resource.id)
        .with_for_update(key_share=True)
    )
    await clock.start(work, visit, list((await work.session.scalars(query)).all()))


async def check_service(work: Work, service_id: str | None) -> None:
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
