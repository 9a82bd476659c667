"""The verbs of series. Visits are made ahead of time, a bounded number; a planner's step asks for the next ones in time.

A conflict of one date does not stop the others: that visit is there without a time, with the reason, and the job's plan asks
somebody to give it one. Locks in the order of all visits: the job, the series, the resources by id.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, update

from services.jobs.contacts.schemas import AddressIn
from services.jobs.folders.queries import brief
from services.jobs.series import making, queries
from services.jobs.series.recurrence import Decision, Occurrence
from services.jobs.series.schemas import ExceptionIn, SeriesIn, SeriesPatch
from services.jobs.series.tables import Series, SeriesException
from services.jobs.visits import booking, spans
from services.jobs.visits import commands as visits
from services.jobs.visits.tables import Visit
from services.kit import etags, factlog, ids
from services.kit.problems import Conflict, Field, Invalid
from services.kit.work import Work
from workflows import facts as f
from workflows.calendar import local_date

HORIZON = timedelta(days=60)
"""Visits are made so far ahead, at most."""
MOST_AHEAD = 36
"""And so many of one series. A daily one so reaches further than the month in which the planner asks for more."""

_OF_VISITS = {"service_id", "title", "instructions", "note_visible", "note_internal", "billable"}
_PLACE = {"line1", "city", "region", "postal_code", "country"}


async def plan(work: Work, data: SeriesIn) -> str:
    """A series with its first visits; its id. The client hears of the first one only.

    Raises 404 (job), 409 where the job is over, 422 (a rule without dates, somebody or something that is not there).
    """
    await factlog.lock(work, data.job_id)
    await booking.lock_resources(work, data.resource_ids)
    await visits.check_service(work, data.service_id)
    of = await queries.calendar(work)
    today = local_date(of, work.now)
    if data.starts_at.date() > today + spans.FURTHEST:
        raise Invalid([Field("/starts_at", "too-far-ahead")])
    timing = data.timing or ("window" if data.window_minutes else "fixed")
    _check_window(timing, data.window_minutes)
    row = Series(
        id=ids.new("ser"),
        company_id=work.company_id,
        job_id=data.job_id,
        follows=None,
        status="active",
        rrule=data.rrule,
        starts_on=data.starts_at.date(),
        starts_time=data.starts_at.time(),
        minutes=data.minutes,
        timing=timing,
        window_minutes=data.window_minutes,
        holidays=data.holidays,
        ends_before=None,
        extended_until=data.starts_at.date() - timedelta(days=1),
        resource_ids=list(dict.fromkeys(data.resource_ids)),
        service_id=data.service_id,
        checklist_template_ids=list(data.checklist_template_ids),
        title=data.title,
        address=await _place(work, data.job_id, data.address),
        instructions=data.instructions,
        note_visible=data.note_visible,
        note_internal=data.note_internal,
        billable=data.billable,
        version=1,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    if next(queries.dates(queries.rule(row, of.zone), of, {}), None) is None:
        raise Invalid([Field("/rrule", "rrule-never")])
    await _extend(work, row, max(today, row.starts_on) + HORIZON, first=True)
    return row.id


async def extend(work: Work, series_id: str, until: date) -> None:
    """Makes the visits up to and with `until`, or as many as there may be. Doing it twice is doing it once.

    Called by the planner's step `series.extend`; it ends in `series.extended`, or in `series.ended` when no date is left.
    Raises a 404 problem.
    """
    row = await _locked(work, series_id)
    if row.status == "active":
        await _extend(work, row, until)


async def _extend(work: Work, row: Series, until: date, *, first: bool = False) -> None:
    of = await queries.calendar(work)
    today = local_date(of, work.now)
    goal = min(until, max(today, row.starts_on) + HORIZON)
    rule = queries.rule(row, of.zone)
    decided = await queries.decisions(work.session, row.id)
    ahead = select(func.count()).where(Visit.series_id == row.id, Visit.series_key >= today)
    room = MOST_AHEAD - (await work.session.scalar(ahead) or 0)
    found: list[Occurrence] = []
    full = False
    for each in queries.dates(rule, of, decided, after=row.extended_until, until=goal):
        if len(found) >= room:
            full = True
            break
        if each.key >= today:
            found.append(each)
    reached = max(found[-1].key if full and found else row.extended_until if full else goal, row.extended_until)
    over = not full and next(queries.dates(rule, of, decided, after=max(goal, row.extended_until)), None) is None
    if first:
        await factlog.append(work, row.job_id, f.SeriesPlanned(series_id=row.id, until=reached))
    elif reached > row.extended_until and not over:
        await factlog.append(work, row.job_id, f.SeriesExtended(series_id=row.id, until=reached))
    row.extended_until, row.updated_at = reached, work.now
    announced = bool(await work.session.scalar(select(Visit.id).where(Visit.series_id == row.id).limit(1)))
    for each in found:
        if each.starts_at is not None:
            made = await making.make(work, row, of, each, announce=not announced)
            announced = announced or (made is not None and made.status == "scheduled")
    if over:
        await _over(work, row)


async def _over(work: Work, row: Series) -> None:
    row.status = "ended"
    await work.session.flush()
    await factlog.append(work, row.job_id, f.SeriesEnded(series_id=row.id))


async def end(work: Work, series_id: str, from_date: date | None) -> None:
    """Nothing from that day on takes place: what is still ahead is cancelled. Raises 404, 409 `series-ended`."""
    row = await _locked(work, series_id)
    _refuse_ended(row)
    day = from_date or local_date(await queries.calendar(work), work.now)
    row.ends_before = min(day, row.ends_before or day)
    for visit in await making.ahead(work, row, day):
        await making.drop(work, visit)
    _touched(work, row)
    await _over(work, row)


async def end_with_job(work: Work, job_id: str) -> None:
    """Nothing more comes of the series of a job that was cancelled, under its lock; the facts are the canceller's."""
    today = local_date(await queries.calendar(work), work.now)
    query = select(Series).where(Series.job_id == job_id, Series.status == "active").with_for_update()
    for row in (await work.session.scalars(query)).all():
        row.status, row.ends_before = "ended", min(today, row.ends_before or today)
        _touched(work, row)
    await work.session.flush()


