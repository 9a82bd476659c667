"""Reading the people of a company."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.people.schemas import UserOut
from services.accounts.tables import User
from services.kit import lists
from services.kit.problems import Field, Invalid, NotFound


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
    if cursor := lists.decode(after, str, str):
        if any("\0" in str(key) for key in cursor):  # Postgres has no such letter
            raise Invalid([Field("query:/after", "malformed")])
        query = query.where(tuple_(User.name, User.id) > cursor)
    rows = (await session.scalars(query.order_by(User.name, User.id).limit(limit + 1))).all()
    people, info = lists.page(rows, limit, lambda user: (user.name, user.id))
    return lists.Page(data=[shown(user) for user in people], page=info)
