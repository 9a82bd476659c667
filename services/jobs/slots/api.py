"""`/v1/slots`, `/v1/holds`: free times, and keeping one for a client who is choosing."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query, Response

from services.accounts.queries import company
from services.jobs.fields import IdField, PathId
from services.jobs.slots import commands, queries
from services.jobs.slots.schemas import HoldIn, HoldOut, Slots
from services.kit import days
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import Field, Invalid
from services.kit.work import Work

slots = router("/v1/slots", "slots")
holds = router("/v1/holds", "slots")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
Edge = Annotated[str | None, Query(max_length=40)]
WIDEST = timedelta(days=31)


@slots.get("")
async def free_slots(
    work: VisitsWork,
    minutes: Annotated[int, Query(ge=15, le=600)] = 60,
    resource_id: Annotated[list[IdField] | None, Query(max_length=50)] = None,
    begin: Annotated[Edge, Query(alias="from")] = None,
    end: Annotated[Edge, Query(alias="to")] = None,
    limit: Annotated[int, Query(ge=1, le=queries.MOST)] = queries.MOST,
) -> Slots:
    """Free slots in the opening hours, of everybody or of some. From now on for 14 days, unless `from` and `to` say otherwise."""
    zone = (await company(work.session, work.company_id)).time_zone
    first = days.edge("from", begin, zone) or work.now
    last = days.edge("to", end, zone) or first + timedelta(days=14)
    if last <= first:
        raise Invalid([Field("query:/to", "ends-before-start")])
    if last - first > WIDEST:
        raise Invalid([Field("query:/to", "slot-span")])
    return await queries.slots(
        work, minutes=minutes, begin=first, end=last, resource_ids=resource_id or (), limit=limit
    )


@holds.post("", status_code=201)
async def hold_slot(work: VisitsWork, data: HoldIn, response: Response) -> HoldOut:
    hold_id = await commands.hold(work, data)
    response.headers["Location"] = f"/v1/holds/{hold_id}"
    return await queries.hold(work, hold_id)


@holds.get("/{hold_id}")
async def read_hold(work: VisitsWork, hold_id: PathId) -> HoldOut:
    return await queries.hold(work, hold_id)


@holds.delete("/{hold_id}", status_code=204)
async def release_slot(work: VisitsWork, hold_id: PathId) -> Response:
    await commands.release(work, hold_id)
    return Response(status_code=204)