async def change(work: Work, series_id: str, patch: SeriesPatch, if_match: str | None) -> str:
    """Changes all that is ahead, or what follows from a date on; the id of the series that it is now.

    Raises 404, 409 `series-ended`, 412 with `current` and `yours`, 422.
    """
    row = await _locked(work, series_id)
    _refuse_ended(row)
    etags.require_tag(if_match, tag(row), await queries.one(work.session, series_id), patch)
    of = await queries.calendar(work)
    begin = local_date(of, work.now)
    target = row
    if patch.scope == "following":
        begin = await _key(work, row, patch.from_date, "/from_date")
        target = await _split(work, row, begin, patch)
    await _apply(work, target, patch)
    _touched(work, target)
    await work.session.flush()
    rule = queries.rule(target, of.zone)
    if next(queries.dates(rule, of, {}, after=begin - timedelta(days=1)), None) is None:
        raise Invalid([Field("/rrule", "rrule-never")])
    if target.status == "ended" or target is not row:  # it goes on, or it is new
        target.status = "active"
        planned = f.SeriesPlanned(series_id=target.id, until=target.extended_until)
        await factlog.append(work, target.job_id, planned)
    elsewhere = "address" in patch.model_fields_set
    await making.bring_in_line(work, target, of, begin, target.extended_until, elsewhere=elsewhere)
    await _extend(work, target, local_date(of, work.now) + HORIZON)
    return target.id


async def _split(work: Work, row: Series, begin: date, patch: SeriesPatch) -> Series:
    """A series of its own from `begin` on, with the visits that are there; the old one ends the day before."""
    if begin <= row.starts_on:
        return row
    values: dict[str, Any] = {column.key: getattr(row, column.key) for column in Series.__table__.columns}
    rest = making.count_left(queries.rule(row, "UTC"), begin)
    new = Series(**values | {"id": ids.new("ser"), "follows": row.id, "starts_on": begin, "rrule": rest, "version": 1})
    new.extended_until = max(row.extended_until, begin - timedelta(days=1))
    new.created_at = new.updated_at = work.now
    work.session.add(new)
    row.ends_before = begin
    row.extended_until = min(row.extended_until, begin - timedelta(days=1))
    _touched(work, row)
    await work.session.flush()
    moving = (
        update(Visit).where(Visit.series_id == row.id, Visit.series_key >= begin),
        update(SeriesException).where(SeriesException.series_id == row.id, SeriesException.on_date >= begin),
    )
    for statement in moving:
        await work.session.execute(statement.values(series_id=new.id).execution_options(synchronize_session="fetch"))
    if row.status == "active":
        await _over(work, row)
    return new


