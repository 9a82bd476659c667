"""The burst of invoices through the whole stack, small enough for every run; `python -m tests.load.burst` is the real one."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.timeout(900)
async def test_each_invoice_is_numbered_rendered_and_mailed_once_while_the_stack_is_killed() -> None:
    """In a process of its own: it brings its own database, Temporal, inbox, service and workers."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.burst", "--invoices", "24", "--every", "30", "--mails", "7", "--patience", "600",
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await asyncio.wait_for(process.communicate(), 860))[0].decode()
    assert process.returncode == 0, output
    assert "numbers 1..24: True; documents 24; issued 24, sent 24" in output
    assert "PDFs in the store 24, facts of them 24" in output
    assert "BAD" not in output
    assert "kill -9 of billing: 0" not in output
    assert "of workers and relay: 0" not in output
