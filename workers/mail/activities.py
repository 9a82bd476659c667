"""Sending a mail for a due step: compose, reach the server, decide at the last moment, hand over, record what became of it.

`sending` is committed after the server took the recipient and before the data. A crash before that is retried as if nothing had
been; a crash after it sends once more under the same Message-ID and marks the message ambiguous.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from email.message import EmailMessage
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from services.jobs.messages import commands as messages
from services.jobs.messages import queries
from services.kit import db, factlog
from services.kit.settings import get_settings
from services.kit.work import Work
from workers.mail.compose import Outgoing, compose
from workers.mail.envelope import on_the_wire, to_email
from workers.mail.smtp import Refused, TryAgain, Unknown, deliver
from workers.steps import news, still_due, transaction
from workflows.activities import Mail, StepCall
from workflows.facts import Envelope, MessageAccepted, MessageAmbiguous, MessageFailed

UNKNOWN: Final = "smtp-unknown"
"""The code of a try of which nobody knows whether the server took it."""


class SmtpMail(Mail):
    """`workflows.activities.Mail` over SMTP."""

    @activity.defn(name="Send the mail")
    async def send(self, call: StepCall) -> list[Envelope]:
        async with db.committing(call.job.company_id) as session:
            outgoing = await compose(session, call)
            earlier = await queries.by_step(session, call.key)
        if outgoing is None or not outgoing.recipient:
            await _give_up(call, "no-address")
            return await news(call)
        if earlier and earlier.delivery in ("accepted", "ambiguous", "failed"):
            return await news(call)  # an earlier try got this far; only its answer was lost
        doubtful = earlier is not None and (earlier.delivery == "sending" or earlier.failure == UNKNOWN)
        recipient = on_the_wire(outgoing.recipient)

        async def decide() -> EmailMessage | None:
            nonlocal doubtful
            async with transaction(call) as work:
                if not await still_due(work, call):
                    return None
                current = outgoing
                if outgoing.seq != work.jobs[call.job.job_id].seq:
                    # Something happened since these words were written: a part payment changes what a reminder asks for.
                    current = await compose(work.session, call) or outgoing
                other = await queries.by_step(work.session, call.key)
                # Temporal may have given up a try that still waits for its server: two then send the same.
                doubtful = doubtful or (other is not None and other.delivery == "sending")
                await _note_sending(work, call, current)
                return to_email(replace(current, recipient=outgoing.recipient), message_id(call), call.now)

        try:
            if await deliver(get_settings().mail_from, recipient, decide):
                await _record(call, doubtful)
        except Refused as refusal:
            await _give_up(call, UNKNOWN if doubtful else refusal.code)
        except TryAgain as again:
            await _note_waiting(call, doubtful)
            raise ApplicationError(again.code, type=again.code) from None
        except Unknown:
            raise ApplicationError(UNKNOWN, type=UNKNOWN) from None  # stays `sending`: the next try tells
        return await news(call)


def message_id(call: StepCall) -> str:
    """The same for every try of a step, so that a mail that went out twice is one mail to a good mail program."""
    digest = hashlib.sha256(f"{call.job.company_id}/{call.job.job_id}/{call.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{get_settings().mail_from.rpartition('@')[2]}>"


async def _note_sending(work: Work, call: StepCall, outgoing: Outgoing) -> None:
    row = await messages.record_outgoing(
        work,
        job_id=call.job.job_id,
        step_key=call.key,
        purpose=call.kind,
        object_kind=call.target.kind if call.target else None,
        object_id=call.target.id if call.target else None,
        recipient=outgoing.recipient,
        subject=outgoing.subject,
        body=outgoing.body,
        message_id=message_id(call),
    )
    if call.kind != "message.deliver":  # what a person wrote stays as written
        row.subject, row.body = outgoing.subject, outgoing.body
    await messages.set_delivery(work, row.id, "sending")


async def _record(call: StepCall, doubtful: bool) -> None:
    async with transaction(call) as work:
        row = await _locked_row(work, call)
        doubtful = doubtful or row.delivery == "ambiguous"
        kind = MessageAmbiguous if doubtful else MessageAccepted
        await messages.set_delivery(work, row.id, "ambiguous" if doubtful else "accepted", at=work.now)
        fact = kind(message_id=row.id, step_key=call.key)
        await factlog.append(work, call.job.job_id, fact, dedupe_key=f"{call.key}/message.accepted")


async def _note_waiting(call: StepCall, doubtful: bool) -> None:
    """The server said no for now, so this try has certainly not been taken; an earlier doubt stays."""
    if doubtful:
        return
    async with transaction(call) as work:
        await factlog.lock(work, call.job.job_id)
        if row := await queries.by_step(work.session, call.key):
            await messages.set_delivery(work, row.id, "queued")


async def _give_up(call: StepCall, code: str) -> None:
    async with transaction(call) as work:
        due = await still_due(work, call)
        row = await queries.by_step(work.session, call.key)
        if row:
            await messages.set_delivery(work, row.id, "failed", failure=code)
        if not due:
            return
        fact = MessageFailed(step_key=call.key, message_id=row.id if row else None, code=code)
        await factlog.append(work, call.job.job_id, fact, dedupe_key=f"{call.key}/message.failed")


async def _locked_row(work: Work, call: StepCall) -> queries.MessageRow:
    await factlog.lock(work, call.job.job_id)
    row = await queries.by_step(work.session, call.key)
    assert row is not None, "the row is written before the data is sent"
    return row
