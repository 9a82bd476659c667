"""Reading what came by mail, and who may write to a job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select, text, union
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.contacts import tables as contacts
from services.jobs.contacts.queries import family
from services.jobs.files import queries as files
from services.jobs.folders.queries import brief
from services.jobs.folders.tables import Folder
from services.jobs.incoming.schemas import FormattedMail, MailOut, NoteOut
from services.jobs.incoming.tables import IncomingMail
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from services.kit.texts import t


class Writers(NamedTuple):
    """Who writes to a job by right: its contact's addresses and its people's, in lower case."""

    contact_id: str
    addresses: frozenset[str]


async def writers(session: AsyncSession, job_id: str) -> Writers:
    """Raises a 404 problem. Contacts that were merged into the job's own still write from their old addresses."""
    contact_id = (await brief(session, job_id)).contact_id
    same = await family(session, contact_id)
    theirs = select(contacts.Contact.email_key).where(contacts.Contact.id.in_(same))
    people = select(contacts.Person.email_key).where(contacts.Person.contact_id.in_(same))
    found = await session.scalars(union(theirs, people))
    return Writers(contact_id, frozenset(each for each in found if each))


async def jobs_of_erased(session: AsyncSession, job_ids: Iterable[str]) -> frozenset[str]:
    """Those of the jobs whose contact was erased."""
    query = (
        select(Folder.id)
        .join(contacts.Contact, contacts.Contact.id == Folder.contact_id)
        .where(Folder.id.in_(set(job_ids)), contacts.Contact.erased_at.is_not(None))
    )
    return frozenset(await session.scalars(query))


class Original(NamedTuple):
    """A mail that Dossier sent, found by its `Message-ID`."""

    company_id: str
    company_code: str
    job_id: str
    message_id: str


async def originals(session: AsyncSession, rfc_message_ids: Iterable[str]) -> list[Original]:
    """The mails of ours with these ids (without angle brackets; one without a domain is of our own), in the order of the ids.

    Acts before a company is known.
    """
    domain = get_settings().mail_from.rpartition("@")[2]
    wanted = [f"<{each}>" if "@" in each else f"<{each}@{domain}>" for each in rfc_message_ids]
    if not wanted:
        return []
    rows = {row.rfc_id: row for row in await session.execute(_ORIGINALS, {"ids": wanted})}
    return [Original(*rows[each][1:]) for each in wanted if each in rows]


async def of_messages(session: AsyncSession, message_ids: Iterable[str], language: str) -> dict[str, MailOut]:
    """What came with each message, in two statements; messages that came in another way are left out."""
    wanted = set(message_ids)
    if not wanted:
        return {}
    table = IncomingMail
    query = select(
        table.message_id,
        table.inbound_id,
        table.sender_name,
        table.sender_address,
        table.quoted,
        table.html.is_not(None).label("has_html"),
        table.notes,
    ).where(table.message_id.in_(wanted))
    attached = await files.of(session, "message", wanted)
    return {
        row["message_id"]: MailOut(
            **{name: value for name, value in row.items() if name != "notes"},
            notes=tuple(NoteOut(code=code, text=t(language, f"mail-note-{code}")) for code in row["notes"]),
            files=tuple(attached.get(row["message_id"], ())),
        )
        for row in (await session.execute(query)).mappings()
    }


async def formatted(session: AsyncSession, message_id: str) -> FormattedMail:
    """Raises a 404 problem for a message that is no mail, or one in plain text."""
    html = await session.scalar(select(IncomingMail.html).where(IncomingMail.message_id == message_id))
    if html is None:
        raise NotFound("message")
    return FormattedMail(message_id=message_id, html=html)


_ORIGINALS = text("SELECT rfc_id, company_id, code, job_id, message_id FROM jobs.mail_companies(CAST(:ids AS text[]))")
