"""The verbs of jobs. Each takes the job's lock first and ends in a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast, get_args

from sqlalchemy import select, update

from services.accounts.queries import company, users
from services.jobs import calendars, search
from services.jobs.contacts import preferences
from services.jobs.contacts import queries as contacts
from services.jobs.contacts.schemas import AddressIn
from services.jobs.custom_fields import commands as custom_fields
from services.jobs.folders import chain
from services.jobs.folders.schemas import Close, JobPatch, Source
from services.jobs.folders.tables import Folder, FolderText, Note, Request
from services.jobs.labels import commands as labels
from services.jobs.series import commands as series
from services.jobs.visits import commands as visits
from services.kit import factlog, ids
from services.kit.log import Audit
from services.kit.log import Job as Head
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts as f
from workflows.policy import Policy
from workflows.state import JobState

_LONGEST_SEARCHED = 2_000
_PLACE = ("line1", "city", "region", "postal_code", "country")


@dataclass(frozen=True)
class RequestDetails:
    """What a website form brought. `submission_id` is the intake service's id of it."""

    submission_id: str
    site_id: str
    service: str
    message: str


class Opened(NamedTuple):
    job_id: str
    number: int


async def open_folder(
    work: Work,
    *,
    contact_id: str,
    source: Source,
    title: str = "",
    description: str = "",
    address: AddressIn | None = None,
    request: RequestDetails | None = None,
    assigned_to: str | None = None,
    imported_at: datetime | None = None,
    label_ids: Sequence[str] = (),
    custom_values: Mapping[str, Any] | None = None,
) -> Opened:
    """A new job with the company's next number and today's rules pinned on it; with `request`, also what was asked.

    Its custom fields start with their defaults. Raises a 422 problem for a contact, a person or a label that is not there, or
    a value that does not fit its field.
    """
    contact_id = await contacts.live_id(work.session, contact_id) or ""
    client = (await contacts.contacts(work.session, [contact_id])).get(contact_id)
    if client is None:
        raise Invalid([Field("/contact_id", "not-found")])
    await _check_person(work, assigned_to)
    profile = await company(work.session, work.company_id)
    place = address or next((each for each in client.addresses if each.kind == "service"), None)
    title = title or client.name
    job_id = ids.new("job")
    number = await factlog.take_number(work)
    opened = f.JobOpened(
        number=number,
        contact_id=contact_id,
        source=cast(f.Source, source if source in get_args(f.Source) else "app"),
        currency=profile.currency,
        policy=Policy(channels=("mail", "sms") if profile.sms_enabled else ("mail",)),
        calendar=calendars.of_company(profile),
        imported_at=imported_at,
    )
    folder = Folder(
        id=job_id,
        company_id=work.company_id,
        number=number,
        contact_id=contact_id,
        source=source,
        address=place.model_dump(include=set(_PLACE)) if place else None,
        revision=0,
        title=title,
        folded="",
        assigned_to=assigned_to,
        archived_at=None,
        created_at=work.now,
    )
    work.session.add(folder)
    await work.session.flush()
    await _write_text(work, folder, title, description)
    await factlog.open_job(work, job_id, opened)
    await preferences.at_opening(work, contact_id, job_id)
    if request:
        await _keep_request(work, job_id, request)
    if assigned_to:
        await factlog.append(work, job_id, f.JobAssigned(user_id=assigned_to))
    if label_ids:
        await labels.set_labels(work, "job", job_id, label_ids)
    await custom_fields.start(work, "job", job_id, custom_values or {})
    return Opened(job_id, number)


async def edit(work: Work, job_id: str, patch: JobPatch) -> None:
    """Changes the fields that are there; each kind of change is a fact of its own.

    Raises 404, 409 where the job's state does not allow it, 422.
    """
    state = await lock(work, job_id)
    folder = await _folder(work, job_id)
    given = patch.model_fields_set
    if given & {"title", "description"}:
        await _describe(work, folder, patch)
    if "source" in given:
        await _set_source(work, folder, patch.source)
    if patch.custom_fields and await custom_fields.set_values(
        work, "job", job_id, patch.custom_fields, pointer="/custom_fields"
    ):
        await touch(work, job_id)
    if "assigned_to" in given and patch.assigned_to != folder.assigned_to:
        await _check_person(work, patch.assigned_to)
        folder.assigned_to = patch.assigned_to
        await factlog.append(work, job_id, f.JobAssigned(user_id=patch.assigned_to))
    if "phase" in given:
        await _set_phase(work, job_id, state, patch)


async def _describe(work: Work, folder: Folder, patch: JobPatch) -> None:
    text = await _newest_text(work, folder)
    title = patch.title if patch.title is not None else text.title
    if not title:
        title = (await contacts.contact(work.session, folder.contact_id)).name
    description = patch.description if patch.description is not None else text.description
    if (title, description) != (text.title, text.description):
        await _write_text(work, folder, title, description)
        await factlog.append(work, folder.id, f.JobDescribed(revision=folder.revision))


async def _set_source(work: Work, folder: Folder, source: Source | None) -> None:
    """Where the job came from, as the office sees it; the fact of its opening keeps what was known then."""
    if source is None:
        raise Invalid([Field("/source", "required")])
    if source != folder.source:
        folder.source = source
        work.edited.add(folder.id)
        work.session.add(Audit(company_id=work.company_id, actor=work.actor, action="job.source", target=folder.id))
        await work.session.flush()
        await touch(work, folder.id)


async def touch(work: Work, job_id: str) -> None:
    """What is on the job changed without a fact: who asks for what changed since hears of it. Under the job's lock."""
    await work.session.execute(update(Head).where(Head.job_id == job_id).values(updated_at=work.now))


