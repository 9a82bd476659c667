"""A rule changed, then a restart: every open job goes on under the new one."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.deploy.test_inbox import REPOSITORY
from tests.workers.world import JobFile, Jobs, acting_as, owner_sql
from workers import nudges

START = """
import asyncio
from workers.nudges import plan_anew_if_rules_changed
print(asyncio.run(plan_anew_if_rules_changed()))
"""


async def due(job: JobFile) -> datetime:
    [row] = await owner_sql("SELECT system_due FROM log.job WHERE job_id = :id", id=job.id)
    found: datetime = row.system_due
    return found


async def nudged(*jobs: JobFile) -> list[str]:
    rows = await owner_sql(
        "SELECT job_id FROM log.outbox WHERE seq = 0 AND job_id = ANY(:ids)", ids=[j.id for j in jobs]
    )
    return sorted(row.job_id for row in rows)


@pytest.fixture
def other_build(tmp_path: Path) -> Path:
    """The same program with one rule changed: clients are asked a day later whether they decided."""
    for package in ("workflows", "services", "workers"):
        shutil.copytree(REPOSITORY / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    quotes = tmp_path / "workflows" / "rules" / "quotes.py"
    before = quotes.read_text()
    after = before.replace("days[sent_on + timedelta(days=n)] =", "days[sent_on + timedelta(days=n + 7)] =")
    assert after != before
    quotes.write_text(after)
    return tmp_path


def start(build: Path) -> int:
    """A worker of that build starts; how many jobs it planned anew."""
    done = subprocess.run([sys.executable, "-c", START], cwd=build, check=True, capture_output=True, text=True)
    return int(done.stdout)


async def start_here() -> int:
    """A worker of this build starts."""
    with acting_as("worker"):
        return await nudges.plan_anew_if_rules_changed()


async def test_open_jobs_are_planned_anew_and_nudged_once(jobs: Jobs, other_build: Path) -> None:
    open_jobs = [await jobs.new() for _ in range(3)]
    for job in open_jobs:
        await jobs.quoted(job)
        await job.settle()
    cancelled = await jobs.new()
    await jobs.desk.verb(f"/v1/jobs/{cancelled.id}/cancel", {"reason": "Le client renonce."})
    await start_here()
    await owner_sql("DELETE FROM log.outbox")
    before = [await due(job) for job in open_jobs]
    facts = [await job.kinds() for job in open_jobs]

    assert await start_here() == 0, "the same rules: nothing to do"
    assert await nudged(*open_jobs) == []

    assert start(other_build) >= 3
    after = [await due(job) for job in open_jobs]
    assert all(new - old >= timedelta(days=6) for old, new in zip(before, after, strict=True))
    assert await nudged(*open_jobs, cancelled) == sorted(job.id for job in open_jobs)
    assert [await job.kinds() for job in open_jobs] == facts, "a plan is no fact"

    await owner_sql("DELETE FROM log.outbox")
    assert start(other_build) == 0
    assert await nudged(*open_jobs) == []

    assert await start_here() >= 3, "and back"
    assert [await due(job) for job in open_jobs] == before


async def test_two_workers_that_start_together_do_no_harm(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    await owner_sql("UPDATE log.rules SET fingerprint = 'old'")
    await owner_sql("DELETE FROM log.outbox WHERE seq = 0")
    before = await due(job)
    with acting_as("worker"):
        await asyncio.gather(nudges.plan_anew_if_rules_changed(), nudges.plan_anew_if_rules_changed())
        assert await nudges.plan_anew_if_rules_changed() == 0
    assert await due(job) == before
    assert set(await nudged(job)) == {job.id}


async def test_more_jobs_than_a_batch(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudges, "BATCH", 2)
    made = [await jobs.new() for _ in range(5)]
    await owner_sql("UPDATE log.rules SET fingerprint = 'old'")
    await owner_sql("DELETE FROM log.outbox")
    with acting_as("worker"):
        assert await nudges.plan_anew_if_rules_changed() >= 5
    assert await nudged(*made) == sorted(job.id for job in made)


async def test_a_job_that_this_build_cannot_read_keeps_no_worker_from_starting(jobs: Jobs) -> None:
    broken, newer, whole = [await jobs.new() for _ in range(3)]
    await owner_sql("UPDATE log.fact SET kind = 'job.teleported' WHERE job_id = :id", id=broken.id)
    await owner_sql("UPDATE log.job SET fold_version = 99 WHERE job_id = :id", id=newer.id)
    await owner_sql("UPDATE log.rules SET fingerprint = 'old'")
    await owner_sql("DELETE FROM log.outbox")
    assert await start_here() >= 3
    assert whole.id in await nudged(broken, newer, whole)
    assert await start_here() == 0
    await owner_sql("UPDATE log.fact SET kind = 'job.opened' WHERE job_id = :id", id=broken.id)
    await owner_sql("UPDATE log.job SET fold_version = 1 WHERE job_id = :id", id=newer.id)


async def test_jobs_without_a_summary_get_one_and_nothing_else(jobs: Jobs) -> None:
    """As after an upgrade from a build that kept none; a closed job too, though nobody nudges it."""
    job, closed = await jobs.new(), await jobs.new()
    await jobs.desk.verb(f"/v1/jobs/{closed.id}/close")
    read = "SELECT job_id, summary - 'until' AS summary, seq, state, fold_version, updated_at FROM log.job WHERE job_id IN (:a, :b) ORDER BY 1"
    before = await owner_sql(read, a=job.id, b=closed.id)
    await owner_sql("DELETE FROM log.outbox")
    for older in ("summary = NULL", "fold_version = 1"):
        await owner_sql(f"UPDATE log.job SET {older} WHERE job_id IN (:a, :b)", a=job.id, b=closed.id)  # noqa: S608  our words
        with acting_as("worker"):
            assert await nudges.write_missing_summaries() >= 2
            assert await nudges.write_missing_summaries() == 0
        assert await owner_sql(read, a=job.id, b=closed.id) == before
        assert await nudged(job, closed) == []
