"""The relay on a real Temporal server: in order, at least once, for as long as it takes, and quickly."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from deploy.postgres import Postgres
from services.kit import factlog
from services.kit.settings import get_settings
from tests.workers.relaying import nothing_waits, numbers, one_round, relay_process, relays, signals, waiting
from tests.workers.world import JobFile, Jobs, acting_as, owner_sql, working
from tests.workflows.conftest import eventually, temporal_binary
from workers import relay
from workers.nudges import nudge
from workers.temporal import connect
from workflows import facts as f
from workflows import search
from workflows.money import Money
from workflows.names import family

FACTS = (
    f.MessageLogged(message_id="msg_1", channel="phone"),
    f.JobDescribed(revision=2),
    f.JobAssigned(user_id=None),
    f.QuoteDrafted(quote_id="quo_1", version=1, number=1, total=Money(amount=1)),
)


@pytest.fixture(autouse=True)
async def an_empty_outbox(database: Postgres) -> AsyncIterator[None]:
    """Other tests' facts are not this one's to deliver."""
    await owner_sql("DELETE FROM log.outbox")
    yield
    await owner_sql("DELETE FROM log.outbox")


async def test_the_order_of_each_job_holds_with_three_relays(jobs: Jobs, temporal: WorkflowEnvironment) -> None:
    files = [await jobs.new() for _ in range(20)]
    chance = random.Random(1)
    plan = [file for file in files for _ in range(26)]
    chance.shuffle(plan)
    started = time.monotonic()

    async def write(share: list[JobFile]) -> None:
        for file in share:
            await file.append(chance.choice(FACTS))

    async with relays(temporal.client, 3):
        async with asyncio.TaskGroup() as writers:
            for n in range(4):
                writers.create_task(write(plan[n::4]))
        await eventually(lambda: nothing_waits(*files), 60)
    told = [await signals(temporal.client, file) for file in files]
    for file, got in zip(files, told, strict=True):
        assert numbers(got) == list(range(1, 28)), "each fact once, in order, without a gap"
        assert [name for name, seqs in got for _ in seqs] == [family(kind) for kind in await file.kinds()]
    total = sum(len(numbers(got)) for got in told)
    print(f"\n{total} facts of 20 jobs by 3 relays in {time.monotonic() - started:.1f} s")
    assert total >= 500


async def test_a_backlog_goes_in_few_signals_and_whole(jobs: Jobs, temporal: WorkflowEnvironment) -> None:
    job = await jobs.new()
    await job.append(*[f.JobDescribed(revision=n) for n in range(120)])
    rounds = 0
    while await one_round(temporal.client):
        rounds += 1
    told = await signals(temporal.client, job)
    assert numbers(told) == list(range(1, 122))
    assert (rounds, len(told)) == (3, 3)


async def test_a_relay_killed_between_the_call_and_the_commit_delivers_again_and_nothing_happens_twice(
    jobs: Jobs, temporal: WorkflowEnvironment, database: Postgres
) -> None:
    job = await jobs.new(requested=True)
    address = temporal.client.service_client.config.target_host
    dies = """
import os, signal
from workers import relay
told = relay.send
async def send(client, delivery):
    await told(client, delivery)
    os.kill(os.getpid(), signal.SIGKILL)
