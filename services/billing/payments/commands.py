"""The verbs of payments. A payment is recorded in full whatever is owed: nobody can refuse a cheque that is banked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from services.accounts.queries import CompanyProfile
from services.accounts.queries import company as company_profile
from services.billing.documents import build
from services.billing.documents.commands import freeze
from services.billing.documents.snapshot import Applied, Receipt, Snapshot, frozen_instant
from services.billing.invoices.queries import allocated_to
from services.billing.invoices.tables import Invoice
from services.billing.numbers import commands as numbers
from services.billing.payments.schemas import PaymentIn
from services.billing.payments.tables import Allocation, Payment
from services.jobs.contacts.queries import contact as contact_view
from services.jobs.folders.queries import brief
from services.kit import factlog, ids
from services.kit.days import local_day
from services.kit.problems import Conflict, Field, Invalid, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money

OLDEST = timedelta(days=3653)
"""Nobody records a payment of more than ten years ago: it is a typing error."""


async def record(work: Work, data: PaymentIn) -> Payment:
    """Records money that came in, allocates it, numbers and freezes its receipt.

    Raises 404 (job, invoice), 409 `invoice-not-issued`, 422 (currency, dates, sums, several jobs).
    """
    job_id = await _job_of(work, data)
    await factlog.lock(work, job_id)
    job = await brief(work.session, job_id)
    company = await company_profile(work.session, work.company_id)
    received_on = _check(work, company, data)
    shares = await _shares(work, job_id, data)
    payment = Payment(
        id=ids.new("pay"),
        company_id=work.company_id,
        job_id=job_id,
        contact_id=job.contact_id,
        amount=data.amount.amount,
        currency=company.currency,
        method=data.method,
        reference=data.reference,
        received_on=received_on,
        status="received",
        created_at=work.now,
        updated_at=work.now,
    )
    payment.receipt_series, payment.receipt_number, payment.receipt_text = await numbers.take(work, "receipt")
    snapshot = await _snapshot(work, company, payment, shares)
    document = await freeze(work, snapshot, object_id=payment.id, job_id=job_id, contact_id=payment.contact_id)
    payment.document_id = document.id
    work.session.add(payment)
    await work.session.flush()
    work.session.add_all(
        Allocation(
            id=ids.new("all"),
            company_id=work.company_id,
            payment_id=payment.id,
            invoice_id=invoice.id,
            position=position,
            amount=amount,
            released_at=None,
        )
        for position, (invoice, amount, _) in enumerate(shares)
    )
    await work.session.flush()
    fact = facts.PaymentReceived(
        payment_id=payment.id,
        amount=Money(amount=payment.amount, currency=payment.currency),
        method=data.method,
        allocations=tuple(
            facts.Allocation(invoice_id=invoice.id, amount=Money(amount=amount, currency=payment.currency))
            for invoice, amount, _ in shares
        ),
        receipt_number=payment.receipt_number,
        document_id=document.id,
    )
    await factlog.append(work, job_id, fact)
    return payment


async def void(work: Work, payment_id: str, reason: str) -> Payment:
    """Recorded by mistake: everything it paid is owed again. The receipt keeps its number. Raises 404, 409."""
    mine = (Payment.company_id == work.company_id, Payment.id == payment_id)
    job_id = (await work.session.execute(select(Payment.job_id).where(*mine))).scalar_one_or_none()
    if job_id is None:
        raise NotFound("payment")
    await factlog.lock(work, job_id)
    payment = (await work.session.execute(select(Payment).where(*mine))).scalar_one()
    if payment.status != "received":
        raise Conflict("payment-not-voidable", number=payment.receipt_number)
    payment.status, payment.voided_at, payment.void_reason = "voided", work.now, reason
    payment.updated_at = work.now
    live = select(Allocation).where(
        Allocation.company_id == work.company_id,
        Allocation.payment_id == payment.id,
        Allocation.released_at.is_(None),
    )
    for allocation in (await work.session.execute(live)).scalars():
        allocation.released_at = work.now
    await work.session.flush()
    await factlog.append(work, job_id, facts.PaymentVoided(payment_id=payment.id))
    return payment


async def _job_of(work: Work, data: PaymentIn) -> str:
    """The one job that a payment belongs to: the one named, or that of the invoices it pays."""
    wanted = [each.invoice_id for each in data.allocations or ()]
    if len(set(wanted)) < len(wanted):
        raise Invalid([Field("/allocations", "invoice-twice")])
    if not wanted:
        if data.job_id is None:
            raise Invalid([Field("/job_id", "required")])
        return data.job_id
    query = select(Invoice.id, Invoice.job_id).where(Invoice.company_id == work.company_id, Invoice.id.in_(wanted))
    found = {row.id: row.job_id for row in await work.session.execute(query)}
    if set(wanted) - found.keys():
        raise NotFound("invoice")
    jobs = set(found.values()) | ({data.job_id} if data.job_id else set())
    if len(jobs) > 1:
        raise Invalid([Field("/allocations", "several-jobs")])
    return str(jobs.pop())


def _check(work: Work, company: CompanyProfile, data: PaymentIn) -> date:
    """The day of receipt, after every check that needs no row."""
    today = local_day(work.now, company.time_zone)
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
    if sum(each.amount.amount for each in data.allocations or ()) > data.amount.amount:
        wrong.append(Field("/allocations", "allocations-exceed-amount"))
    if wrong:
        raise Invalid(wrong)
    return received_on


async def _shares(work: Work, job_id: str, data: PaymentIn) -> list[tuple[Invoice, int, int]]:
    """(invoice, what it gets, what it still wants afterwards): never more than its balance, never nothing."""
    if data.allocations is None:
        query = (
            select(Invoice)
            .where(Invoice.company_id == work.company_id, Invoice.job_id == job_id, Invoice.document == "issued")
            .order_by(Invoice.due_on, Invoice.number)
        )
        invoices = list((await work.session.execute(query)).scalars())
        asked = dict.fromkeys((invoice.id for invoice in invoices), data.amount.amount)
    else:
        asked = {each.invoice_id: each.amount.amount for each in data.allocations}
        by_id = select(Invoice).where(Invoice.company_id == work.company_id, Invoice.id.in_(asked))
        found = {invoice.id: invoice for invoice in (await work.session.execute(by_id)).scalars()}
        invoices = [found[invoice_id] for invoice_id in asked]
        for invoice in invoices:
            if invoice.document != "issued":
                raise Conflict("invoice-not-issued", number=invoice.number or 0, status=invoice.document)
    paid = await allocated_to(work.session, work.company_id, [invoice.id for invoice in invoices])
    left, shares = data.amount.amount, []
    for invoice in invoices:
        balance = invoice.total - paid.get(invoice.id, 0)
        amount = min(asked[invoice.id], balance, left)
        if amount > 0:
            left -= amount
            shares.append((invoice, amount, balance - amount))
    return shares


async def _snapshot(
    work: Work, company: CompanyProfile, payment: Payment, shares: Sequence[tuple[Invoice, int, int]]
) -> Snapshot:
    contact = await contact_view(work.session, payment.contact_id)
    job = await brief(work.session, payment.job_id)
    return Snapshot(
        kind="receipt",
        language=build.language_of(contact),
        number=payment.receipt_text,
        job_number=job.number,
        job_title=job.title or "",
        work_address=build.place(job.address),
        dated=local_day(work.now, company.time_zone),
        seller=build.seller(company),
        buyer=build.buyer(contact),
        currency=payment.currency,
        receipt=Receipt(
            amount=payment.amount,
            method=payment.method,
            reference=payment.reference,
            received_on=payment.received_on,
            applied=tuple(
                Applied(invoice=invoice.number_text or "", amount=amount, balance=rest)
                for invoice, amount, rest in shares
            ),
            unapplied=payment.amount - sum(amount for _, amount, _ in shares),
        ),
        frozen_at=frozen_instant(work.now),
    )
