"""`/v1/timesheets`: weeks of hours, their approval, and their CSV."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.accounts.queries import company
from services.jobs.fields import IdField, PathId, UpdatedSince
from services.jobs.hours import export, sheets, timesheets, weeks
from services.jobs.hours.schemas import Approve, Day, SendBack, Timesheet
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import SignedIn, allowed
from services.kit.problems import Field, Invalid
from services.kit.texts import known_language
from services.kit.work import Work

api = router("/v1/timesheets", "hours")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
WeekName = Annotated[str | None, Query(max_length=10)]
MOST_WEEKS = 53


@api.get("")
async def list_timesheets(
    work: VisitsWork,
    caller: SignedIn,
    week: WeekName = None,
    resource_id: Annotated[IdField | None, Query()] = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[Timesheet]:
    """One week (`2026-W48`; this one unless said) of everybody, by name; without `reports` one's own.

    A week begins on the day that the company says; it has the name of the ISO week of its Monday.
    """
    asked = await timesheets.current_week(work, week)
    return await sheets.page(
        work, caller, asked, resource_id=resource_id, updated_since=updated_since, limit=limit, after=after
    )


@api.get("/csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def download_timesheets(
    work: VisitsWork,
    caller: SignedIn,
    week: WeekName = None,
    begin: Annotated[Day | None, Query(alias="from")] = None,
    end: Annotated[Day | None, Query(alias="to")] = None,
    resource_id: Annotated[IdField | None, Query()] = None,
) -> Response:
    """One week, or every week that has a day between `from` and `to`, both included; at most 53."""
    profile = await company(work.session, work.company_id)
    if begin is not None and end is not None:
        if end < begin:
            raise Invalid([Field("query:/to", "ends-before-start")])
        if (end - begin).days > (MOST_WEEKS - 1) * 7:
            raise Invalid([Field("query:/to", "too-many-weeks")])
        asked = weeks.weeks_between(begin, end, profile.week_starts)
    elif begin is not None or end is not None:
        raise Invalid([Field(f"query:/{'to' if begin else 'from'}", "required")])
    else:
        asked = [sheets.week(week, profile, work.now)]
    found = await sheets.period(work, caller, asked, resource_id)
    name = f"heures-{asked[0].name}" + (f"-{asked[-1].name}" if len(asked) > 1 else "")
    text = export.text_of(found, known_language(work.language), profile.time_zone)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@api.get("/{timesheet_id}")
async def read_timesheet(work: VisitsWork, caller: SignedIn, timesheet_id: PathId, response: Response) -> Timesheet:
    return await _shown(work, caller, timesheet_id, response)


@api.post("/{timesheet_id}/submit")
async def submit_timesheet(work: VisitsWork, caller: SignedIn, timesheet_id: PathId, response: Response) -> Timesheet:
    await timesheets.submit(work, caller, timesheet_id)
    return await _shown(work, caller, timesheet_id, response)


@api.post("/{timesheet_id}/approve")
async def approve_timesheet(
    work: VisitsWork, caller: SignedIn, timesheet_id: PathId, response: Response, data: Approve | None = None
) -> Timesheet:
    """Needs `reports`. `seconds` is the sum that was looked at; 409 with the week as it is if it has changed."""
    await timesheets.approve(work, caller, timesheet_id, data.seconds if data else None)
    return await _shown(work, caller, timesheet_id, response)


@api.post("/{timesheet_id}/send-back")
async def send_timesheet_back(
    work: VisitsWork, caller: SignedIn, timesheet_id: PathId, data: SendBack, response: Response
) -> Timesheet:
    await timesheets.send_back(work, caller, timesheet_id, data.reason)
    return await _shown(work, caller, timesheet_id, response)


@api.post("/{timesheet_id}/reopen")
async def reopen_timesheet(
    work: VisitsWork, caller: SignedIn, timesheet_id: PathId, data: SendBack, response: Response
) -> Timesheet:
    """Takes an approval back, with the reason why."""
    await timesheets.reopen(work, caller, timesheet_id, data.reason)
    return await _shown(work, caller, timesheet_id, response)


async def _shown(work: Work, caller: SignedIn, timesheet_id: str, response: Response) -> Timesheet:
    await work.session.flush()
    return etags.tagged(response, await sheets.one(work, caller, timesheet_id))
