"""`python -m workers.rebuild`: every open job's workflow is started again from Postgres.

For when Temporal's own state was lost or set aside: the facts are all here, and a run without carried state loads them.
"""

from __future__ import annotations

import asyncio

from workers.nudges import nudge, open_jobs


async def rebuild() -> int:
    """Nudges every open job. Gives how many there are."""
    nudged = 0
    async for batch in open_jobs():
        await nudge(batch)
        nudged += len(batch)
    return nudged


if __name__ == "__main__":
    print(asyncio.run(rebuild()))
