"""`/v1/unsubscribe/{token}`: the link at the foot of every mail that leaves by itself. It opens nothing else."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel

from services.accounts.queries import company
from services.jobs.contacts import commands as contacts
from services.jobs.contacts.queries import contact
from services.jobs.contacts.schemas import ContactPatch, Language
from services.kit.app import router
from services.kit.auth import unsubscribing
from services.kit.work import PortalWork

api = router("/v1/unsubscribe/{token}", "portal")
ClientsWork = Annotated[PortalWork, Depends(unsubscribing)]


class Subscription(BaseModel):
    """Who writes, to whom (most of the address hidden), in which language the client reads, and how it stands."""

    company: str
    address: str
    language: Language
    unsubscribed: bool


@api.get("")
async def read_subscription(work: ClientsWork) -> Subscription:
    return await _shown(work)


@api.post("")
async def unsubscribe(work: ClientsWork) -> Subscription:
    """Commercial mails stop at once, also those that are planned on jobs that are open. Twice is once."""
    await contacts.edit(work, work.contact_id, ContactPatch(unsubscribed=True), None)
    return await _shown(work)


@api.delete("")
async def subscribe_again(work: ClientsWork) -> Subscription:
    await contacts.edit(work, work.contact_id, ContactPatch(unsubscribed=False), None)
    return await _shown(work)


async def _shown(work: PortalWork) -> Subscription:
    client = await contact(work.session, work.contact_id)
    name, _, domain = (client.email or "").partition("@")
    return Subscription(
        company=(await company(work.session, work.company_id)).trade_name,
        address=f"{name[:2]}…@{domain}" if domain else "",
        language=client.language,
        unsubscribed=client.unsubscribed_at is not None,
    )
