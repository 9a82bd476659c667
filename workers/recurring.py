"""What is due in billing and belongs to no single job."""

from __future__ import annotations

from temporalio import activity

from services.billing.batches.commands import finish_open
from services.billing.recurring.commands import run_all_due
from workflows.recurring import RecurringBilling

A_BATCH = 60.0
"""Seconds for one batch before the next one has its turn."""


class DatabaseRecurring(RecurringBilling):
    """`workflows.recurring.RecurringBilling` on Postgres."""

    @activity.defn(name="Make recurring invoices")
    async def make_invoices(self) -> int:
        """Each date of each contract is a transaction of its own."""
        return await run_all_due()

    @activity.defn(name="Finish invoice batches")
    async def finish_batches(self) -> int:
        """Those whose page was closed, or whose service was killed. Each invoice is a transaction of its own."""
        return await finish_open(A_BATCH)
