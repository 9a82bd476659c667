"""Once a day: what the store holds and nobody refers to any more is deleted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.names import HOUSEKEEPING_WORKFLOW

DAILY = timedelta(days=1)


class Housekeeping(ABC):
    """Declared here, done in `workers/housekeeping.py`."""

    @activity.defn(name="Collect files")
    @abstractmethod
    async def collect_files(self) -> int: ...


@workflow.defn(name=HOUSEKEEPING_WORKFLOW)
class HousekeepingWorkflow:
    @workflow.run
    async def run(self) -> int:
        """How many contents were deleted."""
        return await workflow.execute_activity_method(
            Housekeeping.collect_files,
            start_to_close_timeout=timedelta(hours=4),
            heartbeat_timeout=timedelta(minutes=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(minutes=1), maximum_attempts=5),
            summary="Delete contents that no file refers to",
        )
