"""One payment with everything that happened to it, and the moves that every command on payments is made of.

Money lies on jobs: a job's share of a payment, less what is allocated to that job's invoices and was refunded from it, is held
there. So the lock of a job protects everything about its money, and two jobs' commands never meet on the same cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.invoices.tables import Invoice
from services.billing.payments.allocate import Move, distribute, take_back
from services.billing.payments.tables import Allocation, Payment, PaymentShare, Refund
from services.kit import factlog, ids
from services.kit.problems import Conflict, NotFound, Problem
from services.kit.work import Work
from workflows import facts
from workflows.money import Money


@dataclass
class Book:
    payment: Payment
    shares: list[PaymentShare] = field(default_factory=list)
    allocations: list[tuple[Allocation, str]] = field(default_factory=list)
    """Each with the job of its invoice; released ones too, oldest first."""
    refunds: list[Refund] = field(default_factory=list)

    def share(self, job_id: str) -> int:
        return sum(each.amount for each in self.shares if each.job_id == job_id)

    @property
    def jobs(self) -> list[str]:
        """Every job that ever had a part of it, in the order in which they came."""
        return list(dict.fromkeys(each.job_id for each in self.shares))

    def held(self, job_id: str) -> int:
        """What lies free on the job: neither allocated to its invoices nor refunded, nor promised to a pending refund."""
        return self.share(job_id) - self._allocated(job_id) - self.given(job_id)

    @property
    def unallocated(self) -> int:
        """Held for the client. What a pending refund reserves is still theirs, and still here."""
        if self.payment.status != "received":
            return 0
        return self.payment.amount - sum(each.amount for each, _ in self.live()) - self.refunded

    @property
    def free(self) -> int:
        """Held, and not promised to a pending refund."""
        return sum(self.held(job_id) for job_id in self.jobs) if self.payment.status == "received" else 0

    @property
    def refunded(self) -> int:
        return sum(each.amount for each in self.refunds if each.status == "succeeded")

    def live(self, invoice_id: str | None = None) -> list[tuple[Allocation, str]]:
        """What it pays now, of one invoice or of all."""
        return [
            (each, job_id)
            for each, job_id in self.allocations
            if each.released_at is None and invoice_id in (None, each.invoice_id)
        ]

    def given(self, job_id: str) -> int:
        return sum(each.amount for each in self.refunds if each.job_id == job_id and each.status != "failed")

    def moves(self, job_id: str) -> list[Move]:
        """How what is held on the job came and went, by day. A pending refund counts from the beginning: it may become any day's."""
        found = [Move(each.effective_on, each.amount) for each in self.shares if each.job_id == job_id]
        for each, of in self.allocations:
            if of == job_id:
                found.append(Move(each.effective_on, -each.amount))
                if each.released_on is not None:
                    found.append(Move(each.released_on, each.amount))
        for refund in self.refunds:
            if refund.job_id == job_id and (refund.status != "failed" or refund.refunded_on is not None):
                found.append(Move(refund.refunded_on or self.payment.received_on, -refund.amount))
                if refund.failed_on is not None:
                    found.append(Move(refund.failed_on, refund.amount))
        return found

    def _allocated(self, job_id: str) -> int:
        return sum(each.amount for each, of in self.live() if of == job_id)

    def money(self, amount: int) -> Money:
        return Money(amount=amount, currency=self.payment.currency)


async def load(session: AsyncSession, company_id: str, payment_ids: Iterable[str]) -> dict[str, Book]:
    """Books by payment id, four statements for any number of them; unknown ids are left out."""
    wanted = list(payment_ids)
    if not wanted:
        return {}
    fresh = {"populate_existing": True}  # whoever waited for a lock must see what the other one wrote
    payments = select(Payment).where(Payment.company_id == company_id, Payment.id.in_(wanted))
    books = {row.id: Book(row) for row in await session.scalars(payments, execution_options=fresh)}
    shares = select(PaymentShare).where(PaymentShare.company_id == company_id, PaymentShare.payment_id.in_(wanted))
    for share in await session.scalars(shares.order_by(PaymentShare.created_at, PaymentShare.id)):
        books[share.payment_id].shares.append(share)
    allocations = (
        select(Allocation, Invoice.job_id)
        .join(Invoice, (Invoice.company_id == Allocation.company_id) & (Invoice.id == Allocation.invoice_id))
        .where(Allocation.company_id == company_id, Allocation.payment_id.in_(wanted))
        .order_by(Allocation.created_at, Allocation.position, Allocation.id)
    )
    for allocation, job_id in await session.execute(allocations, execution_options=fresh):
        books[allocation.payment_id].allocations.append((allocation, job_id))
    refunds = select(Refund).where(Refund.company_id == company_id, Refund.payment_id.in_(wanted))
    for refund in await session.scalars(refunds.order_by(Refund.created_at, Refund.id), execution_options=fresh):
        books[refund.payment_id].refunds.append(refund)
    return books


