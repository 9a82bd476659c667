"""`/v1/items`: the catalogue."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from services.billing.catalog import commands, queries
from services.billing.catalog.schemas import ItemIn, ItemLine, ItemOut, ItemPatch, Kind
from services.billing.schemas import PathId, Quantity, Since, Words
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

items = router("/v1/items", "items")
QuantityQuery = Annotated[Quantity | None, Query()]
Office = Annotated[Work, Depends(allowed("quotes"))]


@items.get("")
async def list_items(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    q: Words = None,
    active: bool | None = None,
    kind: Kind | None = None,
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
        kind=kind,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@items.post("", status_code=201)
async def create_item(work: Office, data: ItemIn, response: Response) -> ItemOut:
    made = await commands.create(work, data)
    item = await queries.item(work.session, work.company_id, made.id, work.language)
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
        require_match(if_match, await queries.item(work.session, work.company_id, item_id, work.language), data)

    await commands.change(work, item_id, data, unchanged)
    return tagged(response, await queries.item(work.session, work.company_id, item_id, work.language))


@items.get("/{item_id}/lines")
async def item_lines(
    work: Office, item_id: PathId, quantity: QuantityQuery = None, language: Literal["fr", "en"] | None = None
) -> Page[ItemLine]:
    """The lines that the item becomes on a document in `language`: one, or those of a bundle. Nothing is stored."""
    found = await queries.lines(
        work.session, work.company_id, item_id, language or work.language, quantity or Decimal(1)
    )
    return Page(data=found)
