"""`/v1/recurring-invoices`: contracts whose invoices come by themselves."""

from typing import Annotated

from fastapi import Depends, Response

from services.billing.recurring import commands, queries
from services.billing.recurring.schemas import RecurringIn, RecurringOut, RecurringPatch
from services.billing.schemas import IdQuery, PathId, Since
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

recurring_invoices = router("/v1/recurring-invoices", "recurring invoices")
Office = Annotated[Work, Depends(allowed("invoices"))]


@recurring_invoices.get("")
async def list_recurring(
    work: Office, limit: Limit = 50, after: After = None, job_id: IdQuery = None, updated_since: Since = None
) -> Page[RecurringOut]:
    data, info = await queries.recurrings(
        work.session, work.company_id, limit=limit, after=after, job_id=job_id, updated_since=updated_since
    )
    return Page(data=data, page=info)


@recurring_invoices.post("", status_code=201)
async def create_recurring(work: Office, data: RecurringIn, response: Response) -> RecurringOut:
    row = await commands.create(work, data)
    response.headers["Location"] = f"/v1/recurring-invoices/{row.id}"
    return tagged(response, await queries.recurring(work.session, work.company_id, row.id))


@recurring_invoices.get("/{recurring_id}")
async def read_recurring(work: Office, recurring_id: PathId, response: Response) -> RecurringOut:
    return tagged(response, await queries.recurring(work.session, work.company_id, recurring_id))


@recurring_invoices.patch("/{recurring_id}")
async def change_recurring(
    work: Office, recurring_id: PathId, data: RecurringPatch, response: Response, if_match: IfMatch = None
) -> RecurringOut:
    async def unchanged() -> None:
        require_match(if_match, await queries.recurring(work.session, work.company_id, recurring_id), data)

    await commands.change(work, recurring_id, data, unchanged)
    return tagged(response, await queries.recurring(work.session, work.company_id, recurring_id))
