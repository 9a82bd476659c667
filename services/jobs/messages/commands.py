"""The verbs of messages. A reply is only queued here: it is "accepted" once a mail server took it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.accounts.queries import company
from services.jobs.contacts import queries as contacts
from services.jobs.files import commands as files
from services.jobs.files.contents import Stored
from services.jobs.files.queries import contents_of
from services.jobs.folders.queries import brief
from services.jobs.messages import queries
from services.jobs.messages.tables import Message
from services.jobs.sms import queries as sms
from services.kit import factlog, ids
from services.kit.problems import Conflict, Field, Invalid, Problem
from services.kit.work import Work
from workflows import facts as f

PORTAL_MESSAGES_AN_HOUR = 60
"""One client, over all of their jobs: far above a conversation, far below a flood."""


async def reply(
    work: Work,
    job_id: str,
    subject: str,
    body: str,
    file_ids: Sequence[str] = (),
    *,
    attached: Sequence[Stored] = (),
    purpose: str = "reply",
) -> Message:
    """Writes to the client; the workflow mails it, with files of the job and with contents that hang on nothing else yet.

    Raises 404, 409 `contact-without-email`, 422 for a file that is not the job's.
    """
    await factlog.lock(work, job_id)
    client = await contacts.contact(work.session, (await brief(work.session, job_id)).contact_id)
    if not client.email:
        raise Conflict("contact-without-email", name=client.name)
    message_id = ids.new("msg")
    row = _row(work, message_id, job_id, "out", "mail", purpose, subject, body)
    row.recipient, row.delivery, row.step_key = client.email, "queued", f"message/{message_id}"
    row.object_kind, row.object_id = "message", message_id
    along = [*await _of_the_job(work, job_id, file_ids), *attached]
    kept = await _keep(work, row, f.MessageQueued(message_id=message_id))
    if along:
        await files.keep(work, along, object_kind="message", object_id=message_id, job_id=job_id, role="attachment")
    return kept


async def text_message(work: Work, job_id: str, body: str) -> Message:
    """Texts the client; the workflow delivers it. Raises 404, 409 `contact-without-mobile`, `sms-off`, `sms-stopped`."""
    await factlog.lock(work, job_id)
    client = await contacts.contact(work.session, (await brief(work.session, job_id)).contact_id)
    number = sms.mobile(client)
    if not (await company(work.session, work.company_id)).sms_enabled:
        raise Conflict("sms-off")
    if number is None:
        raise Conflict("contact-without-mobile", name=client.name)
    if await sms.stopped(work.session, work.company_id, number):
        raise Conflict("sms-stopped")
    message_id = ids.new("msg")
    row = _row(work, message_id, job_id, "out", "sms", "reply", "", body)
    row.recipient, row.delivery, row.step_key = number, "queued", f"message/{message_id}"
    row.object_kind, row.object_id = "message", message_id
    return await _keep(work, row, f.MessageQueued(message_id=message_id, channel="sms"))


async def log_call(work: Work, job_id: str, body: str, channel: str = "phone") -> Message:
    """Writes down what was said on the phone, or a note for the office: nothing to deliver."""
    await factlog.lock(work, job_id)
    message_id = ids.new("msg")
    row = _row(work, message_id, job_id, "out", channel, "message", "", body)
    kept = "note" if channel == "note" else "phone"
    return await _keep(work, row, f.MessageLogged(message_id=message_id, channel=kept))


async def receive(work: Work, job_id: str, body: str) -> Message:
    """The client wrote on their page. Raises 404, 429."""
    await factlog.lock(work, job_id)
    since = work.now - timedelta(hours=1)
    query = select(func.count()).where(Message.created_by == work.actor, Message.created_at > since)
    if (await work.session.scalar(query) or 0) >= PORTAL_MESSAGES_AN_HOUR:
        raise Problem(429, "too-many", headers={"Retry-After": "600"})
    message_id = ids.new("msg")
    row = _row(work, message_id, job_id, "in", "portal", "message", "", body)
    return await _keep(work, row, f.MessageReceived(message_id=message_id, channel="portal"))


async def receive_sms(work: Work, job_id: str, sender: str, body: str, provider_id: str) -> Message:
    """The client texted back. `sender` is their number, `provider_id` the event's own id: nothing is taken in twice by it."""
    await factlog.lock(work, job_id)
    message_id = ids.new("msg")
    row = _row(work, message_id, job_id, "in", "sms", "message", "", body)
    row.recipient, row.provider_id = sender, provider_id
    return await _keep(work, row, f.MessageReceived(message_id=message_id, channel="sms"))


