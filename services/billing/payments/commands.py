"""The verbs of payments: record and void. A payment is recorded in full whatever is owed: nobody can refuse a cheque that is
banked. What follows on one is in `credit.py` (put on invoices, taken off, moved), `refunds.py` and `bank.py` (returned,
disputed); other parts of billing find all of it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing.documents.commands import freeze
from services.billing.documents.snapshot import Applied
from services.billing.numbers import commands as numbers
from services.billing.payments import books, receipts, wants
from services.billing.payments.allocate import SMALLEST_COIN, Cash, distribute, settle_cash
from services.billing.payments.bank import dispute_won as dispute_won
from services.billing.payments.bank import disputed as disputed
from services.billing.payments.bank import returned as returned
from services.billing.payments.books import Book
from services.billing.payments.credit import apply_held as apply_held
from services.billing.payments.credit import held_for as held_for
from services.billing.payments.credit import release as release
from services.billing.payments.refunds import refund as refund
from services.billing.payments.refunds import refund_failed as refund_failed
from services.billing.payments.refunds import refund_succeeded as refund_succeeded
from services.billing.payments.schemas import PaymentIn
from services.billing.payments.tables import Payment
from services.billing.payments.wants import Want
from services.billing.quotes.tables import Quote, QuoteVersion
from services.jobs.folders.queries import briefs
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts

OLDEST = timedelta(days=3653)
"""Nobody records a payment of more than ten years ago: it is a typing error."""
NO_DEPOSIT = ("draft", "declined", "voided")
"""Statuses of a quote for which nobody can have paid a deposit."""


@dataclass
class Target:
    """Where the money goes, looked up before the locks: every job that may get some, the one that was named, and the invoices."""

    jobs: list[str]
    named: str | None = None
    invoice_ids: list[str] = field(default_factory=list)


async def record(
    work: Work, data: PaymentIn, *, attempt_id: str | None = None, online_reference: str | None = None
) -> Payment:
    """Records money that came in, allocates it, numbers and freezes its receipt.

    With an `attempt_id` (`pat_…`, of an online payment) it is recorded once: asked again, the payment of then is returned as it
    is now. `online_reference` is what the provider calls it.

    Raises 404 (job, contact, quote, invoice), 409 `invoice-not-issued`, `quote-takes-no-deposit`, 422 (currency, dates, sums,
    several clients).
    """
    target = await _target(work, data)
    await factlog.lock(work, *target.jobs)
    if attempt_id is not None and (known := await _of_attempt(work, attempt_id)):
        return known
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    received_on = _check(company, data, today)
    contact_id = await _contact(work, data, target.jobs)
    quote = await _check_quote(work, data)
    found, cash = await _wants(work, data, target)
    amounts = _amounts(data, found, cash)
    payment = Payment(
        id=ids.new("pay"),
        company_id=work.company_id,
        job_id=_home(target.named, target, found, amounts, cash.credited),
        contact_id=contact_id,
        quote_id=data.quote_id,
        attempt_id=attempt_id,
        online_reference=online_reference,
        amount=cash.credited,
        cash_rounding=cash.rounding,
        currency=company.currency,
        method=data.method,
        reference=data.reference,
        received_on=received_on,
        status="received",
        created_at=work.now,
        updated_at=work.now,
    )
    await _write(work, company, payment, found, amounts, today, quote)
    return payment


async def void(work: Work, payment_id: str, reason: str) -> Payment:
    """Recorded by mistake: everything it paid is owed again. The receipt keeps its number.

    Raises 404, 409 `payment-not-voidable`, `payment-was-refunded` (money that was given back was there), `payment-in-dispute`.
    """
    book = (await books.locked(work, [payment_id]))[payment_id]
    payment = book.payment
    if payment.status != "received":
        raise Conflict("payment-not-voidable", number=payment.receipt_text)
    if any(each.status != "failed" for each in book.refunds):
        raise Conflict("payment-was-refunded", number=payment.receipt_text)
    if payment.in_dispute:
        raise Conflict("payment-in-dispute", number=payment.receipt_text)
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    await books.release_all(work, book, today)
    payment.status, payment.voided_at, payment.voided_on, payment.void_reason = "voided", work.now, today, reason
    payment.updated_at = work.now
    await work.session.flush()
    for job_id in book.jobs:
        if book.share(job_id):
            await factlog.append(work, job_id, facts.PaymentVoided(payment_id=payment.id))
    return payment


async def _write(
    work: Work,
    company: CompanyProfile,
    payment: Payment,
    found: Sequence[Want],
    amounts: Sequence[int],
    today: date,
    quote: str,
) -> None:
    """Number, document, rows, and one fact for each job with that job's share."""
    payment.receipt_series, payment.receipt_number, payment.receipt_text = await numbers.take(work, "receipt")
    paid = [(want, amount) for want, amount in zip(found, amounts, strict=True) if amount > 0]
    applied = [
        Applied(invoice=want.invoice.number_text or "", amount=amount, balance=want.balance - amount)
        for want, amount in paid
    ]
    snapshot = await receipts.receipt(work, company, payment, applied, today, quote)
    document = await freeze(work, snapshot, object_id=payment.id, job_id=payment.job_id, contact_id=payment.contact_id)
    payment.document_id = document.id
    work.session.add(payment)
    await work.session.flush()
    book = Book(payment)
    shares = {payment.job_id: payment.amount - sum(amount for _, amount in paid)}
    allocations: dict[str, list[facts.Allocation]] = {}
    for want, amount in paid:
        job_id = want.invoice.job_id
        shares[job_id] = shares.get(job_id, 0) + amount
        day = want.since(amount, max(payment.received_on, want.invoice.issued_on or today))
        books.add(work, book, want.invoice, amount, day)
        allocation = facts.Allocation(invoice_id=want.invoice.id, amount=book.money(amount))
        allocations.setdefault(job_id, []).append(allocation)
    for job_id, amount in shares.items():
        books.share(work, book, job_id, amount, payment.received_on)
    await work.session.flush()
    for job_id, amount in shares.items():
        home = job_id == payment.job_id
        fact = facts.PaymentReceived(
            payment_id=payment.id,
            amount=book.money(amount),
            method=payment.method,
            allocations=tuple(allocations.get(job_id, ())),
            receipt_number=payment.receipt_number,
            document_id=document.id if home else None,
            quote_id=payment.quote_id if home else None,
            attempt_id=payment.attempt_id,
        )
        await factlog.append(work, job_id, fact)


