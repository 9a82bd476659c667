"""The load test of payments, small enough for every run; `python -m tests.load.payments` is the real one."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


async def test_each_payment_counts_once_while_the_service_is_killed() -> None:
    """In a process of its own: it brings its own database, keys and service."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.payments", "--payments", "60", "--debtors", "4", "--invoices", "6", "--every", "20",
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await asyncio.wait_for(process.communicate(), 240))[0].decode()
    assert process.returncode == 0, output
    assert "in 60 payments, 60 asked" in output
    assert "BAD" not in output
    assert "kill -9: 0" not in output
