"""The chain of a cancellation as a page shows it: before it, what would follow; after it, what has and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from sqlalchemy import select

from services.accounts.queries import company, users
from services.jobs.folders import chain, words
from services.jobs.folders.chain import Happened, Link, Tick
from services.jobs.folders.schemas import Cancellation, Consequence, Person, StepTarget
from services.jobs.folders.tables import Note
from services.jobs.visits.queries import resource_names
from services.kit import factlog
from services.kit.factlog import Recorded
from services.kit.texts import catalogue, t
from services.kit.work import Work
from workflows import facts as f
from workflows.folds import apply
from workflows.planner import plan
from workflows.state import JobState

_LOCALES = {"fr": "fr_CA", "en": "en_CA"}


async def read(work: Work, job_id: str) -> Cancellation:
    """Raises a 404 problem."""
    state = await factlog.state(work.session, job_id)
    if state.open:
        links = chain.consequences(state, work.now)
        return await _shown(work, job_id, state, [(link, Tick("will_happen")) for link in links], None)
    if state.lifecycle != "cancelled":
        return await _shown(work, job_id, state, [], None)
    before, happened = _split(await _all(work, job_id))
    cancelled = happened[0]
    ahead = plan(state, work.now)
    links = chain.consequences(before, cancelled.envelope.at)
    facts = [Happened(each.fact, each.envelope.at, each.actor) for each in happened]
    ticked = [(link, chain.tick(link, facts, ahead, state.stuck)) for link in links]
    return await _shown(work, job_id, state, ticked, cancelled)


async def _all(work: Work, job_id: str) -> list[Recorded]:
    found: list[Recorded] = []
    while page := await factlog.facts(work.session, job_id, after=found[-1].envelope.seq if found else 0):
        found += page
    return found


def _split(log: Sequence[Recorded]) -> tuple[JobState, list[Recorded]]:
    """The state before the last cancellation, and what has happened since, itself first."""
    at = max(n for n, each in enumerate(log) if each.envelope.kind == f.JobCancelled.kind)
    state: JobState | None = None
    for each in log[:at]:
        state = apply(state, each.fact, each.envelope.at)
    return state or JobState(), list(log[at:])


async def _shown(
    work: Work, job_id: str, state: JobState, ticked: Sequence[tuple[Link, Tick]], cancelled: Recorded | None
) -> Cancellation:
    actors = {tick.actor or "" for _, tick in ticked} | ({cancelled.actor} if cancelled else set())
    people = await users(work.session, {each.removeprefix("user:") for each in actors if each.startswith("user:")})
    resources = await resource_names(work.session, {each for link, _ in ticked for each in link.people})
    zone = (await company(work.session, work.company_id)).time_zone

    def person(actor: str | None) -> Person | None:
        if actor is None:
            return None
        user_id = actor.removeprefix("user:")
        return Person(id=user_id, name=people.get(user_id) or t(work.language, "timeline-actor-system"))

    data = tuple(
        Consequence(
            key=link.key,
            kind=link.kind,
            target=StepTarget(kind=link.target_kind, id=link.target_id)
            if link.target_kind and link.target_id
            else None,
            text=_text(link, resources, work.language, zone),
            status=tick.status,
            at=tick.at,
            by=person(tick.actor),
        )
        for link, tick in ticked
    )
    fact = cancelled.fact if cancelled else None
    note_id = fact.note_id if isinstance(fact, f.JobCancelled) else None
    reason = await work.session.scalar(select(Note.body).where(Note.id == note_id)) if note_id else None
    return Cancellation(
        job_id=job_id,
        number=state.number,
        possible=state.open,
        cancelled_at=cancelled.envelope.at if cancelled else None,
        cancelled_by=person(cancelled.actor) if cancelled else None,
        reason=reason or "",
        data=data,
    )


def _text(link: Link, resources: dict[str, str], language: str, zone: str) -> str:
    args = dict(link.args)
    if link.step:
        args["step"] = words.title(link.step.kind, language)
    if link.people:
        names = [resources.get(each, "") for each in link.people]
        args["names"] = format_list([name for name in names if name], locale=_LOCALES[language])
    return catalogue().say(language, f"cancel-{link.words}", args, zone)
