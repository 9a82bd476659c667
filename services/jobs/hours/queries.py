"""Reading hours."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.jobs.hours.tables import TimeEntry


def decimal(seconds: int) -> str:
    """Decimal hours with two places, half up: 5400 → "1.50"."""
    return str((Decimal(seconds) / 3600).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


async def worked(session: AsyncSession, visit_ids: list[str]) -> dict[str, tuple[int, int]]:
    """By visit: finished seconds, running clocks."""
    running = func.count().filter(TimeEntry.ended_at.is_(None))
    query = (
        select(TimeEntry.visit_id, func.coalesce(func.sum(TimeEntry.seconds), 0), running)
        .where(TimeEntry.visit_id.in_(visit_ids))
        .group_by(TimeEntry.visit_id)
    )
    return {visit_id: (int(seconds or 0), int(clocks)) for visit_id, seconds, clocks in await session.execute(query)}
