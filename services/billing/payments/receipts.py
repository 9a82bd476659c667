"""What receipts say, as they are frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.accounts.queries import CompanyProfile
from services.billing.documents import build
from services.billing.documents.snapshot import Applied, Receipt, Snapshot, frozen_instant
from services.billing.documents.snapshot import Refund as RefundPart
from services.billing.payments.tables import Payment, Refund
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.kit.work import Work


async def receipt(
    work: Work, company: CompanyProfile, payment: Payment, applied: Sequence[Applied], today: date, quote: str
) -> Snapshot:
    """The receipt of a payment as it was recorded: what it was put on, and what is held. `quote`: number of the quote whose
    deposit it is."""
    contact = await contact_view(work.session, payment.contact_id)
    job = await brief(work.session, payment.job_id)
    return Snapshot(
        kind="receipt",
        language=build.language_of(contact),
        number=payment.receipt_text,
        job_number=job.number,
        job_title=job.title or "",
        work_address=build.place(job.address),
        dated=today,
        seller=build.seller(company),
        buyer=build.buyer(contact),
        currency=payment.currency,
        receipt=Receipt(
            amount=payment.amount,
            method=payment.method,
            reference=payment.reference,
            received_on=payment.received_on,
            applied=tuple(applied),
            unapplied=payment.amount - sum(each.amount for each in applied),
            cash_rounding=payment.cash_rounding,
            quote=quote,
        ),
        frozen_at=frozen_instant(work.now),
    )


async def refund_receipt(
    work: Work, company: CompanyProfile, payment: Payment, refund: Refund, *, number: str, on: date, today: date
) -> Snapshot:
    """The proof of money that was given back, in the language of the client."""
    contact = await contact_view(work.session, payment.contact_id)
    job = await brief(work.session, refund.job_id)
    return Snapshot(
        kind="refund",
        language=build.language_of(contact),
        number=number,
        job_number=job.number,
        job_title=job.title or "",
        work_address=build.place(job.address),
        dated=today,
        seller=build.seller(company),
        buyer=build.buyer(contact),
        currency=refund.currency,
        refund=RefundPart(
            amount=refund.amount,
            method=refund.method,
            reference=refund.reference,
            refunded_on=on,
            receipt=payment.receipt_text,
            cash_rounding=refund.cash_rounding,
        ),
        frozen_at=frozen_instant(work.now),
    )
