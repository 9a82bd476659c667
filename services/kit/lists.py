"""Keyset pages: `?limit=&after=` in, `{"data": […], "page": {"next", "has_more"}}` out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.kit.problems import Field, Invalid

T = TypeVar("T")
R = TypeVar("R")

_EARLIEST: Final = 2000
_LATEST: Final = 2200

Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(max_length=400)]


class PageInfo(BaseModel):
    next: str | None = None
    has_more: bool = False


class Page(BaseModel, Generic[T]):
    data: list[T]
    page: PageInfo = PageInfo()


def encode(*keys: str | int | None) -> str:
    """An opaque cursor from the sort keys of a page's last row."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def decode(after: str | None, *kinds: type) -> tuple[str | int, ...] | None:
    """The sort keys in a cursor, checked against `kinds`; None without a cursor. Raises a 422 problem.

    A cursor is opaque but not secret: a NUL, which Postgres cannot hold, is refused like anything else that we did not write.
    """
    if after is None:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except ValueError:
        raise Invalid([Field("query:/after", "malformed")]) from None
    fits = isinstance(keys, list) and len(keys) == len(kinds)
    if (
        not fits
        or "\x00" in "".join(map(str, keys))
        or not all(type(key) is kind for key, kind in zip(keys, kinds, strict=True))
    ):
        raise Invalid([Field("query:/after", "malformed")])
    return tuple(keys)


def page(rows: Sequence[R], limit: int, keys: Callable[[R], tuple[str | int | None, ...]]) -> tuple[list[R], PageInfo]:
    """Cuts `limit + 1` fetched rows to a page and tells how to go on."""
    shown = list(rows[:limit])
    if len(rows) <= limit:
        return shown, PageInfo()
    return shown, PageInfo(next=encode(*keys(shown[-1])), has_more=True)


def instant(key: str | int) -> datetime:
    """The instant that a cursor holds as text. Raises a 422 problem."""
    try:
        found = datetime.fromisoformat(str(key))
    except ValueError:
        raise Invalid([Field("query:/after", "malformed")]) from None
    if found.tzinfo is None or not _EARLIEST <= found.year < _LATEST:
        raise Invalid([Field("query:/after", "malformed")])
    return found


async def by_text(
    session: AsyncSession,
    query: Select[R],
    text: InstrumentedAttribute[str],
    key: InstrumentedAttribute[str],
    limit: int,
    after: str | None,
) -> tuple[list[R], PageInfo]:
    """The rows of a page in the order of a text column, and of their key where it is the same. Raises a 422 problem."""
    if cursor := decode(after, str, str):
        query = query.where(tuple_(text, key) > cursor)
    rows = (await session.scalars(query.order_by(text, key).limit(limit + 1))).all()
    return page(rows, limit, lambda row: (getattr(row, text.key), getattr(row, key.key)))


async def newest_first(
    session: AsyncSession,
    query: Select[R],
    moment: InstrumentedAttribute[datetime],
    key: InstrumentedAttribute[str],
    limit: int,
    after: str | None,
) -> tuple[list[R], PageInfo]:
    """The rows of a page by an instant, the newest first. Raises a 422 problem."""
    if cursor := decode(after, str, str):
        query = query.where(tuple_(moment, key) < (instant(cursor[0]), cursor[1]))
    rows = (await session.scalars(query.order_by(moment.desc(), key.desc()).limit(limit + 1))).all()
    return page(rows, limit, lambda row: (getattr(row, moment.key).isoformat(), getattr(row, key.key)))
