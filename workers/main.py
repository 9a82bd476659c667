"""`python -m workers.main [queue …]`: the workers of the given queues, of all three by default."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleSpec,
)
from temporalio.service import RPCError
from temporalio.worker import Worker

from services.kit import health
from services.kit.settings import get_settings
from workers.bank import BankDebits, OnlineSweeper
from workers.documents.activities import TypstDocuments
from workers.housekeeping import StoreHousekeeping
from workers.mail.activities import SmtpMail
from workers.nudges import plan_anew_if_rules_changed, write_missing_summaries
from workers.records import DatabaseReconciling, DatabaseRecords
from workers.recurring import DatabaseRecurring
from workers.temporal import connect, new_worker
from workflows.housekeeping import DAILY, HousekeepingWorkflow
from workflows.job import JobWorkflow
from workflows.names import (
    HOUSEKEEPING_SCHEDULE,
    QUEUE_DOCUMENTS,
    QUEUE_JOBS,
    QUEUE_MAIL,
    RECONCILE_SCHEDULE,
)
from workflows.online import EVERY_MINUTE, ONLINE_SCHEDULE, OnlineWorkflow
from workflows.reconcile import EVERY, ReconcileWorkflow
from workflows.recurring import RECURRING_SCHEDULE, RecurringWorkflow

QUEUES = (QUEUE_JOBS, QUEUE_MAIL, QUEUE_DOCUMENTS)
MAILS_A_SECOND = 20.0


WORKFLOWS: Final = [JobWorkflow, ReconcileWorkflow, HousekeepingWorkflow, OnlineWorkflow, RecurringWorkflow]
"""Every workflow of the product; tests replay the histories of all of them."""


def workers(client: Client, queues: Sequence[str]) -> list[Worker]:
    """One worker a queue, each with slots for what its work costs."""
    records, reconciling, mail, documents = DatabaseRecords(), DatabaseReconciling(), SmtpMail(), TypstDocuments()
    made = {
        QUEUE_JOBS: lambda: new_worker(
            client,
            QUEUE_JOBS,
            workflows=WORKFLOWS,
            activities=[
                records.load,
                records.expire_quote,
                records.close_job,
                records.void_quote,
                records.discard_invoice,
                records.extend_series,
                records.defer,
                records.stuck,
                reconciling.nudge_overdue,
                StoreHousekeeping().collect_files,
                BankDebits().debit,
                OnlineSweeper().sweep,
                DatabaseRecurring().make_invoices,
                DatabaseRecurring().finish_batches,
            ],
        ),
        QUEUE_MAIL: lambda: new_worker(client, QUEUE_MAIL, activities=[mail.send], per_second=MAILS_A_SECOND),
        QUEUE_DOCUMENTS: lambda: new_worker(
            client, QUEUE_DOCUMENTS, activities=[documents.render], slots=os.cpu_count() or 1
        ),
    }
    return [made[queue]() for queue in queues]


async def keep_schedules(client: Client) -> None:
    """The safety net's schedule and the housekeeping's; made once, kept as they are afterwards."""
    for schedule_id, run, every in (
        (RECONCILE_SCHEDULE, ReconcileWorkflow.run, EVERY),
        (HOUSEKEEPING_SCHEDULE, HousekeepingWorkflow.run, DAILY),
        (ONLINE_SCHEDULE, OnlineWorkflow.run, EVERY_MINUTE),
        (RECURRING_SCHEDULE, RecurringWorkflow.run, EVERY_MINUTE),
    ):
        action = ScheduleActionStartWorkflow(run, id=schedule_id, task_queue=QUEUE_JOBS)
        spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)])
        with suppress(ScheduleAlreadyRunningError):
            await client.create_schedule(schedule_id, Schedule(action=action, spec=spec))


async def main(queues: Sequence[str]) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # CPU-heavy work must not starve the loop that answers Temporal: rendering has threads of its own.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 2))
    heart = health.Heart()
    async with health.serving(heart):
        client = await connect()
        if QUEUE_JOBS in queues:
            await keep_schedules(client)
            await plan_anew_if_rules_changed()
        async with asyncio.TaskGroup() as tasks:
            for worker in workers(client, queues):
                tasks.create_task(worker.run())
            tasks.create_task(_beat(client, heart))
            if QUEUE_JOBS in queues:
                tasks.create_task(write_missing_summaries())  # lists do without meanwhile


async def _beat(client: Client, heart: health.Heart) -> None:
    """Ready as long as the Temporal server answers."""
    while True:
        with suppress(RPCError):  # away for now: the workers go on asking
            if await client.service_client.check_health():
                heart.now(datetime.now(UTC))
        await asyncio.sleep(5)


if __name__ == "__main__":
    assert get_settings().database_url, "DOSSIER_DATABASE_URL is not set"
    health.run(main(sys.argv[1:] or QUEUES))