async def _apply(work: Work, row: Series, patch: SeriesPatch) -> None:
    given = patch.model_fields_set - {"scope", "from_date"}
    nullable = {"service_id", "window_minutes", "timing", "address"}
    if wrong := [Field(f"/{name}", "required") for name in sorted(given - nullable) if getattr(patch, name) is None]:
        raise Invalid(wrong)
    if patch.resource_ids is not None:
        await booking.lock_resources(work, patch.resource_ids)
        row.resource_ids = list(dict.fromkeys(patch.resource_ids))
    if "service_id" in given:
        await visits.check_service(work, patch.service_id)
    for name in given & (_OF_VISITS | {"rrule", "holidays", "minutes", "checklist_template_ids"}):
        setattr(row, name, getattr(patch, name))
    if "address" in given:
        row.address = await _place(work, row.job_id, patch.address)
    if patch.starts_at is not None:
        row.starts_time = patch.starts_at
    if given & {"timing", "window_minutes"}:
        window = patch.window_minutes if "window_minutes" in given else row.window_minutes
        timing = patch.timing or ("window" if patch.window_minutes else row.timing)
        row.timing, row.window_minutes = timing, window if timing == "window" else None
        _check_window(row.timing, row.window_minutes)


async def decide(work: Work, series_id: str, data: ExceptionIn) -> None:
    """Skips or moves one date, whether or not its visit is there yet. Raises 404, 409 `series-ended`, 422."""
    if data.skip == (data.moved_to is not None):
        raise Invalid([Field("/moved_to", "skip-or-move")])
    row = await _locked(work, series_id)
    _refuse_ended(row)
    key = await _key(work, row, data.on_date, "/on_date")
    known = await work.session.scalar(_exception(series_id, key))
    if known is None:
        known = SeriesException(
            id=ids.new("sex"),
            company_id=work.company_id,
            series_id=series_id,
            on_date=key,
            created_by=work.actor,
            created_at=work.now,
        )
        work.session.add(known)
    known.skip, known.moved_to = data.skip, data.moved_to
    await _decided(work, row, key)


async def undecide(work: Work, series_id: str, key: date) -> None:
    """The date is as the rule gives it again. Raises a 404 problem for a series; a date without a decision stays as it is."""
    row = await _locked(work, series_id)
    known = await work.session.scalar(_exception(series_id, key))
    if known is not None:
        await work.session.delete(known)
        await _decided(work, row, key)


def _exception(series_id: str, key: date) -> Any:
    return select(SeriesException).where(SeriesException.series_id == series_id, SeriesException.on_date == key)


async def _decided(work: Work, row: Series, key: date) -> None:
    _touched(work, row)
    await work.session.flush()
    visit = await work.session.scalar(select(Visit).where(Visit.series_id == row.id, Visit.series_key == key))
    if visit is not None:
        visit.detached = False  # what was decided last about this date counts
    if key <= row.extended_until:
        await making.bring_in_line(work, row, await queries.calendar(work), key, key)


async def _key(work: Work, row: Series, day: date | None, pointer: str) -> date:
    """A date of the series that is not past. Raises a 422 problem."""
    if day is None:
        raise Invalid([Field(pointer, "required")])
    of = await queries.calendar(work)
    if day < local_date(of, work.now):
        raise Invalid([Field(pointer, "in-the-past")])
    found = queries.dates(queries.rule(row, of.zone), of, {day: Decision(skip=True)}, after=day - timedelta(days=1))
    if (first := next(found, None)) is None or first.key != day:
        raise Invalid([Field(pointer, "not-a-date-of-the-series")])
    return day


async def _locked(work: Work, series_id: str) -> Series:
    """Under its job's lock, as last committed. Raises a 404 problem."""
    await factlog.lock(work, (await queries.row(work.session, series_id)).job_id)
    query = select(Series).where(Series.id == series_id).with_for_update().execution_options(populate_existing=True)
    return (await work.session.scalars(query)).one()


def tag(row: Series) -> str:
    return etags.etag(f"{row.id}/{row.version}")


def _touched(work: Work, row: Series) -> None:
    row.version += 1
    row.updated_at = work.now


def _refuse_ended(row: Series) -> None:
    if row.status == "ended" and row.ends_before is not None:
        raise Conflict("series-ended")


def _check_window(timing: str, window_minutes: int | None) -> None:
    if (timing == "window") != (window_minutes is not None):
        raise Invalid([Field("/window_minutes", "required" if timing == "window" else "window-without-timing")])


async def _place(work: Work, job_id: str, address: AddressIn | None) -> dict[str, Any] | None:
    if address is not None:
        return address.model_dump(include=_PLACE)
    folder = await brief(work.session, job_id)
    return folder.address.model_dump() if folder.address else None
