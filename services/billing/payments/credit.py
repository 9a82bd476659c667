"""What is held for a client: put on invoices, taken off them again, moved from the wrong one to the right one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing.invoices.tables import Invoice
from services.billing.payments import books, wants
from services.billing.payments.books import Book
from services.billing.payments.queries import held_by
from services.billing.payments.schemas import AllocateIn, CreditIn, MoveIn, ReleaseIn
from services.billing.payments.tables import Allocation, Payment, PaymentShare
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid
from services.kit.work import Work
from workflows.money import Money


async def allocate(work: Work, payment_id: str, data: AllocateIn) -> Payment:
    """Held money of a payment onto invoices of the same client, in this job or in another.

    Raises 404, 409 `payment-over`, `payment-in-dispute`, `invoice-not-issued`, `allocation-too-large` (more than an invoice wants),
    `invoice-paid-already`, `credit-too-small` (more than is held), `invoice-of-another-client`, 422 (currency, an invoice twice).
    """
    wanted = [each.invoice_id for each in data.allocations]
    if len(set(wanted)) < len(wanted):
        raise Invalid([Field("/allocations", "invoice-twice")])
    invoices = await wants.rows(work.session, work.company_id, wanted)
    company = await company_profile(work.session, work.company_id)
    for index, each in enumerate(data.allocations):
        _check_currency(company, each.amount, f"/allocations/{index}/amount/currency")
    book = (await books.locked(work, [payment_id], *(each.job_id for each in invoices.values())))[payment_id]
    books.require_live(book)
    for each in data.allocations:
        await _put(work, company, [book], each.invoice_id, each.amount.amount)
    return book.payment


async def release_part(work: Work, payment_id: str, data: ReleaseIn) -> Payment:
    """Money of this payment off an invoice; it is held again.

    Raises 404, 409 `payment-over`, `payment-in-dispute`, `payment-not-allocated` (it pays less of the invoice than that, or nothing), 422.
    """
    invoice, book, company = await _payment_and(work, payment_id, data.invoice_id)
    if data.amount is not None:
        _check_currency(company, data.amount, "/amount/currency")
    await _take_off(work, company, book, invoice, data.amount)
    return book.payment


async def move(work: Work, payment_id: str, data: MoveIn) -> Payment:
    """Money that was put on the wrong invoice onto the right one, of the same client.

    Raises as `release_part` and `allocate` do; 422 `same-invoice`.
    """
    if data.from_invoice_id == data.to_invoice_id:
        raise Invalid([Field("/to_invoice_id", "same-invoice")])
    target = (await wants.rows(work.session, work.company_id, [data.to_invoice_id]))[data.to_invoice_id]
    source, book, company = await _payment_and(work, payment_id, data.from_invoice_id, target.job_id)
    amount = data.amount
    if amount is None:
        lies = sum(each.amount for each, _ in book.live(source.id))
        [want] = await wants.of(work.session, work.company_id, [target])
        if want.balance <= 0:
            raise Conflict("invoice-paid-already", number=target.number_text or "")
        amount = Money(amount=min(lies, want.balance), currency=company.currency) if lies else None
    else:
        _check_currency(company, amount, "/amount/currency")
    taken = await _take_off(work, company, book, source, amount)
    await _put(work, company, [book], target.id, taken)
    return book.payment


async def apply_credit(work: Work, data: CreditIn) -> Invoice:
    """A client's held money, the oldest first, onto an invoice of theirs. Raises as `allocate`."""
    invoice = (await wants.rows(work.session, work.company_id, [data.invoice_id]))[data.invoice_id]
    company = await company_profile(work.session, work.company_id)
    if data.amount is not None:
        _check_currency(company, data.amount, "/amount/currency")
    payments = await held_by(work.session, work.company_id, data.contact_id)
    found = await books.locked(work, payments, invoice.job_id)
    usable = [book for book in _oldest(found.values()) if _usable(book, invoice)]
    if not usable:
        raise Conflict("credit-too-small", held=Money(amount=0, currency=company.currency))
    await _put(work, company, usable, invoice.id, data.amount.amount if data.amount else None)
    return invoice


async def held_for(work: Work, invoice: Invoice) -> int:
    """The cents that `apply_held` will put on an invoice once it is issued: what its document says of credits."""
    return min(invoice.total, sum(book.held(invoice.job_id) for book in await _held(work, invoice)))


async def _held(work: Work, invoice: Invoice) -> list[books.Book]:
    """The payments of which something is held on the job that may pay this invoice."""
    query = select(PaymentShare.payment_id).where(
        PaymentShare.company_id == work.company_id, PaymentShare.job_id == invoice.job_id
    )
    found = await books.load(work.session, work.company_id, set(await work.session.scalars(query)))
    return [book for book in found.values() if book.held(invoice.job_id) > 0 and _usable(book, invoice)]


