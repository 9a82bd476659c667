"""`/v1/visit-series`: visits that come again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query, Response

from services.jobs.fields import IdField, PathId, UpdatedSince
from services.jobs.series import commands, queries
from services.jobs.series.schemas import Dates, Day, End, ExceptionIn, SeriesIn, SeriesOut, SeriesPatch, When
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work
from workflows.calendar import local_date

api = router("/v1/visit-series", "series")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
Count = Annotated[int, Query(ge=1, le=60)]


@api.get("")
async def list_series(
    work: VisitsWork,
    job_id: Annotated[IdField | None, Query()] = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[SeriesOut]:
    return await queries.page(
        work.session, work.company_id, job_id=job_id, updated_since=updated_since, limit=limit, after=after
    )


@api.post("", status_code=201)
async def plan_series(work: VisitsWork, data: SeriesIn, response: Response) -> SeriesOut:
    series_id = await commands.plan(work, data)
    response.headers["Location"] = f"/v1/visit-series/{series_id}"
    return await _shown(work, series_id, response)


@api.post("/preview")
async def preview(work: VisitsWork, data: When, count: Count = 10) -> Dates:
    """The next dates of a series that is not there yet, with those that would not take place and why."""
    return await queries.preview(work, data, count)


@api.get("/{series_id}")
async def read_series(work: VisitsWork, series_id: PathId, response: Response) -> SeriesOut:
    return await _shown(work, series_id, response)


@api.get("/{series_id}/dates")
async def next_dates(
    work: VisitsWork, series_id: PathId, begin: Annotated[Day | None, Query(alias="from")] = None, count: Count = 10
) -> Dates:
    """From today on, or from another day."""
    today = local_date(await queries.calendar(work), work.now)
    return await queries.next_dates(work, series_id, count, begin or today)


@api.patch("/{series_id}")
async def change_series(
    work: VisitsWork, series_id: PathId, patch: SeriesPatch, response: Response, if_match: etags.IfMatch = None
) -> SeriesOut:
    """`all` that is ahead, or the `following` from a date on; the answer is the series that those visits belong to now.

    One visit alone is changed as any other visit, or by a decision about its date.
    """
    return await _shown(work, await commands.change(work, series_id, patch, if_match), response)


@api.post("/{series_id}/end")
async def end_series(work: VisitsWork, series_id: PathId, response: Response, data: End | None = None) -> SeriesOut:
    await commands.end(work, series_id, data.from_date if data else None)
    return await _shown(work, series_id, response)


@api.post("/{series_id}/exceptions")
async def decide(work: VisitsWork, series_id: PathId, data: ExceptionIn) -> Dates:
    await commands.decide(work, series_id, data)
    return await queries.next_dates(work, series_id, 10, data.on_date)


@api.delete("/{series_id}/exceptions/{on_date}")
async def undecide(work: VisitsWork, series_id: PathId, on_date: Annotated[date, Path()]) -> Dates:
    await commands.undecide(work, series_id, on_date)
    return await queries.next_dates(work, series_id, 10, on_date)


async def _shown(work: Work, series_id: str, response: Response) -> SeriesOut:
    await work.session.flush()
    shown = await queries.one(work.session, series_id)
    response.headers["ETag"] = commands.tag(await queries.row(work.session, series_id))
    return shown
