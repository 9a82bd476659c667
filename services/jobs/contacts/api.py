"""`/v1/contacts`: parse, call one command or query, return."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.jobs.contacts import addresses, commands, notes, queries
from services.jobs.contacts.schemas import (
    AddressIn,
    AddressOut,
    AddressPatch,
    Contact,
    ContactIn,
    ContactPatch,
    Kind,
    NoteIn,
    NoteOut,
)
from services.jobs.custom_fields import queries as custom_fields
from services.jobs.fields import ByFields, IdField, PathId, Typed, UpdatedSince
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts", "contacts")
ContactsWork = Annotated[Work, Depends(allowed("contacts"))]


@api.get("")
async def list_contacts(
    work: ContactsWork,
    q: Typed = None,
    kind: Kind | None = None,
    archived: bool = False,
    label: Annotated[list[IdField] | None, Query(max_length=10)] = None,
    custom_field: ByFields = None,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[Contact]:
    """By name. Archived contacts are a list of their own; `updated_since` alone shows what changed in both.

    With several `label`s, a contact has all. `custom_field=<id>:<value>`, also several times: the field holds exactly that.
    """
    both = updated_since is not None and not archived
    return await queries.page(
        work.session,
        work.company_id,
        q=q,
        kind=kind,
        archived=None if both else archived,
        label_ids=label or (),
        fields=await custom_fields.wanted(work.session, "contact", custom_field or (), work.language),
        updated_since=updated_since,
        limit=limit,
        after=after,
    )


@api.post("", status_code=201)
async def create_contact(work: ContactsWork, data: ContactIn, response: Response) -> Contact:
    contact = await queries.contact(work.session, await commands.create(work, data))
    response.headers["Location"] = f"/v1/contacts/{contact.id}"
    return etags.tagged(response, contact)


@api.get("/{contact_id}")
async def read_contact(work: ContactsWork, contact_id: PathId, response: Response) -> Contact:
    """Of a merged contact, the one that it went into: `redirect` names the one that was asked for."""
    return etags.tagged(response, await queries.contact(work.session, contact_id))


@api.patch("/{contact_id}")
async def edit_contact(
    work: ContactsWork, contact_id: PathId, patch: ContactPatch, response: Response, if_match: etags.IfMatch = None
) -> Contact:
    return etags.tagged(response, await commands.edit(work, contact_id, patch, if_match))


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@api.get("/{contact_id}/addresses")
async def list_addresses(work: ContactsWork, contact_id: PathId) -> lists.Page[AddressOut]:
    """All of them: a contact has few."""
    return lists.Page(data=list((await queries.contact(work.session, contact_id)).addresses), page=lists.PageInfo())


@api.post("/{contact_id}/addresses", status_code=201)
async def add_address(work: ContactsWork, contact_id: PathId, data: AddressIn, response: Response) -> AddressOut:
    made = await addresses.add(work, contact_id, data)
    response.headers["Location"] = f"/v1/contacts/{contact_id}/addresses/{made.id}"
    return etags.tagged(response, made)


@api.get("/{contact_id}/addresses/{address_id}")
async def read_address(work: ContactsWork, contact_id: PathId, address_id: PathId, response: Response) -> AddressOut:
    one = await queries.contact(work.session, contact_id)
    return etags.tagged(response, await queries.address(work.session, one.id, address_id))


@api.patch("/{contact_id}/addresses/{address_id}")
async def edit_address(
    work: ContactsWork,
    contact_id: PathId,
    address_id: PathId,
    patch: AddressPatch,
    response: Response,
    if_match: etags.IfMatch = None,
) -> AddressOut:
    return etags.tagged(response, await addresses.edit(work, contact_id, address_id, patch, if_match))


@api.delete("/{contact_id}/addresses/{address_id}", status_code=204)
async def remove_address(work: ContactsWork, contact_id: PathId, address_id: PathId) -> Response:
    await addresses.remove(work, contact_id, address_id)
    return Response(status_code=204)


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@api.get("/{contact_id}/notes")
async def list_notes(
    work: ContactsWork,
    contact_id: PathId,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[NoteOut]:
    one = await queries.contact(work.session, contact_id)
    return await queries.notes(work.session, one.id, updated_since=updated_since, limit=limit, after=after)


@api.post("/{contact_id}/notes", status_code=201)
async def add_note(work: ContactsWork, contact_id: PathId, data: NoteIn) -> NoteOut:
    return await notes.add(work, contact_id, data.body)


@api.patch("/{contact_id}/notes/{note_id}")
async def edit_note(work: ContactsWork, contact_id: PathId, note_id: PathId, data: NoteIn) -> NoteOut:
    return await notes.edit(work, contact_id, note_id, data.body)


@api.delete("/{contact_id}/notes/{note_id}", status_code=204)
async def remove_note(work: ContactsWork, contact_id: PathId, note_id: PathId) -> Response:
    await notes.remove(work, contact_id, note_id)
    return Response(status_code=204)
