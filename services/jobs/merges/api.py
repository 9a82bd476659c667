"""`POST /v1/contacts/{id}/merge` and `/unmerge`."""

from typing import Annotated

from fastapi import Depends, Response

from services.jobs.contacts import queries as contacts
from services.jobs.contacts.schemas import Contact
from services.jobs.fields import PathId
from services.jobs.merges import commands, queries
from services.jobs.merges.schemas import MergeIn, MergeOut
from services.kit import etags, lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts/{contact_id}", "contacts")
ContactsWork = Annotated[Work, Depends(allowed("contacts"))]


@api.post("/merge")
async def merge_contacts(work: ContactsWork, contact_id: PathId, data: MergeIn, response: Response) -> Contact:
    """The other contact goes into this one: people, phones, addresses, notes, consents, files, labels, custom fields, jobs with
    their documents, and the client's link. The old id answers with this contact from now on."""
    return await _contact(work, await commands.merge(work, contact_id, data), response)


@api.post("/unmerge")
async def unmerge_contact(work: ContactsWork, contact_id: PathId, response: Response) -> Contact:
    """`contact_id` is the one that was merged. What had followed goes back; what was made since stays with the survivor."""
    return await _contact(work, await commands.unmerge(work, contact_id), response)


@api.get("/merges")
async def list_merges(work: ContactsWork, contact_id: PathId) -> lists.Page[MergeOut]:
    """The merges into this contact that hold."""
    one = await contacts.contact(work.session, contact_id)
    return lists.Page(data=await queries.merges(work.session, one.id), page=lists.PageInfo())


async def _contact(work: Work, contact_id: str, response: Response) -> Contact:
    return etags.tagged(response, await contacts.contact(work.session, contact_id))
