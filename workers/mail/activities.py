"""Sending the message of a due step: compose, reach the server, decide at the last moment, hand over, record what became of it.

`sending` is committed right before the message leaves; for a mail that is after the server took the recipient and before the
data. A crash before that is retried as if nothing had been; a crash after it sends once more under the same reference. Where the
server does a reference only once (text messages) that is the end of it; a mail is marked ambiguous.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from services.jobs.messages import commands as messages
from services.jobs.messages import queries
from services.kit import db, factlog
from services.kit.work import Work
from workers.channels.base import Channel, Refused, Taken, TryAgain, Unknown
from workers.channels.mail import MailChannel, rfc_message_id
from workers.channels.sms import SmsChannel
from workers.mail.compose import Outgoing, compose, reference
from workers.steps import news, still_due, transaction
from workflows.activities import Mail, StepCall
from workflows.facts import Envelope, MessageAccepted, MessageAmbiguous, MessageFailed

UNKNOWN: Final = MailChannel.unknown
"""The code of a try of which nobody knows whether the mail server took it."""

CHANNELS: Final[dict[str, Channel]] = {"mail": MailChannel(), "sms": SmsChannel()}

OVER: Final = ("accepted", "ambiguous", "delivered", "opened", "bounced", "failed")
"""Where an earlier try of this call got as far as it goes: only its answer was lost."""


class SmtpMail(Mail):
    """`workflows.activities.Mail` over every channel that there is."""

    @activity.defn(name="Send the mail")
    async def send(self, call: StepCall) -> list[Envelope]:
        channel = CHANNELS[call.channel]
        async with db.committing(call.job.company_id) as session:
            outgoing = await compose(session, call)
            earlier = await queries.by_step(session, call.key)
        if not outgoing.recipient:
            await _give_up(call, outgoing, "no-address")
            return await news(call)
        if earlier and earlier.delivery in OVER:
            return await news(call)
        doubtful = earlier is not None and (earlier.delivery == "sending" or earlier.failure == channel.unknown)

        async def decide() -> Any:
            nonlocal doubtful
            async with transaction(call) as work:
                if not await still_due(work, call):
                    return None
                current = outgoing
                if outgoing.seq != work.jobs[call.job.job_id].seq:
                    # Something happened since these words were written: a part payment changes what a reminder asks for.
                    current = await compose(work.session, call)
                other = await queries.by_step(work.session, call.key)
                # Temporal may have given up a try that still waits for its server: two then send the same.
                doubtful = doubtful or (other is not None and other.delivery == "sending")
                row = await keep_words(work, call, current)
                await messages.set_delivery(work, row.id, "sending")
                return channel.content(replace(current, recipient=outgoing.recipient), call.now)

        try:
            if taken := await channel.deliver(outgoing, decide):
                await _record(call, doubtful and not channel.idempotent, taken)
        except Refused as refusal:
            code = channel.unknown if doubtful and not channel.idempotent else refusal.code
            await _give_up(call, outgoing, code, refusal.status)
        except TryAgain as again:
            await _note_waiting(call, doubtful)
            raise ApplicationError(again.code, type=again.code) from None
        except Unknown:
            raise ApplicationError(
                channel.unknown, type=channel.unknown
            ) from None  # stays `sending`: the next try tells
        return await news(call)


def message_id(call: StepCall, retries: int = 0) -> str:
    """The `Message-ID` of the step's mail."""
    return rfc_message_id(reference(call, retries))


async def keep_words(work: Work, call: StepCall, outgoing: Outgoing) -> queries.MessageRow:
    """The step's message with the words that leave; what a person wrote stays as written."""
    row = await messages.record_outgoing(
        work,
        job_id=call.job.job_id,
        step_key=call.key,
        channel=call.channel,
        purpose=call.kind,
        object_kind=call.target.kind if call.target else None,
        object_id=call.target.id if call.target else None,
        recipient=outgoing.recipient or None,
        subject=outgoing.subject,
        body=outgoing.body,
        reference=outgoing.reference,
        message_id=rfc_message_id(outgoing.reference) if call.channel == "mail" else None,
    )
    if call.kind != "message.deliver":
        row.subject, row.body = outgoing.subject, outgoing.body
    return row


async def _record(call: StepCall, doubtful: bool, taken: Taken) -> None:
    async with transaction(call) as work:
        row = await _locked_row(work, call)
        doubtful = doubtful or row.delivery == "ambiguous"
        kind = MessageAmbiguous if doubtful else MessageAccepted
        await messages.set_delivery(work, row.id, "ambiguous" if doubtful else "accepted", at=work.now)
        row.provider_id = taken.provider_id
        fact = kind(message_id=row.id, step_key=call.key)
        await factlog.append(work, call.job.job_id, fact, dedupe_key=messages.once(row, "message.accepted"))


async def _note_waiting(call: StepCall, doubtful: bool) -> None:
    """The server said no for now, so this try has certainly not been taken; an earlier doubt stays."""
    if doubtful:
        return
    async with transaction(call) as work:
        await factlog.lock(work, call.job.job_id)
        if row := await queries.by_step(work.session, call.key):
            await messages.set_delivery(work, row.id, "queued")


async def _give_up(call: StepCall, outgoing: Outgoing, code: str, status: str | None = None) -> None:
    """A failure is a message like any other: the office reads in the thread what did not arrive, and has it tried again."""
    async with transaction(call) as work:
        due = await still_due(work, call)
        row = await queries.by_step(work.session, call.key)
        if row is None and due:
            row = await keep_words(work, call, outgoing)
        if row and row.delivery not in OVER:
            await messages.set_delivery(work, row.id, "failed", failure=code, status=status)
        if not due or row is None:
            return
        fact = MessageFailed(step_key=call.key, message_id=row.id, code=code)
        await factlog.append(work, call.job.job_id, fact, dedupe_key=messages.once(row, "message.failed"))


async def _locked_row(work: Work, call: StepCall) -> queries.MessageRow:
    await factlog.lock(work, call.job.job_id)
    row = await queries.by_step(work.session, call.key)
    assert row is not None, "the row is written before the message leaves"
    return row
