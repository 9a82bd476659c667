"""The job page and the job list, put together from the log, our own tables and the neighbours' reads."""

from __future__ import annotations

from sqlalchemy import select

from services.accounts.queries import company, users
from services.billing.queries import activities
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.folders import listing
from services.jobs.folders.schemas import (
    ActivitiesOut,
    Job,
    Person,
    PhaseSet,
    VisitActivity,
)
from services.jobs.folders.tables import FolderText, Note
from services.jobs.visits import queries as visits
from services.kit import etags, factlog
from services.kit.log import Fact
from services.kit.problems import NotFound
from services.kit.texts import catalogue, money, t
from services.kit.work import Work
from workflows.state import JobState


async def job(work: Work, job_id: str, *, closing: bool = False) -> Job:
    """One job with everything on it; `closing` adds the warnings about what is still open. Raises a 404 problem."""
    row = await listing.row(work, job_id)
    if row is None:
        raise NotFound("job")
    state = await factlog.state(work.session, job_id)
    summary = (await listing.shown(work, [row], {job_id: state}))[0]
    text = await work.session.scalar(
        select(FolderText.description).where(FolderText.folder_id == job_id, FolderText.revision == row.revision)
    )
    zone = (await company(work.session, work.company_id)).time_zone
    money_part = await activities(work.session, job_id, work.language)
    return Job(
        **summary.model_dump(),
        description=text or "",
        phase_because=phase_because(state, work.language, zone),
        phase_set=await _phase_set(work, job_id, state, zone),
        custom_fields=(await custom_fields.values_of(work.session, "job", [job_id]))[job_id],
        activities=ActivitiesOut(
            quotes=money_part.quotes,
            visits=await _visits(work, job_id),
            invoices=money_part.invoices,
            payments=money_part.payments,
        ),
        warnings=_warnings(state, work.language) if closing else (),
    )


def tag(shown: Job) -> str:
    """The ETag: what a person edits. The workflow's own facts (a mail that left) must not cost anybody their edit."""
    parts = (
        shown.id,
        shown.title,
        shown.description,
        shown.source,
        shown.assigned_to,
        shown.phase_set and (shown.phase_set.by, shown.phase_set.at, shown.phase_set.reason),
        shown.closed_at,
        sorted(shown.custom_fields.items()),
    )
    return etags.etag("/".join(str(part) for part in parts))


def phase_because(state: JobState, language: str, zone: str) -> str:
    """What puts the job in its phase, dates read in `zone`."""
    reason = state.phase_because[1]
    return catalogue().say(language, f"phase-because-{reason.id}", reason.args, zone)


async def _phase_set(work: Work, job_id: str, state: JobState, zone: str) -> PhaseSet | None:
    if state.phase_override is None or not state.open:
        return None
    query = select(Fact).where(Fact.job_id == job_id, Fact.kind == "job.phase_set").order_by(Fact.seq.desc()).limit(1)
    fact = (await work.session.scalars(query)).one()
    user_id = str(fact.data["by"]).removeprefix("user:")
    note_id = fact.data.get("note_id")
    reason = await work.session.scalar(select(Note.body).where(Note.id == note_id)) if note_id else None
    name = (await users(work.session, [user_id])).get(user_id) or t(work.language, "timeline-actor-system")
    derived = state.model_copy(update={"phase_override": None})
    return PhaseSet(
        by=name,
        at=fact.occurred_at,
        reason=reason or "",
        derived=derived.phase,
        derived_because=phase_because(derived, work.language, zone),
    )


async def _visits(work: Work, job_id: str) -> tuple[VisitActivity, ...]:
    return tuple(
        VisitActivity(
            id=each.id,
            status=each.status,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            service=each.service,
            resources=tuple(Person(id=who.id, name=who.name) for who in each.resources),
            number=each.number,
            timing=each.timing,
            window_ends_at=each.window_ends_at,
        )
        for each in await visits.of_jobs(work.session, [job_id], work.language)
    )


def _warnings(state: JobState, language: str) -> tuple[str, ...]:
    found = []
    outstanding = state.figures().outstanding
    if outstanding.amount > 0:
        found.append(t(language, "warning-open-balance", balance=money(language, outstanding.amount, state.currency)))
    if planned := sum(visit.planned or visit.running for visit in state.visits.values()):
        found.append(t(language, "warning-planned-visits", count=planned))
    return tuple(found)
