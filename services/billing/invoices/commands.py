"""The verbs of invoices. Issuing is the one-way door: before it anything may change, after it nothing does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.documents import build
from services.billing.documents.commands import freeze
from services.billing.documents.snapshot import Snapshot, frozen_instant
from services.billing.invoices.queries import allocated_to, live_invoices_of
from services.billing.invoices.schemas import InvoiceIn, InvoicePatch
from services.billing.invoices.tables import Invoice, InvoiceLine
from services.billing.numbers import commands as numbers
from services.billing.quotes.tables import Quote, QuoteLine, QuoteVersion
from services.billing.schemas import LineIn
from services.billing.taxes.queries import charged
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.texts import t
from services.kit.work import Work
from workflows import facts
from workflows.money import Money

FURTHEST = timedelta(days=731)
Guard = Callable[[], Awaitable[None]]


async def create(work: Work, data: InvoiceIn) -> Invoice:
    """A draft without a number. Raises 404 (job), 422."""
    await factlog.lock(work, data.job_id)
    job = await brief(work.session, data.job_id)
    company = await company_profile(work.session, work.company_id)
    await document_lines.check(work.session, work.company_id, company.currency, data.lines)
    invoice = _new(work, company, data.job_id, job.contact_id)
    invoice.due_on = data.due_on
    _check_due(work, company, invoice)
    work.session.add(invoice)
    await work.session.flush()
    await _write_lines(work, company, invoice, data.lines)
    await _record_draft(work, invoice)
    return invoice


async def generate(work: Work, quote_id: str) -> list[Invoice]:
    """The invoice of an accepted quote, in draft, with the lines and options that were accepted.

    What was generated before and not voided is returned as it is, so asking twice makes nothing twice.
    """
    mine = (Quote.company_id == work.company_id, Quote.id == quote_id)
    job_id = (await work.session.execute(select(Quote.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("quote")
    await factlog.lock(work, job_id)
    quote = (await work.session.execute(select(Quote).where(*mine))).scalar_one()
    accepted = select(QuoteVersion).where(
        QuoteVersion.company_id == work.company_id,
        QuoteVersion.quote_id == quote_id,
        QuoteVersion.status == "accepted",
    )
    version = (await work.session.execute(accepted)).scalar_one_or_none()
    if version is None:
        raise Conflict("quote-not-accepted", number=quote.number)
    if existing := await live_invoices_of(work.session, work.company_id, quote_id):
        return existing
    company = await company_profile(work.session, work.company_id)
    invoice = _new(work, company, quote.job_id, quote.contact_id)
    invoice.quote_id = quote.id
    work.session.add(invoice)
    await work.session.flush()
    of_version = (
        select(QuoteLine)
        .where(
            QuoteLine.company_id == work.company_id,
            QuoteLine.quote_id == quote_id,
            QuoteLine.version == version.version,
        )
        .order_by(QuoteLine.position)
    )
    chosen = [line for line in (await work.session.execute(of_version)).scalars() if not line.optional or line.chosen]
    copied = ("item_id", "description", "quantity", "unit", "unit_price", "taxable", "amount")
    rows = [
        InvoiceLine(
            id=ids.new("iln"),
            company_id=work.company_id,
            invoice_id=invoice.id,
            position=position,
            **{name: getattr(line, name) for name in copied},
        )
        for position, line in enumerate(chosen)
    ]
    work.session.add_all(rows)
    await _price(work, company, invoice, rows)
    await work.session.flush()
    await _record_draft(work, invoice)
    return [invoice]


async def change(work: Work, invoice_id: str, data: InvoicePatch, unchanged: Guard) -> Invoice:
    """Changes the draft; `unchanged` is asked under the lock and raises if the caller edited an older one."""
    invoice = await locked(work, invoice_id)
    await unchanged()
    _require_draft(invoice)
    company = await company_profile(work.session, work.company_id)
    if "due_on" in data.model_fields_set:
        invoice.due_on = data.due_on
        _check_due(work, company, invoice)
    if data.lines is not None:
        await document_lines.check(work.session, work.company_id, company.currency, data.lines)
        await _write_lines(work, company, invoice, data.lines)
    invoice.updated_at = work.now
    await work.session.flush()
    await _record_draft(work, invoice)
    return invoice


async def issue(work: Work, invoice_id: str) -> Invoice:
    """Numbers and freezes the invoice: seller, buyer, lines, taxes of the day, terms.

    Raises 409: `invoice-not-draft`; `company-without-tax-numbers` when the company says it is registered but has no
    numbers, since such an invoice would cost the client their tax credits; `invoice-due-before-issue`.
    """
    invoice = await locked(work, invoice_id)
    _require_draft(invoice)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    lines = await lines_of(work, invoice.id)
    if not lines:
        raise Conflict("invoice-empty")
    await _price(work, company, invoice, lines)
    if any(not each["registration"] for each in invoice.taxes):
        raise Conflict("company-without-tax-numbers")
    if invoice.due_on is not None and invoice.due_on < today:
        raise Conflict("invoice-due-before-issue", date=invoice.due_on.isoformat())
    invoice.issued_on = today
    own_terms = invoice.due_on is None
    invoice.due_on = invoice.due_on or today + timedelta(days=company.payment_terms_days)
    frozen = await snapshot(work, company, invoice, lines, own_terms=own_terms)
    taken = await numbers.take(work, "invoice")
    document = await freeze(
        work,
        frozen.model_copy(update={"number": taken.text}),
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
        total=_total(invoice),
        due_on=invoice.due_on,
        document_id=document.id,
        document_sha256=document.document_sha256,
    )
    await factlog.append(work, invoice.job_id, fact)
    return invoice


async def send(work: Work, invoice_id: str) -> Invoice:
    """Releases an issued invoice to the client, again if asked again; the mail follows once the PDF is there."""
    invoice = await locked(work, invoice_id)
    if invoice.document != "issued":
        raise Conflict("invoice-not-issued", number=invoice.number or 0, status=invoice.document)
    invoice.sent_count, invoice.sent_at, invoice.updated_at = invoice.sent_count + 1, work.now, work.now
    await work.session.flush()
    await factlog.append(work, invoice.job_id, facts.InvoiceSent(invoice_id=invoice.id, occurrence=invoice.sent_count))
    return invoice


async def void(work: Work, invoice_id: str, reason: str, note: str) -> Invoice:
    """Takes an invoice back for good. It stays listed with its number; refused while a payment is allocated to it."""
    invoice = await locked(work, invoice_id)
    if invoice.document == "voided":
        raise Conflict("invoice-voided", number=invoice.number or 0)
    if (await allocated_to(work.session, work.company_id, [invoice.id])).get(invoice.id):
        raise Conflict("invoice-has-payments", number=invoice.number or 0)
    invoice.document, invoice.voided_at, invoice.updated_at = "voided", work.now, work.now
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


async def snapshot(
    work: Work, company: CompanyProfile, invoice: Invoice, lines: Sequence[InvoiceLine], *, own_terms: bool = True
) -> Snapshot:
    """What the invoice says, as it would be frozen now. `own_terms`: the due date follows from the company's terms."""
    contact = await contact_view(work.session, invoice.contact_id)
    job = await brief(work.session, invoice.job_id)
    language = build.language_of(contact)
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
        due_on=invoice.due_on or today + timedelta(days=company.payment_terms_days),
        quote_number=quote_number,
        seller=build.seller(company),
        buyer=build.buyer(contact),
        currency=invoice.currency,
        lines=build.lines(lines),
        subtotal=invoice.subtotal,
        taxes=build.taxes(invoice.taxes, language),
        total=invoice.total,
        payment_terms_days=company.payment_terms_days if own_terms else None,
        terms=build.terms(company, "invoice", language),
        frozen_at=frozen_instant(work.now),
    )


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def locked(work: Work, invoice_id: str) -> Invoice:
    """The invoice, read under its job's lock. Raises a 404 problem."""
    mine = (Invoice.company_id == work.company_id, Invoice.id == invoice_id)
    job_id = (await work.session.execute(select(Invoice.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("invoice")
    await factlog.lock(work, job_id)
    return (await work.session.execute(select(Invoice).where(*mine))).scalar_one()


async def lines_of(work: Work, invoice_id: str) -> list[InvoiceLine]:
    query = (
        select(InvoiceLine)
        .where(InvoiceLine.company_id == work.company_id, InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )
    return list((await work.session.execute(query)).scalars())


def _new(work: Work, company: CompanyProfile, job_id: str, contact_id: str) -> Invoice:
    return Invoice(
        id=ids.new("inv"),
        company_id=work.company_id,
        job_id=job_id,
        contact_id=contact_id,
        series=numbers.MAIN,
        document="draft",
        currency=company.currency,
        subtotal=0,
        taxes=[],
        total=0,
        sent_count=0,
        created_at=work.now,
        updated_at=work.now,
    )


async def _write_lines(work: Work, company: CompanyProfile, invoice: Invoice, lines: Sequence[LineIn]) -> None:
    """Replaces the draft's lines and its totals. Every line of an invoice counts: options belong to quotes."""
    if wrong := [Field(f"/lines/{i}/optional", "option-on-invoice") for i, line in enumerate(lines) if line.optional]:
        raise Invalid(wrong)
    old = delete(InvoiceLine).where(InvoiceLine.company_id == work.company_id, InvoiceLine.invoice_id == invoice.id)
    await work.session.execute(old)
    rows = [
        InvoiceLine(
            id=ids.new("iln"),
            company_id=work.company_id,
            invoice_id=invoice.id,
            **document_lines.columns(line, position),
        )
        for position, line in enumerate(lines)
    ]
    work.session.add_all(rows)
    await _price(work, company, invoice, rows)
    await work.session.flush()


async def _price(work: Work, company: CompanyProfile, invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    taxes = await charged(work.session, company, local_day(work.now, company.time_zone))
    result = document_lines.compute(document_lines.priced(lines), taxes)
    invoice.subtotal, invoice.total = result.subtotal, result.total
    invoice.taxes = document_lines.stored_taxes(result, taxes)


def _check_due(work: Work, company: CompanyProfile, invoice: Invoice) -> None:
    today = local_day(work.now, company.time_zone)
    if invoice.due_on is not None and not today <= invoice.due_on <= today + FURTHEST:
        raise Invalid([Field("/due_on", "date-range")])


def _require_draft(invoice: Invoice) -> None:
    if invoice.document != "draft":
        raise Conflict("invoice-not-draft", number=invoice.number or 0, status=invoice.document)


def _total(invoice: Invoice) -> Money:
    return Money(amount=invoice.total, currency=invoice.currency)


async def _record_draft(work: Work, invoice: Invoice) -> None:
    fact = facts.InvoiceDrafted(invoice_id=invoice.id, quote_id=invoice.quote_id, total=_total(invoice))
    await factlog.append(work, invoice.job_id, fact)
