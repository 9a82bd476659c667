"""What other services may ask of billing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import company as company_profile
from services.billing.credit_notes.tables import CreditNote
from services.billing.invoices.queries import kept
from services.billing.invoices.queries import shown as shown_invoices
from services.billing.invoices.tables import Invoice
from services.billing.payments.queries import shown as shown_payments
from services.billing.payments.tables import Payment, PaymentShare
from services.billing.quotes.queries import shown as shown_quotes
from services.billing.quotes.tables import Quote, QuoteVersion
from services.kit.days import local_day
from workflows.money import Money


class _Activity(BaseModel):
    model_config = ConfigDict(frozen=True)


class QuoteActivity(_Activity):
    id: str
    number: int
    number_text: str
    version: int
    status: str
    delivery: str
    total: Money
    valid_until: date | None


class InvoiceActivity(_Activity):
    id: str
    number: int | None
    number_text: str | None
    document: str
    settlement: str
    delivery: str
    delivered: bool
    """By other means than our mail."""
    overdue: bool
    total: Money
    balance: Money
    due_on: date | None


class PaymentActivity(_Activity):
    """`amount` is the job's share of the payment, `held` what of it waits for an invoice."""

    id: str
    amount: Money
    held: Money
    method: str
    received_on: date
    status: str
    receipt_number: int
    receipt_text: str


class Activities(_Activity):
    """The money part of a job's page, oldest first."""

    quotes: tuple[QuoteActivity, ...] = ()
    invoices: tuple[InvoiceActivity, ...] = ()
    payments: tuple[PaymentActivity, ...] = ()


async def activities(session: AsyncSession, job_id: str, language: str = "fr") -> Activities:
    """Every quote, invoice and payment of a job with its status; a draft that was deleted is only in the job's story."""
    quotes = list(
        (await session.execute(select(Quote).where(Quote.job_id == job_id).order_by(Quote.created_at))).scalars()
    )
    invoices = list(
        (
            await session.execute(select(Invoice).where(Invoice.job_id == job_id, kept()).order_by(Invoice.created_at))
        ).scalars()
    )
    payments = list(
        (
            await session.execute(
                select(Payment)
                .where(Payment.id.in_(select(PaymentShare.payment_id).where(PaymentShare.job_id == job_id)))
                .order_by(Payment.created_at)
            )
        ).scalars()
    )
    today = await _today(session, invoices[0].company_id) if invoices else date.min
    return Activities(
        quotes=tuple(
            QuoteActivity(
                id=each.id,
                number=each.number,
                number_text=each.number_text,
                version=each.version,
                status=each.status,
                delivery=each.delivery,
                total=each.totals.total,
                valid_until=each.valid_until,
            )
            for each in await shown_quotes(session, [(row, row.version) for row in quotes], language)
        ),
        invoices=tuple(
            InvoiceActivity(
                id=each.id,
                number=each.number,
                number_text=each.number_text,
                document=each.document,
                settlement=each.settlement,
                delivery=each.delivery,
                delivered=each.delivered is not None,
                overdue=each.overdue,
                total=each.totals.total,
                balance=each.balance,
                due_on=each.due_on,
            )
            for each in await shown_invoices(session, invoices, language, today)
        ),
        payments=tuple(
            PaymentActivity(
                id=each.id,
                amount=share.amount,
                held=share.held,
                method=each.method,
                received_on=each.received_on,
                status=each.status,
                receipt_number=each.receipt_number,
                receipt_text=each.receipt_text,
            )
            for each in await shown_payments(session, payments)
            for share in each.shares
            if share.job_id == job_id
        ),
    )


class Paper(_Activity):
    """A quote or an invoice in one line. `status` is a quote's status, or an invoice's document state."""

    id: str
    number: int | None
    number_text: str | None
    status: str
    total: Money


async def papers(session: AsyncSession, quote_ids: Iterable[str], invoice_ids: Iterable[str]) -> dict[str, Paper]:
    """Quotes and invoices by id, in a statement each."""
    quotes = (
        select(Quote.id, Quote.number, Quote.number_text, QuoteVersion.status, QuoteVersion.total, Quote.currency)
        .join(QuoteVersion, (QuoteVersion.quote_id == Quote.id) & (QuoteVersion.version == Quote.version))
        .where(Quote.id.in_(set(quote_ids)))
    )
    invoices = select(
        Invoice.id, Invoice.number, Invoice.number_text, Invoice.document, Invoice.total, Invoice.currency
    ).where(Invoice.id.in_(set(invoice_ids)))
    found = [*(await session.execute(quotes)).all(), *(await session.execute(invoices)).all()]
    return {
        row_id: Paper(
            id=row_id, number=number, number_text=text, status=status, total=Money(amount=total, currency=currency)
        )
        for row_id, number, text, status, total, currency in found
    }


async def printed(session: AsyncSession, object_ids: Iterable[str]) -> dict[str, str]:
    """The number of each quote, issued invoice, credit note and payment as it is printed, by id; drafts of invoices have none."""
    wanted = set(object_ids)
    if not wanted:
        return {}
    found: dict[str, str] = {}
    columns = (
        (Quote.id, Quote.number_text),
        (Invoice.id, Invoice.number_text),
        (Payment.id, Payment.receipt_text),
        (CreditNote.id, CreditNote.number_text),
    )
    for key, text in columns:
        rows = await session.execute(select(key, text).where(key.in_(wanted)))
        found |= {row[0]: str(row[1]) for row in rows if row[1] is not None}
    return found


async def job_of_quote(session: AsyncSession, quote_id: str) -> str | None:
    """The job of a quote; None if there is no such quote."""
    found: str | None = await session.scalar(select(Quote.job_id).where(Quote.id == quote_id))
    return found


async def existing(session: AsyncSession, kind: Literal["quote", "invoice"], object_ids: Iterable[str]) -> set[str]:
    """Those of the ids that are quotes, or invoices, of this company."""
    column = Quote.id if kind == "quote" else Invoice.id
    return set((await session.scalars(select(column).where(column.in_(set(object_ids))))).all())


async def _today(session: AsyncSession, company_id: str) -> date:
    company = await company_profile(session, company_id)
    return local_day(datetime.now(UTC), company.time_zone)
