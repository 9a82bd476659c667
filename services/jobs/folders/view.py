"""The job page and the job list, put together from the log, our own tables and the neighbours' reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from services.accounts.queries import company, users
from services.billing.queries import activities
from services.jobs import search
from services.jobs.contacts import tables as contact_tables
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.folders import words
from services.jobs.folders.queries import JobAddress
from services.jobs.folders.schemas import (
    ActivitiesOut,
    ContactCard,
    FiguresOut,
    Job,
    JobSummary,
    Person,
    PhaseSet,
    RequestOut,
    Sort,
    VisitActivity,
)
from services.jobs.folders.tables import Folder, FolderText, Note, Request
from services.jobs.hours import queries as hours
from services.jobs.labels import queries as labels
from services.jobs.search.matching import matching
from services.jobs.visits import queries as visits
from services.kit import etags, factlog, lists, summaries
from services.kit.log import Fact
from services.kit.log import Job as Head
from services.kit.problems import NotFound
from services.kit.summaries import Summary
from services.kit.texts import catalogue, money, t
from services.kit.work import Work
from workflows.state import FOLD_VERSION, Figures, JobState

_Contact = contact_tables.Contact
_COLUMNS = (
    Folder.id,
    Folder.revision,
    Folder.title,
    Folder.source,
    Folder.address,
    Folder.assigned_to,
    Folder.archived_at,
    Head.number,
    Head.phase,
    Head.fold_version,
    Head.summary,
    Head.next_due,
    Head.opened_at,
    Head.updated_at,
    Head.closed_at,
    Head.workflow_id,
    _Contact.id.label("contact_id"),
    _Contact.name.label("contact_name"),
    _Contact.email.label("contact_email"),
    _Contact.phone.label("contact_phone"),
    _Contact.language.label("contact_language"),
)


async def job(work: Work, job_id: str, *, closing: bool = False) -> Job:
    """One job with everything on it; `closing` adds the warnings about what is still open. Raises a 404 problem."""
    row = (await work.session.execute(_select(work.company_id).where(Folder.id == job_id))).first()
    if row is None:
        raise NotFound("job")
    state = await factlog.state(work.session, job_id)
    summary = (await _summaries(work, [row], {job_id: state}))[0]
    text = await work.session.scalar(
        select(FolderText.description).where(FolderText.folder_id == job_id, FolderText.revision == row.revision)
    )
    zone = (await company(work.session, work.company_id)).time_zone
    money_part = await activities(work.session, job_id, work.language)
    return Job(
        **summary.model_dump(exclude={"request"}),
        description=text or "",
        phase_because=phase_because(state, work.language, zone),
        phase_set=await _phase_set(work, job_id, state, zone),
        request=(await _requests(work, [job_id])).get(job_id),
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


async def page(
    work: Work,
    *,
    phases: Sequence[str] = (),
    q: str | None = None,
    contact_id: str | None = None,
    assigned_to: str | None = None,
    source: str | None = None,
    label_ids: Sequence[str] = (),
    archived: bool | None = None,
    due_before: datetime | None = None,
    nothing_next: bool = False,
    updated_since: datetime | None = None,
    sort: Sort = "number",
    limit: int = 50,
    after: str | None = None,
) -> lists.Page[JobSummary]:
    """Jobs, newest first, or by what is due soonest. `nothing_next`: open ones without a next step, of which there must be none."""
    query = _select(work.company_id)
    if phases:
        query = query.where(Head.phase.in_(phases))
    if q:
        query = query.where(_has_words(q))
    if contact_id:
        query = query.where(Folder.contact_id == contact_id)
    if assigned_to:
        query = query.where(Folder.assigned_to == assigned_to)
    if source:
        query = query.where(Folder.source == source)
    if label_ids:
        query = query.where(labels.having(work.company_id, "job", Folder.id, label_ids))
    # A job that nobody would come back to is shown wherever it was put.
    if (archived is not None or updated_since is None) and not nothing_next:
        query = query.where(Folder.archived_at.is_not(None) if archived else Folder.archived_at.is_(None))
    if nothing_next:
        query = query.where(Head.closed_at.is_(None), Head.next_due.is_(None))
    if due_before:
        query = query.where(Head.closed_at.is_(None), Head.next_due < due_before)
    if updated_since:
        query = query.where(Head.updated_at >= updated_since)
    # The same number stands in both tables: the list is walked by the index that knows what it is narrowed to.
    narrowed = contact_id or assigned_to or source or archived
    number: Any = Folder.number if narrowed and not phases else Head.number
    rows: list[Row[Any]] = []
    for part in _sorted(query, sort, after, number):
        rows += (await work.session.execute(part.limit(limit + 1 - len(rows)))).all()
        if len(rows) > limit:
            break
    kept, info = lists.page(rows, limit, lambda row: _keys(row, sort))
    asked = await _requests(work, [row.id for row in kept])
    found = await _summaries(work, kept)
    return lists.Page(data=[each.model_copy(update={"request": asked.get(each.id)}) for each in found], page=info)


def _select(company_id: str) -> Select[Any]:
    """What a list shows of a job, and no more: the folded state alone is larger than all of it."""
    query: Select[Any] = (
        select(*_COLUMNS)
        .select_from(Folder)
        .join(Head, Head.job_id == Folder.id)
        .join(_Contact, and_(_Contact.company_id == Folder.company_id, _Contact.id == Folder.contact_id))
        .where(Folder.company_id == company_id, Head.company_id == company_id)
    )
    return query


def _has_words(q: str) -> ColumnElement[bool]:
    """Every word stands in the job or in its client. Words too short for the index are compared row by row."""
    if (found := matching("matching_jobs", q)) is not None:
        return Folder.id.in_(found)
    return and_(
        *(
            or_(Folder.folded.contains(term, autoescape=True), _Contact.folded.contains(term, autoescape=True))
            for term in search.terms(q)
        )
    )


def _sorted(query: Select[Any], sort: Sort, after: str | None, number: Any) -> list[Select[Any]]:
    """What to read, one after the other until the page is full: a page far down costs what the first one does."""
    if sort == "number":
        if cursor := lists.decode(after, int):
            query = query.where(number < min(int(cursor[0]), 2**62))
        return [query.order_by(number.desc())]
    order = (Head.next_due, Head.number.desc())
    dated = query.where(Head.next_due.is_not(None)).order_by(*order)
    undated = query.where(Head.next_due.is_(None)).order_by(*order)
    if cursor := lists.decode(after, str, int):
        last = min(int(cursor[1]), 2**62)
        if not cursor[0]:
            return [undated.where(Head.number < last)]
        due = lists.instant(cursor[0])
        dated = dated.where(Head.next_due >= due, or_(Head.next_due > due, Head.number < last))
    return [dated, undated]


def _keys(row: Row[Any], sort: Sort) -> tuple[str | int, ...]:
    if sort == "number":
        return (row.number,)
    return (row.next_due.isoformat() if row.next_due else "", row.number)


async def _summaries(
    work: Work, rows: Sequence[Row[Any]], states: Mapping[str, JobState] | None = None
) -> list[JobSummary]:
    """Names are looked up for all rows at once, never one by one. `states` are those that the caller has anyway."""
    if not rows:
        return []
    shown = await _shown(work, rows, states or {})
    zone = (await company(work.session, work.company_id)).time_zone
    steps = (each.next for each in shown.values())
    wanted = words.owners(step for step in steps if step) | {row.assigned_to for row in rows} - {None}
    names = await users(work.session, [user_id for user_id in wanted if user_id])
    chips = await labels.of(work.session, "job", [row.id for row in rows], work.language)
    return [
        JobSummary(
            id=row.id,
            number=row.number,
            title=row.title,
            phase=row.phase,
            source=row.source,
            contact=ContactCard(
                id=row.contact_id,
                name=row.contact_name,
                email=row.contact_email,
                phone=row.contact_phone,
                language=row.contact_language,
            ),
            address=JobAddress(**row.address) if row.address else None,
            assigned_to=Person(id=row.assigned_to, name=names.get(row.assigned_to, "")) if row.assigned_to else None,
            labels=chips.get(row.id, ()),
            figures=figures(work, shown[row.id].figures),
            next_step=words.shown(step, work.language, zone, names) if (step := shown[row.id].next) else None,
            next_due=row.next_due,
            opened_at=row.opened_at,
            updated_at=row.updated_at,
            closed_at=row.closed_at,
            archived_at=row.archived_at,
            workflow_id=row.workflow_id,
            paused=shown[row.id].paused,
        )
        for row in rows
    ]


async def _shown(work: Work, rows: Sequence[Row[Any]], states: Mapping[str, JobState]) -> dict[str, Summary]:
    """By job, what was kept with the head; the plan itself where that no longer holds."""
    found: dict[str, Summary] = {}
    for row in rows:
        if row.id in states:
            found[row.id] = summaries.of(states[row.id], work.now)
        elif row.fold_version == FOLD_VERSION and (kept := summaries.read(row.summary, work.now)):
            found[row.id] = kept
    if missing := [row.id for row in rows if row.id not in found]:
        for job_id, state in (await factlog.states(work.session, missing)).items():
            found[job_id] = summaries.of(state, work.now)
    return found


def figures(work: Work, sums: Figures) -> FiguresOut:
    """The sums over the whole job, as the API gives them: from hours and their cost anybody could work out a colleague's rate."""
    sees_pay = work.permissions is None or bool(work.permissions & {"reports", "settings"})
    return FiguresOut(
        hours_worked=hours.decimal(sums.seconds_worked),
        quoted=sums.quoted,
        accepted=sums.accepted,
        invoiced=sums.invoiced,
        paid=sums.paid,
        outstanding=sums.outstanding,
        deposits_held=sums.deposits_held,
        labour_cost=sums.labour_cost if sees_pay else None,
    )


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


async def _requests(work: Work, job_ids: Iterable[str]) -> dict[str, RequestOut]:
    """What was asked on the website form, by job; jobs that no form opened are left out."""
    rows = await work.session.scalars(select(Request).where(Request.folder_id.in_(set(job_ids))))
    return {
        row.folder_id: RequestOut(service=row.service, message=row.message, received_at=row.received_at) for row in rows
    }


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
