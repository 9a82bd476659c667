"""The drawn signature of an acceptance, as an image."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.quotes.tables import QuoteVersion
from services.kit import files
from services.kit.problems import NotFound


async def respond(session: AsyncSession, company_id: str, quote_id: str) -> Response:
    """200 with the PNG. Raises a 404 problem where nobody drew one."""
    query = select(QuoteVersion.accepted_signature).where(
        QuoteVersion.company_id == company_id,
        QuoteVersion.quote_id == quote_id,
        QuoteVersion.accepted_signature.is_not(None),
    )
    key = (await session.execute(query)).scalar_one_or_none()
    if key is None:
        raise NotFound("signature")
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return Response(await files.get(key), media_type="image/png", headers=headers)
