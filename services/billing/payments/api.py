"""`/v1/payments`: money that came in, recorded by hand."""

from typing import Annotated, Literal

from fastapi import Depends, Response

from services.billing.documents import pdf
from services.billing.payments import commands, queries
from services.billing.payments.schemas import PaymentIn, PaymentOut, PaymentVoidIn
from services.billing.schemas import IdQuery, PathId, Since
from services.kit.app import require_key, router
from services.kit.auth import allowed
from services.kit.etags import tagged
from services.kit.lists import After, Limit, Page
from services.kit.work import Work

payments = router("/v1/payments", "payments")
Office = Annotated[Work, Depends(allowed("transactions"))]


async def _show(work: Work, payment_id: str, response: Response) -> PaymentOut:
    return tagged(response, await queries.payment(work.session, work.company_id, payment_id))


@payments.get("")
async def list_payments(
    work: Office,
    limit: Limit = 50,
    after: After = None,
    job_id: IdQuery = None,
    contact_id: IdQuery = None,
    status: Literal["received", "voided"] | None = None,
    updated_since: Since = None,
) -> Page[PaymentOut]:
    data, info = await queries.payments(
        work.session,
        work.company_id,
        limit=limit,
        after=after,
        job_id=job_id,
        contact_id=contact_id,
        status=status,
        updated_since=updated_since,
    )
    return Page(data=data, page=info)


@payments.post("", status_code=201, dependencies=[Depends(require_key)])
async def record_payment(work: Office, data: PaymentIn, response: Response) -> PaymentOut:
    payment = await commands.record(work, data)
    response.headers["Location"] = f"/v1/payments/{payment.id}"
    return await _show(work, payment.id, response)


@payments.get("/{payment_id}")
async def read_payment(work: Office, payment_id: PathId, response: Response) -> PaymentOut:
    return await _show(work, payment_id, response)


@payments.post("/{payment_id}/void", dependencies=[Depends(require_key)])
async def void_payment(
    work: Office, payment_id: PathId, response: Response, data: PaymentVoidIn | None = None
) -> PaymentOut:
    await commands.void(work, payment_id, data.reason if data else "")
    return await _show(work, payment_id, response)


@payments.get("/{payment_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def receipt_pdf(work: Office, payment_id: PathId) -> Response:
    payment = await queries.payment_row(work.session, work.company_id, payment_id)
    return await pdf.respond(work.session, payment.document_id)
