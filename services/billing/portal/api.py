"""`/v1/portal/{token}`: what a client may read and answer. Drafts do not exist here, nor do other contacts' documents."""

from typing import Annotated

from fastapi import Depends, Header, Response

from services.accounts.queries import company as company_profile
from services.billing.credit_notes import queries as credit_note_queries
from services.billing.credit_notes.schemas import CreditNoteOut
from services.billing.documents import pdf
from services.billing.invoices import commands as invoice_commands
from services.billing.invoices import queries as invoice_queries
from services.billing.invoices.schemas import InvoiceOut
from services.billing.lines import without_cost
from services.billing.payments import queries as payment_queries
from services.billing.payments.schemas import PaymentOut
from services.billing.quotes import answers, signature
from services.billing.quotes import queries as quote_queries
from services.billing.quotes.answers import Answer
from services.billing.quotes.schemas import (
    AcceptIn,
    AskRenewalIn,
    CancelIn,
    DeclineIn,
    PreviewIn,
    PreviewOut,
    QuoteOut,
)
from services.billing.quotes.tables import Quote
from services.billing.schemas import IdQuery, NoBody, PathId
from services.kit.app import router
from services.kit.auth import portal as portal_link
from services.kit.days import local_day
from services.kit.lists import After, Limit, Page
from services.kit.problems import NotFound
from services.kit.settings import get_settings
from services.kit.work import PortalWork

portal = router("/v1/portal/{token}", "portal")
Client = Annotated[PortalWork, Depends(portal_link)]
Agent = Annotated[str | None, Header(alias="User-Agent")]


def _link(token: str, kind: str, object_id: str) -> dict[str, str]:
    """Where the client finds page and file, by their own link."""
    settings = get_settings()
    return {
        "portal_url": f"{settings.url_dashboard}/c/{token}/{kind}/{object_id}",
        "pdf_url": f"{settings.url_billing}/v1/portal/{token}/{kind}/{object_id}/pdf",
    }


# ── quotes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _clean_quote(quote: QuoteOut, token: str) -> QuoteOut:
    """Without what is the office's: drafts in the making, where an acceptance came from, how it is invoiced."""
    hidden = {"ip": None, "user_agent": None, "note": "", "how": None, "file_id": None, "file_sha256": None}
    accepted = quote.accepted and quote.accepted.model_copy(update=hidden)
    sent = tuple(each for each in quote.versions if each.sent_at is not None)
    update = {
        "accepted": accepted,
        "versions": sent,
        "invoicing": None,
        "delivered": None,
        **_link(token, "quotes", quote.id),
    }
    return quote.model_copy(update=update | {"lines": without_cost(quote.lines)})


async def _quote_row(work: PortalWork, quote_id: str) -> Quote:
    row = await quote_queries.quote_row(work.session, work.company_id, quote_id)
    if row.contact_id != work.contact_id or row.open_version is None:
        raise NotFound("quote")
    return row


async def _quote(work: PortalWork, token: str, quote_id: str) -> QuoteOut:
    row = await _quote_row(work, quote_id)
    quote = await quote_queries.quote(work.session, work.company_id, quote_id, work.language, version=row.open_version)
    return _clean_quote(quote, token)


@portal.get("/quotes")
async def client_quotes(work: Client, token: str, limit: Limit = 50, after: After = None) -> Page[QuoteOut]:
    data, info = await quote_queries.quotes(
        work.session,
        work.company_id,
        work.language,
        limit=limit,
        after=after,
        contact_id=work.contact_id,
        released=True,
    )
    return Page(data=[_clean_quote(each, token) for each in data], page=info)


@portal.get("/quotes/{quote_id}")
async def client_quote(work: Client, token: str, quote_id: PathId) -> QuoteOut:
    """The version that was last sent. Reading is not viewing: mail scanners read, people view (see `view`)."""
    return await _quote(work, token, quote_id)


@portal.post("/quotes/{quote_id}/view")
async def client_views_quote(work: Client, token: str, quote_id: PathId, body: NoBody | None = None) -> QuoteOut:
    await answers.view(work, quote_id, work.contact_id)
    return await _quote(work, token, quote_id)


