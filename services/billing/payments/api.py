"""`/v1/payments`, `/v1/refunds` and `/v1/credits`: money that came in, went back, and waits."""

from typing import Annotated

from fastapi import Depends, Query, Response

from services.accounts.queries import company as company_profile
from services.billing.documents import pdf
from services.billing.payments import commands, credit, queries
from services.billing.payments.schemas import (
    AllocateIn,
    CreditIn,
    CreditOut,
    DisputeIn,
    MoveIn,
    PaymentIn,
    PaymentOut,
    PaymentVoidIn,
    RefundIn,
    RefundOut,
    ReleaseIn,
    ReturnIn,
    Status,
)
from services.billing.schemas import Id, IdQuery, NoBody, PathId, Since, Words
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.etags import tagged
from services.kit.lists import After, Limit, Page
from services.kit.problems import NotFound
from services.kit.work import Work

payments = router("/v1/payments", "payments")
refunds = router("/v1/refunds", "payments")
credits_ = router("/v1/credits", "payments")
Office = Annotated[Work, Depends(allowed("transactions"))]
KEYED = [Depends(require_key)]


async def _show(work: Work, payment_id: str, response: Response) -> PaymentOut:
    return tagged(response, await queries.payment(work.session, work.company_id, payment_id))


@payments.get("")
async def list_payments(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    job_id: IdQuery = None,
    contact_id: IdQuery = None,
    quote_id: IdQuery = None,
    invoice_id: IdQuery = None,
    status: Status | None = None,
    q: Words = None,
    updated_since: Since = None,
) -> Page[PaymentOut]:
    """Newest first. `q`: a receipt's number, or words of the client."""
    data, info = await queries.payments(
        work.session,
        work.company_id,
        limit=limit,
        after=after,
        job_id=job_id,
        contact_id=contact_id,
        quote_id=quote_id,
        invoice_id=invoice_id,
        status=status,
        q=q,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@payments.post("", status_code=201, dependencies=KEYED)
async def record_payment(work: Office, data: PaymentIn, response: Response) -> PaymentOut:
    payment = await commands.record(work, data)
    response.headers["Location"] = f"/v1/payments/{payment.id}"
    return await _show(work, payment.id, response)


@payments.get("/{payment_id}")
async def read_payment(work: Office, payment_id: PathId, response: Response) -> PaymentOut:
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/allocate", dependencies=KEYED)
async def allocate_payment(work: Office, payment_id: PathId, data: AllocateIn, response: Response) -> PaymentOut:
    """Held money onto invoices."""
    await credit.allocate(work, payment_id, data)
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/release", dependencies=KEYED)
async def release_payment(work: Office, payment_id: PathId, data: ReleaseIn, response: Response) -> PaymentOut:
    """Money off an invoice; it is held for the client again."""
    await credit.release_part(work, payment_id, data)
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/move", dependencies=KEYED)
async def move_payment(work: Office, payment_id: PathId, data: MoveIn, response: Response) -> PaymentOut:
    """From the wrong invoice to the right one."""
    await credit.move(work, payment_id, data)
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/refund", dependencies=KEYED)
async def refund_payment(work: Office, payment_id: PathId, data: RefundIn, response: Response) -> PaymentOut:
    """Gives held money back; the newest of `refunds` is it."""
    await commands.refund(
        work,
        payment_id,
        amount=data.amount,
        method=data.method,
        reference=data.reference,
        refunded_on=data.refunded_on,
        note=data.note,
    )
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/return", dependencies=KEYED)
async def return_payment(
    work: Office, payment_id: PathId, response: Response, data: ReturnIn | None = None
) -> PaymentOut:
    """The bank took it back: a cheque without funds, a refused debit."""
    data = data or ReturnIn()
    await commands.returned(work, payment_id, reason=data.reason, returned_on=data.returned_on, note=data.note)
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/dispute", dependencies=KEYED)
async def dispute_payment(
    work: Office, payment_id: PathId, response: Response, data: DisputeIn | None = None
) -> PaymentOut:
    """The client asked their bank for the money back."""
    await commands.disputed(work, payment_id, amount=data.amount if data else None)
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/dispute-won", dependencies=KEYED)
async def win_dispute(work: Office, payment_id: PathId, response: Response, body: NoBody | None = None) -> PaymentOut:
    """The bank decided for the company. A lost dispute is a `return` with `dispute_lost`."""
    await commands.dispute_won(work, payment_id)
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/void", dependencies=KEYED)
async def void_payment(
    work: Office, payment_id: PathId, response: Response, data: PaymentVoidIn | None = None
) -> PaymentOut:
    await commands.void(work, payment_id, data.reason if data else "")
    return await _show(work, payment_id, response)


@payments.get("/{payment_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def receipt_pdf(work: Office, payment_id: PathId) -> Response:
    payment = await queries.payment_row(work.session, work.company_id, payment_id)
    return await pdf.respond(work.session, payment.document_id)


# ── refunds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@refunds.get("")
async def list_refunds(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    payment_id: IdQuery = None,
    contact_id: IdQuery = None,
    updated_since: Since = None,
) -> Page[RefundOut]:
    data, info = await queries.refunds(
        work.session,
        work.company_id,
        limit=limit,
        after=after,
        payment_id=payment_id,
        contact_id=contact_id,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@refunds.get("/{refund_id}")
async def read_refund(work: Office, refund_id: PathId, response: Response) -> RefundOut:
    row = await queries.refund_row(work.session, work.company_id, refund_id)
    payment = await queries.payment_row(work.session, work.company_id, row.payment_id)
    return tagged(response, queries.refund_out(row, payment.contact_id))


@refunds.get("/{refund_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def refund_pdf(work: Office, refund_id: PathId) -> Response:
    row = await queries.refund_row(work.session, work.company_id, refund_id)
    if row.document_id is None:
        raise NotFound("refund")
    return await pdf.respond(work.session, row.document_id)


# ── what is held for a client ────────────────────────────────────────────────────────────────────────────────────────


@credits_.get("")
async def read_credit(work: Office, contact_id: Annotated[Id, Query()]) -> CreditOut:
    company = await company_profile(work.session, work.company_id)
    return await queries.credit(work.session, work.company_id, contact_id, company.currency)


@credits_.post("/apply", dependencies=KEYED)
async def apply_credit(work: Office, data: CreditIn) -> CreditOut:
    """Held money of the client, the oldest first, onto an invoice of theirs; answers what is left."""
    await credit.apply_credit(work, data)
    company = await company_profile(work.session, work.company_id)
    return await queries.credit(work.session, work.company_id, data.contact_id, company.currency)
