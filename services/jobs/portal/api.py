"""`/v1/portal/{token}`: the client's side, by a capability link instead of a password."""

from typing import Annotated

from fastapi import Depends, Response

from services.jobs.messages import commands as messages
from services.jobs.messages import outcomes
from services.jobs.portal import queries
from services.jobs.portal.schemas import Opened, Portal, PortalMessage, PortalMessageIn
from services.kit.app import router
from services.kit.auth import portal
from services.kit.work import PortalWork

api = router("/v1/portal/{token}", "portal")
ClientsWork = Annotated[PortalWork, Depends(portal)]


@api.get("")
async def read_portal(work: ClientsWork) -> Portal:
    return await queries.portal(work)


@api.post("/opened", status_code=204)
async def note_opened(work: ClientsWork, data: Opened) -> Response:
    """A browser with a person in front of it opened the link of a message. A reference that is none changes nothing."""
    await outcomes.opened(work, data.reference, work.contact_id)
    return Response(status_code=204)


@api.post("/messages", status_code=201)
async def write_from_portal(work: ClientsWork, data: PortalMessageIn) -> PortalMessage:
    await queries.own_job(work, data.job_id)
    return queries.message(await messages.receive(work, data.job_id, data.body))
