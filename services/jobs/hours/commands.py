"""The verbs of hours by hand. Locks in one order for everybody: the jobs, then the resource.

What was recorded is never changed: a correction is a new entry that takes the place of the old one, and the facts of the jobs
hold the differences, so that a job's figures are always the sum over its live entries.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import func, select

from services.accounts.queries import company
from services.jobs.hours import clock, locks, people, rates
from services.jobs.hours.schemas import EntryIn, EntryPatch
from services.jobs.hours.tables import TimeEntry
from services.jobs.visits import commands as visits
from services.jobs.visits.tables import Resource, Visit
from services.kit import factlog
from services.kit.auth import Caller
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows.facts import StepDone, TimeCorrected
from workflows.money import Money
from workflows.planner import plan

LONGEST: Final = timedelta(hours=24)


async def add(work: Work, caller: Caller, data: EntryIn) -> str:
    """Hours that no clock took; its id. Also for a job that is finished: hours forgotten turn up on payday.

    Raises:
        Problem: 403, 404 (job), 409 `time-overlap` with who and when, 409 `week-approved`, 422.
    """
    resource_id = await people.chosen(work, caller, data.resource_id)
    job_id = await _job(work, data.job_id, data.visit_id)
    await factlog.lock(work, job_id)
    resource = await people.locked(work, caller, resource_id)
    _check_span(work, data.started_at, data.ended_at)
    await locks.refuse(work, resource.id, data.started_at, data.ended_at)
    entry = clock.new_entry(
        work, resource, await _rate(work, resource, data.started_at), data.started_at, source="manual"
    )
    entry.job_id, entry.visit_id, entry.kind, entry.note = job_id, data.visit_id, data.kind, data.note
    clock.finish(entry, data.ended_at)
    await clock.insert(work, entry)
    await clock.record(work, entry)
    return entry.id


async def correct(work: Work, caller: Caller, entry_id: str, patch: EntryPatch) -> str:
    """What it should have been: the id of the entry that counts from now on.

    The rate stays that of the original, unless the work is moved to another day: then it is that day's.

    Raises:
        Problem: 403, 404, 409 `entry-running`, `entry-replaced`, `time-overlap`, `week-approved`, 422.
    """
    found = await _entry(work, entry_id)
    given = {name: getattr(patch, name) for name in patch.model_fields_set if getattr(patch, name) is not None}
    moved = "visit_id" in given or given.get("job_id", found.job_id) != found.job_id
    visit_id = given.get("visit_id") if moved else found.visit_id
    job_id = await _job(work, given.get("job_id"), visit_id) if moved else found.job_id
    await factlog.lock(work, found.job_id, job_id)
    resource = await people.locked(work, caller, found.resource_id)
    old = await _recorded(work, entry_id)
    assert old.ended_at is not None
    begin, end = given.get("started_at", old.started_at), given.get("ended_at", old.ended_at)
    _check_span(work, begin, end)
    await locks.refuse(work, resource.id, old.started_at, old.ended_at)
    await locks.refuse(work, resource.id, begin, end)
    new = clock.new_entry(work, resource, await _kept_rate(work, old, resource, begin), begin, source="correction")
    new.job_id, new.visit_id, new.replaces, new.reason = job_id, visit_id, old.id, patch.reason
    new.kind, new.note = given.get("kind", old.kind), given.get("note", old.note)
    clock.finish(new, end)
    old.status, old.updated_at = "superseded", work.now
    await work.session.flush()
    await clock.insert(work, new)
    if new.job_id == old.job_id:
        await _differ(work, new.job_id, new, old.id, _counted(new) - _counted(old))
    else:
        await _differ(work, old.job_id, new, old.id, -_counted(old))
        await _differ(work, new.job_id, new, old.id, _counted(new))
    return new.id


async def void(work: Work, caller: Caller, entry_id: str, reason: str) -> None:
    """A correction to nothing: it never was. Raises as `correct`."""
    found = await _entry(work, entry_id)
    await factlog.lock(work, found.job_id)
    resource = await people.locked(work, caller, found.resource_id)
    entry = await _recorded(work, entry_id)
    assert entry.ended_at is not None
    await locks.refuse(work, resource.id, entry.started_at, entry.ended_at)
    entry.status, entry.reason, entry.updated_at = "voided", reason, work.now
    await work.session.flush()
    await _differ(work, entry.job_id, entry, entry.id, -_counted(entry))


async def stop(work: Work, caller: Caller, entry_id: str, ended_at: datetime | None) -> None:
    """Ends a forgotten clock at its real end. A visit on which nobody works any more is paused.

    Raises:
        Problem: 403, 404, 409 `entry-not-running`, 422 for an end before the start or in the future.
    """
    found = await _entry(work, entry_id)
    await factlog.lock(work, found.job_id)
    await people.locked(work, caller, found.resource_id)
    entry = await _running(work, entry_id)
    if ended_at is not None and ended_at < entry.started_at:
        raise Invalid([Field("/ended_at", "ends-before-start")])
    if ended_at is not None and ended_at > work.now:
        raise Invalid([Field("/ended_at", "in-the-future")])
    await clock.end(work, entry, ended_at or work.now)
    await _pause_if_idle(work, entry)
    await work.session.flush()


async def still_running(work: Work, caller: Caller, entry_id: str) -> None:
    """The answer "yes, still at work": the clock is asked about again in 12 hours. Raises 403, 404, 409 `entry-not-running`."""
    found = await _entry(work, entry_id)
    state = (await factlog.lock(work, found.job_id))[found.job_id]
    await people.locked(work, caller, found.resource_id)
    entry = await _running(work, entry_id)
    entry.confirmed_at = entry.updated_at = work.now
    locks.audit(work, "time_entry.confirmed", entry.id)
    for step in plan(state, work.now):
        if step.kind == "office.check_clock" and step.target and step.target.id == entry.visit_id:
            await factlog.append(work, entry.job_id, StepDone(key=step.key))
    await work.session.flush()


async def _pause_if_idle(work: Work, entry: TimeEntry) -> None:
    if entry.visit_id is None:
        return
    others = select(func.count()).where(TimeEntry.visit_id == entry.visit_id, TimeEntry.ended_at.is_(None))
    visit = await work.session.get_one(Visit, entry.visit_id, populate_existing=True)
    if visit.status == "started" and not await work.session.scalar(others):
        await visits.pause(work, visit.id)


async def _entry(work: Work, entry_id: str) -> TimeEntry:
    found = await work.session.get(TimeEntry, entry_id)
    if found is None:
        raise NotFound("time-entry")
    return found


async def _recorded(work: Work, entry_id: str) -> TimeEntry:
    """The entry as last committed; the resource's lock is held. Raises 409 unless it counts."""
    entry = await work.session.get_one(TimeEntry, entry_id, populate_existing=True)
    if entry.status == "running":
        raise Conflict("entry-running")
    if entry.status != "recorded":
        raise Conflict("entry-replaced")
    return entry


