"""What a person does about a message that did not arrive: try it again, elsewhere, or call. Each ends in facts."""

from __future__ import annotations

from services.jobs.contacts import commands as contacts
from services.jobs.contacts import queries as clients
from services.jobs.contacts.schemas import ContactPatch
from services.jobs.folders.queries import brief
from services.jobs.messages import queries
from services.jobs.messages.commands import log_call
from services.jobs.messages.schemas import Called, Retry
from services.jobs.messages.tables import Message
from services.jobs.sms import queries as sms
from services.kit import factlog
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts as f
from workflows.planner import plan

TROUBLE = ("failed", "bounced", "ambiguous")


async def retry(work: Work, job_id: str, message_id: str, data: Retry) -> Message:
    """The same words once more, perhaps to another address. The step is ahead again, and sent exactly once like any other.

    Raises 404, 409 for a message that did not fail or whose moment is over, 422.
    """
    row = await _failed(work, job_id, message_id)
    key = str(row.step_key)
    if row.channel == "sms":
        await _may_be_texted(work, row, data)
    elif data.phone:
        raise Invalid([Field("/phone", "unknown")])
    client = await clients.contact(work.session, (await brief(work.session, job_id)).contact_id)
    if not (row.send_to or data.email or data.phone or (client.email if row.channel == "mail" else sms.mobile(client))):
        raise Conflict("contact-without-email" if row.channel == "mail" else "contact-without-mobile", name=client.name)
    row.send_to = data.email or data.phone or row.send_to
    row.retries, row.updated_at = row.retries + 1, work.now
    row.delivery, row.failure, row.failure_status = "queued", None, None
    row.accepted_at = row.delivered_at = None
    if data.keep and (data.email or data.phone):
        patch = ContactPatch(email=data.email) if data.email else ContactPatch(phone=data.phone)
        await contacts.edit(work, client.id, patch, None)
    await work.session.flush()
    await factlog.append(work, job_id, f.MessageRetried(message_id=row.id, step_key=key))
    if not any(step.key == key for step in plan(work.jobs[job_id].state, work.now)):
        raise Conflict("message-no-longer-due")
    return row


async def called(work: Work, job_id: str, message_id: str, data: Called) -> Message:
    """The client was told by phone: the call is on the job, and the failure is settled. Gives the call.

    Raises 404, 409 for a message that did not fail.
    """
    row = await _failed(work, job_id, message_id)
    call = await log_call(work, job_id, data.body, "phone")
    waiting = f"{row.step_key}/failed"
    if any(step.key == waiting for step in plan(work.jobs[job_id].state, work.now)):
        await factlog.append(work, job_id, f.StepDone(key=waiting))
    return call


async def _failed(work: Work, job_id: str, message_id: str) -> Message:
    await factlog.lock(work, job_id)
    row = await queries.message(work.session, message_id)
    if row.job_id != job_id:
        raise NotFound("message")
    if row.delivery not in TROUBLE or not row.step_key:
        raise Conflict("message-not-failed")
    return row


async def _may_be_texted(work: Work, row: Message, data: Retry) -> None:
    if data.email:
        raise Invalid([Field("/email", "unknown")])
    number = data.phone or row.send_to or row.recipient
    if number and await sms.stopped(work.session, work.company_id, number):
        raise Conflict("sms-stopped")
