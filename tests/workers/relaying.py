"""Relays and what reached Temporal, read from the histories themselves: no worker stands between."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode

from deploy.postgres import Postgres
from services.kit.health import Heart
from tests.deploy.test_inbox import REPOSITORY
from tests.workers.world import JobFile, acting_as, owner_sql
from workers import relay

Signal = tuple[str, list[int]]
"""A signal's name and the numbers of the facts that it carried."""


@asynccontextmanager
async def relays(client: Client, count: int = 1, *, wake: asyncio.Event | None = None) -> AsyncIterator[None]:
    """Relays in this process, each under the relay's role. Without `wake` every NOTIFY is lost to them."""
    with acting_as("relay"):
        tasks = [asyncio.create_task(relay.carry(client, wake or asyncio.Event(), Heart())) for _ in range(count)]
    try:
        yield
        failed = [task.exception() for task in tasks if task.done()]
        assert not failed, failed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def one_round(client: Client) -> int:
    with acting_as("relay"):
        return await relay.deliver_batch(client)


@contextmanager
def relay_process(
    database: Postgres, temporal: str, script: str = "", **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m workers.relay` as a process of its own; `script` runs in it before."""
    run = f"{script}\nfrom services.kit import health\nfrom workers import relay\nhealth.run(relay.main())"
    environment = os.environ | {"DOSSIER_DATABASE_URL": database.url("relay", "workers"), "DOSSIER_TEMPORAL": temporal}
    with subprocess.Popen([sys.executable, "-c", run], cwd=REPOSITORY, env=environment | settings) as process:
        try:
            yield process
        finally:
            process.kill()


async def waiting(*jobs: JobFile) -> int:
    """Rows that are not delivered yet."""
    [row] = await owner_sql(
        "SELECT count(*) AS n FROM log.outbox WHERE job_id = ANY(:jobs)", jobs=[job.id for job in jobs]
    )
    return int(row.n)


async def nothing_waits(*jobs: JobFile) -> bool:
    return await waiting(*jobs) == 0


async def signals(client: Client, job: JobFile) -> list[Signal]:
    """What a job's workflow was told, in the order in which the server took it; [] before it exists."""
    found: list[Signal] = []
    handle = client.get_workflow_handle(job.workflow_id)
    try:
        async for event in handle.fetch_history_events():
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                told = event.workflow_execution_signaled_event_attributes
                values: list[Any] = await pydantic_data_converter.decode(told.input.payloads)
                found.append((told.signal_name, [each["seq"] for each in (values[0] if values else [])]))
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
    return found


def numbers(told: Sequence[Signal]) -> list[int]:
    return [seq for _, seqs in told for seq in seqs]
