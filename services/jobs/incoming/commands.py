"""What mail brings to a job: a message of its client, or news about a message of ours."""

from __future__ import annotations

from dataclasses import dataclass

from services.jobs.files import commands as files
from services.jobs.files import contents
from services.jobs.files.contents import Stored
from services.jobs.incoming.tables import IncomingMail
from services.jobs.messages import commands as messages
from services.jobs.messages import queries as reading
from services.jobs.messages.tables import Message
from services.kit import factlog, ids
from services.kit.problems import Problem
from services.kit.work import Work
from workflows import facts as f


@dataclass(frozen=True)
class Mail:
    """A mail that belongs to a job. Texts are tidy; `files` are in the store already, see `store`."""

    inbound_id: str
    sender_name: str
    sender_address: str
    subject: str
    body: str
    quoted: str
    html: str | None
    notes: tuple[str, ...]
    rfc_message_id: str
    files: tuple[Stored, ...] = ()


async def store(company_id: str, content: bytes, name: str) -> Stored | None:
    """Keeps an attachment; None for an empty one. A picture that is none is kept as plain bytes. Raises 413."""
    if not content:
        return None
    try:
        return await contents.store(company_id, content, name)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await contents.store(company_id, content, name, raw=True)


async def bounced(work: Work, message_id: str, code: str, status: str | None) -> None:
    """A mail server reports that it could not deliver a mail of ours that was taken. Twice is once. Raises 404."""
    row = await _ours(work, message_id)
    if row.delivery in ("bounced", "failed", "queued"):
        return  # known already, or a person is having it tried again
    await messages.set_delivery(work, row.id, "bounced", failure=code, status=status)
    fact = f.MessageBounced(message_id=row.id, step_key=row.step_key or "", code=code)
    await factlog.append(work, row.job_id, fact, dedupe_key=messages.once(row, "message.bounced"))


async def delivered(work: Work, message_id: str) -> None:
    """A mail server reports that a mail of ours is in its recipient's box. Twice is once. Raises 404."""
    row = await _ours(work, message_id)
    if row.delivery not in ("sending", "accepted", "ambiguous"):
        return
    await messages.set_delivery(work, row.id, "delivered")
    row.delivered_at = work.now
    fact = f.MessageDelivered(message_id=row.id, step_key=row.step_key or "")
    await factlog.append(work, row.job_id, fact, dedupe_key=messages.once(row, "message.delivered"))


async def _ours(work: Work, message_id: str) -> Message:
    """A message of ours as it stands under its job's lock."""
    job_id = (await reading.message(work.session, message_id)).job_id
    await factlog.lock(work, job_id)
    row = await reading.message(work.session, message_id)
    await work.session.refresh(row)
    return row


async def receive(work: Work, job_id: str, mail: Mail) -> Message:
    """The client wrote a mail. Raises 404, 409 (too many files on the job)."""
    await factlog.lock(work, job_id)
    row = Message(
        id=ids.new("msg"),
        company_id=work.company_id,
        job_id=job_id,
        direction="in",
        channel="mail",
        purpose="message",
        object_kind=None,
        object_id=None,
        recipient=None,
        subject=mail.subject[:200],
        body=mail.body,
        delivery="none",
        failure=None,
        step_key=None,
        rfc_message_id=mail.rfc_message_id or None,
        created_by=work.actor,
        created_at=work.now,
        updated_at=work.now,
        accepted_at=None,
    )
    work.session.add(row)
    await work.session.flush()
    work.session.add(
        IncomingMail(
            message_id=row.id,
            company_id=work.company_id,
            inbound_id=mail.inbound_id,
            sender_name=mail.sender_name,
            sender_address=mail.sender_address,
            quoted=mail.quoted,
            html=mail.html,
            notes=list(mail.notes),
        )
    )
    await work.session.flush()
    if mail.files:
        await files.keep(
            work, list(mail.files), object_kind="message", object_id=row.id, job_id=job_id, role="attachment"
        )
    received = f.MessageReceived(message_id=row.id, channel="mail")
    await factlog.append(work, job_id, received, dedupe_key=f"mail/{mail.inbound_id}")
    return row
