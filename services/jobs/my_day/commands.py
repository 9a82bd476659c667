"""Takes one press from a phone: what it still does to the visit, the hours it brings, and the sentence that says so.

Each press has a transaction of its own. Its id is claimed first, so whoever sends it again, before or after a crash, gets the
first answer. Locks in the order of everybody: the job, then resources by id.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast, get_args

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from services.jobs.my_day import adding, decide, late_hours, words
from services.jobs.my_day.decide import Decision, MoveVerb, Press, Seen
from services.jobs.my_day.schemas import ActionIn
from services.jobs.my_day.tables import LateAction
from services.jobs.my_day.words import Answer, Part, part
from services.jobs.visits import commands as visits
from services.jobs.visits.tables import Booking, Resource, Visit
from services.kit import factlog
from services.kit.problems import NotFound, Problem
from services.kit.work import Work

RUN: Final[dict[str, Callable[[Work, str], Awaitable[None]]]] = {
    "start": visits.start,
    "pause": visits.pause,
    "resume": visits.resume,
    "complete": visits.complete,
}
MOVES: Final = frozenset(get_args(MoveVerb))


async def take(work: Work, user_id: str, action: ActionIn, received_at: datetime, ahead: timedelta) -> LateAction:
    """Does what can still be done of one press and keeps the answer; a press that is known is only read.

    `work.now` is `received_at`; `ahead` is how far the phone's clock is ahead of ours. Raises 404 for a visit that is not there.
    """
    job_id = await work.session.scalar(select(Visit.job_id).where(Visit.id == action.visit_id))
    if job_id is None:
        raise NotFound("visit")
    at = decide.pressed_at(action.at, ahead, received_at)
    row = {
        "company_id": work.company_id,
        "id": action.id,
        "user_id": user_id,
        "visit_id": action.visit_id,
        "verb": action.verb,
        "at": received_at if isinstance(at, str) else at,
        "received_at": received_at,
        "resource_ids": [],
        "outcome": "refused",
        "says": [],
    }
    # Whoever sends the same press at the same time waits here for the first one's answer.
    claim = insert(LateAction).values(row).on_conflict_do_nothing().returning(LateAction.received)
    if await work.session.scalar(claim) is None:
        return await known(work, action.id)
    if isinstance(at, str):
        return await _keep(work, action.id, Answer("refused", [part(f"late-refused-{at}")]))
    if action.verb not in MOVES:
        return await _keep(work, action.id, await adding.add(work, job_id, action, at))
    expected_at = adding.expected_at(action, at) if action.verb == "en_route" else None
    return await _move(work, job_id, user_id, action.id, action.visit_id, cast(MoveVerb, action.verb), at, expected_at)


async def known(work: Work, action_id: str) -> LateAction:
    return await work.session.get_one(LateAction, (work.company_id, action_id), populate_existing=True)


async def _keep(work: Work, action_id: str, answer: Answer, resource_ids: Sequence[str] = ()) -> LateAction:
    values = {
        "outcome": answer.outcome,
        "says": answer.says,
        "applied_at": answer.applied_at,
        "resource_ids": list(resource_ids),
    }
    mine = (LateAction.company_id == work.company_id) & (LateAction.id == action_id)
    await work.session.execute(update(LateAction).where(mine).values(values))
    return await known(work, action_id)


# ── presses that move the visit and its clock ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Story:
    """What happened to a visit before this press. `last_at`: when its work last moved, which the next press may not precede.

    That it was planned or moved to another hour is no work: a press may be older than that.
    """

    seen: Seen
    last_at: datetime | None
    changed_by: str
    moved_at: datetime | None
    """When it was given to other people, if it once was this person's."""
    moved_by: str
    booked: list[str]
    runs: bool = False
    """Whether the person's own clock runs behind this press."""


async def _move(
    work: Work,
    job_id: str,
    user_id: str,
    action_id: str,
    visit_id: str,
    verb: MoveVerb,
    at: datetime,
    expected_at: datetime | None,
) -> LateAction:
    await factlog.lock(work, job_id)
    own = await _own(work, user_id)
    booked = await _booked(work, visit_id)
    resource_ids = booked if not own or set(own) & set(booked) else own
    await _lock_resources(work, resource_ids)
    presses = await late_hours.presses(work, resource_ids, at, without=action_id)
    clock = late_hours.clock(visit_id, user_id)
    story = await _story(work, job_id, visit_id, own, booked, claimed=decide.is_open(presses, clock))
    decision = decide.decide(story.seen, verb, at)
    applied_at, why_not = None, None
    if decision.run:
        applied_at = await late_hours.recorded_until(work, resource_ids, verb, max(at, story.last_at or at))
        decision, why_not = await _run(work, visit_id, decision, applied_at, expected_at)
    added = timedelta()
    if verb in decide.CLOCK:
        press = Press(clock, at, 2**62, verb, frozenset(resource_ids))
        stopped_at = applied_at if verb in decide.CLOSES and decision.run else None
        added = await late_hours.add(work, presses, press, resource_ids, stopped_at=stopped_at)
        story = replace(story, runs=decide.is_open([*presses, press], clock))
    answer = _answer(verb, at, story, decision, why_not, added)
    if decision.run:
        # What polls for changes must see this one, however old the press is.
        await work.session.execute(update(Visit).where(Visit.id == visit_id).values(updated_at=work.now))
    kept = resource_ids if verb in decide.CLOCK else ()
    return await _keep(work, action_id, replace(answer, applied_at=applied_at if decision.run else None), kept)


