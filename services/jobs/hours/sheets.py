"""Reading weeks: the entries of each resource cut at local midnights, with sums that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from services.accounts.queries import CompanyProfile, company, users
from services.jobs.hours import people, queries, weeks
from services.jobs.hours.schemas import EntryJob, SheetDay, SheetPiece, SheetResource, Timesheet
from services.jobs.hours.tables import TimeEntry
from services.jobs.hours.tables import Timesheet as Row
from services.jobs.hours.weeks import Piece, Week
from services.jobs.visits.tables import Resource
from services.kit import lists
from services.kit.auth import Caller
from services.kit.days import local_day
from services.kit.problems import Field, Forbidden, Invalid, NotFound
from services.kit.texts import known_language
from services.kit.work import Work
from workflows.money import total


def sheet_id(resource_id: str, week: Week) -> str:
    """One resource and one week have one id, whether there is a row yet or not."""
    return f"tsh_{resource_id.removeprefix('res_')}_{week.first:%Y%m%d}"


def addressed(timesheet_id: str) -> tuple[str, Week]:
    """The resource and the week of an id. Raises a 404 problem."""
    prefix, _, day = timesheet_id.rpartition("_")
    try:
        return f"res_{prefix.removeprefix('tsh_')}", Week(date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"))
    except ValueError:
        raise NotFound("timesheet") from None


def week(name: str | None, profile: CompanyProfile, now: datetime) -> Week:
    """The week of that name, or the one that it is now. Raises a 422 problem."""
    if name is None:
        return weeks.week_of(local_day(now, profile.time_zone), profile.week_starts)
    try:
        return weeks.named(name, profile.week_starts)
    except ValueError:
        raise Invalid([Field("query:/week", "week")]) from None


async def one(work: Work, caller: Caller, timesheet_id: str) -> Timesheet:
    """Raises 404, 403 for somebody else's."""
    resource_id, asked = addressed(timesheet_id)
    resource = await work.session.get(Resource, resource_id)
    profile = await company(work.session, work.company_id)
    known = await work.session.scalar(select(Row.id).where(Row.id == timesheet_id))
    if resource is None or (known is None and asked != weeks.week_of(asked.first, profile.week_starts)):
        raise NotFound("timesheet")
    if resource.user_id != caller.user_id and not people.everybody(caller):
        raise Forbidden("reports")
    return (await build(work, caller, [resource], [asked]))[0]


