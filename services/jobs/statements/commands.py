"""Mailing a client's statement of account.

A statement belongs to a client and a mail to a job: what is sent, retried and claimed is a message of a job's thread, and nothing
else is. So a statement is a message of the job whose open invoice has been due the longest, or, where nothing is open, of the client's
newest job; the PDF hangs on it as any attachment does. It is what the books said when it was written, and is kept as it was sent.
Every job of which something is open hears of it, so that no reminder of the same money leaves on that day.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import select

from services.billing.statements import paper
from services.billing.statements.account import Statement
from services.billing.statements.ask import made
from services.jobs.contacts.queries import contact
from services.jobs.contacts.schemas import Contact
from services.jobs.files import contents
from services.jobs.folders.queries import briefs
from services.jobs.folders.tables import Folder
from services.jobs.messages import commands as messages
from services.jobs.messages.tables import Message
from services.kit import factlog
from services.kit.problems import Conflict
from services.kit.texts import known_language, money, t
from services.kit.work import Work
from workflows.facts import JobStatementSent

PURPOSE: Final = "statement"


async def send(work: Work, contact_id: str, since: date | None, until: date | None, note: str) -> Message:
    """Writes the mail; the job's workflow delivers it. Raises 404, 422, 409 `contact-without-email`, `contact-without-job`."""
    client = await contact(work.session, contact_id)
    language = known_language(client.language)
    if not client.email:
        raise Conflict("contact-without-email", name=client.name)
    asked, found = await made(work, client, since, until, language, pointer="/")
    mine = await _jobs(work, client, found)
    job_id = mine[0] if mine else await _newest(work, client)
    pdf = await paper.pdf_of(asked, client, found)
    stored = await contents.store(work.company_id, pdf, f"{asked.file_name('statement-file')}.pdf")
    day, late = found.to_on.isoformat(), found.closing - found.aging.current
    said = [
        t(language, "statement-mail-hello", name=client.name),
        note,
        t(language, "statement-mail-body", day=day, amount=money(language, found.closing, asked.company.currency)),
        t(language, "statement-mail-late", amount=money(language, late, asked.company.currency)) if late > 0 else "",
        t(language, "statement-mail-bye", company=asked.company.trade_name),
    ]
    subject = t(language, "statement-mail-subject", day=day)
    body = "\n\n".join(filter(None, said))
    await factlog.lock(work, job_id, *mine)
    for each in mine:
        await factlog.append(work, each, JobStatementSent())
    return await messages.reply(work, job_id, subject, body, attached=[stored], purpose=PURPOSE)


async def _jobs(work: Work, client: Contact, found: Statement) -> list[str]:
    """Those of the open invoices, in their order. An invoice's job may have become somebody else's: only the client's own will do."""
    known = await briefs(work.session, {each.job_id for each in found.open_items})
    mine = [each.job_id for each in found.open_items if each.job_id in known]
    return [each for each in dict.fromkeys(mine) if known[each].contact_id == client.id]


async def _newest(work: Work, client: Contact) -> str:
    newest = select(Folder.id).where(Folder.contact_id == client.id).order_by(Folder.number.desc()).limit(1)
    job_id: str | None = await work.session.scalar(newest)
    if job_id is None:
        raise Conflict("contact-without-job", name=client.name)
    return job_id
