"""`/v1/tax-groups` and `/v1/tax-settings`: which taxes the company charges, where, and since when."""

from typing import Annotated

from fastapi import Depends, Response

from services.billing.schemas import NoBody, PathId, Since
from services.billing.taxes import commands, queries
from services.billing.taxes.schemas import TaxGroupIn, TaxGroupOut, TaxGroupPatch, TaxSettingsOut, TaxSettingsPatch
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import Page
from services.kit.work import Work

tax_groups = router("/v1/tax-groups", "tax groups")
tax_settings = router("/v1/tax-settings", "tax groups")
Reader = Annotated[Work, Depends(allowed("quotes"))]
Manager = Annotated[Work, Depends(allowed("settings"))]


@tax_groups.get("")
async def list_tax_groups(work: Reader, retired: bool = False, updated_since: Since = None) -> Page[TaxGroupOut]:
    """Never more than a handful: one page. Retired ones only when asked for."""
    found = await queries.groups(
        work.session, work.company_id, work.language, retired=retired, updated_since=updated_since
    )
    return Page(data=found)


@tax_groups.post("", status_code=201)
async def create_tax_group(work: Manager, data: TaxGroupIn, response: Response) -> TaxGroupOut:
    group_id = await commands.create(work, data)
    response.headers["Location"] = f"/v1/tax-groups/{group_id}"
    return tagged(response, await queries.group(work.session, work.company_id, group_id, work.language))


@tax_groups.get("/{group_id}")
async def read_tax_group(work: Reader, group_id: PathId, response: Response) -> TaxGroupOut:
    return tagged(response, await queries.group(work.session, work.company_id, group_id, work.language))


@tax_groups.patch("/{group_id}")
async def change_tax_group(
    work: Manager, group_id: PathId, data: TaxGroupPatch, response: Response, if_match: IfMatch = None
) -> TaxGroupOut:
    async def unchanged() -> None:
        require_match(if_match, await queries.group(work.session, work.company_id, group_id, work.language), data)

    await commands.change(work, group_id, data, unchanged)
    return tagged(response, await queries.group(work.session, work.company_id, group_id, work.language))


@tax_groups.post("/{group_id}/retire")
async def retire_tax_group(
    work: Manager, group_id: PathId, response: Response, body: NoBody | None = None
) -> TaxGroupOut:
    await commands.retire(work, group_id, retired=True)
    return tagged(response, await queries.group(work.session, work.company_id, group_id, work.language))


@tax_groups.post("/{group_id}/restore")
async def restore_tax_group(
    work: Manager, group_id: PathId, response: Response, body: NoBody | None = None
) -> TaxGroupOut:
    await commands.retire(work, group_id, retired=False)
    return tagged(response, await queries.group(work.session, work.company_id, group_id, work.language))


@tax_settings.get("")
async def read_tax_settings(work: Reader, response: Response) -> TaxSettingsOut:
    return tagged(response, await queries.settings(work.session, work.company_id))


@tax_settings.patch("")
async def change_tax_settings(
    work: Manager, data: TaxSettingsPatch, response: Response, if_match: IfMatch = None
) -> TaxSettingsOut:
    async def unchanged() -> None:
        require_match(if_match, await queries.settings(work.session, work.company_id), data)

    await commands.change_settings(work, data, unchanged)
    return tagged(response, await queries.settings(work.session, work.company_id))
