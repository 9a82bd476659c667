"""`/v1/visits/{id}/sheet|materials|signature`: the work order, what was used, and the client's hand under it.

`/v1/usable-items` is the catalogue for whoever notes what was used, who need not be allowed to write quotes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from services.billing.documents import pdf
from services.jobs.fields import PathId
from services.jobs.sheets import commands, paper, queries, signatures
from services.jobs.sheets.schemas import (
    ContentOut,
    MaterialIn,
    MaterialOut,
    MaterialPatch,
    Materials,
    SheetOut,
    SignatureIn,
    SignatureOut,
    UsableItems,
)
from services.jobs.visits import rows
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.problems import NotFound
from services.kit.work import Work

api = router("/v1/visits", "sheets")
usable = router("/v1/usable-items", "sheets")

VisitsWork = Annotated[Work, Depends(allowed("visits"))]


@usable.get("")
async def list_usable_items(
    work: VisitsWork,
    q: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> UsableItems:
    """By name; each word of `q` is in code or name, in either language."""
    return UsableItems(data=tuple(await queries.usable_items(work, q, limit)))


@api.get("/{visit_id}/sheet")
async def read_sheet(work: VisitsWork, visit_id: PathId) -> SheetOut:
    return await queries.sheet(work, visit_id)


@api.get("/{visit_id}/work-order.pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
async def work_order(work: VisitsWork, visit_id: PathId, lang: Literal["fr", "en"] | None = None) -> Response:
    """The visit on paper, in the client's language, or in `lang`: no prices, and nothing internal."""
    return pdf.shown(*await paper.pdf_of(work, visit_id, lang))


@api.get("/{visit_id}/materials")
async def list_materials(work: VisitsWork, visit_id: PathId) -> Materials:
    await rows.read(work.session, visit_id)
    return Materials(data=tuple(await queries.materials(work.session, visit_id)))


@api.post("/{visit_id}/materials", status_code=201)
async def use_material(work: VisitsWork, visit_id: PathId, data: MaterialIn, response: Response) -> MaterialOut:
    material_id = await commands.use(work, visit_id, data)
    response.headers["Location"] = f"/v1/visits/{visit_id}/materials/{material_id}"
    return queries.material(await queries.row_of(work.session, visit_id, material_id))


@api.patch("/{visit_id}/materials/{material_id}")
async def edit_material(work: VisitsWork, visit_id: PathId, material_id: PathId, patch: MaterialPatch) -> MaterialOut:
    await commands.edit(work, visit_id, material_id, patch)
    return queries.material(await queries.row_of(work.session, visit_id, material_id))


@api.delete("/{visit_id}/materials/{material_id}", status_code=204)
async def remove_material(work: VisitsWork, visit_id: PathId, material_id: PathId) -> Response:
    await commands.remove(work, visit_id, material_id)
    return Response(status_code=204)


@api.get("/{visit_id}/signature")
async def read_signature(work: VisitsWork, visit_id: PathId) -> SignatureOut:
    await rows.read(work.session, visit_id)
    found = await queries.signature(work.session, visit_id)
    if found is None:
        raise NotFound("signature")
    return found


@api.get("/{visit_id}/signature/content")
async def read_content(work: VisitsWork, visit_id: PathId) -> ContentOut:
    """What a client would sign for now; its `sha256` goes with the signature."""
    return await queries.content(work, visit_id)


@api.post("/{visit_id}/signature", status_code=201)
async def sign_visit(work: VisitsWork, visit_id: PathId, data: SignatureIn, response: Response) -> SignatureOut:
    await signatures.sign(work, visit_id, data)
    response.headers["Location"] = f"/v1/visits/{visit_id}/signature"
    found = await queries.signature(work.session, visit_id)
    assert found is not None
    return found
