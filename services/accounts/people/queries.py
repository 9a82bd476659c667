"""Reading the people of a company."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.people.schemas import UserOut
from services.accounts.tables import User
from services.kit import lists
from services.kit.problems import NotFound


async def row(session: AsyncSession, user_id: str, *, lock: bool = False) -> User:
    """Raises a 404 problem, also for another company's."""
    query = select(User).where(User.id == user_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("user")
    return found


def shown(user: User) -> UserOut:
    values = {name: getattr(user, name) for name in UserOut.model_fields}
    return UserOut(**values | {"permissions": sorted(user.permissions)})


async def page(
    session: AsyncSession,
    company_id: str,
    *,
    active: bool | None,
    updated_since: datetime | None,
    limit: int,
    after: str | None,
) -> lists.Page[UserOut]:
    """People by name."""
    query = select(User).where(User.company_id == company_id)
    if active is not None:
        query = query.where(User.active.is_(active))
    if updated_since:
        query = query.where(User.updated_at >= updated_since)
    people, info = await lists.by_text(session, query, User.name, User.id, limit, after)
    return lists.Page(data=[shown(user) for user in people], page=info)
