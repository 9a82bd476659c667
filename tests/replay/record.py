"""`python -m tests.replay.record`: records the fingerprint, the golden plans and a history of each life anew.

Run it after a deliberate change of rules or of the workflow, and read the diff before committing it.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from tests.replay import commands, plans
from tests.replay.lives import LIVES, Life
from tests.workflows.conftest import Play, temporal_binary
from tests.workflows.fakes import FakeJob
from workers.temporal import sandbox
from workflows import search
from workflows.job import JobWorkflow
from workflows.names import QUEUE_DOCUMENTS, QUEUE_JOBS, QUEUE_MAIL

FOLDER = Path(__file__).parent
FINGERPRINT = FOLDER / "commands.json"
HISTORIES = FOLDER / "histories"


async def record_history(environment: WorkflowEnvironment, client: Client, name: str, life: Life) -> None:
    """Plays a life on a real server, with the clock wound forward between its facts, and keeps the last run's history."""
    job = FakeJob(queue=QUEUE_JOBS)
    async with (
        Worker(
            client,
            task_queue=QUEUE_JOBS,
            workflows=[JobWorkflow],
            activities=job.activities(),
            workflow_runner=sandbox(),
        ),
        Worker(client, task_queue=QUEUE_MAIL, activities=job.mail()),
        Worker(client, task_queue=QUEUE_DOCUMENTS, activities=job.documents()),
    ):
        play = Play(environment, f"recorded-{name.replace('_', '-')}", job)
        reached = timedelta()
        for distance, fact in life:
            if distance > reached:
                await play.wind(seconds=(distance - reached).total_seconds())
                reached = distance
            await play.tell(fact)
        await play.wind(days=45)
        assert play.handle is not None
        history = await play.handle.fetch_history()
        (HISTORIES / f"{name}.json").write_text(history.to_json() + "\n")


async def main() -> None:
    FINGERPRINT.write_text(json.dumps(commands.fingerprint(), indent=2) + "\n")
    plans.GOLDEN.write_text(plans.render())
    HISTORIES.mkdir(exist_ok=True)
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=temporal_binary(),
        data_converter=pydantic_data_converter,
        search_attributes=search.ALL,
        dev_server_extra_args=["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"],
    )
    async with environment:
        for name, life in LIVES.items():
            await record_history(environment, environment.client, name, life(datetime.now(UTC)))


if __name__ == "__main__":
    asyncio.run(main())
