"""Giving money back. Only what is held can be: what pays an invoice is taken off it first, by a credit note or a move."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing.documents.commands import freeze
from services.billing.numbers import commands as numbers
from services.billing.payments import books, receipts
from services.billing.payments.allocate import least, round_cash
from services.billing.payments.books import Book
from services.billing.payments.schemas import Method
from services.billing.payments.tables import Refund
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


async def refund(
    work: Work,
    payment_id: str,
    *,
    amount: Money,
    method: Method,
    reference: str = "",
    refunded_on: date | None = None,
    note: str = "",
    online_reference: str | None = None,
    pending: bool = False,
) -> Refund:
    """Gives held money of a payment back, numbers and freezes its receipt; on `refunded_on`, today unless given.

    `pending`: the provider was asked and has not confirmed; the money is reserved until `refund_succeeded` or `refund_failed`.
    With the provider's `online_reference` it happens once: asked again, the refund of then is returned as it is now.

    Raises 404, 409 `payment-over`, `payment-in-dispute`, `refund-too-large` (more than is held and not reserved), 422
    (currency, `date-range`, `refund-too-early`: the money was not free on that day yet).
    """
    book = (await books.locked(work, [payment_id]))[payment_id]
    if online_reference is not None:
        query = select(Refund).where(Refund.company_id == work.company_id, Refund.online_reference == online_reference)
        if known := await work.session.scalar(query):
            return known
    books.require_live(book)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    payment = book.payment
    if amount.currency != payment.currency:
        raise Invalid([Field("/amount/currency", "currency-mismatch", {"currency": payment.currency})])
    if refunded_on is not None and not payment.received_on <= refunded_on <= today:
        raise Invalid([Field("/refunded_on", "date-range")])
    if amount.amount > book.free:
        raise Conflict("refund-too-large", number=payment.receipt_text, held=book.money(book.free))
    day = refunded_on or today
    job_id = await _gather(work, book, amount.amount, day, today)
    row = Refund(
        id=ids.new("rfd"),
        company_id=work.company_id,
        payment_id=payment.id,
        job_id=job_id,
        amount=amount.amount,
        cash_rounding=round_cash(amount.amount) - amount.amount if method == "cash" else 0,
        currency=payment.currency,
        method=method,
        reference=reference,
        note=note,
        online_reference=online_reference,
        status="pending",
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    book.refunds.append(row)
    payment.updated_at = work.now
    await work.session.flush()
    if not pending:
        await _succeed(work, company, book, row, day)
    return row


async def refund_succeeded(work: Work, refund_id: str) -> Refund:
    """The provider gave the money back, today. Asked again, nothing happens. Raises 404, 409 `refund-over` (it failed)."""
    book, row = await _locked(work, refund_id)
    if row.status == "pending":
        company = await company_profile(work.session, work.company_id)
        await _succeed(work, company, book, row, local_day(work.now, company.time_zone))
    elif row.status == "failed":
        raise Conflict("refund-over")
    return row


async def refund_failed(work: Work, refund_id: str) -> Refund:
    """The provider could not give the money back, even after it had said so: it is held again. Asked again, nothing happens.

    Where the payment itself came back meanwhile nothing is held: the bank takes that part of it, too (`reports/books.py`).
    """
    book, row = await _locked(work, refund_id)
    if row.status == "failed":
        return row
    company = await company_profile(work.session, work.company_id)
    succeeded, row.status = row.status == "succeeded", "failed"
    if succeeded:
        row.failed_on = local_day(work.now, company.time_zone)
    row.updated_at = book.payment.updated_at = work.now
    await work.session.flush()
    if succeeded:
        fact = facts.PaymentRefundFailed(payment_id=row.payment_id, refund_id=row.id, amount=book.money(row.amount))
        await factlog.append(work, row.job_id, fact)
    return row


async def _succeed(work: Work, company: CompanyProfile, book: Book, row: Refund, day: date) -> None:
    today = local_day(work.now, company.time_zone)
    taken = await numbers.take(work, "refund")
    snapshot = await receipts.refund_receipt(work, company, book.payment, row, number=taken.text, on=day, today=today)
    document = await freeze(work, snapshot, object_id=row.id, job_id=row.job_id, contact_id=book.payment.contact_id)
    row.series, row.number, row.number_text = taken
    row.status, row.refunded_on, row.document_id, row.updated_at = "succeeded", day, document.id, work.now
    book.payment.updated_at = work.now
    await work.session.flush()
    fact = facts.PaymentRefunded(
        payment_id=row.payment_id,
        refund_id=row.id,
        amount=book.money(row.amount),
        method=row.method,
        document_id=document.id,
    )
    await factlog.append(work, row.job_id, fact)


async def _gather(work: Work, book: Book, amount: int, day: date, today: date) -> str:
    """The job that the money is given back from. Where it lies on several, it is brought together there first."""
    jobs = sorted(book.jobs, key=lambda job_id: (-book.held(job_id), job_id != book.payment.job_id))
    home, *others = jobs
    for source in others:
        missing = amount - book.held(home)
        if missing > 0:
            await books.transfer(work, book, source, home, min(missing, book.held(source)), today)
    if least(book.moves(home), day) < amount:
        raise Invalid([Field("/refunded_on", "refund-too-early")])
    return home


async def _locked(work: Work, refund_id: str) -> tuple[Book, Refund]:
    query = select(Refund.payment_id).where(Refund.company_id == work.company_id, Refund.id == refund_id)
    payment_id = await work.session.scalar(query)
    if payment_id is None:
        raise NotFound("refund")
    book = (await books.locked(work, [payment_id]))[payment_id]
    return book, next(each for each in book.refunds if each.id == refund_id)
