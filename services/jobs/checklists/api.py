"""`/v1/checklist-templates`, and the checklists of a visit."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from services.jobs.checklists import commands, queries
from services.jobs.checklists.schemas import Check, ChecklistIn, Checklists, TemplateIn, TemplateOut, TemplatePatch
from services.jobs.checklists.tables import ChecklistTemplate
from services.jobs.fields import PathId, UpdatedSince, Why
from services.jobs.visits import rows
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

templates = router("/v1/checklist-templates", "checklists")
on_visits = router("/v1/visits", "checklists")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]
SettingsWork = Annotated[Work, Depends(allowed("settings"))]


@templates.get("")
async def list_templates(
    work: VisitsWork,
    active: bool | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[TemplateOut]:
    return await queries.page(
        work.session,
        work.company_id,
        work.language,
        active=active,
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@templates.post("", status_code=201)
async def add_template(work: SettingsWork, data: TemplateIn, response: Response) -> TemplateOut:
    template_id = await commands.add_template(work, data)
    response.headers["Location"] = f"/v1/checklist-templates/{template_id}"
    return await _shown(work, template_id, response)


@templates.get("/{template_id}")
async def read_template(work: VisitsWork, template_id: PathId, response: Response) -> TemplateOut:
    return await _shown(work, template_id, response)


@templates.patch("/{template_id}")
async def edit_template(
    work: SettingsWork, template_id: PathId, patch: TemplatePatch, response: Response, if_match: etags.IfMatch = None
) -> TemplateOut:
    await commands.edit_template(work, template_id, patch, if_match)
    return await _shown(work, template_id, response)


async def _shown(work: Work, template_id: str, response: Response) -> TemplateOut:
    shown = await queries.template(work.session, template_id, work.language)
    response.headers["ETag"] = commands.tag(await work.session.get_one(ChecklistTemplate, template_id))
    return shown


@on_visits.get("/{visit_id}/checklists")
async def list_checklists(work: VisitsWork, visit_id: PathId) -> Checklists:
    await rows.read(work.session, visit_id)
    return await _of(work, visit_id)


@on_visits.post("/{visit_id}/checklists", status_code=201)
async def add_checklist(work: VisitsWork, visit_id: PathId, data: ChecklistIn) -> Checklists:
    await commands.add(work, visit_id, data.template_id)
    return await _of(work, visit_id)


@on_visits.delete("/{visit_id}/checklists/{checklist_id}")
async def remove_checklist(
    work: VisitsWork, visit_id: PathId, checklist_id: PathId, reason: Annotated[Why, Query()] = ""
) -> Checklists:
    """One that keeps a visit from being completed goes with a `reason`, and only while nothing on it is ticked."""
    await commands.remove(work, visit_id, checklist_id, reason)
    return await _of(work, visit_id)


@on_visits.post("/{visit_id}/checklist-items/{item_id}/check")
async def check_item(work: VisitsWork, visit_id: PathId, item_id: PathId, data: Check | None = None) -> Checklists:
    """Ticks an item; `{"checked": false}` takes the tick back. Doing it twice is doing it once."""
    await commands.check(work, visit_id, item_id, data.checked if data else True)
    return await _of(work, visit_id)


async def _of(work: Work, visit_id: str) -> Checklists:
    await work.session.flush()
    return Checklists(data=tuple((await queries.of_visits(work.session, [visit_id], work.language)).get(visit_id, ())))