async def record_outgoing(
    work: Work,
    *,
    job_id: str,
    step_key: str,
    purpose: str,
    object_kind: str | None,
    object_id: str | None,
    recipient: str | None,
    subject: str,
    body: str,
    reference: str | None = None,
    channel: str = "mail",
    message_id: str | None = None,
) -> Message:
    """The message of a step, made at the first try and found again at the next. `message_id` is the mail's `Message-ID`."""
    values = {
        "id": ids.new("msg"),
        "company_id": work.company_id,
        "job_id": job_id,
        "direction": "out",
        "channel": channel,
        "purpose": purpose,
        "object_kind": object_kind,
        "object_id": object_id,
        "recipient": recipient,
        "subject": subject,
        "body": body,
        "delivery": "queued",
        "step_key": step_key,
        "reference": reference,
        "rfc_message_id": message_id,
        "created_by": work.actor,
        "created_at": work.now,
        "updated_at": work.now,
    }
    await work.session.execute(
        insert(Message).values(values).on_conflict_do_nothing(index_elements=["company_id", "step_key"])
    )
    row = await queries.by_step(work.session, step_key)
    assert row is not None
    row.recipient, row.reference, row.rfc_message_id = recipient, reference, message_id or row.rfc_message_id
    await work.session.flush()
    return row


async def set_delivery(
    work: Work,
    message_id: str,
    delivery: str,
    *,
    failure: str | None = None,
    status: str | None = None,
    at: datetime | None = None,
) -> None:
    """How the message stands now. `at` is when the server took it; a success forgets an earlier failure."""
    row = await queries.message(work.session, message_id)
    row.delivery, row.failure, row.failure_status, row.updated_at = delivery, failure, status, work.now
    if delivery in ("accepted", "ambiguous"):
        row.accepted_at = at or work.now
    await work.session.flush()


def once(row: Message, what: str) -> str:
    """The dedupe key of a fact about what became of a message: once for each time that a person had it tried."""
    return f"{row.step_key}/{what}" + (f"/{row.retries}" if row.retries else "")


async def set_delivery_of_step(work: Work, step_key: str, delivery: str, *, failure: str | None = None) -> None:
    """The same for the message of a step, if it came as far as having one."""
    row = await queries.by_step(work.session, step_key)
    if row is not None:
        await set_delivery(work, row.id, delivery, failure=failure)


def _row(
    work: Work, message_id: str, job_id: str, direction: str, channel: str, purpose: str, subject: str, body: str
) -> Message:
    return Message(
        id=message_id,
        company_id=work.company_id,
        job_id=job_id,
        direction=direction,
        channel=channel,
        purpose=purpose,
        object_kind=None,
        object_id=None,
        recipient=None,
        subject=subject,
        body=body,
        delivery="none",
        failure=None,
        failure_status=None,
        step_key=None,
        reference=None,
        rfc_message_id=None,
        provider_id=None,
        send_to=None,
        retries=0,
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
        accepted_at=None,
        delivered_at=None,
        opened_at=None,
    )


async def _of_the_job(work: Work, job_id: str, file_ids: Sequence[str]) -> list[Stored]:
    """The contents behind files of the job. Raises a 422 problem that names each that is not."""
    found = await contents_of(work.session, job_id, file_ids)
    if wrong := [Field(f"/file_ids/{n}", "not-found") for n, each in enumerate(file_ids) if each not in found]:
        raise Invalid(wrong)
    return [found[each] for each in dict.fromkeys(file_ids)]


async def _keep(work: Work, row: Message, fact: f.Fact) -> Message:
    work.session.add(row)
    await work.session.flush()
    await factlog.append(work, row.job_id, fact)
    return row
