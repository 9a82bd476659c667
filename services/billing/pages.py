"""Lists by age: every list of this service is newest first, and goes on from (created_at, id)."""

from __future__ import annotations

from datetime import datetime

from services.kit.lists import decode
from services.kit.problems import Field, Invalid


def age_cursor(after: str | None) -> tuple[datetime, str] | None:
    """The (created_at, id) that a page goes on from. Raises a 422 problem."""
    keys = decode(after, str, str)
    if keys is None:
        return None
    try:
        if "\0" in str(keys[1]):
            raise ValueError  # Postgres cannot hold it
        return datetime.fromisoformat(str(keys[0])), str(keys[1])
    except ValueError:
        raise Invalid([Field("query:/after", "malformed")]) from None