# ── where it goes ────────────────────────────────────────────────────────────────────────────────────────────────────


async def _target(work: Work, data: PaymentIn) -> Target:
    wanted = [each.invoice_id for each in data.allocations or ()]
    if len(set(wanted)) < len(wanted):
        raise Invalid([Field("/allocations", "invoice-twice")])
    jobs = [data.job_id] if data.job_id else []
    if data.quote_id is not None:
        query = select(Quote.job_id).where(Quote.company_id == work.company_id, Quote.id == data.quote_id)
        job_id = await work.session.scalar(query)
        if job_id is None:
            raise NotFound("quote")
        if jobs and jobs != [job_id]:
            raise Invalid([Field("/quote_id", "quote-of-another-job")])
        jobs = [job_id]
    if wanted:
        found = await wants.rows(work.session, work.company_id, wanted)
        if data.quote_id is not None and any(each.job_id != jobs[0] for each in found.values()):
            raise Invalid([Field("/quote_id", "quote-of-another-job")])
        named = jobs[0] if jobs else None
        return Target(list(dict.fromkeys([*jobs, *(found[each].job_id for each in wanted)])), named, wanted)
    if not jobs and data.contact_id is not None and data.allocations is None:
        owed = await wants.owed(work.session, work.company_id, contact_id=data.contact_id)
        if owed:
            return Target(list(dict.fromkeys(each.job_id for each in owed)))
    if not jobs:
        raise Invalid([Field("/job_id", "required")])
    return Target(jobs, jobs[0])


def _check(company: CompanyProfile, data: PaymentIn, today: date) -> date:
    """The day of receipt, after every check that needs no row."""
    received_on = data.received_on or today
    wrong: list[Field] = []
    mismatch = ("currency-mismatch", {"currency": company.currency})
    if data.amount.currency != company.currency:
        wrong.append(Field("/amount/currency", *mismatch))
    for index, each in enumerate(data.allocations or ()):
        if each.amount.currency != company.currency:
            wrong.append(Field(f"/allocations/{index}/amount/currency", *mismatch))
    if not today - OLDEST <= received_on <= today:
        wrong.append(Field("/received_on", "date-range"))
    if wrong:
        raise Invalid(wrong)
    return received_on


