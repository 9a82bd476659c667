"""Raw mails that may go: those of people who were erased, and those whose row never came.

Everything else stays: a mail is what happened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from services.intake.inbound.reception import folder_of
from services.intake.inbound.tables import InboundMail
from services.jobs.incoming import queries as incoming
from services.kit import db, files

UNCLAIMED: Final = timedelta(days=1)
"""So long a raw mail without a row is one whose sender may still come again."""
_BATCH: Final = 200


async def collect(company_id: str, now: datetime) -> int:
    """Deletes what may go of one company's raw mails; how many that were."""
    deleted = 0
    batch: list[str] = []
    async for content in files.contents(folder_of(company_id)):
        if content.modified_at < now - UNCLAIMED:
            batch.append(content.key)
        if len(batch) == _BATCH:
            deleted += await _delete(company_id, batch, now)
            batch = []
    return deleted + await _delete(company_id, batch, now)


async def _delete(company_id: str, keys: list[str], now: datetime) -> int:
    if not keys:
        return 0
    async with db.reading(company_id) as session:
        query = select(InboundMail.file_key, InboundMail.job_id, InboundMail.reason).where(
            InboundMail.company_id == company_id, InboundMail.file_key.in_(keys)
        )
        rows = (await session.execute(query)).all()
        erased = await incoming.jobs_of_erased(session, {row.job_id for row in rows if row.job_id})
    kept = {row.file_key for row in rows if row.job_id not in erased and row.reason != "erased"}
    deleted = 0
    for key in keys:
        written = await files.modified_at(key) if key not in kept else None
        if written is not None and written < now - UNCLAIMED:  # else the same mail has just come again
            await files.delete(key)
            deleted += 1
    return deleted
