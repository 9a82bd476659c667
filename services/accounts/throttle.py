"""Rate limits of public endpoints: a moving window by whoever is asking.

Counted in this process: with n processes of a service a caller gets at most n times as much, which still stops floods.
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from services.kit.problems import Problem


class Throttle:
    """`Throttle("10/minute", "100/hour")`: every call counts against all of its windows."""

    def __init__(self, *windows: str) -> None:
        self._windows: list[RateLimitItem] = [parse(window) for window in windows]
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, *who: str) -> None:
        """Counts one call of `who`. Raises a 429 problem that says when the next one may come."""
        for window in self._windows:
            if not await self._limiter.hit(window, *who):
                again = (await self._limiter.get_window_stats(window, *who)).reset_time
                wait = max(1, math.ceil(again - time.time()))
                raise Problem(429, "too-many", headers={"Retry-After": str(wait)})

    async def forget(self, *who: str) -> None:
        """Starts anew for `who`."""
        for window in self._windows:
            await self._limiter.clear(window, *who)
