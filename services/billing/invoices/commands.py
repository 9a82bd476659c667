"""The verbs of invoices. Issuing is the one-way door: before it anything may change, after it nothing does."""

from __future__ import annotations

from datetime import date, timedelta

from services.accounts.queries import company as company_profile
from services.billing.credit_notes.queries import lowered
from services.billing.documents.commands import freeze
from services.billing.invoices import pricing
from services.billing.invoices.drafts import Guard as Guard
from services.billing.invoices.drafts import change as change
from services.billing.invoices.drafts import create as create
from services.billing.invoices.drafts import duplicate as duplicate
from services.billing.invoices.freezing import snapshot
from services.billing.invoices.queries import allocated_to
from services.billing.invoices.rows import lines_of, require_draft, require_issued, require_there, total
from services.billing.invoices.rows import locked as locked
from services.billing.invoices.scheduled import dues_from
from services.billing.invoices.scheduled import generate as generate
from services.billing.invoices.schemas import DeliveredIn
from services.billing.invoices.tables import Invoice
from services.billing.invoices.terms import days_to_pay
from services.billing.lines import printed_taxes
from services.billing.numbers import commands as numbers
from services.billing.payments.commands import apply_held, held_for
from services.billing.taxes.queries import missing_numbers
from services.kit import factlog
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


async def issue(work: Work, invoice_id: str, unchanged: Guard | None = None) -> Invoice:
    """Numbers and freezes the invoice: seller, buyer, lines, taxes of the day, terms. Money held on the job pays it.

    `unchanged` as for `change`: what nobody read is not issued.
    Raises 409: `invoice-not-draft`; `tax-numbers-missing` when the company says it is registered but has no
    numbers, since such an invoice would cost the client their tax credits; `invoice-due-before-issue`.
    """
    invoice = await locked(work, invoice_id)
    require_draft(invoice)
    if unchanged is not None:
        await unchanged()
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    lines = await lines_of(work, invoice.id)
    if not lines:
        raise Conflict("invoice-empty")
    await pricing.price(work, company, invoice, lines)
    if missing := missing_numbers(company, printed_taxes(invoice.taxes), work.language):
        raise Conflict("tax-numbers-missing", taxes=", ".join(missing))
    if invoice.origin == "quote":
        invoice.dues = dues_from(today, invoice.dues)
    if invoice.dues and (more := invoice.total - sum(due["amount"] for due in invoice.dues)):
        *others, last = invoice.dues  # a tax changed since: the last payment takes the difference
        invoice.dues = [*others, {**last, "amount": last["amount"] + more}]
    if invoice.dues:
        invoice.due_on = date.fromisoformat(invoice.dues[-1]["due_on"])
    if (first := pricing.first_due(invoice)) is not None and first < today:
        raise Conflict("invoice-due-before-issue", date=first.isoformat())
    invoice.issued_on = today
    own_terms = invoice.due_on is None
    invoice.due_on = invoice.due_on or today + timedelta(days=await days_to_pay(work, company, invoice))
    frozen = await snapshot(work, company, invoice, lines, own_terms=own_terms)
    taken = await numbers.take(work, "invoice")
    document = await freeze(
        work,
        frozen.model_copy(update={"number": taken.text, "applied": await held_for(work, invoice)}),
        object_id=invoice.id,
        job_id=invoice.job_id,
        contact_id=invoice.contact_id,
    )
    invoice.series, invoice.number, invoice.number_text = taken
    invoice.document, invoice.updated_at = "issued", work.now
    invoice.document_id, invoice.document_sha256 = document.id, document.document_sha256
    await work.session.flush()
    fact = facts.InvoiceIssued(
        invoice_id=invoice.id,
        number=taken.number,
        total=total(invoice),
        due_on=invoice.due_on,
        document_id=document.id,
        document_sha256=document.document_sha256,
        dues=tuple(
            facts.Due(
                due_on=date.fromisoformat(due["due_on"]), amount=Money(amount=due["amount"], currency=invoice.currency)
            )
            for due in invoice.dues
        ),
    )
    await factlog.append(work, invoice.job_id, fact)
    await apply_held(work, invoice)
    return invoice


async def send(work: Work, invoice_id: str) -> Invoice:
    """Releases an issued invoice to the client, again if asked again; the mail follows once the PDF is there."""
    invoice = await locked(work, invoice_id)
    require_issued(invoice)
    invoice.sent_count, invoice.sent_at, invoice.updated_at = invoice.sent_count + 1, work.now, work.now
    await work.session.flush()
    await factlog.append(work, invoice.job_id, facts.InvoiceSent(invoice_id=invoice.id, occurrence=invoice.sent_count))
    return invoice


async def deliver(work: Work, invoice_id: str, data: DeliveredIn) -> Invoice:
    """The client got an issued invoice by other means. Nothing is mailed now; it is followed up as one that was sent.

    Raises 404, 409 `invoice-not-issued`, 422 `date-range` (before it was issued, or ahead).
    """
    invoice = await locked(work, invoice_id)
    require_issued(invoice)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    day = data.on or today
    if not (invoice.issued_on or today) <= day <= today:
        raise Invalid([Field("/on", "date-range")])
    invoice.delivered_by, invoice.delivered_on, invoice.delivered_note = data.by, day, data.note
    invoice.delivered_at, invoice.updated_at = work.now, work.now
    await work.session.flush()
    await factlog.append(work, invoice.job_id, facts.InvoiceDelivered(invoice_id=invoice.id, by=data.by))
    return invoice


async def void(work: Work, invoice_id: str, reason: str, note: str, unchanged: Guard | None = None) -> Invoice:
    """Takes an invoice back for good. It stays listed with its number; refused while a payment is allocated to it, and once it
    was credited or written off: those would then lower nothing.

    A draft has no number and is in no books: this deletes it, and frees the visit or the part of a quote that it was made from.
    `unchanged` as for `change`: whoever deletes a draft does not void what a colleague issued meanwhile.
    """
    invoice = await locked(work, invoice_id)
    require_there(invoice)
    if unchanged is not None:
        await unchanged()
    if (await allocated_to(work.session, work.company_id, [invoice.id])).get(invoice.id):
        raise Conflict("invoice-has-payments", number=invoice.number_text or "")
    if (await lowered(work.session, work.company_id, [invoice.id])).get(invoice.id):
        raise Conflict("invoice-lowered", number=invoice.number_text or "")
    company = await company_profile(work.session, work.company_id)
    invoice.document, invoice.voided_at, invoice.updated_at = "voided", work.now, work.now
    invoice.voided_on = local_day(work.now, company.time_zone)
    invoice.void_reason, invoice.void_note = reason, note
    await work.session.flush()
    await factlog.append(work, invoice.job_id, facts.InvoiceVoided(invoice_id=invoice.id))
    return invoice


async def view(work: Work, invoice_id: str, contact_id: str) -> Invoice:
    """The client opened the invoice. Only the first time is a fact."""
    invoice = await locked(work, invoice_id)
    if invoice.contact_id != contact_id or invoice.document == "draft":
        raise NotFound("invoice")
    if invoice.viewed_at is None and invoice.document == "issued":
        invoice.viewed_at = work.now
        await work.session.flush()
        await factlog.append(work, invoice.job_id, facts.InvoiceViewed(invoice_id=invoice.id))
    return invoice
