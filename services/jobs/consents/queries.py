"""Reading consents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.consents.schemas import ConsentOut
from services.jobs.consents.tables import Consent
from services.kit import lists


async def page(
    session: AsyncSession,
    contact_id: str,
    now: datetime,
    *,
    updated_since: datetime | None = None,
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[ConsentOut]:
    """The consents of a contact, the newest first."""
    query = select(Consent).where(Consent.contact_id == contact_id)
    if updated_since:
        query = query.where(Consent.updated_at >= updated_since)
    cut, info = await lists.newest_first(session, query, Consent.given_at, Consent.id, limit, after)
    return lists.Page(data=[shown(row, now) for row in cut], page=info)


def shown(row: Consent, now: datetime) -> ConsentOut:
    over = row.expires_at is not None and row.expires_at <= now
    names = ConsentOut.model_fields.keys() - {"holds"}
    values = {name: getattr(row, name) for name in names} | {"holds": row.withdrawn_at is None and not over}
    return ConsentOut.model_validate(values)
