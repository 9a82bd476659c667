"""Days as a company counts them: from midnight to midnight in its time zone, 23 to 25 hours."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from services.kit.problems import Field, Invalid

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, in UTC. Where a clock change skips midnight, the instant of the change."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """The company's day: what is sent at 23:59 in Laval is dated that day, whatever UTC says."""
    return instant.astimezone(ZoneInfo(zone)).date()


def edge(name: str, value: str | None, zone: str) -> datetime | None:
    """The query parameter `name` of a span, in UTC: an instant, or a day for its midnight in `zone`. Raises a 422 problem."""
    if value is None:
        return None
    try:
        if _DAY.fullmatch(value):
            found = datetime.combine(date.fromisoformat(value), time(0), tzinfo=ZoneInfo(zone))
        else:
            # In an address that was not escaped, the plus of an offset arrives as a space.
            found = datetime.fromisoformat(value.replace(" ", "+"))
    except ValueError:
        raise Invalid([Field(f"query:/{name}", "malformed")]) from None
    if found.tzinfo is None or not 2000 <= found.year < 2200:
        raise Invalid([Field(f"query:/{name}", "instant-range")])
    return found.astimezone(UTC)
