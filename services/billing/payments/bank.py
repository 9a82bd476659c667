"""What the bank does to a payment that came in: takes it back, lets the client dispute it, decides.

These are facts, not wishes: they are recorded whatever the books were, and asked again they change nothing.
"""

from __future__ import annotations

from datetime import date

from services.accounts.queries import company as company_profile
from services.billing.payments import books
from services.billing.payments.allocate import distribute
from services.billing.payments.books import Book
from services.billing.payments.schemas import ReturnReason
from services.billing.payments.tables import Payment
from services.kit import factlog
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


async def returned(
    work: Work, payment_id: str, *, reason: ReturnReason, returned_on: date | None = None, note: str = ""
) -> Payment:
    """The bank took it back: everything that it paid is owed again. What was refunded of it before stays refunded,
    unless that refund fails later.

    A payment that is already returned is answered as it is.

    Raises 404, 409 `payment-over` (voided), `refund-pending` (the provider must decide that first), 422 `date-range`,
    `return-too-early` (money of it was moved or given back after that day).
    """
    book = (await books.locked(work, [payment_id]))[payment_id]
    payment = book.payment
    if payment.status == "returned":
        return payment
    books.require_live(book, undisputed=False)
    if any(each.status == "pending" for each in book.refunds):
        raise Conflict("refund-pending", number=payment.receipt_text)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    day = returned_on or today
    if not payment.received_on <= day <= today:
        raise Invalid([Field("/returned_on", "date-range")])
    if day < _last_change(book):
        raise Invalid([Field("/returned_on", "return-too-early")])
    await books.release_all(work, book, day)
    payment.status, payment.returned_at, payment.returned_on = "returned", work.now, day
    payment.return_reason, payment.return_note, payment.updated_at = reason, note, work.now
    await work.session.flush()
    for job_id in book.jobs:
        if book.share(job_id):
            await factlog.append(work, job_id, facts.PaymentReturned(payment_id=payment.id, reason=reason))
    return payment


async def disputed(work: Work, payment_id: str, *, amount: Money | None = None) -> Payment:
    """The client asked their bank for the money back. It lies still until the bank decides: `dispute_won`, or `returned`
    with `dispute_lost`. Without `amount`, everything that was not refunded. One that is already disputed is answered as it is.

    Raises 404, 409 `payment-over`, `dispute-too-large`, 422 (currency).
    """
    book = (await books.locked(work, [payment_id]))[payment_id]
    payment = book.payment
    books.require_live(book, undisputed=False)
    if payment.in_dispute:
        return payment
    most = payment.amount - sum(each.amount for each in book.refunds if each.status != "failed")
    if amount is not None and amount.currency != payment.currency:
        raise Invalid([Field("/amount/currency", "currency-mismatch", {"currency": payment.currency})])
    cents = most if amount is None else amount.amount
    if not 0 < cents <= most:
        raise Conflict("dispute-too-large", number=payment.receipt_text, amount=book.money(most))
    company = await company_profile(work.session, work.company_id)
    payment.disputed_on, payment.dispute_won_on = local_day(work.now, company.time_zone), None
    payment.dispute_amount, payment.updated_at = cents, work.now
    await work.session.flush()
    for job_id, part in _parts(book):
        await factlog.append(work, job_id, facts.PaymentDisputed(payment_id=payment.id, amount=book.money(part)))
    return payment


async def dispute_won(work: Work, payment_id: str) -> Payment:
    """The bank decided for the company. Without an open dispute nothing happens. Raises 404, 409 `payment-over`."""
    book = (await books.locked(work, [payment_id]))[payment_id]
    payment = book.payment
    books.require_live(book, undisputed=False)
    if not payment.in_dispute:
        return payment
    company = await company_profile(work.session, work.company_id)
    payment.dispute_won_on, payment.updated_at = local_day(work.now, company.time_zone), work.now
    await work.session.flush()
    for job_id, _ in _parts(book):
        await factlog.append(work, job_id, facts.PaymentDisputeWon(payment_id=payment.id))
    return payment


def _parts(book: Book) -> list[tuple[str, int]]:
    """The disputed amount over the jobs that have a share, the one with the receipt first."""
    jobs = sorted(book.jobs, key=lambda job_id: job_id != book.payment.job_id)
    shares = distribute(book.payment.dispute_amount or 0, [book.share(each) - book.given(each) for each in jobs])
    return [(job_id, part) for job_id, part in zip(jobs, shares, strict=True) if part > 0]


def _last_change(book: Book) -> date:
    """The last day on which money of it was released, moved to another job or given back."""
    days = [each.effective_on for each in book.shares]
    days += [each.released_on for each, _ in book.allocations if each.released_on is not None]
    days += [each for refund in book.refunds for each in (refund.refunded_on, refund.failed_on) if each is not None]
    return max(days)