async def apply_held(work: Work, invoice: Invoice) -> int:
    """What is held on the job, onto its just issued invoice: the deposit of its quote first, then the oldest; cents that it got.

    Called by the command that issues, after `invoice.issued` was appended and under the job's lock. The deposit of another
    quote stays for that one's invoice.
    """
    usable = await _held(work, invoice)
    if not usable:
        return 0
    company = await company_profile(work.session, work.company_id)
    today = local_day(work.now, company.time_zone)
    [want] = await wants.of(work.session, work.company_id, [invoice])
    left = want.balance
    own_first = sorted(_oldest(usable), key=lambda book: book.payment.quote_id is None or not invoice.quote_id)
    for book in own_first:
        amount = min(left, book.held(invoice.job_id))
        if amount > 0:
            await books.put(work, book, invoice, amount, today)
            left -= amount
    return want.balance - left


async def release(work: Work, invoice: Invoice, amount: int, *, on: date | None = None) -> int:
    """Takes `amount` cents off an invoice whatever payments they came from, the newest first; the money is held on its job.

    For commands that make the invoice smaller than what was paid of it, under its job's lock. Gives the cents that were taken:
    less than `amount` only where there was less. `on` is the day it counts from, today unless given.
    """
    query = (
        select(Allocation.payment_id)
        .where(
            Allocation.company_id == work.company_id,
            Allocation.invoice_id == invoice.id,
            Allocation.released_at.is_(None),
        )
        .order_by(Allocation.created_at.desc(), Allocation.position.desc(), Allocation.id.desc())
    )
    newest = list(dict.fromkeys(await work.session.scalars(query)))
    found = await books.load(work.session, work.company_id, newest)
    company = await company_profile(work.session, work.company_id)
    day = on or local_day(work.now, company.time_zone)
    left = amount
    for payment_id in newest:
        book = found[payment_id]
        part = min(left, sum(each.amount for each, _ in book.live(invoice.id)))
        if part > 0:
            await books.take_off(work, book, invoice, part, day)
            left -= part
    return amount - left


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _payment_and(
    work: Work, payment_id: str, invoice_id: str, *other_jobs: str
) -> tuple[Invoice, Book, CompanyProfile]:
    """The payment with everything, and an invoice that it pays, under the locks of all their jobs."""
    invoice = (await wants.rows(work.session, work.company_id, [invoice_id]))[invoice_id]
    book = (await books.locked(work, [payment_id], invoice.job_id, *other_jobs))[payment_id]
    books.require_live(book)
    return invoice, book, await company_profile(work.session, work.company_id)


async def _take_off(work: Work, company: CompanyProfile, book: Book, invoice: Invoice, amount: Money | None) -> int:
    lies = sum(each.amount for each, _ in book.live(invoice.id))
    cents = lies if amount is None else amount.amount
    if not 0 < cents <= lies:
        raise Conflict("payment-not-allocated", number=book.payment.receipt_text, amount=book.money(lies))
    await books.take_off(work, book, invoice, cents, local_day(work.now, company.time_zone))
    return cents


async def _put(
    work: Work, company: CompanyProfile, usable: Sequence[Book], invoice_id: str, amount: int | None
) -> None:
    """Of these payments in this order, `amount` (or all that fits) onto the invoice, read again under its job's lock."""
    invoice = (await wants.rows(work.session, work.company_id, [invoice_id]))[invoice_id]
    [want] = await wants.of(work.session, work.company_id, [invoice])
    if any(book.payment.contact_id != invoice.contact_id for book in usable):
        raise Conflict("invoice-of-another-client", number=invoice.number_text or "")
    free = sum(book.free for book in usable)
    wanted = min(want.balance, free) if amount is None else amount
    if want.balance <= 0:
        raise Conflict("invoice-paid-already", number=invoice.number_text or "")
    if wanted > want.balance:
        raise Conflict("allocation-too-large", number=invoice.number_text or "", balance=want.balance)
    if wanted > free or wanted <= 0:
        raise Conflict("credit-too-small", held=usable[0].money(free))
    today = local_day(work.now, company.time_zone)
    for book in usable:
        part = min(wanted, book.free)
        if part > 0:
            await books.put(work, book, invoice, part, today)
            wanted -= part


def _check_currency(company: CompanyProfile, amount: Money, pointer: str) -> None:
    if amount.currency != company.currency:
        raise Invalid([Field(pointer, "currency-mismatch", {"currency": company.currency})])


def _usable(book: Book, invoice: Invoice) -> bool:
    """Money that is there, and not the deposit of another quote."""
    payment = book.payment
    if payment.status != "received" or payment.in_dispute:
        return False
    return payment.quote_id is None or invoice.quote_id in (None, payment.quote_id)


def _oldest(found: Iterable[Book]) -> list[Book]:
    return sorted(found, key=lambda book: (book.payment.received_on, book.payment.created_at, book.payment.id))
