"""`/v1/contacts/{id}/consents`: what a contact allowed, with its proof."""

from typing import Annotated

from fastapi import Depends, Response

from services.jobs.consents import commands, queries
from services.jobs.consents.schemas import ConsentIn, ConsentOut
from services.jobs.contacts.queries import contact
from services.jobs.fields import PathId, UpdatedSince
from services.kit import lists
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts/{contact_id}/consents", "contacts")
ContactsWork = Annotated[Work, Depends(allowed("contacts"))]


@api.get("")
async def list_consents(
    work: ContactsWork,
    contact_id: PathId,
    updated_since: UpdatedSince = None,
    limit: lists.Limit = 50,
    after: lists.After = None,
) -> lists.Page[ConsentOut]:
    one = await contact(work.session, contact_id)
    return await queries.page(work.session, one.id, work.now, updated_since=updated_since, limit=limit, after=after)


@api.post("", status_code=201)
async def record_consent(work: ContactsWork, contact_id: PathId, data: ConsentIn, response: Response) -> ConsentOut:
    made = await commands.record(work, contact_id, data)
    response.headers["Location"] = f"/v1/contacts/{contact_id}/consents/{made.id}"
    return made


@api.post("/{consent_id}/withdraw")
async def withdraw_consent(work: ContactsWork, contact_id: PathId, consent_id: PathId) -> ConsentOut:
    return await commands.withdraw(work, contact_id, consent_id)
