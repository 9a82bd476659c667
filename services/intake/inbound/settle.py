"""Bringing a mail that was taken to where it belongs, in one transaction; a crash before its commit leaves it waiting."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from pydantic import ValidationError
from sqlalchemy import func, select

from services.accounts import queries as accounts
from services.intake.inbound import deliver
from services.intake.inbound.decide import Circumstances, Verdict, decide
from services.intake.inbound.parse import Parsed, parse
from services.intake.inbound.tables import InboundMail
from services.jobs.incoming import queries as incoming
from services.jobs.messages import queries as messages
from services.kit import files
from services.kit.problems import Problem
from services.kit.settings import get_settings
from services.kit.work import Work, open_work

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 6
_BACKOFF: Final = timedelta(seconds=10)
"""After the first failed attempt; four times as long after each further one: about three hours in all."""


async def settle(company_id: str, company_code: str, mail_id: str) -> None:
    """Settles one mail that waits; one that another process is at, or has settled, is left alone."""
    try:
        async with open_work(company_id, company_code, "system") as work:
            await bring(work, mail_id)
    except Exception as error:
        # Whatever it is, the mail must neither be lost nor hold up the others: it is tried again, then a person sees it.
        logger.exception("inbound mail %s failed", mail_id)
        hopeless = isinstance(error, Problem) and error.status < 500
        await _postpone(company_id, company_code, mail_id, _reason(error), hopeless=hopeless)


async def _claim(work: Work, mail_id: str) -> InboundMail | None:
    query = select(InboundMail).where(InboundMail.id == mail_id, InboundMail.status == "received")
    row: InboundMail | None = await work.session.scalar(query.with_for_update(skip_locked=True))
    return row


async def bring(work: Work, mail_id: str) -> None:
    """Decides about a mail that waits and carries it out, in this transaction."""
    row = await _claim(work, mail_id)
    if row is None:
        return
    parsed = await asyncio.to_thread(parse, await files.get(row.file_key))
    job_id = await _job_of(work, row)
    verdict = decide(parsed, await _circumstances(work, row, job_id))
    if verdict.report:
        verdict = await deliver.note_report(work, row, verdict.report)
    if verdict.status == "delivered":
        verdict = await _deliver(work, row, parsed, job_id, verdict)
    row.status, row.reason, row.updated_at = verdict.status, verdict.reason, work.now
    if job_id and row.job_id is None:
        row.job_id = job_id
    await work.session.flush()


async def _deliver(work: Work, row: InboundMail, parsed: Parsed, job_id: str | None, verdict: Verdict) -> Verdict:
    if job_id is None:
        try:
            await deliver.open_job(work, row, parsed)
        except ValidationError:  # a name or an address that no contact may have
            return Verdict("held", "odd-sender")
        return verdict
    contact_id = (await incoming.writers(work.session, job_id)).contact_id
    await deliver.to_job(work, row, parsed, job_id, actor=f"contact:{contact_id}")
    return verdict


async def _job_of(work: Work, row: InboundMail) -> str | None:
    """The job that the mail is about, where its address tells."""
    if row.target_kind == "job":
        return row.target_id
    if row.target_kind == "return" and row.target_id:
        return (await messages.message(work.session, row.target_id)).job_id
    return None


async def _circumstances(work: Work, row: InboundMail, job_id: str | None) -> Circumstances:
    settings = get_settings()
    known = (await incoming.writers(work.session, job_id)).addresses if job_id else frozenset[str]()
    company = await accounts.company(work.session, work.company_id)
    colleagues = await accounts.addresses(work.session)
    ours = {settings.mail_from.lower(), row.recipient.lower()}
    if company.email:
        colleagues = colleagues | {company.email.lower()}
    return Circumstances(
        envelope_from=row.envelope_from,
        target=row.target_kind,  # type: ignore[arg-type]  # a constraint of the table holds it
        known=known,
        colleagues=colleagues,
        ours=ours,
        our_domains={settings.mail_from.rpartition("@")[2].lower(), settings.inbound_domain.lower()},
        authserv_id=settings.inbound_authserv_id,
        recent=await _recent(work, row),
    )


async def _recent(work: Work, row: InboundMail) -> int:
    """Mails of the sender in the hour before this one."""
    if not row.from_address:
        return 0
    query = select(func.count()).where(
        InboundMail.company_id == work.company_id,
        InboundMail.from_address == row.from_address,
        InboundMail.received_at > row.received_at - timedelta(hours=1),
        InboundMail.received_at <= row.received_at,
        InboundMail.id != row.id,
    )
    return int(await work.session.scalar(query) or 0)


async def _postpone(company_id: str, company_code: str, mail_id: str, reason: str, *, hopeless: bool) -> None:
    async with open_work(company_id, company_code, "system") as work:
        row = await _claim(work, mail_id)
        if row is None:
            return
        row.attempts += 1
        row.next_attempt_at = work.now + _BACKOFF * 4 ** (row.attempts - 1)
        row.reason, row.updated_at = reason, work.now
        if hopeless or row.attempts >= MOST_ATTEMPTS:
            row.status = "failed"


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "raw-missing"
    return "refused" if isinstance(error, Problem) else "internal"
