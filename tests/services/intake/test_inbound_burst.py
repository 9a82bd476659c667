"""The burst of `tests/load/inbound.py`, small enough for every run: with a kill -9 in its midst, none lost, none doubled."""

from __future__ import annotations

from deploy.postgres import Postgres
from tests.load.inbound import run


async def test_a_burst(database: Postgres) -> None:
    figures = await run(database, 100, kills=1)
    assert figures.kills == 1
    assert figures.sent_twice == 5
    assert (figures.kept, figures.messages, figures.facts) == (100, 100, 100)
    assert (figures.lost, figures.doubled) == ([], [])
