"""Reading what text messages need to know."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.contacts.schemas import Contact
from services.jobs.contacts.tables import Contact as ContactRow
from services.jobs.contacts.tables import PhoneNumber
from services.jobs.folders.tables import Folder
from services.jobs.sms.tables import SmsStop
from services.kit.log import Job as Head


def mobile(contact: Contact) -> str | None:
    """The number that a text message to the contact goes to."""
    return next((each.number for each in contact.phones if each.kind == "mobile"), None)


async def stopped(session: AsyncSession, company_id: str, phone: str) -> bool:
    query = select(SmsStop.phone).where(SmsStop.company_id == company_id, SmsStop.phone == phone)
    return await session.scalar(query) is not None


async def contacts_with(session: AsyncSession, company_id: str, phone: str) -> Sequence[str]:
    """Everybody of the company who has that number, the oldest first."""
    table, phones = ContactRow, PhoneNumber
    numbered = select(phones.contact_id).where(phones.company_id == company_id, phones.number == phone)
    query = select(table.id).where(
        table.company_id == company_id,
        table.merged_into.is_(None),
        table.erased_at.is_(None),
        table.id.in_(numbered),
    )
    return (await session.scalars(query.order_by(table.id))).all()


async def newest_job(session: AsyncSession, company_id: str, contact_ids: Sequence[str]) -> str | None:
    """Their newest open job, else their newest one."""
    query = (
        select(Folder.id)
        .join(Head, Head.job_id == Folder.id)
        .where(Folder.company_id == company_id, Folder.contact_id.in_(contact_ids))
        .order_by(Head.closed_at.is_(None).desc(), Folder.number.desc())
        .limit(1)
    )
    found: str | None = await session.scalar(query)
    return found
