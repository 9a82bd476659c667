"""Every minute: what is due in billing and belongs to no single job's workflow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

RECURRING_WORKFLOW = "RecurringBilling"
RECURRING_SCHEDULE = "do-what-is-due-in-billing"
EVERY_MINUTE = timedelta(minutes=1)


class RecurringBilling(ABC):
    """Declared here, done in `workers/recurring.py`."""

    @activity.defn(name="Make recurring invoices")
    @abstractmethod
    async def make_invoices(self) -> int: ...

    @activity.defn(name="Finish invoice batches")
    @abstractmethod
    async def finish_batches(self) -> int: ...


@workflow.defn(name=RECURRING_WORKFLOW)
class RecurringWorkflow:
    @workflow.run
    async def run(self) -> int:
        """How many invoices were made, or got an outcome."""
        made = await workflow.execute_activity_method(
            RecurringBilling.make_invoices,
            start_to_close_timeout=timedelta(minutes=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=10), maximum_attempts=3),
            summary="Make recurring invoices",
        )
        return made + await workflow.execute_activity_method(
            RecurringBilling.finish_batches,
            start_to_close_timeout=timedelta(minutes=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=10), maximum_attempts=3),
            summary="Finish invoice batches",
        )
