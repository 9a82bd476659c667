"""Contents that no row refers to any more are deleted: those of files removed a week ago, and what uploads that failed left.

A content's key is locked while it is looked at, as it is by who is about to refer to it (`commands.keep`): either that one commits
first and its row is seen here, or the content is gone first and that one asks for it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from services.kit import db, files

KEPT: Final = timedelta(days=7)
"""So long a removed file can be restored."""
UNCLAIMED: Final = timedelta(days=1)
"""So long a content without a row is one whose row may still come."""
_BATCH: Final = 200


async def collect(company_id: str, now: datetime) -> int:
    """Deletes what nobody refers to in one company's folder of the store; how many contents that were."""
    async with db.committing(company_id) as session:
        # For good first: whoever restores a file from here on is told that it is too late.
        await session.execute(_GIVE_UP, {"company_id": company_id, "before": now - KEPT})
    deleted = 0
    batch: list[str] = []
    async for content in files.contents(company_id):
        if content.modified_at < now - UNCLAIMED:
            batch.append(content.key)
        if len(batch) == _BATCH:
            deleted += await _delete(company_id, batch, now)
            batch = []
    return deleted + await _delete(company_id, batch, now)


async def _delete(company_id: str, keys: list[str], now: datetime) -> int:
    async with db.committing(company_id) as session:
        unused = (await session.scalars(_UNUSED, {"company_id": company_id, "keys": keys})).all()
        locked = (await session.scalars(_LOCKED, {"keys": sorted(unused)})).all()
        # Asked again: what was committed before the lock was ours counts.
        free = (await session.scalars(_UNUSED, {"company_id": company_id, "keys": list(locked)})).all()
        deleted = 0
        for key in free:
            written = await files.modified_at(key)
            if written is not None and written < now - UNCLAIMED:
                await files.delete(key)
                deleted += 1
    return deleted


_GIVE_UP = text(
    "UPDATE jobs.file SET collected_at = clock_timestamp()"
    " WHERE company_id = :company_id AND removed_at < :before AND collected_at IS NULL"
)
_UNUSED = text(
    "SELECT k.key FROM unnest(CAST(:keys AS text[])) AS k(key) WHERE NOT EXISTS"
    " (SELECT FROM jobs.file f WHERE f.company_id = :company_id AND f.key = k.key AND f.collected_at IS NULL)"
    " AND NOT EXISTS"
    " (SELECT FROM jobs.file f WHERE f.company_id = :company_id AND f.thumbnail_key = k.key AND f.collected_at IS NULL)"
)
_LOCKED = text(
    "SELECT k.key FROM unnest(CAST(:keys AS text[])) AS k(key)"
    " WHERE pg_try_advisory_xact_lock(hashtextextended(k.key, 0))"
)
