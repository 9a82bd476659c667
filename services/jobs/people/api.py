"""`/v1/contacts/{id}/people`: whom to speak to at a contact."""

from typing import Annotated

from fastapi import Depends, Response

from services.jobs.contacts.queries import contact
from services.jobs.fields import PathId
from services.jobs.people import commands, queries
from services.jobs.people.schemas import PersonIn, PersonOut, PersonPatch
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts/{contact_id}/people", "contacts")
ContactsWork = Annotated[Work, Depends(allowed("contacts"))]


@api.get("")
async def list_people(work: ContactsWork, contact_id: PathId) -> lists.Page[PersonOut]:
    """All of them: a contact has at most a hundred."""
    one = await contact(work.session, contact_id)
    return lists.Page(data=await queries.people(work.session, one.id), page=lists.PageInfo())


@api.post("", status_code=201)
async def add_person(work: ContactsWork, contact_id: PathId, data: PersonIn, response: Response) -> PersonOut:
    made = await commands.add(work, contact_id, data)
    response.headers["Location"] = f"/v1/contacts/{contact_id}/people/{made.id}"
    return etags.tagged(response, made)


@api.get("/{person_id}")
async def read_person(work: ContactsWork, contact_id: PathId, person_id: PathId, response: Response) -> PersonOut:
    one = await contact(work.session, contact_id)
    return etags.tagged(response, await queries.person(work.session, one.id, person_id))


@api.patch("/{person_id}")
async def edit_person(
    work: ContactsWork,
    contact_id: PathId,
    person_id: PathId,
    patch: PersonPatch,
    response: Response,
    if_match: etags.IfMatch = None,
) -> PersonOut:
    return etags.tagged(response, await commands.edit(work, contact_id, person_id, patch, if_match))


@api.delete("/{person_id}", status_code=204)
async def remove_person(work: ContactsWork, contact_id: PathId, person_id: PathId) -> Response:
    await commands.remove(work, contact_id, person_id)
    return Response(status_code=204)
