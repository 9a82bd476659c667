"""The clock: starting a visit starts one for each resource; pausing or completing it stops them and records the time."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from services.jobs.folders.queries import brief
from services.jobs.hours.tables import TimeEntry
from services.jobs.visits.tables import Resource, Visit
from services.kit import factlog, ids
from services.kit.problems import Conflict
from services.kit.work import Work
from workflows.facts import TimeRecorded
from workflows.money import Money, share


async def start(work: Work, visit: Visit, resources: list[Resource]) -> None:
    """One running entry for each resource, which the caller has locked.

    Raises:
        Problem: 409 `clock-running`, naming who and where, if one of them is at work on another visit.
    """
    busy = await work.session.scalar(
        select(TimeEntry)
        .where(TimeEntry.resource_id.in_([each.id for each in resources]), TimeEntry.ended_at.is_(None))
        .limit(1)
    )
    if busy is not None:
        who = next(each.name for each in resources if each.id == busy.resource_id)
        other = await work.session.get_one(Visit, busy.visit_id)
        raise Conflict("clock-running", who=who, number=(await brief(work.session, other.job_id)).number)
    for resource in resources:
        work.session.add(
            TimeEntry(
                id=ids.new("tim"),
                company_id=work.company_id,
                visit_id=visit.id,
                resource_id=resource.id,
                started_at=work.now,
                ended_at=None,
                seconds=None,
                hourly_rate=resource.hourly_rate,
                labour_cost=None,
                currency=resource.currency,
            )
        )
    await work.session.flush()


async def stop(work: Work, visit: Visit) -> None:
    """Ends the visit's running entries and records each as a fact: whole seconds, cost in cents, half up."""
    running = await work.session.scalars(
        select(TimeEntry)
        .where(TimeEntry.visit_id == visit.id, TimeEntry.ended_at.is_(None))
        .order_by(TimeEntry.resource_id)
        .with_for_update()
    )
    for entry in running.all():
        entry.ended_at = max(work.now, entry.started_at)
        entry.seconds = int((entry.ended_at - entry.started_at).total_seconds())
        rate = Money(amount=entry.hourly_rate, currency=entry.currency)
        cost = share(rate, Decimal(entry.seconds) / 3600)
        entry.labour_cost = cost.amount
        await work.session.flush()
        recorded = TimeRecorded(
            entry_id=entry.id,
            visit_id=visit.id,
            resource_id=entry.resource_id,
            seconds=entry.seconds,
            labour_cost=cost,
        )
        await factlog.append(work, visit.job_id, recorded, dedupe_key=f"time/{entry.id}")
