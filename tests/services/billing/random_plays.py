"""Books that Hypothesis plays, each by a company of its own: `DOSSIER_RANDOM_BOOKS=200` plays so many instead of a few."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, Phase, given, settings

from tests.factories import make_company
from tests.services.billing.random_books import Books, begin
from tests.services.billing.random_steps import Step, plays
from tests.services.billing.world import Office

ASKED = int(os.environ.get("DOSSIER_RANDOM_BOOKS", "0"))
TIME = 160 + 20 * ASKED
"""Seconds that they may take on a machine with much to do."""


async def play_any(office: Office, few: int, one: Callable[[Books, list[Step]], Awaitable[None]]) -> None:
    """Calls `one` with books that have just begun and steps to play, `few` times unless more are asked for."""
    loop = asyncio.get_running_loop()

    async def begun(steps: list[Step]) -> None:
        await one(await begin(Office(office.api, await make_company())), steps)

    @settings(
        max_examples=ASKED or few,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    @given(plays)
    def any_books(steps: list[Step]) -> None:
        asyncio.run_coroutine_threadsafe(begun(steps), loop).result()

    await asyncio.to_thread(any_books)
