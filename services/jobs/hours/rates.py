"""What an hour of a resource costs, by date. An entry takes the rate of its first day once and keeps it: a raise rewrites nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company
from services.jobs.hours.tables import ResourceRate
from services.jobs.visits.schemas import ResourceOut
from services.jobs.visits.tables import Resource
from services.kit import ids
from services.kit.auth import Caller
from services.kit.days import local_day
from services.kit.work import Work
from workflows.money import Money

BEGINNING: Final = date(2000, 1, 1)
"""From when the first rate of a resource holds: always."""


async def today(work: Work) -> date:
    """The company's own date."""
    return local_day(work.now, (await company(work.session, work.company_id)).time_zone)


async def set_from(work: Work, resource: Resource, starts_on: date, cents: int) -> None:
    """The rate from a day on, until the next one begins; the same day again replaces it. `resource` is locked or new."""
    rate = {
        "id": ids.new("rat"),
        "company_id": work.company_id,
        "resource_id": resource.id,
        "starts_on": starts_on,
        "hourly_rate": cents,
        "currency": resource.currency,
        "created_by": work.actor,
        "created_at": work.now,
    }
    kept = ("hourly_rate", "created_by", "created_at")
    await work.session.execute(
        insert(ResourceRate)
        .values(rate)
        .on_conflict_do_update(
            index_elements=["company_id", "resource_id", "starts_on"], set_={name: rate[name] for name in kept}
        )
    )
    resource.hourly_rate = (await on(work.session, [resource.id], await today(work)))[resource.id]
    resource.updated_at = work.now


async def on(session: AsyncSession, resource_ids: Iterable[str], day: date) -> dict[str, int]:
    """The rates of a day, in cents, by resource."""
    wanted = set(resource_ids)
    if not wanted:
        return {}
    rows = await session.execute(
        select(ResourceRate.resource_id, ResourceRate.starts_on, ResourceRate.hourly_rate)
        .where(ResourceRate.resource_id.in_(wanted))
        .order_by(ResourceRate.starts_on)
    )
    known: dict[str, list[tuple[date, int]]] = {}
    for resource_id, starts_on, cents in rows:
        known.setdefault(resource_id, []).append((starts_on, cents))
    return {resource_id: holding(history, day) for resource_id, history in known.items()}


def holding(history: Sequence[tuple[date, int]], day: date) -> int:
    """The rate that holds on `day`, of a history in order that is not empty."""
    begun = [cents for starts_on, cents in history if starts_on <= day]
    return begun[-1] if begun else history[0][1]


async def seen(work: Work, caller: Caller, resources: Sequence[ResourceOut]) -> list[ResourceOut]:
    """Resources with today's rate, or without any for a caller who may see no money."""
    if not caller.permissions & {"reports", "settings"}:
        return [each.model_copy(update={"hourly_rate": None}) for each in resources]
    cents = await on(work.session, [each.id for each in resources], await today(work))
    found = []
    for each in resources:
        assert each.hourly_rate is not None, "whoever may see it is shown it, even one of nothing"
        today_s = Money(amount=cents.get(each.id, each.hourly_rate.amount), currency=each.hourly_rate.currency)
        found.append(each.model_copy(update={"hourly_rate": today_s}))
    return found


async def history(session: AsyncSession, resource_id: str) -> list[ResourceRate]:
    """Newest first."""
    query = select(ResourceRate).where(ResourceRate.resource_id == resource_id).order_by(ResourceRate.starts_on.desc())
    return list((await session.scalars(query.execution_options(populate_existing=True))).all())
