"""The relay: carries committed facts from the outbox to their jobs' workflows, in order, at least once, for as long as it takes.

`python -m workers.relay`. Any number may run: a job's facts are claimed under a lock on its lowest undelivered row, so their order
holds. Temporal being down for an hour means a backlog, not an error.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RetryConfig, RPCError, RPCStatusCode

from services.kit import db, health
from services.kit.settings import get_settings
from workers.temporal import connect
from workflows import search
from workflows.activities import JobRef
from workflows.facts import Envelope
from workflows.job import RESTART, JobStart
from workflows.names import FACT_CHANNEL, JOB_WORKFLOW, NUDGE, QUEUE_JOBS, family, job_workflow_id

logger = logging.getLogger(__name__)

BATCH: Final = 50
POLL: Final = 1.0
"""Seconds between looks when nothing wakes the relay: what a lost NOTIFY costs."""
RPC_TIMEOUT: Final = timedelta(seconds=5)
NO_RETRIES: Final = RetryConfig(max_retries=1, max_elapsed_time_millis=1_000)
"""The outbox is the retry. The client's own would hold the claimed rows' locks for ten seconds, past the timeout."""
BACK_OFF: Final = (0.2, 60.0)
"""Seconds before a delivery is tried again: the first pause and the longest one."""


@dataclass(frozen=True)
class Delivery:
    """Consecutive facts of one job and one family, or a nudge (no facts)."""

    job: JobRef
    number: int
    rows: tuple[int, ...]
    attempts: int
    signal: str
    envelopes: tuple[dict[str, Any], ...]

    @property
    def size(self) -> int:
        """About how many letters the envelopes have as JSON."""
        return sum(len(str(envelope)) for envelope in self.envelopes)


# A job's lowest undelivered row is its head. Locking the head claims the job: nobody else can send what comes after it, so
# the order per job holds with any number of relays.
_CLAIM = text(
    """
    SELECT o.id, o.job_id FROM log.outbox o
     WHERE o.parked_at IS NULL AND o.next_attempt_at <= clock_timestamp()
       AND NOT EXISTS (SELECT 1 FROM log.outbox e WHERE e.job_id = o.job_id
                        AND (e.seq, e.id) < (o.seq, o.id))
     ORDER BY o.id LIMIT :batch FOR UPDATE OF o SKIP LOCKED
    """
)
_ROWS = text(
    """
    SELECT o.id, o.job_id, o.company_id, o.seq, o.attempts, j.number, j.workflow_id,
           f.epoch, f.kind, f.version, f.data, f.occurred_at
      FROM log.outbox o JOIN log.job j ON j.job_id = o.job_id LEFT JOIN log.fact f ON f.id = o.fact_id
     WHERE o.job_id = ANY(:jobs) AND o.parked_at IS NULL ORDER BY o.job_id, o.seq, o.id
    """
)
_DELIVERED = text("DELETE FROM log.outbox WHERE id = ANY(:ids)")
_FAILED = text(
    """
    UPDATE log.outbox SET attempts = attempts + 1, last_error = :error,
           next_attempt_at = clock_timestamp() + make_interval(secs => :pause) WHERE id = ANY(:ids)
    """
)
_PARKED = text("UPDATE log.outbox SET parked_at = clock_timestamp(), last_error = :error WHERE id = ANY(:ids)")

_REFUSALS: Final = (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.RESOURCE_EXHAUSTED)
TOO_LARGE: Final = 1_000_000
"""Letters of one signal. The server takes 2 MB; facts are some hundred letters long, so only a broken one comes near."""
FULL: Final = 250_000
"""Letters of the facts that go together in one signal."""

MOST_OF_A_JOB: Final = 50
"""Facts of one job in one signal at most: a job with a thousand waiting facts goes on in the next round."""


async def deliver_batch(client: Client) -> int:
    """One round: claims jobs, sends what they wait for, and takes the delivered out. Gives how many rows were claimed."""
    async with db.engine().connect() as connection:
        heads = (await connection.execute(_CLAIM, {"batch": BATCH})).all()
        if not heads:
            await connection.rollback()
            return 0
        rows = (await connection.execute(_ROWS, {"jobs": [head.job_id for head in heads]})).mappings().all()
        deliveries = _grouped(rows)
        await asyncio.gather(*(_deliver_job(client, connection, each) for each in deliveries.values()))
        await connection.commit()
        return len(rows)


def _grouped(rows: Sequence[Any]) -> dict[str, list[Delivery]]:
    """The deliveries of each job, in order; neighbours of the same family go together."""
    jobs: dict[str, list[Delivery]] = defaultdict(list)
    taken: dict[str, int] = defaultdict(int)
    for row in rows:
        if taken[row["job_id"]] >= MOST_OF_A_JOB:
            continue
        taken[row["job_id"]] += 1
        own = jobs[row["job_id"]]
        signal = family(row["kind"]) if row["kind"] else NUDGE
        code = row["workflow_id"].split(":")[1]
        job = JobRef(company_id=row["company_id"], company_code=code, job_id=row["job_id"])
        new = Delivery(job, row["number"], (row["id"],), row["attempts"], signal, _envelope(row))
        if own and own[-1].signal == signal and own[-1].size + new.size <= FULL:
            last = own.pop()
            new = replace(last, rows=last.rows + new.rows, envelopes=last.envelopes + new.envelopes)
        own.append(new)
    return jobs


def _envelope(row: Any) -> tuple[dict[str, Any], ...]:
    if row["kind"] is None:
        return ()
    envelope = Envelope(
        epoch=row["epoch"],
        seq=row["seq"],
        kind=row["kind"],
        version=row["version"],
        at=row["occurred_at"],
        data=row["data"],
    )
    return (envelope.model_dump(mode="json"),)


_one_statement_at_a_time = asyncio.Lock()


async def _deliver_job(client: Client, connection: AsyncConnection, deliveries: list[Delivery]) -> None:
    """Sends one job's deliveries in order; the first that fails holds back the rest."""
    for delivery in deliveries:
        statement: Any = _DELIVERED
        values: dict[str, Any] = {"ids": list(delivery.rows)}
        try:
            await send(client, delivery)
        except RPCError as error:
            # The server's limits show as the same codes as a namespace that is not set up yet, which somebody will mend.
            if error.status in _REFUSALS and delivery.size > TOO_LARGE:
                logger.error("parked facts of %s: %s", delivery.job.job_id, error.status.name)
                statement, values = _PARKED, values | {"error": error.status.name}
            else:
                pause = _pause(delivery.attempts)
                statement, values = _FAILED, values | {"error": error.status.name, "pause": pause}
        async with _one_statement_at_a_time:
            await connection.execute(statement, values)
        if statement is not _DELIVERED:
            return


