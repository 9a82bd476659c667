"""The fact log: the only way in which anything happens to a job.

A command locks the job, writes its own rows, and appends facts. `append` checks and folds the fact, plans what follows, and
writes fact, state and outbox row in the command's transaction: a fact is true when that commits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import summaries
from services.kit.problems import Conflict, NotFound, Problem
from services.kit.work import Work
from workflows.checks import check
from workflows.facts import Envelope, Fact, JobOpened, decode
from workflows.folds import apply
from workflows.names import job_workflow_id
from workflows.planner import next_step, plan
from workflows.recall import looks_back, recalled
from workflows.state import FOLD_VERSION, JobState


@dataclass(frozen=True)
class Recorded:
    """A fact as it stands in the log."""

    id: int
    job_id: str
    envelope: Envelope
    actor: str
    recorded_at: datetime

    @property
    def fact(self) -> Fact:
        return decode(self.envelope.kind, self.envelope.version, self.envelope.data)


@dataclass
class LockedJob:
    """The head of a job's log while this transaction holds its lock."""

    job_id: str
    number: int
    epoch: int
    seq: int
    state: JobState


async def lock(work: Work, *job_ids: str) -> dict[str, JobState]:
    """Takes the write order of the jobs, in one order for everybody, and gives their states.

    Raises:
        Problem: 404 if one of them is not there (or another company's).
    """
    wanted = sorted(set(job_ids) - work.jobs.keys())
    if wanted:
        rows = await work.session.execute(_LOCK, {"job_ids": wanted})
        for row in rows.mappings().all():
            state = await _state(work.session, row)
            work.jobs[row["job_id"]] = LockedJob(row["job_id"], row["number"], row["epoch"], row["seq"], state)
    if any(job_id not in work.jobs for job_id in job_ids):
        raise NotFound("job")
    return {job_id: work.jobs[job_id].state for job_id in job_ids}


async def take_number(work: Work) -> int:
    """The company's next job number. The counter row stays locked until the commit, so numbers have no gap."""
    number = await work.session.scalar(_TAKE_NUMBER, {"company_id": work.company_id})
    assert number is not None
    return int(number)


async def open_job(work: Work, job_id: str, fact: JobOpened) -> Recorded:
    """The first fact of a job; `fact.number` comes from `take_number` in this transaction."""
    state = apply(None, fact, work.now)
    job = LockedJob(job_id, fact.number, epoch=1, seq=0, state=state)
    values = _head(job, work) | {
        "company_id": work.company_id,
        "number": fact.number,
        "workflow_id": job_workflow_id(work.company_code, fact.number),
        "opened_at": work.now,
    }
    await work.session.execute(_OPEN, values)
    work.jobs[job_id] = job
    return await _write(work, job, fact, state, dedupe_key="opened")


async def append(work: Work, job_id: str, fact: Fact, *, dedupe_key: str | None = None) -> Recorded:
    """Records that `fact` happened at `work.now`.

    With a `dedupe_key` that the job already has, the fact recorded then is returned and nothing is written.

    Raises:
        Problem: 409 with the code of the refusal if the fact may not follow what is already true.
    """
    await lock(work, job_id)
    job = work.jobs[job_id]
    if dedupe_key is not None:
        row = (await work.session.execute(_BY_KEY, {"job_id": job_id, "key": dedupe_key})).mappings().first()
        if row is not None:
            known = _recorded(row)
            if work.own_job == job_id:
                work.facts.append(known)
            return known
    state, first = await _at_hand(work, job, fact)
    if refusal := check(state, fact):
        raise Conflict(refusal.code, **refusal.args)
    for each in first:
        await _write(work, job, each, apply(job.state, each, work.now), None)
    return await _write(work, job, fact, apply(job.state, fact, work.now), dedupe_key)


async def _at_hand(work: Work, job: LockedJob, fact: Fact) -> tuple[JobState, list[Fact]]:
    """The state with the old invoices and payments that the fact is about, and the facts that bring them back."""
    if not looks_back(job.state, fact):
        return job.state, []
    found = list(recalled(job.state, await refold(work.session, job.job_id, bounded=False), fact))
    state = job.state
    for each in found:
        state = apply(state, each, work.now)
    return state, found