async def _run(
    work: Work, visit_id: str, decision: Decision, applied_at: datetime, expected_at: datetime | None
) -> tuple[Decision, Problem | None]:
    """Does the verbs, all or none. A refused "complete" at least stops the clock: the person has left."""
    why_not: Problem | None = None
    for verbs in (decision.run, ("pause",) if decision.run == ("complete",) else ()):
        if not verbs:
            break
        # A unit of work of its own on the same transaction: a verb that fails leaves nothing of what it believed.
        inner = replace(work, now=applied_at, facts=[], jobs={})
        try:
            async with work.session.begin_nested():
                for verb in verbs:
                    if verb == "en_route":
                        await visits.en_route(inner, visit_id, expected_at)
                    else:
                        await RUN[verb](inner, visit_id)
        except Problem as problem:
            why_not = why_not or problem
            continue
        work.facts.extend(inner.facts)
        work.jobs.update(inner.jobs)
        return Decision(run=verbs, why=decision.why), why_not
    return Decision(why=decision.why), why_not


def _answer(
    verb: MoveVerb, at: datetime, story: Story, decision: Decision, why_not: Problem | None, added: timedelta
) -> Answer:
    hours = [part("late-hours-added", length=words.length(added))] if added else []
    if decision.run and why_not is None:
        return Answer("done", [part(f"late-done-{_id(verb)}", at=words.instant(at)), *hours])
    if decision.why == "already":
        by = words.actor(story.changed_by) if verb == "complete" else None
        said = part(f"late-already-{_id(verb)}", by=by)
        return Answer("done_partly" if added else "already", [*hours, said])
    if why_not is not None:
        why = words.reason(why_not)
        stopped = [part("late-clock-stopped", at=words.instant(at))] if decision.run else []
    else:
        why, stopped = _why(story, decision), []
    kept = [part("late-clock-kept")] if story.runs else []
    ignored = part("late-ignored", verb=verb, why=why)
    return Answer("done_partly" if hours or stopped else "ignored", [*hours, *stopped, ignored, *kept])


def _why(story: Story, decision: Decision) -> Part:
    seen = story.seen
    if decision.why == "moved":
        if not story.booked:
            return part("late-why-nobody")
        if story.moved_at is None:
            return part("late-why-others", people=words.people(story.booked))
        return part(
            "late-why-moved",
            people=words.people(story.booked),
            when=words.instant(story.moved_at),
            by=words.actor(story.moved_by),
        )
    if decision.why == "not-begun" or seen.changed_at is None:
        return part("late-why-not-begun" if decision.why == "not-begun" else "late-why-other")
    changed = _id(seen.changed) if seen.changed in _TOLD else "other"
    return part(f"late-why-{changed}", when=words.instant(seen.changed_at), by=words.actor(story.changed_by))


def _id(verb: str | None) -> str:
    return (verb or "").replace("_", "-")


# ── what is known ────────────────────────────────────────────────────────────────────────────────────────────────────

_WORK = ("started", "paused", "resumed", "completed", "reopened", "cancelled", "no_show", "unscheduled")
_TOLD = frozenset(_WORK)
_LIVE = frozenset((*_WORK, "en_route"))
_PLANNED = ("scheduled", "rescheduled")

_FACTS = text(
    "SELECT kind, actor, occurred_at, data FROM log.fact WHERE job_id = :job_id AND kind LIKE 'visit.%'"
    " AND data ->> 'visit_id' = :visit_id ORDER BY seq"
)


async def _story(work: Work, job_id: str, visit_id: str, own: list[str], booked: list[str], *, claimed: bool) -> Story:
    facts = (await work.session.execute(_FACTS, {"job_id": job_id, "visit_id": visit_id})).all()
    visit = await work.session.get_one(Visit, visit_id, populate_existing=True)
    changed = [fact for fact in facts if fact.kind.partition(".")[2] in _WORK]
    was_mine, moved_at, moved_by = False, None, ""
    for fact in facts:
        if fact.kind.partition(".")[2] in _PLANNED:
            mine = bool(set(own) & set(fact.data.get("resource_ids", ())))
            if was_mine and not mine:
                moved_at, moved_by = fact.occurred_at, fact.actor
            was_mine = mine
    changed_at = changed[-1].occurred_at if changed else None
    if changed_at is not None:
        # A press is compared with the press before it, not with the time at which the visit could take that one.
        query = select(LateAction.at).where(LateAction.visit_id == visit_id, LateAction.applied_at == changed_at)
        changed_at = await work.session.scalar(query.order_by(LateAction.at).limit(1)) or changed_at
    return Story(
        seen=Seen(
            status=visit.status,
            changed=changed[-1].kind.partition(".")[2] if changed else None,
            changed_at=changed_at,
            mine=not own or bool(set(own) & set(booked)),
            claimed=claimed,
        ),
        last_at=max((fact.occurred_at for fact in facts if fact.kind.partition(".")[2] in _LIVE), default=None),
        changed_by=changed[-1].actor if changed else "",
        moved_at=moved_at,
        moved_by=moved_by,
        booked=booked,
    )


async def _own(work: Work, user_id: str) -> list[str]:
    query = select(Resource.id).where(Resource.user_id == user_id, Resource.active).order_by(Resource.id)
    return list(await work.session.scalars(query))


async def _booked(work: Work, visit_id: str) -> list[str]:
    query = select(Booking.resource_id).where(Booking.visit_id == visit_id).order_by(Booking.position)
    return list(await work.session.scalars(query))


async def _lock_resources(work: Work, resource_ids: Sequence[str]) -> None:
    """So that the hours of one resource are added up by one at a time."""
    query = (
        select(Resource.id).where(Resource.id.in_(resource_ids)).order_by(Resource.id).with_for_update(key_share=True)
    )
    (await work.session.scalars(query)).all()
