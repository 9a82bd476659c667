"""`/v1/labels`, and the labels of one job, contact or visit."""

from typing import Annotated

from fastapi import Depends, Response

from services.jobs import objects
from services.jobs.fields import PathId, UpdatedSince
from services.jobs.folders import commands as folders
from services.jobs.labels import commands, queries
from services.jobs.labels.schemas import LabelIn, LabelledKind, LabelOut, LabelPatch, Labels, LabelsIn
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/labels", "labels")
on_objects = router("/v1", "labels")
AnyWork = Annotated[Work, Depends(allowed())]
SettingsWork = Annotated[Work, Depends(allowed("settings"))]
JobsWork = Annotated[Work, Depends(allowed("jobs"))]
ContactsWork = Annotated[Work, Depends(allowed("contacts"))]
VisitsWork = Annotated[Work, Depends(allowed("visits"))]


@api.get("")
async def list_labels(
    work: AnyWork,
    active: bool | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[LabelOut]:
    """By name. Everybody who is signed in may see which labels there are."""
    return await queries.page(
        work.session,
        work.company_id,
        work.language,
        active=active,
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@api.post("", status_code=201)
async def create_label(work: SettingsWork, data: LabelIn, response: Response) -> LabelOut:
    row = await commands.create(work, data)
    response.headers["Location"] = f"/v1/labels/{row.id}"
    return _tagged(response, await queries.label(work.session, row.id, work.language))


@api.get("/{label_id}")
async def read_label(work: AnyWork, label_id: PathId, response: Response) -> LabelOut:
    return _tagged(response, await queries.label(work.session, label_id, work.language))


@api.patch("/{label_id}")
async def edit_label(
    work: SettingsWork, label_id: PathId, patch: LabelPatch, response: Response, if_match: etags.IfMatch = None
) -> LabelOut:
    return _tagged(response, await commands.edit(work, label_id, patch, if_match))


@api.delete("/{label_id}", status_code=204)
async def remove_label(work: SettingsWork, label_id: PathId) -> Response:
    await commands.remove(work, label_id)
    return Response(status_code=204)


# ── on objects ───────────────────────────────────────────────────────────────────────────────────────────────────────
# The labels of an object have an ETag of their own: who puts a label on a job costs nobody their edit of its description.


@on_objects.get("/jobs/{job_id}/labels")
async def labels_of_job(work: JobsWork, job_id: PathId, response: Response) -> Labels:
    await objects.require(work, "job", job_id)
    return await _labels(work, "job", job_id, response)


@on_objects.put("/jobs/{job_id}/labels")
async def label_job(
    work: JobsWork, job_id: PathId, data: LabelsIn, response: Response, if_match: etags.IfMatch = None
) -> Labels:
    """Puts these labels on the job and takes the others off."""
    await folders.lock(work, job_id)
    shown, changed = await _put(work, "job", job_id, data, response, if_match)
    if changed:
        await folders.touch(work, job_id)
    return shown


@on_objects.get("/contacts/{contact_id}/labels")
async def labels_of_contact(work: ContactsWork, contact_id: PathId, response: Response) -> Labels:
    await objects.require(work, "contact", contact_id)
    return await _labels(work, "contact", contact_id, response)


@on_objects.put("/contacts/{contact_id}/labels")
async def label_contact(
    work: ContactsWork, contact_id: PathId, data: LabelsIn, response: Response, if_match: etags.IfMatch = None
) -> Labels:
    await objects.require(work, "contact", contact_id)
    return (await _put(work, "contact", contact_id, data, response, if_match))[0]


@on_objects.get("/visits/{visit_id}/labels")
async def labels_of_visit(work: VisitsWork, visit_id: PathId, response: Response) -> Labels:
    await objects.require(work, "visit", visit_id)
    return await _labels(work, "visit", visit_id, response)


@on_objects.put("/visits/{visit_id}/labels")
async def label_visit(
    work: VisitsWork, visit_id: PathId, data: LabelsIn, response: Response, if_match: etags.IfMatch = None
) -> Labels:
    await objects.require(work, "visit", visit_id)
    return (await _put(work, "visit", visit_id, data, response, if_match))[0]


async def _put(
    work: Work, kind: LabelledKind, object_id: str, data: LabelsIn, response: Response, if_match: str | None
) -> tuple[Labels, bool]:
    await objects.hold(work, kind, object_id)
    current = await _labels(work, kind, object_id, response)
    etags.require_tag(if_match, response.headers["ETag"], current)
    changed = await commands.set_labels(work, kind, object_id, data.label_ids)
    return await _labels(work, kind, object_id, response), changed


async def _labels(work: Work, kind: LabelledKind, object_id: str, response: Response) -> Labels:
    found = (await queries.of(work.session, kind, [object_id], work.language)).get(object_id, ())
    response.headers["ETag"] = etags.etag("/".join([object_id, *sorted(each.id for each in found)]))
    return Labels(data=found)


def _tagged(response: Response, label: LabelOut) -> LabelOut:
    response.headers["ETag"] = commands.tag(label)
    return label
