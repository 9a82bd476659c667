"""Worker processes live through what dies around them."""

from __future__ import annotations

import asyncio

from temporalio.testing import WorkflowEnvironment

from services.kit.health import Heart
from workers import main


async def test_a_worker_lives_on_while_temporal_is_away(temporal: WorkflowEnvironment) -> None:
    heart = Heart()
    client = temporal.client
    await temporal.shutdown()
    beating = asyncio.create_task(main._beat(client, heart))
    try:
        ended, _ = await asyncio.wait({beating}, timeout=1)
        assert not ended, "a worker that ends takes its running mails with it"
        assert not heart.beating, "but it is not ready"
    finally:
        beating.cancel()
