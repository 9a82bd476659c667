"""Reading series: what they are, and when they take place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company
from services.jobs import calendars
from services.jobs.series.recurrence import Decision, Occurrence, Rule, occurrences
from services.jobs.series.schemas import DateOut, Dates, SeriesOut, When
from services.jobs.series.tables import Series, SeriesException
from services.jobs.visits.schemas import Who
from services.jobs.visits.tables import Resource, Visit
from services.kit import lists
from services.kit.problems import NotFound
from services.kit.texts import t
from services.kit.work import Work
from workflows.calendar import Calendar, is_business_day

LOOKED_AHEAD = 400
"""So many dates a preview goes through, those included that do not take place."""


async def calendar(work: Work) -> Calendar:
    return calendars.of_company(await company(work.session, work.company_id))


def rule(row: Series, zone: str) -> Rule:
    starts = datetime.combine(row.starts_on, row.starts_time)
    holidays = "skip" if row.holidays == "skip" else "keep" if row.holidays == "keep" else "next_business_day"
    return Rule(row.rrule, starts, zone, holidays, row.ends_before)  # type: ignore[arg-type]


def dates(
    of: Rule,
    company_calendar: Calendar,
    decided: Mapping[date, Decision],
    *,
    after: date | None = None,
    until: date | None = None,
) -> Iterator[Occurrence]:
    """The dates of a rule under a company's calendar. A holiday is what would be no business day in a company that works daily."""
    every_day = company_calendar.model_copy(update={"weekdays": tuple(range(7))})
    return occurrences(
        of,
        lambda day: is_business_day(company_calendar, day),
        lambda day: not is_business_day(every_day, day),
        decided,
        after=after,
        until=until,
    )


async def decisions(session: AsyncSession, series_id: str) -> dict[date, Decision]:
    rows = await session.scalars(select(SeriesException).where(SeriesException.series_id == series_id))
    return {row.on_date: Decision(row.skip, row.moved_to) for row in rows}


async def row(session: AsyncSession, series_id: str) -> Series:
    """Raises a 404 problem."""
    found: Series | None = await session.get(Series, series_id)
    if found is None:
        raise NotFound("series")
    return found


async def one(session: AsyncSession, series_id: str) -> SeriesOut:
    """Raises a 404 problem."""
    return (await _shown(session, [await row(session, series_id)]))[0]


async def page(
    session: AsyncSession,
    company_id: str,
    *,
    job_id: str | None = None,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[SeriesOut]:
    """Oldest first."""
    query = select(Series).where(Series.company_id == company_id)
    if job_id:
        query = query.where(Series.job_id == job_id)
    if updated_since:
        query = query.where(Series.updated_at >= updated_since)
    if cursor := lists.decode(after, str):
        query = query.where(Series.id > cursor[0])
    rows = (await session.scalars(query.order_by(Series.id).limit(limit + 1))).all()
    kept, info = lists.page(rows, limit, lambda each: (each.id,))
    return lists.Page(data=await _shown(session, kept), page=info)


async def _shown(session: AsyncSession, rows: list[Series]) -> list[SeriesOut]:
    wanted = {each for row in rows for each in row.resource_ids}
    people = {each.id: each for each in await session.scalars(select(Resource).where(Resource.id.in_(wanted)))}

    def who(resource_id: str) -> Who:
        return Who(id=resource_id, name=people[resource_id].name, colour=people[resource_id].colour)

    names = [name for name in SeriesOut.model_fields if name != "resources"]
    return [
        SeriesOut.model_validate(
            {name: getattr(row, name) for name in names}
            | {
                "resources": tuple(who(each) for each in row.resource_ids if each in people),
                "checklist_template_ids": tuple(row.checklist_template_ids),
            }
        )
        for row in rows
    ]


async def preview(work: Work, data: When, count: int) -> Dates:
    """The next dates that such a series would have, with those that would not take place and why."""
    of = await calendar(work)
    found = dates(Rule(data.rrule, data.starts_at, of.zone, data.holidays), of, {})
    return _first(work, found, count, {})


async def next_dates(work: Work, series_id: str, count: int, begin: date) -> Dates:
    """The dates of a series from `begin` on, with the visits that are there. Raises a 404 problem."""
    series, of = await row(work.session, series_id), await calendar(work)
    decided = await decisions(work.session, series_id)
    query = select(Visit.series_key, Visit.id).where(Visit.series_id == series_id, Visit.series_key.is_not(None))
    visits = {key: visit_id for key, visit_id in await work.session.execute(query) if key is not None}
    found = (each for each in dates(rule(series, of.zone), of, decided) if each.key >= begin)
    return _first(work, found, count, visits)


def _first(work: Work, found: Iterator[Occurrence], count: int, visits: Mapping[date, str]) -> Dates:
    """As many as take place `count` times; those that do not are told in between."""
    shown: list[DateOut] = []
    taking_place = 0
    for each in islice(found, LOOKED_AHEAD):
        shown.append(
            DateOut(
                key=each.key,
                local=each.local,
                starts_at=each.starts_at,
                why=each.reason,
                text=t(work.language, f"series-{each.reason}") if each.reason else "",
                visit_id=visits.get(each.key),
            )
        )
        taking_place += each.starts_at is not None
        if taking_place == count:
            break
    return Dates(data=tuple(shown), ends=next(found, None) is None)
