"""The one Temporal client of a process, and how workers on it are put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RetryConfig, RPCError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    Worker,
    WorkerDeploymentConfig,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from services.kit.problems import Problem
from services.kit.settings import get_settings

logger = logging.getLogger(__name__)

SHUTDOWN: Final = timedelta(seconds=8)
"""Time for running activities at SIGTERM; below the supervisor's ten seconds."""

DEPLOYMENT: Final = "dossier"

# Everything that workflow files import and that has no state. Never `workflows.job` itself: a clock in it would go unnoticed.
PASSED_THROUGH: Final = (
    "holidays",
    "pydantic_settings",
    "workflows.activities",
    "workflows.calendar",
    "workflows.checks",
    "workflows.facts",
    "workflows.figures",
    "workflows.folds",
    "workflows.money",
    "workflows.names",
    "workflows.planner",
    "workflows.policy",
    "workflows.search",
    "workflows.state",
    "workflows.steps",
    "workflows.words",
)


def sandbox() -> SandboxedWorkflowRunner:
    """The guard around workflow code.

    Two of its bans are lifted, for libraries that load their data on first use: `holidays` (a year's names, through `gettext` and
    `locale`) and `zoneinfo` (a zone). Both are the same on every replay; a change of that data is a change of rules.
    """
    members = SandboxRestrictions.invalid_module_members_default
    members = members.with_child_unrestricted("locale").with_child_unrestricted("__builtins__", "open")
    passing = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=replace(passing, invalid_module_members=members))


class Scrub(Interceptor):
    """Lets no text of the outside world into a history: SMTP refusals quote addresses, SQL errors quote values."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Scrub(next)


class _Scrub(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(input)
        except ApplicationError:
            raise  # written by us: a code and ids
        except Problem as problem:
            raise ApplicationError(problem.code, type=problem.code) from None
        except Exception as error:
            code = getattr(getattr(error, "orig", None), "sqlstate", None) or type(error).__name__
            logger.exception("activity failed: %s", code)
            raise ApplicationError(code, type=code) from None


class Heartbeats(Interceptor):
    """Beats for every activity that has a heartbeat timeout, for as long as it runs: a killed worker is noticed in seconds."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Heartbeats(next)


class _Heartbeats(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        timeout = activity.info().heartbeat_timeout
        if timeout is None:
            return await super().execute_activity(input)
        beating = asyncio.create_task(_beat(timeout.total_seconds() / 4))
        try:
            return await super().execute_activity(input)
        finally:
            beating.cancel()


async def _beat(every: float) -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(every)


async def connect(metrics: str | None = None, *, retry: RetryConfig | None = None) -> Client:
    """Connects, for as long as it takes: workers start before the server. `metrics` is a `host:port` to answer Prometheus on;
    `retry` overrides how each call is repeated inside the client."""
    settings = get_settings()
    runtime = Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=metrics))) if metrics else None
    pause = 0.2
    while True:
        try:
            return await Client.connect(
                settings.temporal,
                namespace=settings.temporal_namespace,
                data_converter=pydantic_data_converter,
                runtime=runtime,
                retry_config=retry,
            )
        except (RPCError, RuntimeError) as error:
            logger.warning("Temporal at %s does not answer (%s)", settings.temporal, type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)


def new_worker(
    client: Client,
    queue: str,
    *,
    workflows: Sequence[type] = (),
    activities: Sequence[Callable[..., Any]] = (),
    slots: int = 20,
    per_second: float | None = None,
    threads: ThreadPoolExecutor | None = None,
    **options: Any,
) -> Worker:
    """A worker on `queue` in the house's way: sandboxed, scrubbed, versioned where a build id is set."""
    build = get_settings().build_id
    versioned = WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build or ""),
        use_worker_versioning=bool(build),
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE if build else VersioningBehavior.UNSPECIFIED,
    )
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=activities,
        activity_executor=threads,
        workflow_runner=sandbox(),
        interceptors=[Scrub(), Heartbeats()],
        max_concurrent_activities=slots,
        max_cached_workflows=1000,
        max_task_queue_activities_per_second=per_second,
        graceful_shutdown_timeout=SHUTDOWN,
        deployment_config=versioned if build else None,
        **options,
    )
