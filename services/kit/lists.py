"""Keyset pages: `?limit=&after=` in, `{"data": […], "page": {"next", "has_more"}}` out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from services.kit.problems import Field, Invalid

T = TypeVar("T")
R = TypeVar("R")

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
    """The sort keys in a cursor, checked against `kinds`; None without a cursor. Raises a 422 problem."""
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
