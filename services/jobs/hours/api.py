"""`/v1/time-entries`, and the rates of `/v1/resources/{id}/rates`."""

from typing import Annotated, get_args

from fastapi import Depends, Query, Response

from services.accounts.queries import company, users
from services.jobs.fields import IdField, PathId, UpdatedSince
from services.jobs.hours import commands, people, queries, rates
from services.jobs.hours.schemas import (
    EntryHistory,
    EntryIn,
    EntryOut,
    EntryPatch,
    EntryStatus,
    EntryVoid,
    RateIn,
    RateOut,
    Rates,
    Stop,
)
from services.jobs.hours.tables import ResourceRate
from services.kit import days, etags, lists
from services.kit.app import router
from services.kit.auth import SignedIn, allowed
from services.kit.log import Audit
from services.kit.problems import Field, Invalid
from services.kit.work import Work
from workflows.money import Money

entries = router("/v1/time-entries", "hours")
resource_rates = router("/v1/resources", "hours")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
SettingsWork = Annotated[Work, Depends(allowed("settings"))]
Edge = Annotated[str | None, Query(max_length=40)]


@entries.get("")
async def list_entries(
    work: VisitsWork,
    caller: SignedIn,
    resource_id: Annotated[IdField | None, Query()] = None,
    job_id: Annotated[IdField | None, Query()] = None,
    visit_id: Annotated[IdField | None, Query()] = None,
    begin: Annotated[Edge, Query(alias="from")] = None,
    end: Annotated[Edge, Query(alias="to")] = None,
    status: Annotated[list[str] | None, Query(max_length=8)] = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[EntryOut]:
    """By time: what counts (running and recorded) unless `status` says otherwise; with `updated_since` whatever has changed.

    `from` and `to` are instants or days of the company; `to` is exclusive. Without `reports`, one's own hours, or those of one
    job or visit without their money.
    """
    zone = (await company(work.session, work.company_id)).time_zone
    return await queries.page(
        work,
        caller,
        resource_id=resource_id,
        job_id=job_id,
        visit_id=visit_id,
        begin=days.edge("from", begin, zone),
        end=days.edge("to", end, zone),
        statuses=_statuses(status or []),
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


def _statuses(given: list[str]) -> list[str]:
    wanted = [name for each in given for name in each.split(",") if name]
    if not set(wanted) <= set(get_args(EntryStatus)):
        raise Invalid([Field("query:/status", "choice")])
    return wanted


@entries.post("", status_code=201)
async def add_entry(work: VisitsWork, caller: SignedIn, data: EntryIn, response: Response) -> EntryOut:
    """Hours by hand, for oneself, or with `reports` for anybody."""
    entry_id = await commands.add(work, caller, data)
    response.headers["Location"] = f"/v1/time-entries/{entry_id}"
    return await _shown(work, caller, entry_id, response)


@entries.get("/{entry_id}")
async def read_entry(work: VisitsWork, caller: SignedIn, entry_id: PathId, response: Response) -> EntryOut:
    return await _shown(work, caller, entry_id, response)


@entries.get("/{entry_id}/history")
async def read_history(work: VisitsWork, caller: SignedIn, entry_id: PathId) -> EntryHistory:
    """The original and its corrections, the oldest first."""
    return await queries.history(work, caller, entry_id)


@entries.patch("/{entry_id}")
async def correct_entry(
    work: VisitsWork,
    caller: SignedIn,
    entry_id: PathId,
    patch: EntryPatch,
    response: Response,
    if_match: etags.IfMatch = None,
) -> EntryOut:
    """A correction: answers the new entry, which took the place of the old one."""
    etags.require_match(if_match, await queries.entry(work, caller, entry_id))
    corrected = await commands.correct(work, caller, entry_id, patch)
    response.headers["Location"] = f"/v1/time-entries/{corrected}"
    return await _shown(work, caller, corrected, response)


@entries.post("/{entry_id}/void")
async def void_entry(
    work: VisitsWork, caller: SignedIn, entry_id: PathId, data: EntryVoid, response: Response
) -> EntryOut:
    await commands.void(work, caller, entry_id, data.reason)
    return await _shown(work, caller, entry_id, response)


@entries.post("/{entry_id}/stop")
async def stop_entry(
    work: VisitsWork, caller: SignedIn, entry_id: PathId, response: Response, data: Stop | None = None
) -> EntryOut:
    """Ends a clock, now or at its real end. The visit is paused if nobody else is at work on it."""
    await commands.stop(work, caller, entry_id, data.ended_at if data else None)
    return await _shown(work, caller, entry_id, response)


@entries.post("/{entry_id}/still-running")
async def confirm_entry(work: VisitsWork, caller: SignedIn, entry_id: PathId, response: Response) -> EntryOut:
    """The answer to "is that clock right?": yes. It is asked about again in 12 hours."""
    await commands.still_running(work, caller, entry_id)
    return await _shown(work, caller, entry_id, response)


async def _shown(work: Work, caller: SignedIn, entry_id: str, response: Response) -> EntryOut:
    await work.session.flush()
    return etags.tagged(response, await queries.entry(work, caller, entry_id))


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@resource_rates.get("/{resource_id}/rates")
async def read_rates(work: SettingsWork, resource_id: PathId) -> Rates:
    """What an hour of a resource cost and costs, newest first."""
    await people.existing(work.session, resource_id)
    return await _rates(work, resource_id)


@resource_rates.post("/{resource_id}/rates", status_code=201)
async def set_rate(work: SettingsWork, resource_id: PathId, data: RateIn) -> Rates:
    """A rate from a day on, past or coming. Hours that were recorded keep the rate that they have."""
    resource = await people.existing(work.session, resource_id, lock=True)
    if data.hourly_rate.currency != resource.currency:
        raise Invalid([Field("/hourly_rate/currency", "choice")])
    await rates.set_from(work, resource, data.starts_on or await rates.today(work), data.hourly_rate.amount)
    work.session.add(
        Audit(company_id=work.company_id, actor=work.actor, action="resource.rate_set", target=resource.id)
    )
    await work.session.flush()
    return await _rates(work, resource_id)


async def _rates(work: Work, resource_id: str) -> Rates:
    known = await rates.history(work.session, resource_id)
    writers = await users(work.session, {row.created_by.removeprefix("user:") for row in known})
    day = await rates.today(work)
    current = next((row for row in known if row.starts_on <= day), None)
    return Rates(data=tuple(_rate(row, row is current, writers) for row in known))


def _rate(row: ResourceRate, current: bool, writers: dict[str, str]) -> RateOut:
    return RateOut(
        starts_on=row.starts_on,
        hourly_rate=Money(amount=row.hourly_rate, currency=row.currency),
        current=current,
        created_by=writers.get(row.created_by.removeprefix("user:")),
        created_at=row.created_at,
    )
