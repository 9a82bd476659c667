"""`/v1/inbound-mail`: what came in by mail, and what waits for a person."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.intake.inbound import commands, queries
from services.intake.inbound.schemas import Deliver, InboundMailDetail, InboundMailOut, Status
from services.jobs.fields import IdField, Output, PathId, UpdatedSince
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

inbound = router("/v1/inbound-mail", "inbound mail")
MessagesWork = Annotated[Work, Depends(allowed("messages"))]


class Waiting(Output):
    """How many mails wait for a person."""

    count: int


@inbound.get("")
async def list_mails(
    work: MessagesWork,
    status: Annotated[list[Status] | None, Query(max_length=6)] = None,
    job_id: Annotated[IdField | None, Query()] = None,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[InboundMailOut]:
    """Newest first; `status` may be given several times."""
    return await queries.page(
        work.session,
        work.company_id,
        work.language,
        statuses=status or (),
        job_id=job_id,
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@inbound.get("/waiting")
async def count_waiting(work: MessagesWork) -> Waiting:
    return Waiting(count=await queries.waiting(work.session, work.company_id))


@inbound.get("/{mail_id}")
async def read_mail(work: MessagesWork, mail_id: PathId, response: Response) -> InboundMailDetail:
    return tagged(response, await queries.detail(work.session, mail_id, work.language))


@inbound.get("/{mail_id}/raw")
async def read_raw(work: MessagesWork, mail_id: PathId) -> Response:
    """The mail exactly as it came, for saving: a browser must never show it as a page."""
    content = await queries.raw(work.session, mail_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{mail_id}.eml"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="message/rfc822", headers=headers)


@inbound.post("/{mail_id}/deliver")
async def deliver_mail(work: MessagesWork, mail_id: PathId, data: Deliver) -> InboundMailOut:
    await commands.deliver(work, mail_id, data.job_id)
    return await queries.mail(work.session, mail_id, work.language)


@inbound.post("/{mail_id}/discard")
async def discard_mail(work: MessagesWork, mail_id: PathId) -> InboundMailOut:
    await commands.discard(work, mail_id)
    return await queries.mail(work.session, mail_id, work.language)
