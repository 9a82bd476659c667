"""`/v1/custom-fields`: the definitions, and what stands in the fields of one object."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from services.jobs import objects
from services.jobs.custom_fields import commands, queries
from services.jobs.custom_fields.schemas import FieldIn, FieldOut, FieldPatch, Order, Values, ValuesIn
from services.jobs.fields import PathId, UpdatedSince
from services.jobs.folders import commands as folders
from services.jobs.objects import ObjectKind
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import SignedIn, allowed
from services.kit.work import Work

api = router("/v1/custom-fields", "custom fields")
AnyWork = Annotated[Work, Depends(allowed())]
SettingsWork = Annotated[Work, Depends(allowed("settings"))]


async def _object_work(request: Request, object_kind: ObjectKind, caller: SignedIn) -> Work:
    """Who may change the object may fill in its fields."""
    return await allowed(objects.PERMISSION[object_kind])(request, caller)


ObjectWork = Annotated[Work, Depends(_object_work)]


@api.get("")
async def list_fields(
    work: AnyWork,
    on: Annotated[ObjectKind | None, Query()] = None,
    active: bool | None = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[FieldOut]:
    """In their order. Everybody who is signed in may see which fields there are."""
    return await queries.page(
        work.session,
        work.company_id,
        work.language,
        on=on,
        active=active,
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@api.post("", status_code=201)
async def define_field(work: SettingsWork, data: FieldIn, response: Response) -> FieldOut:
    field = await commands.define(work, data)
    response.headers["Location"] = f"/v1/custom-fields/{field.id}"
    return etags.tagged(response, field)


@api.post("/reorder")
async def reorder_fields(work: SettingsWork, order: Order) -> lists.Page[FieldOut]:
    await commands.reorder(work, order)
    return await queries.page(work.session, work.company_id, work.language, on=order.on, limit=200)


@api.get("/values/{object_kind}/{object_id}")
async def read_values(work: ObjectWork, object_kind: ObjectKind, object_id: PathId, response: Response) -> Values:
    await objects.require(work, object_kind, object_id)
    return _tagged_values(response, await queries.values(work.session, object_kind, object_id, work.language))


@api.put("/values/{object_kind}/{object_id}")
async def fill_in(
    work: ObjectWork,
    object_kind: ObjectKind,
    object_id: PathId,
    data: ValuesIn,
    response: Response,
    if_match: etags.IfMatch = None,
) -> Values:
    """Everything that shall stand in the object's active fields."""
    if object_kind == "job":
        await folders.lock(work, object_id)
    await objects.require(work, object_kind, object_id)
    await objects.hold(work, object_kind, object_id)
    current = await queries.values(work.session, object_kind, object_id, work.language)
    etags.require_tag(if_match, _tag(current), current)
    changed = await commands.set_values(work, object_kind, object_id, data.values, replace=True)
    if changed and object_kind == "job":
        await folders.touch(work, object_id)
    return _tagged_values(response, await queries.values(work.session, object_kind, object_id, work.language))


@api.get("/{field_id}")
async def read_field(work: AnyWork, field_id: PathId, response: Response) -> FieldOut:
    return etags.tagged(response, await queries.field(work.session, field_id, work.language))


@api.patch("/{field_id}")
async def edit_field(
    work: SettingsWork, field_id: PathId, patch: FieldPatch, response: Response, if_match: etags.IfMatch = None
) -> FieldOut:
    return etags.tagged(response, await commands.edit(work, field_id, patch, if_match))


@api.delete("/{field_id}", status_code=204)
async def remove_field(work: SettingsWork, field_id: PathId) -> Response:
    await commands.remove(work, field_id)
    return Response(status_code=204)


def _tag(values: Values) -> str:
    return etags.etag(f"{values.object_id}/{sorted(values.values.items())}")


def _tagged_values(response: Response, values: Values) -> Values:
    response.headers["ETag"] = _tag(values)
    return values
