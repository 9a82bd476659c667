"""`/v1/message-templates`: the company's own words for what is mailed and texted to its clients."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.jobs.templates import commands, queries
from services.jobs.templates.kinds import Channel
from services.jobs.templates.schemas import Language, PreviewIn, PreviewOut, TemplateIn, TemplateOut, VersionOut
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/message-templates", "message templates")
SettingsWork = Annotated[Work, Depends(allowed("settings"))]
WhichChannel = Annotated[Channel | None, Query()]
WhichLanguage = Annotated[Language | None, Query()]


@api.get("")
async def list_templates(work: SettingsWork) -> lists.Page[TemplateOut]:
    """All of them: there are as many as there are kinds of mails."""
    return lists.Page(data=await queries.all_templates(work.session, work.company_id))


@api.post("/preview")
async def preview_template(work: SettingsWork, data: PreviewIn) -> PreviewOut:
    commands.check(data)
    return await queries.preview(work, data)


@api.get("/{kind}")
async def read_template(work: SettingsWork, kind: str, response: Response) -> TemplateOut:
    return etags.tagged(response, await queries.template(work.session, work.company_id, kind))


@api.get("/{kind}/versions")
async def list_versions(work: SettingsWork, kind: str) -> lists.Page[VersionOut]:
    return lists.Page(data=await queries.versions(work.session, work.company_id, kind))


@api.put("/{kind}")
async def save_template(
    work: SettingsWork, kind: str, data: TemplateIn, response: Response, if_match: etags.IfMatch = None
) -> TemplateOut:
    return etags.tagged(response, await commands.save(work, kind, data, if_match))


@api.delete("/{kind}")
async def reset_template(
    work: SettingsWork,
    kind: str,
    response: Response,
    channel: WhichChannel = None,
    language: WhichLanguage = None,
    if_match: etags.IfMatch = None,
) -> TemplateOut:
    return etags.tagged(response, await commands.reset(work, kind, channel, language, if_match))
