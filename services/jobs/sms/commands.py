"""What happens when somebody texts back, and when the provider reports."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert

from services.jobs.contacts import commands as contacts
from services.jobs.contacts.schemas import ContactIn, ContactPatch
from services.jobs.folders import commands as folders
from services.jobs.messages import commands as messages
from services.jobs.messages import outcomes
from services.jobs.messages import queries as sent
from services.jobs.sms import queries
from services.jobs.sms.schemas import SmsEvent
from services.jobs.sms.tables import SmsStop
from services.kit.log import Audit
from services.kit.texts import phone as spoken
from services.kit.work import Work, open_work

Result = Literal["stopped", "resumed", "received", "reported", "known", "ignored"]

STOP: Final = frozenset({"stop", "arret", "unsubscribe", "desabonner", "end", "quit", "cancel", "fin"})
START: Final = frozenset({"start", "unstop", "reprendre", "debut"})
"""What networks and people in both languages write to stop and to go on. The whole text must be that one word."""


async def take(company_id: str, code: str, event: SmsEvent) -> Result:
    """One call of the provider, once: the same event again changes nothing."""
    async with open_work(company_id, code, "system") as work:
        await work.session.execute(_ONE_AT_A_TIME, {"key": f"sms/{company_id}/{event.id}"})
        if event.type != "received":
            return await _report(work, event)
        if await sent.by_provider_id(work.session, event.id):
            return "known"
        word = _word(event.text)
        if word in STOP:
            await stop(work, event.sender)
            return "stopped"
        if word in START:
            await resume(work, event.sender)
            return "resumed"
        if not event.text.strip():
            return "ignored"
        await _receive(work, event)
        return "received"


async def stop(work: Work, phone: str) -> None:
    """No more text messages to that number; whoever has it is unsubscribed, too."""
    values = {"company_id": work.company_id, "phone": phone, "stopped_at": work.now}
    await work.session.execute(insert(SmsStop).values(values).on_conflict_do_nothing())
    for contact_id in await queries.contacts_with(work.session, work.company_id, phone):
        await contacts.edit(work, contact_id, ContactPatch(prefers_sms=False, unsubscribed=True), None)
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action="sms.stopped", target=phone[-4:]))
    await work.session.flush()


async def resume(work: Work, phone: str) -> None:
    """They want text messages again. Commercial ones stay off until they say so elsewhere."""
    await work.session.execute(delete(SmsStop).where(SmsStop.company_id == work.company_id, SmsStop.phone == phone))
    for contact_id in await queries.contacts_with(work.session, work.company_id, phone):
        await contacts.edit(work, contact_id, ContactPatch(prefers_sms=True), None)
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action="sms.resumed", target=phone[-4:]))
    await work.session.flush()


async def _receive(work: Work, event: SmsEvent) -> None:
    """On the newest job of whoever has the number; somebody new gets a job of their own, as if they had called."""
    known = await queries.contacts_with(work.session, work.company_id, event.sender)
    job_id = await queries.newest_job(work.session, work.company_id, known)
    if job_id is None:
        who = ContactIn(name=spoken(event.sender), phone=event.sender)
        contact_id = known[0] if known else await contacts.create(work, who)
        job_id = (await folders.open_folder(work, contact_id=contact_id, source="phone")).job_id
    await messages.receive_sms(work, job_id, event.sender, event.text.strip(), event.id)


async def _report(work: Work, event: SmsEvent) -> Result:
    row = await sent.by_provider_id(work.session, event.message or "")
    if row is None:
        return "ignored"
    if event.type == "delivered":
        return "reported" if await outcomes.delivered(work, row.id) else "known"
    code = f"sms-{event.code or 'failed'}"
    return "reported" if await outcomes.bounced(work, row.id, code) else "known"


def _word(body: str) -> str:
    plain = unicodedata.normalize("NFKD", body.strip().strip(".!").casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
