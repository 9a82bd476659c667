"""The load test of the clocks, small enough for every run; `python -m tests.load.technicians` is the real one."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


async def test_no_second_is_lost_while_services_are_killed() -> None:
    """In a process of its own: it brings its own database, keys and services."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.technicians", "--technicians", "15", "--turns", "6", "--kills", "2",
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await asyncio.wait_for(process.communicate(), 240))[0].decode()
    assert process.returncode == 0, output
    assert "lost 0 s, counted twice 0 s" in output
    assert "kill -9: 2;" in output
