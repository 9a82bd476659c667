"""What a person decides about a mail that waits."""

from __future__ import annotations

import asyncio

from pydantic import ValidationError
from sqlalchemy import select

from services.intake.inbound import deliver as delivering
from services.intake.inbound import queries
from services.intake.inbound.parse import parse
from services.intake.inbound.tables import InboundMail
from services.jobs.messages import queries as messages
from services.kit import log
from services.kit.problems import Conflict, NotFound, Problem
from services.kit.work import Work


async def deliver(work: Work, mail_id: str, job_id: str | None) -> None:
    """Puts the mail on a job: the one given, the one that its address leads to, or a new one.

    Raises 404 (mail, job), 409 `inbound-not-waiting`, 422 `inbound-needs-job`, `inbound-sender-unfit`, 503.
    """
    row = await _waiting(work, mail_id)
    parsed = await asyncio.to_thread(parse, await queries.raw(work.session, mail_id))
    wanted = job_id or await _job_of(work, row)
    if wanted:
        await delivering.to_job(work, row, parsed, wanted, actor=work.actor)
    elif row.target_kind == "site":
        try:
            await delivering.open_job(work, row, parsed)
        except ValidationError:
            raise Problem(422, "inbound-sender-unfit") from None
    else:
        raise Problem(422, "inbound-needs-job")
    _end(work, row, "delivered", "delivered-by-hand")
    await work.session.flush()


async def discard(work: Work, mail_id: str) -> None:
    """Takes the mail out of the way; it stays, and may be delivered later. Raises 404, 409 `inbound-not-waiting`."""
    row = await _waiting(work, mail_id)
    _end(work, row, "discarded", "discarded")
    await work.session.flush()


async def _job_of(work: Work, row: InboundMail) -> str | None:
    if row.target_kind == "job":
        return row.target_id
    if row.target_kind == "return" and row.target_id:
        return (await messages.message(work.session, row.target_id)).job_id
    return None


async def _waiting(work: Work, mail_id: str) -> InboundMail:
    """The row, locked. What was ignored or discarded may still be delivered: a person knows better than a rule."""
    query = select(InboundMail).where(InboundMail.id == mail_id).with_for_update()
    row: InboundMail | None = await work.session.scalar(query)
    if row is None or row.reason == "erased":
        raise NotFound("mail")
    if row.status in ("received", "delivered"):
        raise Conflict("inbound-not-waiting", status=row.status)
    return row


def _end(work: Work, row: InboundMail, status: str, reason: str) -> None:
    row.status, row.reason = status, reason
    row.handled_by, row.handled_at, row.updated_at = work.actor, work.now, work.now
    work.session.add(
        log.Audit(company_id=work.company_id, actor=work.actor, action=f"inbound_mail.{status}", target=row.id)
    )