relay.send = send
"""
    with relay_process(database, address, dies) as process:
        assert await asyncio.to_thread(process.wait, 60) == -9
    assert await waiting(job) == 2, "the call was made, the commit was not"
    assert await signals(temporal.client, job) == [("job", [1])]
    with relay_process(database, address):
        await eventually(lambda: nothing_waits(job), 60)
    assert await signals(temporal.client, job) == [("job", [1]), ("job", [1]), ("request", [2])]
    async with working(temporal.client):

        async def acknowledged() -> bool:
            return "message.accepted" in await job.kinds()

        await eventually(acknowledged)
        await nudge([(jobs.company.id, job.id)])
        assert await one_round(temporal.client) == 1
        handle = temporal.client.get_workflow_handle(job.workflow_id)

        async def quiet() -> bool:
            raw = (await handle.describe()).raw_description
            return not raw.pending_activities and not raw.HasField("pending_workflow_task")

        await eventually(quiet)
    assert await job.kinds() == ["job.opened", "request.received", "message.accepted"]
    assert len(job.mails()) == 1


async def test_temporal_down_is_a_backlog_with_back_off_and_then_everything_goes(
    jobs: Jobs, temporal: WorkflowEnvironment, deployment: pytest.MonkeyPatch
) -> None:
    deployment.setattr(relay, "BACK_OFF", (0.05, 0.4))
    deployment.setenv("DOSSIER_TEMPORAL", temporal.client.service_client.config.target_host)
    get_settings.cache_clear()
    files = [await jobs.new(requested=True) for _ in range(3)]
    client = await connect(retry=relay.NO_RETRIES)
    host, _, port = get_settings().temporal.rpartition(":")
    await temporal.shutdown()
    started = time.monotonic()
    assert await one_round(client) == 6
    assert time.monotonic() - started < 4, "a dead server must not hold the rows' locks for long"
    async with relays(client, 2):

        async def tried_thrice() -> bool:
            rows = await owner_sql("SELECT attempts, last_error, parked_at FROM log.outbox WHERE attempts > 0")
            assert all(row.parked_at is None for row in rows)
            return len(rows) == 3 and all(row.attempts >= 3 for row in rows)

        await eventually(tried_thrice, 40)
        assert await waiting(*files) == 6
        [row] = await owner_sql(
            "SELECT max(next_attempt_at - clock_timestamp()) AS pause, min(last_error) AS error FROM log.outbox"
        )
        assert row.pause < timedelta(seconds=1)
        assert row.error in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED")
        again = await WorkflowEnvironment.start_local(
            ip=host,
            port=int(port),
            dev_server_existing_path=temporal_binary(),
            search_attributes=search.ALL,
            dev_server_log_level="error",
        )
        async with again:
            await eventually(lambda: nothing_waits(*files), 40)
            for file in files:
                told = numbers(await signals(client, file))
                assert sorted(set(told)) == [1, 2]
                assert [seq for n, seq in enumerate(told) if seq not in told[:n]] == [1, 2]


def test_the_pauses_grow_to_a_minute_and_never_together() -> None:
    pauses = [[relay._pause(attempts) for _ in range(50)] for attempts in (0, 3, 50)]
    assert all(0.1 <= pause <= 0.3 for pause in pauses[0])
    assert all(0.8 <= pause <= 2.4 for pause in pauses[1])
    assert all(30 <= pause <= 90 for pause in pauses[2])
    assert len(set(pauses[0])) > 40


async def test_a_fact_that_can_never_go_is_parked_and_holds_nobody_else_up(
    jobs: Jobs, temporal: WorkflowEnvironment
) -> None:
    broken, whole = await jobs.new(), await jobs.new()
    for size in (2_200_000, 5_000_000):  # beyond the server's limit, and beyond gRPC's
        await broken.append(f.JobDescribed(revision=2))
        await owner_sql(
            "UPDATE log.fact SET data = jsonb_build_object('revision', repeat('9', :size))"
            " WHERE job_id = :job AND seq = (SELECT max(seq) FROM log.fact WHERE job_id = :job)",
            size=size,
            job=broken.id,
        )
        await broken.append(f.JobAssigned(user_id=None))
    await whole.append(f.JobAssigned(user_id=None))
    async with relays(temporal.client, 2):
        await eventually(lambda: nothing_waits(whole))

        async def parked() -> bool:
            rows = await owner_sql("SELECT 1 FROM log.outbox WHERE parked_at IS NOT NULL")
            return bool(rows)

        await eventually(parked)
        assert await one_round(temporal.client) == 0, "its later facts wait for a person or a nudge"
    assert numbers(await signals(temporal.client, whole)) == [1, 2]
    assert numbers(await signals(temporal.client, broken)) == [1]
    await nudge([(jobs.company.id, broken.id)])  # the repair: load from Postgres, and go on behind the broken one
    while await one_round(temporal.client):
        pass
    assert ("nudge", []) in await signals(temporal.client, broken)
    assert numbers(await signals(temporal.client, broken)) == [1, 3]
    [row] = await owner_sql("SELECT count(*) AS n FROM log.outbox WHERE parked_at IS NOT NULL")
    assert row.n == 2
    await owner_sql(
        "UPDATE log.fact SET data = '{\"revision\": 2}' WHERE job_id = :job AND kind = 'job.described'", job=broken.id
    )


async def test_a_namespace_that_is_not_set_up_yet_parks_nothing(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server refuses unknown search attributes with the code that it has for what is too large."""
    monkeypatch.setattr(relay, "BACK_OFF", (0.0, 0.0))
    await jobs.new()
    bare = await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_binary(),
        data_converter=pydantic_data_converter,
        dev_server_log_level="error",
    )
    async with bare:
        assert await one_round(bare.client) == 1
        [row] = await owner_sql("SELECT attempts, last_error, parked_at FROM log.outbox")
        assert (row.attempts, row.last_error, row.parked_at) == (1, "INVALID_ARGUMENT", None)


