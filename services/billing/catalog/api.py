"""`/v1/items`: the catalogue."""

from typing import Annotated

from fastapi import Depends, Response

from services.billing.catalog import commands, queries
from services.billing.catalog.schemas import ItemIn, ItemOut, ItemPatch
from services.billing.schemas import PathId, Since, Words
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

items = router("/v1/items", "items")
Office = Annotated[Work, Depends(allowed("quotes"))]


@items.get("")
async def list_items(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    q: Words = None,
    active: bool | None = None,
    updated_since: Since = None,
) -> Page[ItemOut]:
    data, info = await queries.items(
        work.session,
        work.company_id,
        work.language,
        limit=limit,
        after=after,
        q=q,
        active=active,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@items.post("", status_code=201)
async def create_item(work: Office, data: ItemIn, response: Response) -> ItemOut:
    item = queries.out(await commands.create(work, data), work.language)
    response.headers["Location"] = f"/v1/items/{item.id}"
    return tagged(response, item)


@items.get("/{item_id}")
async def read_item(work: Office, item_id: PathId, response: Response) -> ItemOut:
    return tagged(response, await queries.item(work.session, work.company_id, item_id, work.language))


@items.patch("/{item_id}")
async def change_item(
    work: Office, item_id: PathId, data: ItemPatch, response: Response, if_match: IfMatch = None
) -> ItemOut:
    async def unchanged() -> None:
        require_match(if_match, await queries.item(work.session, work.company_id, item_id, work.language))

    return tagged(response, queries.out(await commands.change(work, item_id, data, unchanged), work.language))