async def jobs_of(session: AsyncSession, company_id: str, payment_ids: Sequence[str]) -> list[str]:
    query = select(PaymentShare.job_id).where(
        PaymentShare.company_id == company_id, PaymentShare.payment_id.in_(payment_ids)
    )
    return list(await session.scalars(query.distinct()))


async def locked(work: Work, payment_ids: Sequence[str], *other_jobs: str) -> dict[str, Book]:
    """The payments, read under the locks of all their jobs, and of the others that the command needs.

    Raises 404, or 409 `in-progress` where money moved to another job in the very moment between looking and locking: taking
    that lock too would be out of order.
    """
    jobs = await jobs_of(work.session, work.company_id, payment_ids)
    await factlog.lock(work, *jobs, *other_jobs)
    found = await load(work.session, work.company_id, payment_ids)
    if len(found) < len(set(payment_ids)):
        raise NotFound("payment")
    if any(job_id not in work.jobs for book in found.values() for job_id in book.jobs):
        raise Problem(409, "in-progress", headers={"Retry-After": "1"})
    return found


def require_live(book: Book, *, undisputed: bool = True) -> None:
    """Only money that is really there can be moved or given back; while the bank decides on it, it lies still. Raises 409."""
    payment = book.payment
    if payment.status != "received":
        raise Conflict("payment-over", number=payment.receipt_text, status=payment.status)
    if undisputed and payment.in_dispute:
        raise Conflict("payment-in-dispute", number=payment.receipt_text)


async def put(work: Work, book: Book, invoice: Invoice, amount: int, day: date) -> None:
    """Held money onto an invoice: that of its own job first, then what comes over from others. There must be enough."""
    jobs = sorted(book.jobs, key=lambda each: each != invoice.job_id)
    for source, part in zip(jobs, distribute(amount, [book.held(each) for each in jobs]), strict=True):
        if source != invoice.job_id:
            await transfer(work, book, source, invoice.job_id, part, day)
    add(work, book, invoice, amount, day)
    await work.session.flush()
    fact = facts.PaymentAllocated(payment_id=book.payment.id, invoice_id=invoice.id, amount=book.money(amount))
    await factlog.append(work, invoice.job_id, fact)
    book.payment.updated_at = work.now


def add(work: Work, book: Book, invoice: Invoice, amount: int, day: date) -> None:
    """An allocation row; the fact is the caller's."""
    row = Allocation(
        id=ids.new("all"),
        company_id=work.company_id,
        payment_id=book.payment.id,
        invoice_id=invoice.id,
        position=len(book.allocations),
        amount=amount,
        effective_on=day,
        created_at=work.now,
    )
    work.session.add(row)
    book.allocations.append((row, invoice.job_id))


async def take_off(work: Work, book: Book, invoice: Invoice, amount: int, day: date) -> None:
    """Money off an invoice, the newest allocation first; it is held again. There must be so much on it."""
    live = [each for each, _ in book.live(invoice.id)]
    rests: list[tuple[int, date]] = []
    for row, part in zip(live, take_back(amount, [each.amount for each in live]), strict=True):
        if part:
            row.released_at, row.released_on = work.now, max(day, row.effective_on)
            if row.amount > part:
                rests.append((row.amount - part, row.released_on))
    await work.session.flush()
    for rest, since in rests:
        add(work, book, invoice, rest, since)
    book.payment.updated_at = work.now
    await work.session.flush()
    fact = facts.PaymentReleased(payment_id=book.payment.id, invoice_id=invoice.id, amount=book.money(amount))
    await factlog.append(work, invoice.job_id, fact)


async def release_all(work: Work, book: Book, day: date) -> None:
    """Closes every live allocation, because the payment is no more. Its own fact says so: the fold releases them by it."""
    for row, _ in book.live():
        row.released_at, row.released_on = work.now, max(day, row.effective_on)
    await work.session.flush()


async def transfer(work: Work, book: Book, source: str, target: str, amount: int, day: date) -> None:
    """Held money of one job becomes another job's. Nothing of nothing."""
    if amount == 0:
        return
    for job_id, signed in ((source, -amount), (target, amount)):
        share(work, book, job_id, signed, day)
    await work.session.flush()
    for job_id, signed in ((source, -amount), (target, amount)):
        fact = facts.PaymentTransferred(
            payment_id=book.payment.id, amount=book.money(signed), receipt_number=book.payment.receipt_number
        )
        await factlog.append(work, job_id, fact)


def share(work: Work, book: Book, job_id: str, amount: int, day: date) -> None:
    """A share row; the fact is the caller's."""
    row = PaymentShare(
        id=ids.new("pys"),
        company_id=work.company_id,
        payment_id=book.payment.id,
        job_id=job_id,
        amount=amount,
        effective_on=day,
        created_at=work.now,
    )
    work.session.add(row)
    book.shares.append(row)