async def page(
    work: Work,
    caller: Caller,
    asked: Week,
    *,
    resource_id: str | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[Timesheet]:
    """A week of everybody who is active or worked in it, by name; without `reports` one's own."""
    zone = (await company(work.session, work.company_id)).time_zone
    query = select(Resource).where(Resource.company_id == work.company_id)
    if not people.everybody(caller):
        mine = await people.own(work.session, caller)
        if resource_id is not None and resource_id not in mine:
            raise Forbidden("reports")
        query = query.where(Resource.id.in_(mine))
    if resource_id is not None:
        query = query.where(Resource.id == resource_id)
    else:
        query = query.where(Resource.active | Resource.id.in_(_worked_in([asked], zone)))
    if updated_since:
        changed = select(TimeEntry.resource_id).where(
            TimeEntry.updated_at >= updated_since, *queries.between(asked.begin(zone), asked.end(zone))
        )
        handed = select(Row.resource_id).where(Row.starts_on == asked.first, Row.updated_at >= updated_since)
        query = query.where(Resource.id.in_(changed) | Resource.id.in_(handed))
    kept, info = await lists.by_text(work.session, query, Resource.sort_name, Resource.id, limit, after)
    return lists.Page(data=await build(work, caller, kept, [asked]), page=info)


async def period(work: Work, caller: Caller, asked: Sequence[Week], resource_id: str | None) -> list[Timesheet]:
    """Several weeks of everybody who worked in them, or of one resource: by name, then by week."""
    zone = (await company(work.session, work.company_id)).time_zone
    query = select(Resource).where(Resource.company_id == work.company_id, Resource.id.in_(_worked_in(asked, zone)))
    mine = None if people.everybody(caller) else await people.own(work.session, caller)
    if mine is not None:
        if resource_id is not None and resource_id not in mine:
            raise Forbidden("reports")
        query = query.where(Resource.id.in_(mine))
    if resource_id is not None:
        query = query.where(Resource.id == resource_id)
    found = (await work.session.scalars(query.order_by(Resource.sort_name, Resource.id))).all()
    return await build(work, caller, found, asked)


def _worked_in(asked: Sequence[Week], zone: str) -> Select[str]:
    spans = queries.between(asked[0].begin(zone), asked[-1].end(zone))
    return select(TimeEntry.resource_id).where(TimeEntry.status.in_(queries.LIVE), *spans)


# ── putting together ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Known:
    """What all weeks of an answer need."""

    profile: CompanyProfile
    language: str
    now: datetime
    money: bool
    caller: Caller
    jobs: dict[str, EntryJob]
    rows: dict[str, Row]
    people: dict[str, str]
    holidays: dict[date, str]


async def build(work: Work, caller: Caller, resources: Sequence[Resource], asked: Sequence[Week]) -> list[Timesheet]:
    """Every week of every resource, in a few statements however many they are."""
    if not resources or not asked:
        return []
    profile = await company(work.session, work.company_id)
    entries = await _entries(work, [each.id for each in resources], asked, profile.time_zone)
    rows = {
        row.id: row
        for row in await work.session.scalars(
            select(Row)
            .where(Row.resource_id.in_([each.id for each in resources]), Row.starts_on.in_([w.first for w in asked]))
            .execution_options(populate_existing=True)
        )
    }
    actors = {row.submitted_by for row in rows.values()} | {row.decided_by for row in rows.values()}
    language = known_language(work.language)
    known = _Known(
        profile=profile,
        language=language,
        now=work.now,
        money=people.everybody(caller),
        caller=caller,
        jobs=await queries.entry_jobs(work.session, {entry.job_id for entry in entries}),
        rows=rows,
        people=await users(work.session, [actor.removeprefix("user:") for actor in actors if actor]),
        holidays=weeks.holiday_names((day for w in asked for day in w.days), profile.address.region, language),
    )
    return [
        _sheet(known, resource, each, [entry for entry in entries if entry.resource_id == resource.id])
        for resource in resources
        for each in asked
    ]


async def _entries(work: Work, resource_ids: list[str], asked: Sequence[Week], zone: str) -> list[TimeEntry]:
    spans = queries.between(asked[0].begin(zone), asked[-1].end(zone))
    query = (
        select(TimeEntry)
        .where(TimeEntry.resource_id.in_(resource_ids), TimeEntry.status.in_(queries.LIVE), *spans)
        .order_by(TimeEntry.started_at, TimeEntry.id)
        .execution_options(populate_existing=True)
    )
    return list((await work.session.scalars(query)).all())


def _sheet(known: _Known, resource: Resource, asked: Week, entries: Sequence[TimeEntry]) -> Timesheet:
    zone = known.profile.time_zone
    pieces = [
        (entry, piece)
        for entry in entries
        for piece in weeks.split(entry.started_at, max(entry.ended_at or known.now, entry.started_at), zone)
        if asked.first <= piece.day <= asked.last
    ]
    shown = _pieces(known, pieces)
    days = [_day(known, day, [made for made, piece in shown if piece.day == day]) for day in asked.days]
    seconds, minutes = sum(day.seconds for day in days), sum(day.minutes for day in days)
    row = known.rows.get(sheet_id(resource.id, asked))
    costs = [each.labour_cost for each, _ in shown if each.labour_cost]
    return Timesheet(
        id=sheet_id(resource.id, asked),
        resource=SheetResource(id=resource.id, name=resource.name, colour=resource.colour, active=resource.active),
        week=asked.name,
        starts_on=asked.first,
        ends_on=asked.last,
        status=row.status if row else "open",
        days=tuple(days),
        seconds=seconds,
        minutes=minutes,
        hours=queries.decimal(seconds),
        overtime_minutes=weeks.overtime(minutes),
        labour_cost=total(costs, known.profile.currency) if known.money else None,
        running=any(each.running for each, _ in shown),
        long=any(each.long for each, _ in shown),
        over=asked.end(zone) <= known.now,
        own=resource.user_id == known.caller.user_id,
        reason=row.reason if row else "",
        submitted_by=_name(known, row.submitted_by if row else None),
        submitted_at=row.submitted_at if row else None,
        decided_by=_name(known, row.decided_by if row else None),
        decided_at=row.decided_at if row else None,
        updated_at=row.updated_at if row else None,
    )


def _name(known: _Known, actor: str | None) -> str | None:
    return known.people.get(actor.removeprefix("user:")) if actor else None


def _pieces(known: _Known, pieces: Sequence[tuple[TimeEntry, Piece]]) -> list[tuple[SheetPiece, Piece]]:
    """Minutes are shared out over the week's recorded pieces in order of time, so that every sum of them is the sum."""
    counted = [0 if entry.ended_at is None else piece.seconds for entry, piece in pieces]
    return [
        (_piece(known, entry, piece, seconds, minutes), piece)
        for (entry, piece), seconds, minutes in zip(pieces, counted, weeks.minutes(counted), strict=True)
    ]


def _piece(known: _Known, entry: TimeEntry, piece: Piece, seconds: int, minutes: int) -> SheetPiece:
    first = piece.begin == entry.started_at
    return SheetPiece(
        entry_id=entry.id,
        job=known.jobs[entry.job_id],
        visit_id=entry.visit_id,
        kind=entry.kind,
        source=entry.source,
        running=entry.ended_at is None,
        long=queries.is_long(entry, known.now),
        started_at=piece.begin,
        ended_at=piece.end,
        seconds=seconds,
        minutes=minutes,
        labour_cost=queries.cost_of(entry) if known.money and first else None,
        note=entry.note,
    )


def _day(known: _Known, day: date, pieces: Iterable[SheetPiece]) -> SheetDay:
    of_day = tuple(pieces)
    return SheetDay(
        day=day,
        length=weeks.day_seconds(day, known.profile.time_zone) // 3600,
        holiday=known.holidays.get(day),
        seconds=sum(piece.seconds for piece in of_day),
        minutes=sum(piece.minutes for piece in of_day),
        pieces=of_day,
    )