@portal.post("/quotes/{quote_id}/accept")
async def client_accepts_quote(
    work: Client, token: str, quote_id: PathId, data: AcceptIn, user_agent: Agent = None
) -> QuoteOut:
    answer = Answer(
        by="contact",
        version=data.version,
        sha256=data.document_sha256,
        name=data.name,
        options=data.options,
        schedule=data.schedule,
        alternative=data.alternative,
        signature=data.signature,
        user_agent=user_agent,
        contact_id=work.contact_id,
    )
    await answers.accept(work, quote_id, answer)
    return await _quote(work, token, quote_id)


@portal.post("/quotes/{quote_id}/decline")
async def client_declines_quote(work: Client, token: str, quote_id: PathId, data: DeclineIn) -> QuoteOut:
    answer = Answer(by="contact", version=data.version, reason=data.reason, contact_id=work.contact_id)
    await answers.decline(work, quote_id, answer)
    return await _quote(work, token, quote_id)


@portal.post("/quotes/{quote_id}/preview")
async def client_previews_choice(work: Client, token: str, quote_id: PathId, data: PreviewIn) -> PreviewOut:
    """What the client's choice comes to, while they choose. Nothing is stored."""
    row = await _quote_row(work, quote_id)
    return await answers.preview(work.session, row, data, work.language)


@portal.post("/quotes/{quote_id}/ask-renewal")
async def client_asks_renewal(work: Client, token: str, quote_id: PathId, data: AskRenewalIn) -> QuoteOut:
    """The client would still like a quote that expired."""
    await answers.ask_renewal(work, quote_id, data.version, work.contact_id)
    return await _quote(work, token, quote_id)


@portal.post("/quotes/{quote_id}/cancel")
async def client_cancels_contract(work: Client, token: str, quote_id: PathId, data: CancelIn) -> QuoteOut:
    """An itinerant contract, within the ten days of the law."""
    await answers.cancel(work, quote_id, data.version, data.reason, work.contact_id)
    return await _quote(work, token, quote_id)


