"""What every activity that does a step shares: its transaction, the decision at the last moment, and what it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.kit import db, factlog
from services.kit.work import Work, open_work
from workflows.activities import StepCall
from workflows.facts import Envelope, StepDropped
from workflows.planner import plan
from workflows.state import JobState
from workflows.steps import MAILS, Step


@asynccontextmanager
async def transaction(call: StepCall) -> AsyncIterator[Work]:
    """A unit of work at the workflow's clock. Facts of the job itself are not relayed: they go back as the result."""
    job = call.job
    async with open_work(job.company_id, job.company_code, "system", now=call.now, own_job=job.job_id) as work:
        yield work


async def still_due(work: Work, call: StepCall) -> Step | None:
    """Decided again, under the job's lock and from what is true now. A mail that is no longer due is dropped, with a fact."""
    state = (await factlog.lock(work, call.job.job_id))[call.job.job_id]
    for step in plan(state, call.now):
        if step.key == call.key and step.owner == "system" and step.status == "due":
            return step
    if call.kind in MAILS and not _dealt_with(state, call):
        reason = "paused" if state.paused_at else state.phase
        fact = StepDropped(key=call.key, reason=reason)
        await factlog.append(work, call.job.job_id, fact, dedupe_key=f"{call.key}/step.dropped")
    return None


def _dealt_with(state: JobState, call: StepCall) -> bool:
    """Whether an earlier try of this call, whose answer was lost, already did it, put it off or gave it up."""
    if call.key in state.done or call.key in state.stuck or call.key.startswith("message/"):
        return True
    delivery, snoozed = state.deliveries.get(call.key), state.snoozed.get(call.key, call.now)
    put_off = delivery is not None and (delivery.next_try_at is None or delivery.next_try_at > call.now)
    return put_off or snoozed > call.now


async def news(call: StepCall) -> list[Envelope]:
    """Every committed fact that the workflow does not know yet, in order: what it missed, and what this activity did."""
    async with db.reading(call.job.company_id) as session:
        found: list[Envelope] = []
        while page := await factlog.facts(session, call.job.job_id, after=found[-1].seq if found else call.seq):
            found += [recorded.envelope for recorded in page]
    return found
