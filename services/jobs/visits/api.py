"""`/v1/visits`, `/v1/resources`, `/v1/services`, `/v1/calendar`."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query, Response

from services.accounts.queries import company
from services.jobs.fields import IdField, PathId, UpdatedSince
from services.jobs.hours import rates
from services.jobs.visits import commands, queries, rows, setup
from services.jobs.visits.schemas import (
    Agenda,
    EnRoute,
    Reason,
    ResourceIn,
    ResourceOut,
    ResourcePatch,
    ServiceIn,
    ServiceOut,
    ServicePatch,
    Status,
    VisitIn,
    VisitOut,
    VisitPatch,
)
from services.jobs.visits.tables import Visit
from services.kit import days, etags, lists
from services.kit.app import router
from services.kit.auth import SignedIn, allowed
from services.kit.problems import Field, Invalid
from services.kit.work import Work

visits = router("/v1/visits", "visits")
resources = router("/v1/resources", "resources")
services = router("/v1/services", "services")
calendar = router("/v1/calendar", "calendar")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
SettingsWork = Annotated[Work, Depends(allowed("settings"))]


def _may_book_anyway(caller: SignedIn) -> bool:
    return commands.PLANNERS in caller.permissions


MayBookAnyway = Annotated[bool, Depends(_may_book_anyway)]
Edge = Annotated[str | None, Query(max_length=40)]

WIDEST = timedelta(days=93)


@visits.get("")
async def list_visits(
    work: VisitsWork,
    job_id: Annotated[IdField | None, Query()] = None,
    series_id: Annotated[IdField | None, Query()] = None,
    resource_id: Annotated[IdField | None, Query()] = None,
    status: Status | None = None,
    begin: Annotated[Edge, Query(alias="from")] = None,
    end: Annotated[Edge, Query(alias="to")] = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[VisitOut]:
    """By time. `from` and `to` are instants or days of the company; `to` is exclusive."""
    zone = (await company(work.session, work.company_id)).time_zone
    narrowed = queries.conditions(
        job_id=job_id,
        series_id=series_id,
        resource_id=resource_id,
        status=status,
        begin=days.edge("from", begin, zone),
        end=days.edge("to", end, zone),
        updated_since=updated_since,
    )
    return await queries.page(
        work.session, work.company_id, work.language, conditions=narrowed, limit=limit, after=after
    )


@visits.post("", status_code=201)
async def schedule_visit(work: VisitsWork, data: VisitIn, planner: MayBookAnyway, response: Response) -> VisitOut:
    visit_id = await commands.schedule(work, data, may_anyway=planner)
    response.headers["Location"] = f"/v1/visits/{visit_id}"
    return await _shown(work, visit_id, response)


@visits.get("/{visit_id}")
async def read_visit(work: VisitsWork, visit_id: PathId, response: Response) -> VisitOut:
    return await _shown(work, visit_id, response)


@visits.patch("/{visit_id}")
async def edit_visit(
    work: VisitsWork,
    visit_id: PathId,
    patch: VisitPatch,
    planner: MayBookAnyway,
    response: Response,
    if_match: etags.IfMatch = None,
) -> VisitOut:
    current = await queries.visit(work.session, visit_id, work.language)
    await commands.edit(work, visit_id, patch, if_match, current, may_anyway=planner)
    return await _shown(work, visit_id, response)


@visits.post("/{visit_id}/cancel")
async def cancel_visit(work: VisitsWork, visit_id: PathId, response: Response, data: Reason | None = None) -> VisitOut:
    await commands.cancel(work, visit_id, data.reason if data else "")
    return await _shown(work, visit_id, response)


def _verb(path: str, command: Callable[[Work, str], Awaitable[None]]) -> None:
    """`POST /{id}/<verb>`: the command, then the visit as it is now."""

    @visits.post(f"/{{visit_id}}/{path}", name=f"{path.replace('-', '_')}_visit")
    async def act(work: VisitsWork, visit_id: PathId, response: Response, data: Reason | None = None) -> VisitOut:
        await command(work, visit_id)
        return await _shown(work, visit_id, response)


_verb("start", commands.start)
_verb("pause", commands.pause)
_verb("resume", commands.resume)
_verb("complete", commands.complete)
_verb("reopen", commands.reopen)
_verb("unschedule", commands.unschedule)
_verb("no-show", commands.no_show)


@visits.post("/{visit_id}/en-route")
async def set_out(work: VisitsWork, visit_id: PathId, response: Response, data: EnRoute | None = None) -> VisitOut:
    """Somebody is on the way. With `expected_at`, the client is told when."""
    await commands.en_route(work, visit_id, data.expected_at if data else None)
    return await _shown(work, visit_id, response)


async def _shown(work: Work, visit_id: str, response: Response) -> VisitOut:
    await work.session.flush()
    shown = await queries.visit(work.session, visit_id, work.language)
    response.headers["ETag"] = rows.tag(await work.session.get_one(Visit, visit_id))
    return shown


# ── the agenda ───────────────────────────────────────────────────────────────────────────────────────────────────────


@calendar.get("")
async def read_calendar(
    work: VisitsWork,
    begin: Annotated[str, Query(alias="from", max_length=40)],
    end: Annotated[str, Query(alias="to", max_length=40)],
) -> Agenda:
    """Visits between two instants or two days of the company; `to` is exclusive, at most 93 days later."""
    zone = (await company(work.session, work.company_id)).time_zone
    first, last = days.edge("from", begin, zone), days.edge("to", end, zone)
    assert first is not None
    assert last is not None
    if last <= first:
        raise Invalid([Field("query:/to", "ends-before-start")])
    if last - first > WIDEST:
        raise Invalid([Field("query:/to", "span-too-long")])
    return await queries.agenda(work.session, work.company_id, first, last, work.language, work.now)


# ── resources and services ───────────────────────────────────────────────────────────────────────────────────────────


@resources.get("")
async def list_resources(
    work: VisitsWork,
    caller: SignedIn,
    active: bool | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[ResourceOut]:
    found = await queries.resources_page(
        work.session, work.company_id, active=active, updated_since=updated_since, limit=limit, after=after
    )
    return lists.Page(data=await rates.seen(work, caller, found.data), page=found.page)


@resources.post("", status_code=201)
async def add_resource(work: SettingsWork, data: ResourceIn, response: Response) -> ResourceOut:
    row = await setup.add_resource(work, data)
    response.headers["Location"] = f"/v1/resources/{row.id}"
    return queries.shown_resource(row)


@resources.get("/{resource_id}")
async def read_resource(work: VisitsWork, caller: SignedIn, resource_id: PathId) -> ResourceOut:
    return (await rates.seen(work, caller, [await queries.resource(work.session, resource_id)]))[0]


@resources.patch("/{resource_id}")
async def edit_resource(work: SettingsWork, resource_id: PathId, patch: ResourcePatch) -> ResourceOut:
    return queries.shown_resource(await setup.edit_resource(work, resource_id, patch))


@services.get("")
async def list_services(
    work: VisitsWork,
    active: bool | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[ServiceOut]:
    return await queries.services_page(
        work.session,
        work.company_id,
        work.language,
        active=active,
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@services.post("", status_code=201)
async def add_service(work: SettingsWork, data: ServiceIn, response: Response) -> ServiceOut:
    row = await setup.add_service(work, data)
    response.headers["Location"] = f"/v1/services/{row.id}"
    return queries.shown_service(row, work.language)


@services.patch("/{service_id}")
async def edit_service(work: SettingsWork, service_id: PathId, patch: ServicePatch) -> ServiceOut:
    return queries.shown_service(await setup.edit_service(work, service_id, patch), work.language)
