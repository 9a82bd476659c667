"""The safety net: every few minutes, jobs whose own next step is long overdue are nudged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from workflows.activities import DATABASE
    from workflows.names import RECONCILE_WORKFLOW

OVERDUE_AFTER = timedelta(minutes=10)
EVERY = timedelta(minutes=5)


class Reconciling(ABC):
    """Declared here, done in `workers/records.py`."""

    @activity.defn(name="Nudge overdue jobs")
    @abstractmethod
    async def nudge_overdue(self, before: datetime) -> int: ...


@workflow.defn(name=RECONCILE_WORKFLOW)
class ReconcileWorkflow:
    @workflow.run
    async def run(self) -> int:
        """How many jobs were nudged."""
        return await workflow.execute_activity_method(
            Reconciling.nudge_overdue,
            workflow.now() - OVERDUE_AFTER,
            **DATABASE.options(),
            summary="Nudge jobs whose own next step is overdue",
        )
