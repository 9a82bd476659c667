"""How the mail that carries a document stands, from the moment on that it was released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.messages.queries import deliveries
from services.kit import factlog

Released = tuple[str, str, datetime | None]
"""Object id, job id, and when it was released to the client (None: not yet)."""


async def of(session: AsyncSession, released: Sequence[Released]) -> dict[str, str]:
    """By object id: what became of its mail, `queued` while the workflow has not begun, `none` where none will ever go out."""
    known = await deliveries(session, [object_id for object_id, _, _ in released])
    imported = await factlog.imported_at(session, [job_id for _, job_id, at in released if at])
    found: dict[str, str] = {}
    for object_id, job_id, at in released:
        waits = at is not None and not (job_id in imported and at <= imported[job_id])
        found[object_id] = known.get(object_id, "queued") if waits else "none"
    return found
