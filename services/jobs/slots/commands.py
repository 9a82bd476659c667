"""The verbs of holds: time kept for a client who is choosing, free again by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select

from services.accounts.queries import company
from services.jobs.folders.queries import brief
from services.jobs.slots.schemas import HoldIn
from services.jobs.visits import booking, spans
from services.jobs.visits.tables import Booking, Hold
from services.kit import ids
from services.kit.problems import Field, Invalid, NotFound
from services.kit.work import Work


async def hold(work: Work, data: HoldIn) -> str:
    """Keeps the time until `minutes` from now; the hold's id. Raises 404 (job), 409 `visit-overlap` or `slot-held`, 422."""
    if data.for_job:
        await brief(work.session, data.for_job)
    zone = (await company(work.session, work.company_id)).time_zone
    spans.checked(work.now, zone, "fixed", data.starts_at, data.ends_at, None)
    if data.ends_at <= work.now:
        raise Invalid([Field("/ends_at", "in-the-past")])
    resources = await booking.lock_resources(work, data.resource_ids)
    await _sweep(work)
    row = Hold(
        id=ids.new("hld"),
        company_id=work.company_id,
        job_id=data.for_job,
        starts_at=data.starts_at,
        ends_at=data.ends_at,
        held_until=work.now + timedelta(minutes=data.minutes),
        held_by=work.actor,
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    await booking.keep(work, row, resources)
    return row.id


async def release(work: Work, hold_id: str) -> None:
    """The time is free at once. Raises a 404 problem also when the hold was over."""
    await booking.lock_resources(work, await booking.held(work.session, hold_id), active_only=False)
    if not await booking.let_go(work, hold_id):
        raise NotFound("hold")


async def _sweep(work: Work) -> None:
    """What is left of old holds whose time others have taken since; another transaction's work is left alone."""
    empty = ~exists().where(Booking.company_id == Hold.company_id, Booking.hold_id == Hold.id)
    old = select(Hold.id).where(Hold.company_id == work.company_id, Hold.held_until <= work.now, empty)
    await work.session.execute(
        delete(Hold)
        .where(Hold.id.in_(old.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )
