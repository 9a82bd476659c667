"""What a contact wants to get from us. Their open jobs know it too, so that each plan tells the truth."""

from __future__ import annotations

from sqlalchemy import select

from services.jobs.contacts import tables
from services.jobs.folders.tables import Folder
from services.kit import factlog
from services.kit.log import Job as Head
from services.kit.work import Work
from workflows import facts as f
from workflows.policy import Preferences


def of(row: tables.Contact) -> Preferences:
    return Preferences(
        mail=row.prefers_mail,
        sms=row.prefers_sms,
        unsubscribed=row.unsubscribed_at is not None,
        do_not_contact=row.do_not_contact,
    )


async def tell_jobs(work: Work, row: tables.Contact) -> None:
    """Writes the wishes of a locked contact on each of their open jobs that does not know them yet."""
    query = (
        select(Folder.id)
        .join(Head, Head.job_id == Folder.id)
        .where(Folder.company_id == work.company_id, Folder.contact_id == row.id, Head.closed_at.is_(None))
    )
    job_ids = sorted(await work.session.scalars(query))
    states = await factlog.lock(work, *job_ids)
    wishes = of(row)
    for job_id in job_ids:
        if states[job_id].preferences != wishes:
            await factlog.append(work, job_id, f.JobPreferencesSet(preferences=wishes))


async def at_opening(work: Work, contact_id: str, job_id: str) -> None:
    """A job that was just opened learns what its contact wants, if that is not what everybody gets."""
    row = await work.session.get(tables.Contact, contact_id)
    if row is not None and of(row) != Preferences():
        await factlog.append(work, job_id, f.JobPreferencesSet(preferences=of(row)))
