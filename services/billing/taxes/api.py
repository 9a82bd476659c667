"""`/v1/tax-groups`: which taxes the company charges, and since when."""

from typing import Annotated

from fastapi import Depends, Response

from services.billing.schemas import PathId
from services.billing.taxes import commands, queries
from services.billing.taxes.schemas import TaxGroupIn, TaxGroupOut
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.lists import Page
from services.kit.problems import NotFound
from services.kit.work import Work

tax_groups = router("/v1/tax-groups", "tax groups")
Reader = Annotated[Work, Depends(allowed("quotes"))]
Manager = Annotated[Work, Depends(allowed("settings"))]


@tax_groups.get("")
async def list_tax_groups(work: Reader) -> Page[TaxGroupOut]:
    """Never more than a handful: one page."""
    return Page(data=await queries.groups(work.session, work.company_id, work.language))


@tax_groups.post("", status_code=201)
async def create_tax_group(work: Manager, data: TaxGroupIn, response: Response) -> TaxGroupOut:
    group, rates = await commands.create(work, data)
    response.headers["Location"] = f"/v1/tax-groups/{group.id}"
    return queries.out(group, rates, work.language)


@tax_groups.get("/{group_id}")
async def read_tax_group(work: Reader, group_id: PathId) -> TaxGroupOut:
    for group in await queries.groups(work.session, work.company_id, work.language):
        if group.id == group_id:
            return group
    raise NotFound("tax-group")
