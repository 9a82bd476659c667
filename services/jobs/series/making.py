"""From dates to visits: making one, moving it along when its series changes, letting go of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from services.jobs.custom_fields import commands as custom_fields
from services.jobs.series import queries
from services.jobs.series.recurrence import Occurrence, Rule, days
from services.jobs.series.tables import Series
from services.jobs.visits import booking, rows, spans
from services.jobs.visits import commands as visits
from services.jobs.visits.schemas import VisitIn
from services.jobs.visits.spans import Span
from services.jobs.visits.tables import Resource, Visit
from services.kit import factlog
from services.kit.work import Work
from workflows import facts as f
from workflows.calendar import Calendar

_TEXTS = ("service_id", "title", "instructions", "note_visible", "note_internal", "billable")
_COUNT = re.compile(r"COUNT=(\d+)")


async def make(work: Work, row: Series, of: Calendar, each: Occurrence, *, announce: bool) -> Visit | None:
    """The visit of one date: without a time, and with the reason, where its people are taken or gone. None for what is past."""
    span = span_of(row, of, each)
    if span.ends_at <= work.now:
        return None
    people = await _people(work, row)
    reason = await _reason(work, people, span)
    data = VisitIn(
        job_id=row.job_id,
        timing=span.timing,
        service_id=row.service_id,
        title=row.title,
        instructions=row.instructions,
        note_visible=row.note_visible,
        note_internal=row.note_internal,
        billable=row.billable,
        checklist_template_ids=row.checklist_template_ids,
    )
    date_of = visits.OfSeries(row.id, each.key, announce, row.address, reason)
    before = await _latest(work, row.id, each.key)
    visit = await visits.make(work, data, None if reason else span, people, of=date_of)
    if before is not None:
        await custom_fields.copy(work, "visit", before, visit.id)
    return visit


def span_of(row: Series, of: Calendar, each: Occurrence) -> Span:
    """The booked time of a date that takes place."""
    assert each.starts_at is not None
    starts_at, ends_at = each.starts_at, each.starts_at + timedelta(minutes=row.minutes)
    if row.timing == "all_day":
        return Span(*spans.whole_days(of.zone, starts_at, ends_at), "all_day", None)
    if row.timing == "window":
        return Span(starts_at, ends_at, "window", starts_at + timedelta(minutes=row.window_minutes or 0))
    return Span(starts_at, ends_at, "fixed", None)


async def bring_in_line(
    work: Work, row: Series, of: Calendar, first: date, last: date, *, elsewhere: bool = False
) -> None:
    """What is ahead between two dates (both included) becomes what the series is now; what it no longer gives is cancelled.

    `elsewhere`: the series moved to another address; else a visit with one of its own keeps it.
    """
    decided = await queries.decisions(work.session, row.id)
    rule = queries.rule(row, of.zone)
    found = queries.dates(rule, of, decided, after=first - timedelta(days=1), until=last)
    wanted = {each.key: each for each in found if each.starts_at is not None}
    for visit in await ahead(work, row, first, last):
        assert visit.series_key is not None
        each = wanted.get(visit.series_key)
        if each is None:
            await drop(work, visit)
            continue
        await _rewrite(work, row, visit, (*_TEXTS, "address") if elsewhere else _TEXTS)
        if not visit.detached:
            await _redate(work, row, of, visit, each)
    await work.session.flush()
    query = select(Visit.series_key).where(Visit.series_id == row.id, Visit.series_key.is_not(None))
    there = set(await work.session.scalars(query))
    for key in sorted(wanted.keys() - there):
        await make(work, row, of, wanted[key], announce=False)


async def _rewrite(work: Work, row: Series, visit: Visit, names: Sequence[str]) -> None:
    changed = [name for name in names if getattr(visit, name) != getattr(row, name)]
    for name in changed:
        setattr(visit, name, getattr(row, name))
    if changed:
        await rows.described(work, visit, "details")


async def _redate(work: Work, row: Series, of: Calendar, visit: Visit, each: Occurrence) -> None:
    span = span_of(row, of, each)
    before = await booking.booked(work.session, visit.id)
    people = await _people(work, row)
    if span == spans.of(visit) and before == [each.id for each in people]:
        return
    reason = await _reason(work, people, span, besides=visit.id)
    if not reason:
        await visits.place(work, visit, span, people)
        rows.touch(work, visit)
    elif visit.status != "unscheduled":
        await visits.unschedule(work, visit.id, reason)


async def _reason(work: Work, people: Sequence[Resource], span: Span, besides: str | None = None) -> str:
    """Why there can be no visit at that time; empty if there can."""
    if not people:
        return "nobody"
    who = [each.id for each in people]
    taken = await booking.conflicts(work, who, span.starts_at, span.ends_at, besides=besides)
    return "overlap" if taken else ""


async def _people(work: Work, row: Series) -> list[Resource]:
    """Those of the series who are still active, locked. Somebody who left does not stop it."""
    query = select(Resource.id).where(Resource.id.in_(row.resource_ids), Resource.active)
    active = set(await work.session.scalars(query))
    return await booking.lock_resources(work, [each for each in row.resource_ids if each in active], active_only=False)


async def ahead(work: Work, row: Series, first: date, last: date | None = None) -> list[Visit]:
    """Visits of the series that have not begun, by date, from `first` on."""
    query = select(Visit).where(
        Visit.series_id == row.id,
        Visit.series_key >= first,
        Visit.status.in_(("unscheduled", "scheduled")),
        Visit.starts_at.is_(None) | (Visit.starts_at > work.now),
    )
    if last is not None:
        query = query.where(Visit.series_key <= last)
    return list((await work.session.scalars(query.order_by(Visit.series_key))).all())


async def drop(work: Work, visit: Visit) -> None:
    """The series lets go of a visit: it is cancelled, and its date is free for another one."""
    await factlog.append(work, visit.job_id, f.VisitCancelled(visit_id=visit.id))
    await booking.free(work, visit.id)
    visit.series_key = None
    rows.touch(work, visit, "cancelled")
    await work.session.flush()


async def _latest(work: Work, series_id: str, key: date) -> str | None:
    query = select(Visit.id).where(Visit.series_id == series_id, Visit.series_key < key)
    found: str | None = await work.session.scalar(query.order_by(Visit.series_key.desc()).limit(1))
    return found


def count_left(rule: Rule, begin: date) -> str:
    """The rule for what follows from `begin` on: what has been counted already is not counted again."""
    found = _COUNT.search(rule.rrule)
    if found is None:
        return rule.rrule
    used = sum(day < begin for day in days(rule))
    return rule.rrule.replace(found[0], f"COUNT={int(found[1]) - used}")
