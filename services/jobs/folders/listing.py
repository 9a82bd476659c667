"""The job list: which jobs, in which order, and what is shown of each.

A page is rows (a statement), then summaries of them (a few more, however many they are). Who wants jobs of several kinds at once asks for
rows of each, and for their summaries together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, union_all

from services.accounts.queries import company, users
from services.jobs import search
from services.jobs.contacts import tables as contact_tables
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.custom_fields.schemas import Value
from services.jobs.folders import words
from services.jobs.folders.queries import JobAddress
from services.jobs.folders.schemas import ContactCard, FiguresOut, JobSummary, Person, RequestOut, Sort
from services.jobs.folders.tables import Folder, Request
from services.jobs.hours import queries as hours
from services.jobs.labels import queries as labels
from services.jobs.search.matching import matching
from services.kit import factlog, lists, summaries
from services.kit.log import Job as Head
from services.kit.summaries import Summary
from services.kit.work import Work
from workflows.figures import Figures
from workflows.state import FOLD_VERSION, JobState

NO_FIELDS: Final[Mapping[str, Value]] = {}
NO_STATES: Final[Mapping[str, JobState]] = {}
FEW: Final = 3
"""Phases that are walked one by one."""
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


async def page(work: Work, **narrowed: Any) -> lists.Page[JobSummary]:
    """What `rows` finds, as the list shows it."""
    found, info = await rows(work, **narrowed)
    return lists.Page(data=await shown(work, found), page=info)


async def rows(
    work: Work,
    *,
    ids: Sequence[str] = (),
    phases: Sequence[str] = (),
    q: str | None = None,
    contact_id: str | None = None,
    assigned_to: str | None = None,
    source: str | None = None,
    label_ids: Sequence[str] = (),
    fields: Mapping[str, Value] = NO_FIELDS,
    archived: bool | None = None,
    due_before: datetime | None = None,
    nothing_next: bool = False,
    updated_since: datetime | None = None,
    sort: Sort = "number",
    limit: int = 50,
    after: str | None = None,
) -> tuple[list[Row[Any]], lists.PageInfo]:
    """Rows of jobs, newest first, or by what is due soonest. `nothing_next`: open ones without a next step, of which there must be none."""
    query = _select(work.company_id)
    # By what is due, each phase has an order of its own in the index. Of many phases one walk finds some soon; words are looked for once.
    apart = phases if sort == "next_due" and 1 < len(phases) <= FEW and not q else ()
    if phases and not apart:
        query = query.where(Head.phase.in_(phases))
    if ids:
        query = query.where(Folder.id.in_(ids))
    alone = sort == "number" and not (
        ids
        or phases
        or contact_id
        or assigned_to
        or source
        or label_ids
        or archived
        or due_before
        or nothing_next
        or updated_since
    )
    if q:
        query = query.where(_has_words(q, _newest(q, limit, after) if alone else None))
    if contact_id:
        query = query.where(Folder.contact_id == contact_id)
    if assigned_to:
        query = query.where(Folder.assigned_to == assigned_to)
    if source:
        query = query.where(Folder.source == source)
    if label_ids:
        query = query.where(labels.having(work.company_id, "job", Folder.id, label_ids))
    if fields:
        query = query.where(custom_fields.having(work.company_id, "job", Folder.id, dict(fields)))
    # A job that nobody would come back to is shown wherever it was put.
    if (archived is not None or updated_since is None) and not nothing_next and not ids:
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
    found: list[Row[Any]] = []
    for part in _sorted(query, sort, after, number):
        wanted = limit + 1 - len(found)
        page = _merged(part, apart, wanted) if apart else part.limit(wanted)
        found += (await work.session.execute(page)).all()
        if len(found) > limit:
            break
    return lists.page(found, limit, lambda row: _keys(row, sort))


async def row(work: Work, job_id: str) -> Row[Any] | None:
    found: Row[Any] | None = (await work.session.execute(_select(work.company_id).where(Folder.id == job_id))).first()
    return found


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


def _newest(q: str, limit: int, after: str | None) -> Select[Any] | None:
    """The ids of one page, where words alone narrow the list; None where no index helps."""
    cursor = lists.decode(after, int)
    before = min(int(cursor[0]), 2**62) if cursor else 2**62
    return matching("newest_matching", q, before, limit + 1, False)


def _has_words(q: str, page: Select[Any] | None) -> ColumnElement[bool]:
    """Every word stands in the job or in its client. Words too short for the index are compared row by row."""
    if page is not None:
        return Folder.id.in_(page)
    if (found := matching("matching_jobs", q)) is not None:
        return Folder.id.in_(found)
    return and_(
        *(
            or_(Folder.folded.contains(term, autoescape=True), _Contact.folded.contains(term, autoescape=True))
            for term in search.terms(q)
        )
    )


def _merged(part: Select[Any], phases: Sequence[str], wanted: int) -> Select[Any]:
    """The first rows of each phase, and of these the first: one walk over all phases may pass by all jobs that are due sooner."""
    first = union_all(*(part.where(Head.phase == phase).limit(wanted) for phase in phases)).subquery()
    return select(first).order_by(first.c.next_due, first.c.number.desc()).limit(wanted)


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


async def shown(work: Work, rows: Sequence[Row[Any]], states: Mapping[str, JobState] = NO_STATES) -> list[JobSummary]:
    """Names are looked up for all rows at once, never one by one. `states` are those that the caller has anyway."""
    if not rows:
        return []
    ahead = await kept(work, rows, states)
    asked = await requests(work, [row.id for row in rows])
    zone = (await company(work.session, work.company_id)).time_zone
    steps = (each.next for each in ahead.values())
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
            figures=figures(work, ahead[row.id].figures),
            request=asked.get(row.id),
            next_step=words.shown(step, work.language, zone, names) if (step := ahead[row.id].next) else None,
            next_due=row.next_due,
            opened_at=row.opened_at,
            updated_at=row.updated_at,
            closed_at=row.closed_at,
            archived_at=row.archived_at,
            workflow_id=row.workflow_id,
            paused=ahead[row.id].paused,
        )
        for row in rows
    ]


async def kept(
    work: Work, rows: Collection[Row[Any]], states: Mapping[str, JobState] = NO_STATES
) -> dict[str, Summary]:
    """By job, what was kept with the head; the plan itself where that no longer holds."""
    found: dict[str, Summary] = {}
    for row in rows:
        if row.id in states:
            found[row.id] = summaries.of(states[row.id], work.now)
        elif row.fold_version == FOLD_VERSION and (summary := summaries.read(row.summary, work.now)):
            found[row.id] = summary
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


async def requests(work: Work, job_ids: Iterable[str]) -> dict[str, RequestOut]:
    """What was asked on the website form, by job; jobs that no form opened are left out."""
    rows = await work.session.scalars(select(Request).where(Request.folder_id.in_(set(job_ids))))
    return {
        row.folder_id: RequestOut(service=row.service, message=row.message, received_at=row.received_at) for row in rows
    }
