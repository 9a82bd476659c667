"""What an invoice says: from its rows to the snapshot that is frozen when it is issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from services.accounts.queries import CompanyProfile
from services.billing.documents import build
from services.billing.documents.snapshot import Progress, Snapshot, frozen_instant
from services.billing.invoices.queries import live_invoices_of
from services.billing.invoices.tables import Invoice, InvoiceLine
from services.billing.invoices.terms import days_to_pay
from services.billing.quotes.tables import Quote, QuoteVersion
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.kit.days import local_day
from services.kit.texts import t
from services.kit.work import Work


async def snapshot(
    work: Work, company: CompanyProfile, invoice: Invoice, lines: Sequence[InvoiceLine], *, own_terms: bool = True
) -> Snapshot:
    """What the invoice says, as it would be frozen now. `own_terms`: the due date follows from the company's terms."""
    contact = await contact_view(work.session, invoice.contact_id)
    job = await brief(work.session, invoice.job_id)
    language = build.language_of(contact)
    terms = await days_to_pay(work, company, invoice)
    quote_number = None
    if invoice.quote_id is not None:
        query = select(Quote.number_text).where(Quote.company_id == work.company_id, Quote.id == invoice.quote_id)
        quote_number = (await work.session.execute(query)).scalar_one()
    today = local_day(work.now, company.time_zone)
    return Snapshot(
        kind="invoice",
        language=language,
        number=t(language, "documents-draft") if invoice.number_text is None else invoice.number_text,
        job_number=job.number,
        job_title=job.title or "",
        work_address=build.place(job.address),
        dated=invoice.issued_on or today,
        due_on=invoice.due_on or today + timedelta(days=terms),
        quote_number=quote_number,
        progress=await _progress(work, invoice),
        seller=build.seller(company),
        buyer=build.buyer(contact),
        currency=invoice.currency,
        lines=build.lines(lines),
        subtotal=invoice.subtotal,
        taxes=build.taxes(invoice.taxes, language),
        total=invoice.total,
        discount=build.discount(invoice.discount),
        dues=build.dues(invoice.dues),
        exempt_reason=build.exempt_reason(contact),
        payment_terms_days=terms if own_terms else None,
        terms=build.terms(company, "invoice", language),
        frozen_at=frozen_instant(work.now),
    )


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _progress(work: Work, invoice: Invoice) -> Progress | None:
    """Of a part of a quote, how much of it the invoices issued before this one took; drafts may still change."""
    if invoice.origin != "progress" or invoice.quote_id is None:
        return None
    query = select(QuoteVersion.total).where(
        QuoteVersion.company_id == work.company_id,
        QuoteVersion.quote_id == invoice.quote_id,
        QuoteVersion.status == "accepted",
    )
    total = (await work.session.execute(query)).scalar_one_or_none()
    if total is None:
        return None
    others = await live_invoices_of(work.session, work.company_id, invoice.quote_id)
    issued = (each.total for each in others if each.document == "issued" and each.id != invoice.id)
    return Progress(total=total, before=sum(issued))