def _pause(attempts: int) -> float:
    first, longest = BACK_OFF
    return float(min(first * 2 ** min(attempts, 20), longest) * random.uniform(0.5, 1.5))  # noqa: S311  jitter, not a secret


async def send(client: Client, delivery: Delivery) -> None:
    """Always the same call: start the job's workflow with the signal, or signal the one that runs. Raises RPCError."""
    signal_args = [list(delivery.envelopes)] if delivery.signal != NUDGE else []
    await client.start_workflow(
        JOB_WORKFLOW,
        JobStart(job=delivery.job),
        id=job_workflow_id(delivery.job.company_code, delivery.number),
        task_queue=QUEUE_JOBS,
        start_signal=delivery.signal,
        start_signal_args=signal_args,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        retry_policy=RESTART,
        search_attributes=search.at_start(delivery.job.company_code, delivery.number),
        static_summary=f"Job {delivery.number} of {delivery.job.company_code}",
        rpc_timeout=RPC_TIMEOUT,
    )


# ── the process ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def listen(wake: asyncio.Event) -> None:
    """Sets `wake` at every committed fact; reconnects for ever."""
    url = get_settings().database_url.replace("postgresql+psycopg://", "postgresql://")
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
            async with connection:
                await connection.execute(f"LISTEN {FACT_CHANNEL}")
                wake.set()
                async for _ in connection.notifies():
                    wake.set()
        except psycopg.OperationalError as error:
            logger.warning("listening broke off: %s", type(error).__name__)
            await asyncio.sleep(POLL)


async def carry(client: Client, wake: asyncio.Event, beat: health.Heart) -> None:
    """Delivers until cancelled."""
    while True:
        wake.clear()
        try:
            delivered = await deliver_batch(client)
            beat.now(datetime.now(UTC))
        except (DBAPIError, OSError) as error:
            logger.warning("the outbox cannot be read: %s", type(error).__name__)
            await asyncio.sleep(POLL)
            continue
        if delivered == 0:
            try:
                await asyncio.wait_for(wake.wait(), POLL)
            except TimeoutError:
                continue


async def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    beat = health.Heart()
    wake = asyncio.Event()
    async with health.serving(beat):
        client = await connect(retry=NO_RETRIES)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen(wake))
            tasks.create_task(carry(client, wake, beat))


if __name__ == "__main__":
    health.run(main())