async def _running(work: Work, entry_id: str) -> TimeEntry:
    entry = await work.session.get_one(TimeEntry, entry_id, populate_existing=True, with_for_update=True)
    if entry.status != "running":
        raise Conflict("entry-not-running")
    return entry


async def _job(work: Work, job_id: str | None, visit_id: str | None) -> str:
    """The job that the hours are for. Raises a 422 problem for a visit of another job, or that is not there."""
    if visit_id is None:
        assert job_id is not None
        return job_id
    of_visit = await work.session.scalar(select(Visit.job_id).where(Visit.id == visit_id))
    if of_visit is None or job_id not in (None, of_visit):
        raise Invalid([Field("/visit_id", "not-found")])
    return of_visit


async def _rate(work: Work, resource: Resource, begin: datetime) -> int:
    zone = (await company(work.session, work.company_id)).time_zone
    return (await rates.on(work.session, [resource.id], local_day(begin, zone)))[resource.id]


async def _kept_rate(work: Work, old: TimeEntry, resource: Resource, begin: datetime) -> int:
    zone = (await company(work.session, work.company_id)).time_zone
    same_day = local_day(begin, zone) == local_day(old.started_at, zone)
    return old.hourly_rate if same_day else await _rate(work, resource, begin)


def _check_span(work: Work, begin: datetime, end: datetime) -> None:
    if end <= begin:
        raise Invalid([Field("/ended_at", "ends-before-start")])
    if end > work.now:
        raise Invalid([Field("/ended_at", "in-the-future")])
    if end - begin > LONGEST:
        raise Invalid([Field("/ended_at", "entry-too-long")])


class _Counted(NamedTuple):
    """What an entry adds to the figures of its job."""

    seconds: int
    cost: Money

    def __sub__(self, other: _Counted) -> _Counted:
        return _Counted(self.seconds - other.seconds, self.cost - other.cost)

    def __neg__(self) -> _Counted:
        return _Counted(-self.seconds, -self.cost)


def _counted(entry: TimeEntry) -> _Counted:
    return _Counted(entry.seconds or 0, Money(amount=entry.labour_cost or 0, currency=entry.currency))


async def _differ(work: Work, job_id: str, entry: TimeEntry, replaces: str, difference: _Counted) -> None:
    corrected = TimeCorrected(
        entry_id=entry.id,
        replaces=replaces,
        visit_id=entry.visit_id,
        resource_id=entry.resource_id,
        seconds=difference.seconds,
        labour_cost=difference.cost,
    )
    await factlog.append(work, job_id, corrected)
