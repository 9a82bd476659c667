"""Where a client reads a document without a password."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import portal_url


async def portal_url_of(session: AsyncSession, contact_id: str, kind: str, object_id: str) -> str:
    """The page of one document behind the contact's capability link; `kind` is quotes, invoices or payments."""
    return await portal_url(session, contact_id, f"/{kind}/{object_id}")
