"""The provider's calls that changed nothing: they contradicted what we know, or could not be done yet. For a person to look at.

Calls that concern no company of ours are kept too, and shown to nobody: they may be anybody's.
"""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.online.schemas import CallOut
from services.billing.online.tables import Webhook
from services.kit.lists import PageInfo, newest_first
from services.kit.texts import MissingText, t


async def calls(
    session: AsyncSession, company_id: str, language: str, *, limit: int, after: str | None = None
) -> tuple[list[CallOut], PageInfo]:
    """Those of a company, the newest first."""
    waiting = and_(Webhook.status == "received", Webhook.tries > 0)
    query = select(Webhook).where(Webhook.company_id == company_id, or_(Webhook.status == "refused", waiting))
    kept, info = await newest_first(session, query, Webhook.received_at, Webhook.id, limit, after)
    return [_out(row, language) for row in kept], info


def _out(row: Webhook, language: str) -> CallOut:
    """Without its body, which names people."""
    return CallOut(
        id=row.id,
        type=row.type,
        status="refused" if row.status == "refused" else "waiting",
        code=row.code or "",
        explained=_explained(row.code or "", language),
        tries=row.tries,
        received_at=row.received_at,
        done_at=row.done_at,
    )


def _explained(code: str, language: str) -> str:
    try:
        return t(language, f"online-call-{code}")
    except MissingText:
        return t(language, "online-call-other", code=code)
