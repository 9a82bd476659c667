"""`POST /v1/contacts/{id}/erase` and `GET /v1/contacts/{id}/access-export`: a person's rights under Law 25."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from services.jobs.contacts import commands as contacts
from services.jobs.contacts.queries import contact
from services.jobs.fields import PathId
from services.jobs.privacy import commands, queries
from services.jobs.privacy.schemas import EraseIn, ErasureOut
from services.kit.app import router
from services.kit.auth import allowed
from services.kit.work import Work

api = router("/v1/contacts/{contact_id}", "contacts")
KeepersWork = Annotated[Work, Depends(allowed("contacts", "settings"))]


@api.post("/erase")
async def erase_contact(work: KeepersWork, contact_id: PathId, data: EraseIn) -> ErasureOut:
    """Anonymises the person for good. The answer lists what was erased, what is kept, and why."""
    erased = await commands.erase(work, contact_id, data)
    return await queries.erasure(work.session, erased, work.language)


@api.get("/erasure")
async def read_erasure(work: KeepersWork, contact_id: PathId) -> ErasureOut:
    one = await contact(work.session, contact_id)
    return await queries.erasure(work.session, one.id, work.language)


@api.get("/access-export")
async def export_access(work: KeepersWork, contact_id: PathId) -> StreamingResponse:
    """One ZIP file of everything that is held on the person. That it was made is itself audited."""
    one = await contact(work.session, contact_id)
    contacts.audit(work, "contact.access-exported", one.id)
    await work.session.flush()
    file = await queries.everything(work, one.id)
    headers = {"Content-Disposition": f'attachment; filename="{one.id}.zip"', "Cache-Control": "no-store"}
    chunks = iter(lambda: file.read(64 * 1024), b"")
    return StreamingResponse(
        chunks, media_type="application/zip", headers=headers, background=BackgroundTask(file.close)
    )
