"""Every minute: calls of the payment provider that were kept and not done, and payments that nobody told the end of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

ONLINE_WORKFLOW = "OnlinePayments"
ONLINE_SCHEDULE = "look-after-online-payments"
EVERY_MINUTE = timedelta(minutes=1)


class OnlinePayments(ABC):
    """Declared here, done in `workers/bank.py`."""

    @activity.defn(name="Look after online payments")
    @abstractmethod
    async def sweep(self) -> int: ...


@workflow.defn(name=ONLINE_WORKFLOW)
class OnlineWorkflow:
    @workflow.run
    async def run(self) -> int:
        """How many calls and payments were looked at."""
        return await workflow.execute_activity_method(
            OnlinePayments.sweep,
            start_to_close_timeout=timedelta(minutes=10),
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=10), maximum_attempts=3),
            summary="Look after online payments",
        )
