"""`/v1/invoice-batches`: many drafts issued and sent, with an outcome for each."""

from typing import Annotated, Final

from fastapi import Depends, Response

from services.billing.batches import commands, queries
from services.billing.batches.schemas import BatchIn, BatchOut
from services.billing.schemas import NoBody, PathId
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.work import Work

batches = router("/v1/invoice-batches", "invoice batches")
Office = Annotated[Work, Depends(allowed("invoices"))]

AT_ONCE: Final = 0.4
"""Seconds of work in one answer: a progress bar moves twice a second."""


@batches.post("", status_code=201, dependencies=[Depends(require_key)])
async def create_batch(work: Office, data: BatchIn, response: Response) -> BatchOut:
    """Nothing is issued yet: `advance` does it, and whoever looks after open batches."""
    batch = await commands.create(work, data)
    response.headers["Location"] = f"/v1/invoice-batches/{batch.id}"
    return await queries.batch(work.session, work.company_id, batch.id)


@batches.get("/{batch_id}")
async def read_batch(work: Office, batch_id: PathId) -> BatchOut:
    return await queries.batch(work.session, work.company_id, batch_id)


@batches.post("/{batch_id}/advance")
async def advance_batch(work: Office, batch_id: PathId, body: NoBody | None = None) -> BatchOut:
    """Issues some more of its lines, and tells how far it is. Each is committed by itself."""
    await queries.batch_row(work.session, work.company_id, batch_id)
    await commands.advance(work.company_id, work.company_code, batch_id, AT_ONCE)
    return await queries.batch(work.session, work.company_id, batch_id)
