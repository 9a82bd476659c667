"""What happens next on a job, and a person's say in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.accounts.queries import company, users
from services.jobs.folders import commands, words
from services.jobs.folders.schemas import Plan
from services.jobs.messages.commands import set_delivery_of_step
from services.kit import factlog
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts as f
from workflows.planner import plan
from workflows.steps import RENDER, Step

FURTHEST = timedelta(days=366)


async def read(work: Work, job_id: str) -> Plan:
    """Every step ahead, soonest first. Raises a 404 problem."""
    steps = plan(await factlog.state(work.session, job_id), work.now)
    zone = (await company(work.session, work.company_id)).time_zone
    names = await users(work.session, words.owners(steps))
    return Plan(data=tuple(words.shown(step, work.language, zone, names) for step in steps))


async def skip(work: Work, job_id: str, key: str, reason: str) -> None:
    """The step will not happen. Raises 404 if it is not ahead any more, 409 if the job would be stuck without it."""
    step = await _ahead(work, job_id, key)
    if step.kind == RENDER:
        raise Conflict("step-not-skippable")
    note_id = await commands.note(work, job_id, reason)
    await factlog.append(work, job_id, f.StepSkipped(key=key, note_id=note_id))
    if step.kind == "message.deliver":
        await set_delivery_of_step(work, key, "failed", failure="skipped")


async def snooze(work: Work, job_id: str, key: str, until: datetime) -> None:
    """The step waits until then. Raises 404, 409, 422 for a time that is past or more than a year ahead."""
    await _ahead(work, job_id, key)
    if until <= work.now:
        raise Invalid([Field("/until", "in-the-past")])
    if until > work.now + FURTHEST:
        raise Invalid([Field("/until", "too-far-ahead")])
    await factlog.append(work, job_id, f.StepSnoozed(key=key, until=until))


async def done(work: Work, job_id: str, key: str) -> None:
    """A person ticks off a step of the office. Raises 404, 409 for a step that is the product's or the client's."""
    step = await _ahead(work, job_id, key)
    if step.owner in ("system", "contact"):
        raise Conflict("step-not-yours")
    await factlog.append(work, job_id, f.StepDone(key=key))


async def _ahead(work: Work, job_id: str, key: str) -> Step:
    state = await commands.lock(work, job_id)
    step = next((step for step in plan(state, work.now) if step.key == key), None)
    if step is None:
        raise NotFound("step")
    if key.startswith("job/next/"):
        raise Conflict("step-not-skippable")
    return step
