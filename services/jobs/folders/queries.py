"""Short reads of folders, for neighbours too. The whole job page is put together in `view.py`."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.fields import Output
from services.jobs.folders.tables import Folder, Request
from services.kit.problems import NotFound


class JobAddress(Output):
    """Where the work is done, as it was when the job was opened."""

    line1: str
    city: str
    region: str
    postal_code: str
    country: str


class JobBrief(Output):
    """What other parts need to name a job."""

    id: str
    number: int
    contact_id: str
    title: str
    address: JobAddress | None


class JobRequest(Output):
    """What was asked on the website form."""

    service: str
    message: str


async def brief(session: AsyncSession, job_id: str) -> JobBrief:
    """Raises a 404 problem."""
    found = (await briefs(session, [job_id])).get(job_id)
    if found is None:
        raise NotFound("job")
    return found


async def briefs(session: AsyncSession, job_ids: Iterable[str]) -> dict[str, JobBrief]:
    """Briefs by job id; unknown ids are left out."""
    columns = (Folder.id, Folder.number, Folder.contact_id, Folder.title, Folder.address)
    rows = await session.execute(select(*columns).where(Folder.id.in_(set(job_ids))))
    return {
        row.id: JobBrief(
            id=row.id,
            number=row.number,
            contact_id=row.contact_id,
            title=row.title,
            address=JobAddress(**row.address) if row.address else None,
        )
        for row in rows
    }


async def request(session: AsyncSession, job_id: str) -> JobRequest | None:
    """The request that opened the job, if a form did."""
    row = await session.scalar(select(Request).where(Request.folder_id == job_id))
    return JobRequest(service=row.service, message=row.message) if row else None