async def _set_phase(work: Work, job_id: str, state: JobState, patch: JobPatch) -> None:
    if patch.phase is None:
        if state.phase_override:
            await factlog.append(work, job_id, f.JobPhaseSet(phase=None, by=work.actor))
        return
    if not patch.phase_reason:
        raise Invalid([Field("/phase_reason", "required")])
    if patch.phase == "cancelled":
        await cancel(work, job_id, patch.phase_reason)
    elif patch.phase in ("closed", "lost"):
        await close(work, job_id, Close(outcome="lost" if patch.phase == "lost" else "done", reason=patch.phase_reason))
    elif patch.phase != state.phase_override:
        note_id = await _note(work, job_id, patch.phase_reason)
        await factlog.append(work, job_id, f.JobPhaseSet(phase=patch.phase, by=work.actor, note_id=note_id))


async def close(work: Work, job_id: str, data: Close) -> None:
    """Closes the folder. What is still open is told by `view.warnings`, it does not block."""
    await lock(work, job_id)
    note_id = await _note(work, job_id, data.reason)
    await factlog.append(work, job_id, f.JobClosed(outcome=data.outcome, note_id=note_id))


async def close_by_itself(work: Work, job_id: str, key: str) -> None:
    """The step `key` of the plan: paid in full and quiet. Doing it twice is doing it once."""
    await factlog.append(work, job_id, f.JobClosed(), dedupe_key=f"{key}/job.closed")


async def reopen(work: Work, job_id: str) -> None:
    """A folder that was put away comes back with it."""
    await lock(work, job_id)
    await factlog.append(work, job_id, f.JobReopened())
    if (await _folder(work, job_id)).archived_at:
        await unarchive(work, job_id)


async def cancel(work: Work, job_id: str, reason: str) -> None:
    """Cancels the job and frees the visits that have not begun; `chain.py` says what follows, and the workflow does it."""
    state = await lock(work, job_id)
    note_id = await _note(work, job_id, reason)
    await factlog.append(work, job_id, f.JobCancelled(note_id=note_id))
    for series_id in state.series:
        await factlog.append(work, job_id, f.SeriesEnded(series_id=series_id))
    await series.end_with_job(work, job_id)
    for visit in chain.to_free(state):
        await visits.cancel(work, visit.id, reason)


async def archive(work: Work, job_id: str) -> None:
    """Puts a finished folder away, out of the lists. Raises 404, 409 for one that is open, or away already."""
    state = await lock(work, job_id)
    folder = await _folder(work, job_id)
    if folder.archived_at:
        raise Conflict("job-is-archived", number=state.number)
    await factlog.append(work, job_id, f.JobArchived())
    folder.archived_at = work.now
    await work.session.flush()


async def unarchive(work: Work, job_id: str) -> None:
    """Raises 404, 409 for one that is not away."""
    state = await lock(work, job_id)
    folder = await _folder(work, job_id)
    if folder.archived_at is None:
        raise Conflict("job-not-archived", number=state.number)
    await factlog.append(work, job_id, f.JobUnarchived())
    folder.archived_at = None
    await work.session.flush()


async def pause(work: Work, job_id: str, reason: str, until: datetime | None) -> None:
    """Holds what the product would do by itself; what a person asks for still happens."""
    await lock(work, job_id)
    if until is not None and until <= work.now:
        raise Invalid([Field("/until", "in-the-past")])
    note_id = await _note(work, job_id, reason)
    await factlog.append(work, job_id, f.JobPaused(note_id=note_id, until=until))


async def resume(work: Work, job_id: str) -> None:
    await lock(work, job_id)
    await factlog.append(work, job_id, f.JobResumed())


async def lock(work: Work, job_id: str) -> JobState:
    """The job's state under its lock. Raises a 404 problem."""
    return (await factlog.lock(work, job_id))[job_id]


async def note(work: Work, job_id: str, body: str) -> str | None:
    """Keeps a typed reason and gives the id that a fact may hold; None for an empty one."""
    return await _note(work, job_id, body)


async def _note(work: Work, job_id: str, body: str) -> str | None:
    if not body:
        return None
    row = Note(id=ids.new("not"), company_id=work.company_id, folder_id=job_id, body=body, by=work.actor, at=work.now)
    work.session.add(row)
    await work.session.flush()
    return row.id


async def _keep_request(work: Work, job_id: str, request: RequestDetails) -> None:
    row = Request(
        id=request.submission_id,
        company_id=work.company_id,
        folder_id=job_id,
        site_id=request.site_id,
        service=request.service,
        message=request.message,
        received_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    received = f.RequestReceived(submission_id=request.submission_id, site_id=request.site_id)
    await factlog.append(work, job_id, received, dedupe_key=f"request/{request.submission_id}")


async def _write_text(work: Work, folder: Folder, title: str, description: str) -> None:
    folder.revision += 1
    folder.title = title
    folder.folded = search.folded(str(folder.number), title, description)[:_LONGEST_SEARCHED]
    row = FolderText(
        id=ids.new("txt"),
        company_id=work.company_id,
        folder_id=folder.id,
        revision=folder.revision,
        title=title,
        description=description,
        by=work.actor,
        at=work.now,
    )
    work.session.add(row)
    await work.session.flush()


async def _folder(work: Work, job_id: str) -> Folder:
    folder = await work.session.get(Folder, job_id)
    if folder is None:
        raise NotFound("job")
    return folder


async def _newest_text(work: Work, folder: Folder) -> FolderText:
    query = select(FolderText).where(FolderText.folder_id == folder.id, FolderText.revision == folder.revision)
    return (await work.session.scalars(query)).one()


async def _check_person(work: Work, user_id: str | None) -> None:
    if user_id and user_id not in await users(work.session, [user_id]):
        raise Invalid([Field("/assigned_to", "not-found")])