async def replan(work: Work, job_id: str) -> None:
    """Writes the head of a locked job as today's rules see it; no fact is added."""
    job = work.jobs[job_id]
    job.state = await refold(work.session, job_id)
    await work.session.execute(_REPLAN, _head(job, work))


async def _write(work: Work, job: LockedJob, fact: Fact, state: JobState, dedupe_key: str | None) -> Recorded:
    job.seq += 1
    job.state = state
    relay = work.own_job != job.job_id
    envelope = Envelope(
        epoch=job.epoch,
        seq=job.seq,
        kind=fact.kind,
        version=fact.schema_version,
        at=work.now,
        data=fact.model_dump(mode="json"),
    )
    values = _head(job, work) | {
        "company_id": work.company_id,
        "epoch": job.epoch,
        "kind": envelope.kind,
        "version": envelope.version,
        "data": fact.model_dump_json(),
        "actor": work.actor,
        "dedupe_key": dedupe_key,
        "traceparent": work.traceparent,
        "relay": relay,
    }
    row = (await work.session.execute(_APPEND, values)).one()
    recorded = Recorded(row.id, job.job_id, envelope, work.actor, row.recorded_at)
    work.facts.append(recorded)
    return recorded


def _head(job: LockedJob, work: Work) -> dict[str, Any]:
    steps = plan(job.state, work.now)
    first = next_step(steps)
    # As `planner.wakes_at`, of the plan that is here already.
    system = next((step for step in steps if step.owner == "system" and step.status in ("due", "upcoming")), None)
    return {
        "job_id": job.job_id,
        "seq": job.seq,
        "fold_version": FOLD_VERSION,
        "state": job.state.model_dump_json(),
        "phase": job.state.phase,
        "next_due": first.due if first else None,
        "system_due": system.due if system else None,
        "closed_at": job.state.closed_at,
        "summary": summaries.write(job.state, steps, work.now),
        "now": work.now,
    }


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def state(session: AsyncSession, job_id: str) -> JobState:
    """The job's state as last committed. Raises a 404 problem."""
    head, _ = await load(session, job_id)
    return head


async def load(session: AsyncSession, job_id: str) -> tuple[JobState, tuple[int, int]]:
    """The job's state and the cursor `(epoch, seq)` that it stands at. Raises a 404 problem."""
    row = (await session.execute(_READ, {"job_id": job_id})).mappings().first()
    if row is None:
        raise NotFound("job")
    return await _state(session, row), (row["epoch"], row["seq"])


async def states(session: AsyncSession, job_ids: Collection[str]) -> dict[str, JobState]:
    """The states of jobs by their id, in one statement; unknown ids are left out."""
    rows = (await session.execute(_READ_ALL, {"job_ids": sorted(set(job_ids))})).mappings().all()
    return {row["job_id"]: await _state(session, row) for row in rows}


async def facts(session: AsyncSession, job_id: str, *, after: int = 0, limit: int = 200) -> list[Recorded]:
    """The job's facts in order, from the one behind `after` on."""
    rows = await session.execute(_FACTS, {"job_id": job_id, "after": after, "limit": limit})
    return [_recorded(row) for row in rows.mappings()]


async def imported_at(session: AsyncSession, job_ids: Collection[str]) -> dict[str, datetime]:
    """Of these jobs, those that came from elsewhere, and when: what they did before was never mailed by us."""
    if not job_ids:
        return {}
    rows = await session.execute(_IMPORTED, {"job_ids": sorted(set(job_ids))})
    return {row.job_id: row.until for row in rows}


async def _state(session: AsyncSession, row: Any) -> JobState:
    if row["fold_version"] > FOLD_VERSION:
        raise Problem(503, "newer-build", headers={"Retry-After": "5"})
    if row["fold_version"] < FOLD_VERSION:
        return await refold(session, row["job_id"])
    return JobState.model_validate(row["state"], strict=False)


