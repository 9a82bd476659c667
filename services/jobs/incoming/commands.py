"""What mail brings to a job: a message of its client."""

from __future__ import annotations

from dataclasses import dataclass

from services.jobs.files import commands as files
from services.jobs.files import contents
from services.jobs.files.contents import Stored
from services.jobs.incoming.tables import IncomingMail
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
