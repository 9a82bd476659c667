"""What goes with a mail: the document's PDF, the visit's calendar file, what a person attached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import CompanyProfile
from services.billing.documents import queries as documents
from services.jobs.files import queries as job_files
from services.jobs.folders import queries as folders
from services.jobs.visits import queries as visits
from services.kit import files
from services.kit.texts import catalogue
from workers.mail.calendar_file import invitation
from workflows.activities import StepCall
from workflows.state import JobState

DOCUMENT_KINDS = {
    "quote.mail": "quote",
    "quote.follow_up": "quote",
    "invoice.mail": "invoice",
    "invoice.remind": "invoice",
    "invoice.debit_notice": "invoice",
    "credit_note.mail": "credit_note",
    "payment.receipt": "receipt",
    "payment.refund_receipt": "refund",
}
"""Mails that carry a document's PDF. A follow-up and a reminder carry it again: nobody should have to look for it."""

LARGEST: Final = 15 * 1024 * 1024
"""Bytes that a mail carries: with their encoding many servers refuse more than 20 MB."""


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


async def attached(
    session: AsyncSession, call: StepCall, state: JobState, company: CompanyProfile, language: str
) -> tuple[Attachment, ...]:
    if not call.target:
        return ()
    if call.kind == "message.deliver":
        found = await job_files.rows_of(session, "message", call.target.id)
        if sum(each.size for each in found) > LARGEST:
            return ()  # the client finds them behind the mail's link
        return tuple([Attachment(each.name, each.media_type, await files.get(each.key)) for each in found])
    if kind := DOCUMENT_KINDS.get(call.kind):
        version = state.quotes[call.target.id].version if call.target.id in state.quotes else 1
        document = await documents.document_for(session, kind, call.target.id, version)  # type: ignore[arg-type]
        if document and document.file_key:
            return (Attachment(document.file_name, "application/pdf", await files.get(document.file_key)),)
    visit = state.visits.get(call.target.id)
    if visit and call.kind in ("visit.confirm", "visit.remind"):
        job = await folders.brief(session, call.job.job_id)
        title = catalogue().t(language, "mail-visit-event", company=company.trade_name, job=str(job.number))
        where = (await visits.visit(session, visit.id, language)).address
        place = ", ".join(part for part in (where.line1, where.city) if part) if where else ""
        file = invitation(visit, title, place, company.email, company.time_zone)
        return (Attachment(f"visite-{job.number}.ics", "text/calendar", file),)
    return ()


async def not_attached(session: AsyncSession, message_id: str) -> list[str]:
    """The names of a message's files where they are too large to go along: the client finds them on their page."""
    found = await job_files.rows_of(session, "message", message_id)
    return [each.name for each in found] if sum(each.size for each in found) > LARGEST else []