async def refold(session: AsyncSession, job_id: str, *, bounded: bool = True) -> JobState:
    """The state from the facts alone; not `bounded`, with all that is finished one by one."""
    folded: JobState | None = None
    after = 0
    while page := await facts(session, job_id, after=after):
        for recorded in page:
            folded = apply(folded, recorded.fact, recorded.envelope.at, bounded=bounded)
        after = page[-1].envelope.seq
    if folded is None:
        raise NotFound("job")
    return folded


def _recorded(row: Any) -> Recorded:
    envelope = Envelope(
        epoch=row["epoch"],
        seq=row["seq"],
        kind=row["kind"],
        version=row["version"],
        at=row["occurred_at"],
        data=row["data"],
    )
    return Recorded(row["id"], row["job_id"], envelope, row["actor"], row["recorded_at"])


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────────

_COLUMNS = "job_id, number, epoch, seq, fold_version, state"
_LOCK = text(f"SELECT {_COLUMNS} FROM log.job WHERE job_id = ANY(:job_ids) ORDER BY job_id FOR UPDATE")  # noqa: S608
_READ = text(f"SELECT {_COLUMNS} FROM log.job WHERE job_id = :job_id")  # noqa: S608
_READ_ALL = text(f"SELECT {_COLUMNS} FROM log.job WHERE job_id = ANY(:job_ids)")  # noqa: S608
_IMPORTED = text(
    "SELECT j.job_id, CAST(s ->> 'until' AS timestamptz) AS until FROM log.job j, jsonb_array_elements(j.state -> 'silences') s"
    " WHERE j.job_id = ANY(:job_ids) AND s ->> 'reason' = 'imported'"
)
_FACT_COLUMNS = "id, job_id, epoch, seq, kind, version, data, actor, occurred_at, recorded_at"
_FACTS = text(
    f"SELECT {_FACT_COLUMNS} FROM log.fact WHERE job_id = :job_id AND seq > :after ORDER BY seq LIMIT :limit"  # noqa: S608
)
_BY_KEY = text(f"SELECT {_FACT_COLUMNS} FROM log.fact WHERE job_id = :job_id AND dedupe_key = :key")  # noqa: S608

_TAKE_NUMBER = text(
    "INSERT INTO log.counter AS c (company_id, kind, value) VALUES (:company_id, 'job', 1)"
    " ON CONFLICT (company_id, kind) DO UPDATE SET value = c.value + 1 RETURNING value"
)

_REPLAN = text(
    "UPDATE log.job SET fold_version = :fold_version, state = CAST(:state AS jsonb), phase = :phase, next_due = :next_due,"
    " system_due = :system_due, closed_at = :closed_at, summary = CAST(:summary AS jsonb) WHERE job_id = :job_id"
)

_OPEN = text(
    "INSERT INTO log.job (job_id, company_id, number, workflow_id, seq, fold_version, state, phase, next_due, system_due,"
    " opened_at, closed_at, summary, updated_at)"
    " VALUES (:job_id, :company_id, :number, :workflow_id, :seq, :fold_version, CAST(:state AS jsonb), :phase, :next_due,"
    " :system_due, :opened_at, :closed_at, CAST(:summary AS jsonb), :now)"
)

# One round trip: the head moves, the fact is there, and the relay has its row.
_APPEND = text(
    """
    WITH head AS (
      UPDATE log.job SET seq = :seq, fold_version = :fold_version, state = CAST(:state AS jsonb), phase = :phase,
             next_due = :next_due, system_due = :system_due, closed_at = :closed_at, summary = CAST(:summary AS jsonb),
             updated_at = greatest(:now, clock_timestamp())
       WHERE job_id = :job_id
    ), fact AS (
      INSERT INTO log.fact (company_id, job_id, epoch, seq, kind, version, data, actor, dedupe_key, occurred_at, traceparent)
      VALUES (:company_id, :job_id, :epoch, :seq, :kind, :version, CAST(:data AS jsonb), :actor, :dedupe_key, :now,
              :traceparent)
      RETURNING id, recorded_at
    ), outbox AS (
      INSERT INTO log.outbox (company_id, job_id, seq, fact_id) SELECT :company_id, :job_id, :seq, id FROM fact WHERE :relay
    )
    SELECT id, recorded_at FROM fact
    """
)
