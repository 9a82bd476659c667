"""The time machine: a job as the log knew it at a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from services.accounts.queries import company, users
from services.jobs.contacts import queries as contacts
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.folders import listing, view, words
from services.jobs.folders.schemas import (
    ActivitiesThen,
    ContactCard,
    InvoiceThen,
    JobThen,
    Parts,
    PaymentThen,
    Person,
    QuoteThen,
    VisitThen,
)
from services.jobs.folders.tables import FolderText
from services.kit import factlog
from services.kit.factlog import Recorded
from services.kit.problems import Field, Invalid, Problem
from services.kit.work import Work
from workflows import facts as f
from workflows.folds import apply
from workflows.planner import plan
from workflows.state import JobState

THEN = (
    "title", "description", "phase", "phase_because", "custom_fields", "activities", "figures", "plan", "opened_at",
    "closed_at", "archived", "paused", "contact.id", "assigned_to.id",
)  # fmt: skip
NOW = ("contact.name", "contact.email", "contact.phone", "contact.language", "assigned_to.name")
"""Names and addresses are looked up as they are today; the plan is what today's rules say of the state of then."""


async def read(work: Work, job_id: str, as_of: datetime) -> JobThen:
    """Raises a 404 problem also for a moment before the job's first fact was recorded, 422 for one that is still to come."""
    if as_of > work.now:
        raise Invalid([Field("query:/as_of", "as-of-future")])
    log = await _until(work, job_id, as_of)
    state, archived, revision = _folded(log)
    text = (
        await work.session.scalars(
            select(FolderText).where(FolderText.folder_id == job_id, FolderText.revision == revision)
        )
    ).one()
    zone = (await company(work.session, work.company_id)).time_zone
    client = await contacts.contact(work.session, state.contact_id)
    steps = plan(state, as_of)
    wanted = words.owners(steps) | ({state.assigned_to} if state.assigned_to else set())
    names = await users(work.session, wanted)
    person = state.assigned_to
    assert state.opened_at is not None
    return JobThen(
        id=job_id,
        number=state.number,
        as_of=as_of,
        seq=log[-1].envelope.seq,
        title=text.title,
        description=text.description,
        phase=state.phase,
        phase_because=view.phase_because(state, work.language, zone),
        contact=ContactCard(
            id=client.id, name=client.name, email=client.email, phone=client.phone, language=client.language
        ),
        assigned_to=Person(id=person, name=names.get(person, "")) if person else None,
        custom_fields=await custom_fields.values_at(work.session, "job", job_id, as_of),
        activities=_activities(state),
        figures=listing.figures(work, state.figures()),
        plan=tuple(words.shown(step, work.language, zone, names) for step in steps),
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        archived=archived,
        paused=state.paused_at is not None,
        parts=Parts(then=THEN, now=NOW),
    )


async def _until(work: Work, job_id: str, as_of: datetime) -> list[Recorded]:
    """The facts that were in the log then, in their order."""
    await factlog.state(work.session, job_id)  # a job that is not there is a plain 404
    found: list[Recorded] = []
    after = 0
    while page := await factlog.facts(work.session, job_id, after=after):
        found += [each for each in page if each.recorded_at <= as_of]
        after = page[-1].envelope.seq
        if page[-1].recorded_at > as_of:
            break
    if not found:
        raise Problem(404, "job-not-then")
    return found


def _folded(log: list[Recorded]) -> tuple[JobState, bool, int]:
    """The state, whether the folder was away, and the revision of its texts."""
    state: JobState | None = None
    archived, revision = False, 1
    for each in log:
        fact = each.fact
        state = apply(state, fact, each.envelope.at)
        match fact:
            case f.JobDescribed():
                revision = fact.revision
            case f.JobArchived():
                archived = True
            case f.JobUnarchived():
                archived = False
    assert state is not None
    return state, archived, revision


def _activities(state: JobState) -> ActivitiesThen:
    return ActivitiesThen(
        quotes=tuple(
            QuoteThen(id=each.id, number=each.number, version=each.version, status=each.status, total=each.total)
            for each in state.quotes.values()
        ),
        visits=tuple(
            VisitThen(id=each.id, status=each.status, starts_at=each.starts_at, ends_at=each.ends_at)
            for each in state.visits.values()
        ),
        invoices=tuple(
            InvoiceThen(
                id=each.id,
                number=each.number,
                document=each.document,
                total=each.total,
                balance=each.balance,
                due_on=each.due_on,
            )
            for each in state.invoices.values()
        ),
        payments=tuple(
            PaymentThen(id=each.id, status=each.status, amount=each.amount, receipt_number=each.receipt_number)
            for each in state.payments.values()
        ),
    )
