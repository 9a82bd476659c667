"""The jobs service dies with kill -9 in the middle of a phone's batch; the phone sends it again: nothing is lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from deploy.postgres import Postgres
from tests.services.jobs.test_my_day import Technician, ago, outcomes, press, send
from tests.services.jobs.test_my_day import luc as luc
from tests.services.jobs.world import Office

REPOSITORY = Path(__file__).parents[3]
ROUNDS = 30
"""Starts and pauses, a minute of work each."""


@contextmanager
def jobs_service(database: Postgres) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The service in a process of its own: its address, and the process to kill."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = database.url("jobs").replace("postgresql://", "postgresql+psycopg://")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "services.jobs.app:app", "--port", str(port), "--log-level", "error"],
        cwd=REPOSITORY,
        env=os.environ | {"DOSSIER_DATABASE_URL": url},
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


async def until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    async with httpx.AsyncClient() as api:
        while True:
            try:
                if (await api.get(f"{url}/health/ready")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            assert time.monotonic() < deadline, "the service did not start"
            await asyncio.sleep(0.1)


def done(database: Postgres, company_id: str) -> int:
    with psycopg.connect(database.url()) as connection:
        row = connection.execute("SELECT count(*) FROM jobs.late_action WHERE company_id = %s", [company_id]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.timeout(180)
async def test_a_batch_cut_off_by_a_kill_is_sent_again(office: Office, luc: Technician, database: Postgres) -> None:
    began = ago(200)
    batch = []
    for n in range(ROUNDS):
        at = began + timedelta(minutes=2 * n)
        batch += [
            press("start" if n == 0 else "resume", luc.visit_id, at),
            press("note", luc.visit_id, at, body=f"Tour {n}"),
            press("pause", luc.visit_id, at + timedelta(minutes=1)),
        ]
    with jobs_service(database) as (url, process):
        await until_ready(url)

        async def first_try() -> httpx.Response | Exception:
            async with httpx.AsyncClient(timeout=60) as phone:
                try:
                    return await phone.post(
                        f"{url}/v1/my-day/actions", json={"actions": batch}, headers=office.company.headers()
                    )
                except httpx.HTTPError as error:
                    return error

        sending = asyncio.create_task(first_try())
        deadline = time.monotonic() + 60
        while done(database, office.company.id) < 10:
            assert time.monotonic() < deadline
            assert not sending.done(), sending.result()
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert isinstance(await sending, httpx.HTTPError)  # the phone heard nothing
    before = done(database, office.company.id)
    assert 10 <= before < len(batch)

    answers = await send(office, *batch)
    assert outcomes(answers) == ["done"] * len(batch)
    assert [each["repeated"] for each in answers] == [n < before for n in range(len(batch))]
    assert (await luc.entries())["hours"] == "0.50"  # thirty minutes in thirty pieces
    assert done(database, office.company.id) == len(batch)
    messages = await office.get(f"/v1/jobs/{luc.job['id']}/messages", limit=200)
    notes = [each["body"] for each in messages["data"] if each["channel"] == "note"]
    assert sorted(notes) == sorted(f"Tour {n}" for n in range(ROUNDS))