@portal.get("/quotes/{quote_id}/signature", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def client_signature(work: Client, token: str, quote_id: PathId) -> Response:
    await _quote_row(work, quote_id)
    return await signature.respond(work.session, work.company_id, quote_id)


@portal.get("/quotes/{quote_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def client_quote_pdf(work: Client, token: str, quote_id: PathId) -> Response:
    quote = await _quote(work, token, quote_id)
    row = await quote_queries.version_row(work.session, work.company_id, quote.id, quote.version)
    if row.document_id is None:
        raise NotFound("quote")
    return await pdf.respond(work.session, row.document_id)


# ── invoices ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _clean_invoice(invoice: InvoiceOut, token: str) -> InvoiceOut:
    """Without what the lines cost the company, and what the office noted about its delivery."""
    return invoice.model_copy(
        update={"delivered": None, "lines": without_cost(invoice.lines), **_link(token, "invoices", invoice.id)}
    )


async def _invoice(work: PortalWork, token: str, invoice_id: str) -> InvoiceOut:
    row = await invoice_queries.invoice_row(work.session, work.company_id, invoice_id)
    if row.contact_id != work.contact_id or not row.released:
        raise NotFound("invoice")
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    shown = await invoice_queries.shown(work.session, [row], work.language, today)
    return _clean_invoice(shown[0], token)


@portal.get("/invoices")
async def client_invoices(work: Client, token: str, limit: Limit = 50, after: After = None) -> Page[InvoiceOut]:
    company = await company_profile(work.session, work.company_id)
    data, info = await invoice_queries.invoices(
        work.session,
        work.company_id,
        work.language,
        local_day(work.now, company.time_zone),
        limit=limit,
        after=after,
        contact_id=work.contact_id,
        released=True,
    )
    return Page(data=[_clean_invoice(each, token) for each in data], page=info)


@portal.get("/invoices/{invoice_id}")
async def client_invoice(work: Client, token: str, invoice_id: PathId) -> InvoiceOut:
    return await _invoice(work, token, invoice_id)


@portal.post("/invoices/{invoice_id}/view")
async def client_views_invoice(work: Client, token: str, invoice_id: PathId, body: NoBody | None = None) -> InvoiceOut:
    await _invoice(work, token, invoice_id)
    await invoice_commands.view(work, invoice_id, work.contact_id)
    return await _invoice(work, token, invoice_id)


@portal.get("/invoices/{invoice_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def client_invoice_pdf(work: Client, token: str, invoice_id: PathId) -> Response:
    await _invoice(work, token, invoice_id)
    row = await invoice_queries.invoice_row(work.session, work.company_id, invoice_id)
    if row.document_id is None:
        raise NotFound("invoice")
    return await pdf.respond(work.session, row.document_id)


# ── credit notes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _clean_credit_note(note: CreditNoteOut, token: str) -> CreditNoteOut:
    """Without what the office wrote to itself."""
    return note.model_copy(update={"note": "", "pdf_url": _link(token, "credit-notes", note.id)["pdf_url"]})


@portal.get("/credit-notes")
async def client_credit_notes(
    work: Client, token: str, limit: Limit = 50, after: After = None, invoice_id: IdQuery = None
) -> Page[CreditNoteOut]:
    """Of the invoices that the client got, or of one of them."""
    data, info = await credit_note_queries.credit_notes(
        work.session,
        work.company_id,
        work.language,
        limit=limit,
        after=after,
        invoice_id=invoice_id,
        contact_id=work.contact_id,
        released=True,
    )
    return Page(data=[_clean_credit_note(each, token) for each in data], page=info)


@portal.get("/credit-notes/{note_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def client_credit_note_pdf(work: Client, token: str, note_id: PathId) -> Response:
    note = await credit_note_queries.note_row(work.session, work.company_id, note_id)
    invoice = await invoice_queries.invoice_row(work.session, work.company_id, note.invoice_id)
    if invoice.contact_id != work.contact_id or not invoice.released:
        raise NotFound("credit-note")
    return await pdf.respond(work.session, note.document_id)


# ── payments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _clean_payment(payment: PaymentOut, token: str) -> PaymentOut:
    """Without what the office wrote to itself."""
    refunds = tuple(
        each.model_copy(update={"note": "", "pdf_url": _link(token, "refunds", each.id)["pdf_url"]})
        for each in payment.refunds
    )
    update = {
        "pdf_url": _link(token, "payments", payment.id)["pdf_url"],
        "refunds": refunds,
        "voided": payment.voided and payment.voided.model_copy(update={"reason": ""}),
        "returned": payment.returned and payment.returned.model_copy(update={"note": ""}),
    }
    return payment.model_copy(update=update)


@portal.get("/payments")
async def client_payments(work: Client, token: str, limit: Limit = 50, after: After = None) -> Page[PaymentOut]:
    data, info = await payment_queries.payments(
        work.session, work.company_id, limit=limit, after=after, contact_id=work.contact_id
    )
    return Page(data=[_clean_payment(each, token) for each in data], page=info)


@portal.get("/payments/{payment_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def client_receipt_pdf(work: Client, token: str, payment_id: PathId) -> Response:
    row = await payment_queries.payment_row(work.session, work.company_id, payment_id)
    if row.contact_id != work.contact_id:
        raise NotFound("payment")
    return await pdf.respond(work.session, row.document_id)


@portal.get("/refunds/{refund_id}/pdf", response_class=Response, responses=pdf.RESPONSES)
async def client_refund_pdf(work: Client, token: str, refund_id: PathId) -> Response:
    row = await payment_queries.refund_row(work.session, work.company_id, refund_id)
    payment = await payment_queries.payment_row(work.session, work.company_id, row.payment_id)
    if payment.contact_id != work.contact_id or row.document_id is None:
        raise NotFound("refund")
    return await pdf.respond(work.session, row.document_id)
