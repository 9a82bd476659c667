"""How much one visitor may ask of one site.

Counted in this process: with several of them behind a load balancer each allows its share, which keeps the purpose.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import lru_cache

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from services.intake.door import neighbourhood
from services.kit.problems import Problem

ATTEMPTS = (RateLimitItemPerMinute(240, namespace="attempt"),)
"""Posts of any kind, also refused ones, by address and site."""
REQUESTS = (RateLimitItemPerMinute(20, namespace="request"), RateLimitItemPerHour(120, namespace="request"))
"""Requests that would open a job, by address and site."""
REQUESTS_OF_SITE = (RateLimitItemPerHour(2000, namespace="site"),)
"""Requests from everywhere to one site: more is a flood, whoever sends it."""


@lru_cache(maxsize=1)
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


async def attempt(site_id: str, address: str) -> None:
    """Counts a post. Raises a 429 problem."""
    await _hit(ATTEMPTS, site_id, neighbourhood(address))


async def request(site_id: str, address: str) -> None:
    """Counts a request that is about to open a job. Raises a 429 problem."""
    await _hit(REQUESTS, site_id, neighbourhood(address))
    await _hit(REQUESTS_OF_SITE, site_id)


async def _hit(items: Sequence[RateLimitItem], *who: str) -> None:
    limiter = _limiter()
    for item in items:
        if not await limiter.hit(item, *who):
            stats = await limiter.get_window_stats(item, *who)
            wait = max(1, math.ceil(stats.reset_time - time.time()))
            raise Problem(429, "too-many", headers={"Retry-After": str(wait)})
