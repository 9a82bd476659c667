"""`/v1/sites`: the company's request forms."""

from typing import Annotated

from fastapi import Depends, Response

from services.intake.sites import commands, queries
from services.intake.sites.schemas import SiteIn, SitePatch, SiteView
from services.jobs.fields import PathId, UpdatedSince
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

sites = router("/v1/sites", "sites")
SettingsWork = Annotated[Work, Depends(allowed("settings"))]


@sites.get("")
async def list_sites(
    work: SettingsWork,
    limit: Limit = 50,
    after: After = None,
    active: bool | None = None,
    updated_since: UpdatedSince = None,
) -> Page[SiteView]:
    data, info = await queries.sites(work.session, limit=limit, after=after, active=active, updated_since=updated_since)
    return Page(data=data, page=info)


@sites.post("", status_code=201)
async def create_site(work: SettingsWork, data: SiteIn, response: Response) -> SiteView:
    site = await commands.create(work, data)
    response.headers["Location"] = f"/v1/sites/{site.id}"
    return tagged(response, site)


@sites.get("/{site_id}")
async def read_site(work: SettingsWork, site_id: PathId, response: Response) -> SiteView:
    return tagged(response, await queries.view(work.session, site_id))


@sites.patch("/{site_id}")
async def change_site(
    work: SettingsWork, site_id: PathId, patch: SitePatch, response: Response, if_match: IfMatch = None
) -> SiteView:
    return tagged(response, await commands.change(work, site_id, patch, if_match))
