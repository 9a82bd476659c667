"""`/v1/contacts`: parse, call one command or query, return."""

from typing import Annotated

from fastapi import Depends, Response

from services.jobs.contacts import commands, queries
from services.jobs.contacts.schemas import Contact, ContactIn, ContactPatch
from services.jobs.fields import PathId, Typed, UpdatedSince
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
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[Contact]:
    return await queries.page(work.session, work.company_id, q=q, updated_since=updated_since, limit=limit, after=after)


@api.post("", status_code=201)
async def create_contact(work: ContactsWork, data: ContactIn, response: Response) -> Contact:
    contact = await queries.contact(work.session, await commands.create(work, data))
    response.headers["Location"] = f"/v1/contacts/{contact.id}"
    return _tagged(response, contact)


@api.get("/{contact_id}")
async def read_contact(work: ContactsWork, contact_id: PathId, response: Response) -> Contact:
    return _tagged(response, await queries.contact(work.session, contact_id))


@api.patch("/{contact_id}")
async def edit_contact(
    work: ContactsWork, contact_id: PathId, patch: ContactPatch, response: Response, if_match: etags.IfMatch = None
) -> Contact:
    return _tagged(response, await commands.edit(work, contact_id, patch, if_match))


def _tagged(response: Response, contact: Contact) -> Contact:
    response.headers["ETag"] = etags.etag(contact)
    return contact
