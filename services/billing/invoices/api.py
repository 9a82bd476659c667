"""`/v1/invoices`: the office's side of invoices."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.accounts.queries import company as company_profile
from services.billing.documents import pdf
from services.billing.invoices import commands, from_visit, progress, queries, rows
from services.billing.invoices.freezing import snapshot
from services.billing.invoices.schemas import (
    DeliveredIn,
    DocumentState,
    FromQuoteIn,
    FromVisitIn,
    InvoiceIn,
    InvoiceOut,
    InvoicePatch,
    InvoiceVoidIn,
    QuoteInvoiced,
    Settlement,
)
from services.billing.links import portal_url_of
from services.billing.schemas import IdQuery, NoBody, PathId, Since, Words
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.days import local_day
from services.kit.etags import IfMatch, require_match, tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

invoices = router("/v1/invoices", "invoices")
Office = Annotated[Work, Depends(allowed("invoices"))]


async def show(work: Work, invoice_id: str, response: Response) -> InvoiceOut:
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    invoice = await queries.invoice(work.session, work.company_id, invoice_id, work.language, today)
    if invoice.document == "issued":
        url = await portal_url_of(work.session, invoice.contact_id, "invoices", invoice.id)
        invoice = invoice.model_copy(update={"portal_url": url})
    return tagged(response, invoice)


def _unchanged(
    work: Work, invoice_id: str, response: Response, if_match: str | None, yours: InvoicePatch | None = None
) -> commands.Guard:
    """Asked under the job's lock: raises 412 unless the invoice is still the one that the caller read."""

    async def guard() -> None:
        require_match(if_match, await show(work, invoice_id, response), yours)

    return guard


@invoices.get("")
async def list_invoices(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    job_id: IdQuery = None,
    contact_id: IdQuery = None,
    document: DocumentState | None = None,
    settlement: Annotated[list[Settlement] | None, Query(max_length=4)] = None,
    overdue: bool | None = None,
    q: Words = None,
    updated_since: Since = None,
) -> Page[InvoiceOut]:
    """Newest first. `settlement`, also several times: issued invoices with one of them. `q`: a number, or words of the client."""
    company = await company_profile(work.session, work.company_id)
    data, info = await queries.invoices(
        work.session,
        work.company_id,
        work.language,
        local_day(work.now, company.time_zone),
        limit=limit,
        after=after,
        job_id=job_id,
        contact_id=contact_id,
        document=document,
        settlements=settlement or (),
        overdue=overdue,
        q=q,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@invoices.post("", status_code=201)
async def create_invoice(work: Office, data: InvoiceIn, response: Response) -> InvoiceOut:
    invoice = await commands.create(work, data)
    response.headers["Location"] = f"/v1/invoices/{invoice.id}"
    return await show(work, invoice.id, response)


@invoices.post("/from-quote", status_code=201)
async def create_part_of_quote(work: Office, data: FromQuoteIn, response: Response) -> InvoiceOut:
    """A progress invoice: a percentage, an amount, or what is left of an accepted quote."""
    invoice = await progress.create(work, data)
    response.headers["Location"] = f"/v1/invoices/{invoice.id}"
    return await show(work, invoice.id, response)


@invoices.get("/of-quote/{quote_id}")
async def read_invoiced_of_quote(work: Office, quote_id: PathId) -> QuoteInvoiced:
    """What was invoiced of an accepted quote so far, and what is left."""
    return await progress.invoiced(work, quote_id)


@invoices.post("/from-visit", status_code=201)
async def create_from_visit(work: Office, data: FromVisitIn, response: Response) -> InvoiceOut:
    invoice = await from_visit.create(work, data)
    response.headers["Location"] = f"/v1/invoices/{invoice.id}"
    return await show(work, invoice.id, response)


@invoices.get("/{invoice_id}")
async def read_invoice(work: Office, invoice_id: PathId, response: Response) -> InvoiceOut:
    return await show(work, invoice_id, response)


@invoices.patch("/{invoice_id}")
async def change_invoice(
    work: Office, invoice_id: PathId, data: InvoicePatch, response: Response, if_match: IfMatch = None
) -> InvoiceOut:
    await commands.change(work, invoice_id, data, _unchanged(work, invoice_id, response, if_match, data))
    return await show(work, invoice_id, response)


@invoices.post("/{invoice_id}/issue", dependencies=[Depends(require_key)])
async def issue_invoice(
    work: Office, invoice_id: PathId, response: Response, body: NoBody | None = None, if_match: IfMatch = None
) -> InvoiceOut:
    """With `If-Match` only what the caller read is issued: 412 with the current draft where a colleague changed it meanwhile."""
    await commands.issue(work, invoice_id, _unchanged(work, invoice_id, response, if_match))
    return await show(work, invoice_id, response)


@invoices.post("/{invoice_id}/send", dependencies=[Depends(require_key)])
async def send_invoice(work: Office, invoice_id: PathId, response: Response, body: NoBody | None = None) -> InvoiceOut:
    await commands.send(work, invoice_id)
    return await show(work, invoice_id, response)


@invoices.post("/{invoice_id}/delivered", dependencies=[Depends(require_key)])
async def invoice_delivered(work: Office, invoice_id: PathId, data: DeliveredIn, response: Response) -> InvoiceOut:
    """By hand, by post or otherwise: a note of it, in place of an earlier one. The follow-ups go on."""
    await commands.deliver(work, invoice_id, data)
    return await show(work, invoice_id, response)


@invoices.post("/{invoice_id}/duplicate", status_code=201)
async def duplicate_invoice(
    work: Office, invoice_id: PathId, response: Response, body: NoBody | None = None
) -> InvoiceOut:
    copy = await commands.duplicate(work, invoice_id)
    response.headers["Location"] = f"/v1/invoices/{copy.id}"
    return await show(work, copy.id, response)


@invoices.post("/{invoice_id}/void")
async def void_invoice(
    work: Office, invoice_id: PathId, data: InvoiceVoidIn, response: Response, if_match: IfMatch = None
) -> InvoiceOut:
    """Of a draft: deletes it. With `If-Match` only what the caller read, so that nothing issued meanwhile is voided by that."""
    await commands.void(work, invoice_id, data.reason, data.note, _unchanged(work, invoice_id, response, if_match))
    return await show(work, invoice_id, response)


@invoices.get("/{invoice_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def invoice_pdf(work: Office, invoice_id: PathId) -> Response:
    """The issued invoice's PDF; of a draft, a preview as it would look today."""
    invoice = await queries.invoice_row(work.session, work.company_id, invoice_id)
    if invoice.document_id is not None:
        return await pdf.respond(work.session, invoice.document_id)
    company = await company_profile(work.session, work.company_id)
    lines = await rows.lines_of(work, invoice.id)
    own_terms = invoice.due_on is None
    return await pdf.preview(await snapshot(work, company, invoice, lines, own_terms=own_terms), work.company_id)