async def test_a_lost_notify_costs_at_most_about_a_second(jobs: Jobs, temporal: WorkflowEnvironment) -> None:
    job = await jobs.new()
    async with relays(temporal.client):
        await eventually(lambda: nothing_waits(job))
        started = time.monotonic()
        await job.append(f.JobDescribed(revision=2))
        await eventually(lambda: nothing_waits(job))
        took = time.monotonic() - started
    print(f"\nwithout NOTIFY: {took:.2f} s")
    assert took < 2.0


async def test_a_fact_is_at_temporal_at_once_also_after_the_listening_broke_off(
    jobs: Jobs, temporal: WorkflowEnvironment, database: Postgres, deployment: pytest.MonkeyPatch
) -> None:
    deployment.setenv("DOSSIER_DATABASE_URL", database.url("relay", "workers"))
    get_settings.cache_clear()
    job = await jobs.new()
    wake = asyncio.Event()
    listening = asyncio.create_task(relay.listen(wake))
    try:
        async with relays(temporal.client, wake=wake):
            await eventually(lambda: nothing_waits(job))
            before = [await _latency(temporal.client, job, n) for n in range(15)]
            [gone] = await owner_sql(
                "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
            )
            assert gone.n == 1

            async def listens() -> bool:
                rows = await owner_sql("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
                return bool(rows)

            await eventually(listens)
            after = [await _latency(temporal.client, job, n) for n in range(15)]
    finally:
        listening.cancel()
    print(
        f"\ncommit to signal: median {median(before) * 1000:.0f} ms, worst {max(before) * 1000:.0f} ms;"
        f" after a broken connection {median(after) * 1000:.0f} ms"
    )
    assert median(before) < 0.5
    assert median(after) < 0.5


async def _latency(client: Client, job: JobFile, revision: int) -> float:
    """Seconds between a commit and its signal, by the two servers' clocks."""
    await job.append(f.JobDescribed(revision=revision))
    await eventually(lambda: nothing_waits(job))
    _, seq = await job.load()
    [row] = await owner_sql("SELECT recorded_at FROM log.fact WHERE job_id = :job AND seq = :seq", job=job.id, seq=seq)
    handle = client.get_workflow_handle(job.workflow_id)
    last = [event async for event in handle.fetch_history_events()][-1]
    taken: datetime = last.event_time.ToDatetime(tzinfo=UTC)
    recorded: datetime = row.recorded_at
    return (taken - recorded).total_seconds()


async def test_a_nudge_makes_the_workflow_load_and_is_not_doubled(jobs: Jobs, temporal: WorkflowEnvironment) -> None:
    job = await jobs.new()
    assert await one_round(temporal.client) == 1
    with acting_as("worker"):
        await nudge([(jobs.company.id, job.id)])
        await nudge([(jobs.company.id, job.id)])
    assert await waiting(job) == 1
    assert await one_round(temporal.client) == 1
    assert await signals(temporal.client, job) == [("job", [1]), ("nudge", [])]
    # A fact that never reached Temporal (lost with the server's disk) is found by loading.
    await job.append(f.RequestReceived(submission_id="sub_1", site_id="site_1"))
    await owner_sql("DELETE FROM log.outbox")
    await nudge([(jobs.company.id, job.id)])
    await one_round(temporal.client)
    async with working(temporal.client):

        async def acknowledged() -> bool:
            return "message.accepted" in await job.kinds()

        await eventually(acknowledged)


async def test_facts_of_a_rolled_back_transaction_are_never_seen(jobs: Jobs, temporal: WorkflowEnvironment) -> None:
    job = await jobs.new()
    assert await one_round(temporal.client) == 1

    class Broken(Exception):
        pass

    async def break_off() -> None:
        async with jobs.company.work() as work:
            await factlog.append(work, job.id, f.JobDescribed(revision=2))
            raise Broken

    with pytest.raises(Broken):
        await break_off()
    assert await one_round(temporal.client) == 0
    await job.append(f.JobDescribed(revision=3))
    await one_round(temporal.client)
    assert numbers(await signals(temporal.client, job)) == [1, 2]
