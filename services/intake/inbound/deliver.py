"""The verbs that put a mail where it belongs. By itself or by a person's hand, it is the same."""

from __future__ import annotations

import re

from services.intake.inbound.bounces import Report
from services.intake.inbound.decide import Verdict
from services.intake.inbound.parse import Parsed
from services.intake.inbound.tables import InboundMail
from services.jobs.contacts.commands import match_or_create
from services.jobs.contacts.schemas import ContactIn
from services.jobs.folders.commands import RequestDetails, open_folder
from services.jobs.incoming import commands as incoming
from services.jobs.incoming import queries as reading
from services.jobs.messages import outcomes
from services.kit.work import Work

_LONGEST_BODY = 20_000
"""Letters of a message; what is longer is kept in the mail itself."""
_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|ré|tr|fw|fwd|rép)\s*:\s*)+", re.IGNORECASE)


async def to_job(work: Work, row: InboundMail, parsed: Parsed, job_id: str, *, actor: str) -> None:
    """The mail becomes a message of the job, its attachments files of the message. Raises 404, 409."""
    mail = await _mail(work, row, parsed)
    before, work.actor = work.actor, actor
    try:
        message = await incoming.receive(work, job_id, mail)
    finally:
        work.actor = before
    row.job_id, row.message_id = job_id, message.id


async def open_job(work: Work, row: InboundMail, parsed: Parsed) -> None:
    """A stranger's mail to a site's address opens a job, as the site's form does, and is the first message in it.

    Raises a pydantic error for a sender whom no contact may have.
    """
    sender = parsed.sender
    contact = ContactIn(name=sender.name or sender.address, email=sender.address)
    contact_id = await match_or_create(work, contact)
    details = RequestDetails(
        submission_id=row.id, site_id=row.target_id or "", service="", message=parsed.body[:_LONGEST_BODY]
    )
    title = _REPLY_MARKS.sub("", parsed.subject).strip()[:200]
    opened = await open_folder(work, contact_id=contact_id, source="email", title=title, request=details)
    await to_job(work, row, parsed, opened.job_id, actor=f"contact:{contact_id}")


async def note_report(work: Work, row: InboundMail, report: Report) -> Verdict:
    """What a mail server says about a mail of ours. It is no conversation, so it ends as `ignored`, its reason telling what it was."""
    if report.code == "read-receipt":
        return Verdict("ignored", "read-receipt")
    ours = [
        each for each in await reading.originals(work.session, report.message_ids) if each.company_id == work.company_id
    ]
    if not ours:
        return Verdict("ignored", "report-of-nothing")
    row.job_id, row.message_id = ours[0].job_id, ours[0].message_id
    if report.outcome == "bounced":
        await outcomes.bounced(work, row.message_id, report.code, report.status or None)
    elif report.outcome == "delivered":
        await outcomes.delivered(work, row.message_id)
    return Verdict("ignored", f"report-{report.outcome}")


async def _mail(work: Work, row: InboundMail, parsed: Parsed) -> incoming.Mail:
    stored, notes = [], list(parsed.notes)
    for attachment in parsed.attachments:
        kept = await incoming.store(work.company_id, attachment.content, attachment.name)
        if kept is None:
            notes.append("empty-attachment")
            continue
        stored.append(kept)
        if attachment.note:
            notes.append(attachment.note)
    if len(parsed.body) > _LONGEST_BODY:
        notes.append("too-long")
    return incoming.Mail(
        inbound_id=row.id,
        sender_name=parsed.sender.name,
        sender_address=parsed.sender.address,
        subject=parsed.subject,
        body=parsed.body[:_LONGEST_BODY].rstrip(),
        quoted=parsed.quoted,
        html=parsed.html,
        notes=tuple(dict.fromkeys(notes)),
        rfc_message_id=parsed.message_id,
        files=tuple(stored),
    )
