"""`/v1/credit-notes`, and what an issued invoice's sub-resources do: credit it, write it off."""

from typing import Annotated

from fastapi import Depends, Response

from services.billing.credit_notes import commands, queries, write_offs
from services.billing.credit_notes.schemas import CreditIn, CreditNoteOut, WriteOffIn
from services.billing.documents import pdf
from services.billing.invoices.api import Office, invoices, show
from services.billing.invoices.schemas import InvoiceOut
from services.billing.schemas import IdQuery, NoBody, PathId, Since
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.etags import tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

credit_notes = router("/v1/credit-notes", "credit notes")
Reader = Annotated[Work, Depends(allowed("invoices"))]


@invoices.post("/{invoice_id}/credit", status_code=201, dependencies=[Depends(require_key)])
async def credit_invoice(work: Office, invoice_id: PathId, data: CreditIn, response: Response) -> CreditNoteOut:
    """A credit note: of all that is left, of lines, or of an amount. Final at once."""
    note = await commands.issue(work, invoice_id, data)
    response.headers["Location"] = f"/v1/credit-notes/{note.id}"
    return tagged(response, await queries.credit_note(work.session, work.company_id, note.id, work.language))


@invoices.post("/{invoice_id}/write-off", dependencies=[Depends(require_key)])
async def write_off_invoice(work: Office, invoice_id: PathId, data: WriteOffIn, response: Response) -> InvoiceOut:
    await write_offs.write_off(work, invoice_id, data)
    return await show(work, invoice_id, response)


@invoices.post("/{invoice_id}/reverse-write-off", dependencies=[Depends(require_key)])
async def reverse_write_off(
    work: Office, invoice_id: PathId, response: Response, body: NoBody | None = None
) -> InvoiceOut:
    await write_offs.reverse(work, invoice_id)
    return await show(work, invoice_id, response)


@credit_notes.get("")
async def list_credit_notes(
    work: Reader,
    limit: Limit = 50,
    after: After = None,
    invoice_id: IdQuery = None,
    job_id: IdQuery = None,
    contact_id: IdQuery = None,
    updated_since: Since = None,
) -> Page[CreditNoteOut]:
    data, info = await queries.credit_notes(
        work.session,
        work.company_id,
        work.language,
        limit=limit,
        after=after,
        invoice_id=invoice_id,
        job_id=job_id,
        contact_id=contact_id,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@credit_notes.get("/{note_id}")
async def read_credit_note(work: Reader, note_id: PathId, response: Response) -> CreditNoteOut:
    return tagged(response, await queries.credit_note(work.session, work.company_id, note_id, work.language))


@credit_notes.get("/{note_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def credit_note_pdf(work: Reader, note_id: PathId) -> Response:
    note = await queries.note_row(work.session, work.company_id, note_id)
    return await pdf.respond(work.session, note.document_id)