async def _contact(work: Work, data: PaymentIn, jobs: Sequence[str]) -> str:
    """Whose money it is. One payment is one client's, over however many jobs."""
    contacts = {each.contact_id for each in (await briefs(work.session, jobs)).values()}
    if not contacts:
        raise NotFound("job")
    if len(contacts) > 1:
        raise Invalid([Field("/allocations", "several-clients")])
    if data.contact_id is not None and data.contact_id not in contacts:
        raise Invalid([Field("/contact_id", "another-client")])
    return contacts.pop()


async def _check_quote(work: Work, data: PaymentIn) -> str:
    """The number of the quote whose deposit it is; empty where it is none."""
    if data.quote_id is None:
        return ""
    query = (
        select(Quote.number_text, QuoteVersion.status)
        .join(QuoteVersion, (QuoteVersion.company_id == Quote.company_id) & (QuoteVersion.quote_id == Quote.id))
        .where(Quote.company_id == work.company_id, Quote.id == data.quote_id)
        .order_by(QuoteVersion.version.desc())
    )
    versions = (await work.session.execute(query)).all()
    if all(each.status in NO_DEPOSIT for each in versions):
        raise Conflict("quote-takes-no-deposit", number=versions[0].number_text, status=versions[0].status)
    return str(versions[0].number_text)


async def _wants(work: Work, data: PaymentIn, target: Target) -> tuple[list[Want], Cash]:
    """The invoices that may get something, read under their jobs' locks, and how much there is to give."""
    session, company_id, amount = work.session, work.company_id, data.amount.amount
    if data.allocations is None:
        if data.quote_id is not None:
            rows = await wants.owed(session, company_id, quote_id=data.quote_id)
        elif data.job_id is not None:
            rows = await wants.owed(session, company_id, job_id=data.job_id)
        else:
            rows = await wants.owed(session, company_id, contact_id=data.contact_id)
        rows = [each for each in rows if each.job_id in target.jobs]
    else:
        by_id = await wants.rows(session, company_id, target.invoice_ids)
        rows = [by_id[each] for each in target.invoice_ids]
    found = await wants.of(session, company_id, rows)
    if data.allocations is None:
        found.sort(key=lambda want: want.due)  # of a payment plan, the part that is open
    if data.method != "cash":
        return found, Cash(amount, 0)
    if data.allocations is None:
        return found, settle_cash(amount, [want.balance for want in found])
    asked = {each.invoice_id: each.amount.amount for each in data.allocations}
    in_full = all(asked[want.invoice.id] >= want.balance for want in found)
    return found, settle_cash(amount, [sum(want.balance for want in found)] if in_full else [])


def _amounts(data: PaymentIn, found: Sequence[Want], cash: Cash) -> list[int]:
    """What each invoice gets: never more than it wants. Raises 422 where more is given out than there is."""
    if data.allocations is None:
        return distribute(cash.credited, [want.balance for want in found])
    asked = {each.invoice_id: each.amount.amount for each in data.allocations}
    given = [min(asked[want.invoice.id], want.balance) for want in found]
    short = SMALLEST_COIN // 2 if data.method == "cash" else 0  # what coins may fall short of what was asked for
    if sum(asked.values()) > data.amount.amount + short or sum(given) > cash.credited:
        raise Invalid([Field("/allocations", "allocations-exceed-amount")])
    return distribute(cash.credited, given)


def _home(named: str | None, target: Target, found: Sequence[Want], amounts: Sequence[int], credited: int) -> str:
    """The job that has the receipt and what is not allocated: the one that was named, if it gets anything at all."""
    paid = [want.invoice.job_id for want, amount in zip(found, amounts, strict=True) if amount > 0]
    if named is not None and (named in paid or sum(amounts) < credited):
        return named
    return paid[0] if paid else target.jobs[0]


async def _of_attempt(work: Work, attempt_id: str) -> Payment | None:
    query = select(Payment).where(Payment.company_id == work.company_id, Payment.attempt_id == attempt_id)
    found: Payment | None = await work.session.scalar(query)
    return found
