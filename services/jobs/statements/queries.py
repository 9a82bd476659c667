"""The statements that were mailed to a client."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.folders.tables import Folder
from services.jobs.messages.queries import with_files
from services.jobs.messages.tables import Message
from services.jobs.statements.commands import PURPOSE
from services.jobs.statements.schemas import StatementMailOut

SHOWN = 20


async def mailed(
    session: AsyncSession, contact_id: str, language: str, message_id: str | None = None
) -> tuple[StatementMailOut, ...]:
    """The newest first, or only that one."""
    query = (
        select(Message, Folder.number)
        .join(Folder, Folder.id == Message.job_id)
        .where(Folder.contact_id == contact_id, Message.purpose == PURPOSE)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(SHOWN)
    )
    if message_id:
        query = query.where(Message.id == message_id)
    rows = (await session.execute(query)).all()
    told = await with_files(session, [row.Message for row in rows], language)
    return tuple(StatementMailOut(**dict(one), job_number=row.number) for one, row in zip(told, rows, strict=True))
