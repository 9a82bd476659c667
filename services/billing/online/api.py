"""`/v1/online…`: paying online, for the office, for the client behind their link, and for the provider that calls."""

from typing import Annotated, Literal

from fastapi import Depends, Header, Request, Response

from services.billing.online import calls, checkout, queries, refunds, settings, webhooks
from services.billing.online.schemas import (
    AttemptOut,
    CallOut,
    CheckoutOut,
    GiveBackIn,
    GivenBackOut,
    OnlineSettingsOut,
    OnlineSettingsPatch,
    PayableOut,
    PayIn,
    SavedMethodOut,
    WebhookTaken,
)
from services.billing.payments import queries as payment_queries
from services.billing.schemas import IdQuery, NoBody, PathId, Since
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.auth import portal as portal_link
from services.kit.etags import IfMatch, tagged
from services.kit.lists import After, Limit, Page
from services.kit.problems import NotFound
from services.kit.work import PortalWork, Work

online = router("/v1/online", "online")
Office = Annotated[Work, Depends(allowed("transactions"))]
Owner = Annotated[Work, Depends(allowed("settings"))]
Status = Literal["created", "open", "declined", "expired", "processing", "failed", "succeeded"]


@online.get("/settings")
async def read_online_settings(work: Owner, response: Response) -> OnlineSettingsOut:
    return tagged(response, await queries.settings(work.session, work.company_id))


@online.patch("/settings")
async def change_online_settings(
    work: Owner, data: OnlineSettingsPatch, response: Response, if_match: IfMatch = None
) -> OnlineSettingsOut:
    await settings.change(work, data, if_match)
    return tagged(response, await queries.settings(work.session, work.company_id))


@online.get("/calls")
async def list_failed_calls(work: Owner, limit: Limit = 50, after: After = None) -> Page[CallOut]:
    """The provider's calls that were refused, or could not be done yet, the newest first."""
    data, info = await calls.calls(work.session, work.company_id, work.language, limit=limit, after=after)
    return Page(data=data, page=info)


@online.get("/attempts")
async def list_payment_attempts(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    job_id: IdQuery = None,
    invoice_id: IdQuery = None,
    status: Status | None = None,
    updated_since: Since = None,
) -> Page[AttemptOut]:
    data, info = await queries.list_attempts(
        work.session,
        work.company_id,
        work.language,
        limit=limit,
        after=after,
        job_id=job_id,
        invoice_id=invoice_id,
        status=status,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@online.get("/attempts/{attempt_id}")
async def read_payment_attempt(work: Office, attempt_id: PathId) -> AttemptOut:
    row = await queries.attempt_row(work.session, work.company_id, attempt_id)
    return queries.attempt_out(row, work.language)


@online.get("/methods")
async def list_saved_methods(work: Office, job_id: IdQuery = None, contact_id: IdQuery = None) -> list[SavedMethodOut]:
    """Those of one job or of one contact; either is asked for."""
    if job_id is None and contact_id is None:
        raise NotFound("job")
    found = await queries.saved_methods(work.session, work.company_id, job_id=job_id, contact_id=contact_id)
    return list(found)


@online.post("/methods/{saved_id}/revoke", dependencies=[Depends(require_key)])
async def revoke_saved_method(work: Office, saved_id: PathId, body: NoBody | None = None) -> SavedMethodOut:
    return queries.saved_out(await checkout.revoke(work, saved_id))


@online.post("/refunds", status_code=201, dependencies=[Depends(require_key)])
async def refund_through_the_bank(
    work: Office, data: GiveBackIn, key: Annotated[str, Header(alias="Idempotency-Key")]
) -> GivenBackOut:
    refund_id = await refunds.give_back(work, data, key)
    row = await payment_queries.refund_row(work.session, work.company_id, refund_id)
    return GivenBackOut(refund_id=row.id, status=row.status)


# ── the client ───────────────────────────────────────────────────────────────────────────────────────────────────────

portal_online = router("/v1/portal/{token}/online", "portal")
Client = Annotated[PortalWork, Depends(portal_link)]
Agent = Annotated[str | None, Header(alias="User-Agent")]


@portal_online.get("/invoices/{invoice_id}")
async def client_payable(work: Client, token: str, invoice_id: PathId) -> PayableOut:
    return await queries.payable(work, await checkout.theirs(work, "invoice", invoice_id))


@portal_online.get("/quotes/{quote_id}")
async def client_payable_deposit(work: Client, token: str, quote_id: PathId) -> PayableOut:
    """The deposit of an accepted quote."""
    return await queries.payable(work, await checkout.theirs(work, "quote", quote_id))


@portal_online.post("/invoices/{invoice_id}/pay", dependencies=[Depends(require_key)])
async def client_pays(
    work: Client, token: str, invoice_id: PathId, data: PayIn, user_agent: Agent = None
) -> CheckoutOut:
    """Where the client pays. Paying again before the page is over leads to the same page."""
    return await checkout.pay(work, token, "invoice", invoice_id, data, user_agent)


@portal_online.post("/quotes/{quote_id}/pay", dependencies=[Depends(require_key)])
async def client_pays_deposit(
    work: Client, token: str, quote_id: PathId, data: PayIn, user_agent: Agent = None
) -> CheckoutOut:
    return await checkout.pay(work, token, "quote", quote_id, data, user_agent)


@portal_online.post("/attempts/{attempt_id}/check")
async def client_came_back(work: Client, token: str, attempt_id: PathId, body: NoBody | None = None) -> AttemptOut:
    """How the attempt stands; asks the provider where its call may still be on the way."""
    await checkout.check(work, attempt_id)
    return queries.attempt_out(await queries.attempt_row(work.session, work.company_id, attempt_id), work.language)


@portal_online.get("/methods")
async def client_saved_methods(work: Client, token: str) -> list[SavedMethodOut]:
    """What the client left for later and did not withdraw, of all their jobs."""
    found = await queries.saved_methods(work.session, work.company_id, contact_id=work.contact_id)
    return [each for each in found if each.status == "active"]


@portal_online.post("/methods/{saved_id}/revoke", dependencies=[Depends(require_key)])
async def client_revokes_method(
    work: Client, token: str, saved_id: PathId, body: NoBody | None = None
) -> SavedMethodOut:
    return queries.saved_out(await checkout.revoke(work, saved_id))


# ── the provider ─────────────────────────────────────────────────────────────────────────────────────────────────────

providers = router("/v1/providers/stripe", "providers")


@providers.post("/webhook")
async def take_payment_event(request: Request) -> WebhookTaken:
    """What the provider tells, signed. The same event twice is one."""
    return WebhookTaken(result=await webhooks.take(await request.body(), request.headers))
