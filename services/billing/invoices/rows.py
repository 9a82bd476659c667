"""Rows of invoices: made, read under the job's lock, and what may be done with them."""

from __future__ import annotations

from typing import Literal, cast

from sqlalchemy import select

from services.accounts.queries import CompanyProfile
from services.billing.invoices.tables import Invoice, InvoiceLine
from services.billing.numbers import commands as numbers
from services.kit import factlog, ids
from services.kit.problems import Conflict, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money

Origin = Literal["free", "quote", "progress", "visit", "recurring", "copy"]


async def locked(work: Work, invoice_id: str) -> Invoice:
    """The invoice, read under its job's lock. Raises a 404 problem."""
    mine = (Invoice.company_id == work.company_id, Invoice.id == invoice_id)
    job_id = (await work.session.execute(select(Invoice.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("invoice")
    await factlog.lock(work, job_id)
    return (
        await work.session.execute(select(Invoice).where(*mine).execution_options(populate_existing=True))
    ).scalar_one()


async def lines_of(work: Work, invoice_id: str) -> list[InvoiceLine]:
    query = (
        select(InvoiceLine)
        .where(InvoiceLine.company_id == work.company_id, InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )
    return list((await work.session.execute(query)).scalars())


def new(work: Work, company: CompanyProfile, job_id: str, contact_id: str, origin: Origin = "free") -> Invoice:
    """An empty draft; the caller adds it."""
    return Invoice(
        id=ids.new("inv"),
        company_id=work.company_id,
        job_id=job_id,
        contact_id=contact_id,
        origin=origin,
        series=numbers.MAIN,
        document="draft",
        currency=company.currency,
        subtotal=0,
        taxes=[],
        total=0,
        dues=[],
        issue="by_hand",
        sent_count=0,
        created_at=work.now,
        updated_at=work.now,
    )


def require_there(invoice: Invoice) -> None:
    """Raises 409 `invoice-voided`, or `invoice-draft-deleted` where it never had a number."""
    if invoice.document == "voided":
        if invoice.number_text is None:
            raise Conflict("invoice-draft-deleted")
        raise Conflict("invoice-voided", number=invoice.number_text)


def require_draft(invoice: Invoice) -> None:
    if invoice.number_text is None:
        require_there(invoice)
    if invoice.document != "draft":
        raise Conflict("invoice-not-draft", number=invoice.number_text or "", status=invoice.document)


def require_issued(invoice: Invoice) -> None:
    if invoice.document != "issued":
        raise Conflict("invoice-not-issued", number=invoice.number_text or "", status=invoice.document)


def total(invoice: Invoice) -> Money:
    return Money(amount=invoice.total, currency=invoice.currency)


async def record_draft(work: Work, invoice: Invoice) -> None:
    """The draft is there, or changed."""
    fact = facts.InvoiceDrafted(
        invoice_id=invoice.id,
        quote_id=invoice.quote_id,
        total=total(invoice),
        issue=cast("facts.Issue", invoice.issue),
        issue_on=invoice.issue_on,
    )
    await factlog.append(work, invoice.job_id, fact)
