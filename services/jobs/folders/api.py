"""`/v1/jobs`: the list, the folder, its verbs, its timeline and its plan."""

from typing import Annotated, get_args

from fastapi import Depends, Query, Response

from services.jobs.contacts import commands as contacts
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.fields import ByFields, IdField, Moment, PathId, Typed, UpdatedSince
from services.jobs.folders import cancellation, commands, listing, past, timeline, view
from services.jobs.folders import plan as plans
from services.jobs.folders.queries import brief
from services.jobs.folders.schemas import (
    CancelIn,
    Cancellation,
    Close,
    Entry,
    Job,
    JobIn,
    JobPatch,
    JobSummary,
    JobThen,
    Order,
    Pause,
    Plan,
    Reason,
    Snooze,
    Sort,
    Source,
)
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import Field, Invalid, Problem
from services.kit.work import Work
from workflows.facts import Phase

api = router("/v1/jobs", "jobs")
JobsWork = Annotated[Work, Depends(allowed("jobs"))]


@api.get("")
async def list_jobs(
    work: JobsWork,
    id: Annotated[list[IdField] | None, Query(max_length=200)] = None,
    phase: Annotated[list[str] | None, Query(max_length=20)] = None,
    q: Typed = None,
    contact_id: Annotated[IdField | None, Query()] = None,
    assigned_to: Annotated[IdField | None, Query()] = None,
    source: Source | None = None,
    label: Annotated[list[IdField] | None, Query(max_length=10)] = None,
    custom_field: ByFields = None,
    archived: bool | None = None,
    due_before: Annotated[Moment | None, Query()] = None,
    updated_since: UpdatedSince = None,
    sort: Sort = "number",
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[JobSummary]:
    """Newest first. `phase` may be given several times or as a comma-separated list; with several `label`s, a job has all.
    `id`, several times: those jobs, wherever they were put.
    `custom_field=<id>:<value>`, also several times: the field holds exactly that.

    Folders that were put away are left out; `archived=true` gives them alone, and `updated_since` without it gives both, so
    that a program that follows hears of the putting away.
    """
    return await listing.page(
        work,
        ids=id or (),
        phases=_phases(phase or []),
        q=q,
        contact_id=contact_id,
        assigned_to=assigned_to,
        source=source,
        label_ids=label or (),
        fields=await custom_fields.wanted(work.session, "job", custom_field or (), work.language),
        archived=archived,
        due_before=due_before,
        updated_since=updated_since,
        sort=sort,
        limit=limit,
        after=after,
    )


def _phases(given: list[str]) -> list[str]:
    wanted = [name for each in given for name in each.split(",") if name]
    if not set(wanted) <= set(get_args(Phase)):
        raise Invalid([Field("query:/phase", "choice")])
    return wanted


@api.post("", status_code=201)
async def create_job(work: JobsWork, data: JobIn, response: Response) -> Job:
    if (data.contact_id is None) == (data.contact is None):
        raise Invalid([Field("/contact_id", "one-contact")])
    contact_id = data.contact_id or (await contacts.create(work, data.contact) if data.contact else "")
    opened = await commands.open_folder(
        work,
        contact_id=contact_id,
        source=data.source,
        title=data.title,
        description=data.description,
        address=data.address,
        assigned_to=data.assigned_to,
        label_ids=data.label_ids,
        custom_values=data.custom_fields,
    )
    response.headers["Location"] = f"/v1/jobs/{opened.job_id}"
    return _tagged(response, await view.job(work, opened.job_id))


@api.get("/{job_id}")
async def read_job(
    work: JobsWork, job_id: PathId, response: Response, as_of: Annotated[Moment | None, Query()] = None
) -> Job | JobThen:
    """With `as_of`, the job as the log knew it at that moment; `parts` says what of the answer is of then."""
    if as_of:
        return await past.read(work, job_id, as_of)
    return _tagged(response, await view.job(work, job_id))


@api.patch("/{job_id}")
async def edit_job(
    work: JobsWork, job_id: PathId, patch: JobPatch, response: Response, if_match: etags.IfMatch = None
) -> Job:
    await commands.lock(work, job_id)
    current = await view.job(work, job_id)
    if if_match not in (None, "*") and view.tag(current) not in str(if_match):
        raise Problem(412, "changed-meanwhile", current=current.model_dump(mode="json"))
    await commands.edit(work, job_id, patch)
    return _tagged(response, await _now(work, job_id))


@api.post("/{job_id}/assign")
async def assign_job(work: JobsWork, job_id: PathId, data: JobPatch, response: Response) -> Job:
    """The same as a patch of `assigned_to` alone."""
    if data.model_fields_set != {"assigned_to"}:
        raise Invalid([Field("/assigned_to", "required")])
    await commands.edit(work, job_id, data)
    return _tagged(response, await _now(work, job_id))


@api.post("/{job_id}/close")
async def close_job(work: JobsWork, job_id: PathId, response: Response, data: Close | None = None) -> Job:
    await commands.close(work, job_id, data or Close())
    return _tagged(response, await _now(work, job_id, closing=True))


@api.post("/{job_id}/reopen")
async def reopen_job(work: JobsWork, job_id: PathId, response: Response, data: Reason | None = None) -> Job:
    await commands.reopen(work, job_id)
    return _tagged(response, await _now(work, job_id))


@api.post("/{job_id}/cancel")
async def cancel_job(work: JobsWork, job_id: PathId, response: Response, data: CancelIn) -> Job:
    """What follows is read before, and ticked off after, at `/cancellation`."""
    await commands.cancel(work, job_id, data.reason)
    return _tagged(response, await _now(work, job_id, closing=True))


@api.get("/{job_id}/cancellation")
async def read_cancellation(work: JobsWork, job_id: PathId) -> Cancellation:
    """The whole chain of consequences: what cancelling would bring, or what it has brought so far."""
    return await cancellation.read(work, job_id)


@api.post("/{job_id}/archive")
async def archive_job(work: JobsWork, job_id: PathId, response: Response) -> Job:
    await commands.archive(work, job_id)
    return _tagged(response, await _now(work, job_id))


@api.post("/{job_id}/unarchive")
async def unarchive_job(work: JobsWork, job_id: PathId, response: Response) -> Job:
    await commands.unarchive(work, job_id)
    return _tagged(response, await _now(work, job_id))


@api.post("/{job_id}/pause")
async def pause_job(work: JobsWork, job_id: PathId, response: Response, data: Pause | None = None) -> Job:
    await commands.pause(work, job_id, data.reason if data else "", data.until if data else None)
    return _tagged(response, await _now(work, job_id))


@api.post("/{job_id}/resume")
async def resume_job(work: JobsWork, job_id: PathId, response: Response, data: Reason | None = None) -> Job:
    await commands.resume(work, job_id)
    return _tagged(response, await _now(work, job_id))


@api.get("/{job_id}/timeline")
async def read_timeline(
    work: JobsWork,
    job_id: PathId,
    order: Order = "asc",
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[Entry]:
    """Everything that happened, as sentences."""
    await brief(work.session, job_id)
    return await timeline.page(work, job_id, order=order, updated_since=updated_since, limit=limit, after=after)


@api.get("/{job_id}/plan")
async def read_plan(work: JobsWork, job_id: PathId) -> Plan:
    """What happens next, when and why."""
    return await plans.read(work, job_id)


@api.post("/{job_id}/plan/{step:path}/skip")
async def skip_step(work: JobsWork, job_id: PathId, step: str, data: Reason | None = None) -> Plan:
    await plans.skip(work, job_id, step, data.reason if data else "")
    return await plans.read(work, job_id)


@api.post("/{job_id}/plan/{step:path}/snooze")
async def snooze_step(work: JobsWork, job_id: PathId, step: str, data: Snooze) -> Plan:
    await plans.snooze(work, job_id, step, data.until)
    return await plans.read(work, job_id)


@api.post("/{job_id}/plan/{step:path}/done")
async def finish_step(work: JobsWork, job_id: PathId, step: str, data: Reason | None = None) -> Plan:
    await plans.done(work, job_id, step)
    return await plans.read(work, job_id)


async def _now(work: Work, job_id: str, *, closing: bool = False) -> Job:
    """The job after a command."""
    await work.session.flush()
    return await view.job(work, job_id, closing=closing)


def _tagged(response: Response, job: Job) -> Job:
    response.headers["ETag"] = view.tag(job)
    return job
