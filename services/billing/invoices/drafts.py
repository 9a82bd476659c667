"""Drafts: free, of an accepted quote, or a copy of another invoice. A draft has no number and may change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from services.accounts.queries import company as company_profile
from services.billing import lines as document_lines
from services.billing.invoices import pricing, rows
from services.billing.invoices.schemas import InvoiceIn, InvoicePatch
from services.billing.invoices.tables import Invoice
from services.billing.quotes import answers
from services.billing.quotes.tables import Quote, QuoteVersion
from services.jobs.folders.queries import brief
from services.kit import factlog
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work

Guard = Callable[[], Awaitable[None]]


async def create(work: Work, data: InvoiceIn, origin: rows.Origin = "free") -> Invoice:
    """A draft without a number. Raises 404 (job), 422."""
    await factlog.lock(work, data.job_id)
    job = await brief(work.session, data.job_id)
    company = await company_profile(work.session, work.company_id)
    invoice = rows.new(work, company, data.job_id, job.contact_id, origin)
    work.session.add(invoice)
    await work.session.flush()
    await pricing.set_discount(work, company, invoice, data.discount)
    await pricing.write_lines(work, company, invoice, data.lines)
    pricing.set_due(work, company, invoice, data.due_on, data.dues)
    await work.session.flush()
    await rows.record_draft(work, invoice)
    return invoice


async def invoiceable(work: Work, quote_id: str) -> tuple[Quote, QuoteVersion]:
    """As `accepted`, where money may be asked for: 409 `quote-cancellable` while the law lets the client cancel."""
    found = await accepted(work, quote_id)
    await answers.require_no_way_back(work, quote_id)
    return found


async def accepted(work: Work, quote_id: str) -> tuple[Quote, QuoteVersion]:
    """The quote and its accepted version, under the job's lock. Raises 404, 409 `quote-not-accepted`."""
    mine = (Quote.company_id == work.company_id, Quote.id == quote_id)
    job_id = (await work.session.execute(select(Quote.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("quote")
    await factlog.lock(work, job_id)
    quote = (await work.session.execute(select(Quote).where(*mine))).scalar_one()
    query = select(QuoteVersion).where(
        QuoteVersion.company_id == work.company_id,
        QuoteVersion.quote_id == quote_id,
        QuoteVersion.status == "accepted",
    )
    version = (await work.session.execute(query)).scalar_one_or_none()
    if version is None:
        raise Conflict("quote-not-accepted", number=quote.number_text)
    return quote, version


async def duplicate(work: Work, invoice_id: str) -> Invoice:
    """A new draft of the same job with the lines of an invoice; prices stay, taxes and dates are those of today."""
    old = await rows.locked(work, invoice_id)
    company = await company_profile(work.session, work.company_id)
    copy = rows.new(work, company, old.job_id, old.contact_id, "copy")
    copy.discount = old.discount
    work.session.add(copy)
    await work.session.flush()
    lines = await rows.lines_of(work, old.id)
    columns = [
        {"position": n, **{name: getattr(line, name) for name in document_lines.COPIED}} for n, line in enumerate(lines)
    ]
    await pricing.price(work, company, copy, await pricing.replace_lines(work, copy, columns))
    await work.session.flush()
    await rows.record_draft(work, copy)
    return copy


async def change(work: Work, invoice_id: str, data: InvoicePatch, unchanged: Guard) -> Invoice:
    """Changes the draft; `unchanged` is asked under the lock and raises if the caller edited an older one.

    Raises 409 `invoice-not-draft`, `invoice-share-fixed` (the lines of a part of a quote follow from the quote); 422.
    """
    invoice = await rows.locked(work, invoice_id)
    await unchanged()
    rows.require_draft(invoice)
    company = await company_profile(work.session, work.company_id)
    given = data.model_fields_set
    if invoice.origin == "progress" and (data.lines is not None or data.discount is not None):
        raise Conflict("invoice-share-fixed")
    if "discount" in given:
        await pricing.set_discount(work, company, invoice, data.discount)
    if data.lines is not None:
        await pricing.write_lines(work, company, invoice, data.lines)
    elif "discount" in given:
        await pricing.price(work, company, invoice, await rows.lines_of(work, invoice.id))
    if "issue_on" in given:
        pricing.set_issue(work, company, invoice, data.issue_on)
    if given & {"due_on", "dues"}:
        pricing.set_due(work, company, invoice, data.due_on, data.dues)
    elif sum(due["amount"] for due in invoice.dues) not in (0, invoice.total):
        raise Invalid([Field("/dues", "dues-sum")])
    if given & {"issue_on", "due_on", "dues"}:
        pricing.check_days(invoice)
    invoice.updated_at = work.now
    await work.session.flush()
    await rows.record_draft(work, invoice)
    return invoice
