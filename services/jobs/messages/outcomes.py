"""What became of a message after its server took it: delivered, opened, come back. Told by reports, and by the client's own click."""

from __future__ import annotations

from services.jobs.folders.queries import brief
from services.jobs.messages import queries
from services.jobs.messages.commands import once, set_delivery
from services.jobs.messages.tables import Message
from services.kit import factlog
from services.kit.work import Work
from workflows import facts as f

_REACHED = ("delivered", "opened")


async def delivered(work: Work, message_id: str) -> bool:
    """The recipient's server, or their phone's network, has it. Gives whether that was news. Raises 404."""
    row = await _locked(work, message_id)
    if row is None or row.delivery in (*_REACHED, "bounced"):
        return False
    await set_delivery(work, row.id, "delivered")
    row.delivered_at = work.now
    fact = f.MessageDelivered(message_id=row.id, step_key=str(row.step_key))
    await factlog.append(work, row.job_id, fact, dedupe_key=once(row, "message.delivered"))
    return True


async def bounced(work: Work, message_id: str, code: str, status: str | None = None) -> bool:
    """It was taken and came back. `code` is `smtp-550`, `sms-…` or an enhanced status code; never text of the outside world.

    Gives whether that was news: a message that was opened has arrived, whatever a late report says. Raises 404.
    """
    row = await _locked(work, message_id)
    if row is None or row.delivery in ("bounced", "opened", "queued", "sending", "deferred"):
        return False
    await set_delivery(work, row.id, "bounced", failure=code, status=status)
    fact = f.MessageBounced(message_id=row.id, step_key=str(row.step_key), code=code)
    await factlog.append(work, row.job_id, fact, dedupe_key=once(row, "message.bounced"))
    return True


async def opened(work: Work, reference: str, contact_id: str) -> bool:
    """The client opened the link in it: recorded once. A reference of somebody else's message is none."""
    found = await queries.by_reference(work.session, work.company_id, reference)
    if found is None or (await brief(work.session, found.job_id)).contact_id != contact_id:
        return False
    row = await _locked(work, found.id)
    if row is None or row.delivery == "opened" or row.delivery not in ("accepted", "ambiguous", "bounced", "delivered"):
        return False
    await set_delivery(work, row.id, "opened")
    row.opened_at = work.now
    fact = f.MessageOpened(message_id=row.id, step_key=str(row.step_key))
    await factlog.append(work, row.job_id, fact, dedupe_key=once(row, "message.opened"))
    return True


async def _locked(work: Work, message_id: str) -> Message | None:
    """The message under its job's lock; None for one that no step sent."""
    row = await queries.message(work.session, message_id)
    await factlog.lock(work, row.job_id)
    await work.session.refresh(row)
    return row if row.step_key else None
