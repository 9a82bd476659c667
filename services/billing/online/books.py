"""Where online payment touches the books: what is owed, and money that came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.accounts.queries import company as company_profile
from services.billing.invoices import queries as invoices
from services.billing.online.due import next_due
from services.billing.online.schemas import NextDueOut
from services.billing.online.tables import PaymentAttempt
from services.billing.payments import commands as payments
from services.billing.payments.schemas import AllocationIn, PaymentIn
from services.billing.payments.tables import Payment
from services.billing.quotes import queries as quotes
from services.kit import factlog
from services.kit.days import local_day
from services.kit.problems import NotFound
from services.kit.work import Work
from workflows.money import Money, zero
from workflows.rules.payments import deposited, is_asked_for

Kind = Literal["invoice", "quote"]


@dataclass(frozen=True, slots=True)
class Debt:
    """What a client could pay now: an issued invoice, or the deposit of an accepted quote. `owed` is 0 where nothing is."""

    kind: Kind
    id: str
    job_id: str
    contact_id: str
    number: str
    owed: Money
    asked: bool
    """The invoice is issued; the quote is accepted and wants a deposit."""
    released: bool
    """The client was sent it."""
    next_due: NextDueOut | None = None
    """Of an invoice in several payments, what is asked for first."""


async def debt(work: Work, kind: Kind, object_id: str) -> Debt:
    """Raises a 404 problem."""
    return await (_invoice(work, object_id) if kind == "invoice" else _deposit(work, object_id))


async def _invoice(work: Work, invoice_id: str) -> Debt:
    company = await company_profile(work.session, work.company_id)
    row = await invoices.invoice_row(work.session, work.company_id, invoice_id)
    today = local_day(work.now, company.time_zone)
    shown = (await invoices.shown(work.session, [row], work.language, today))[0]
    return Debt(
        kind="invoice",
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        number=row.number_text or "",
        owed=shown.balance if row.document == "issued" else zero(row.currency),
        asked=row.document == "issued",
        released=row.released,
        next_due=next_due(shown.dues, today) if row.document == "issued" else None,
    )


async def _deposit(work: Work, quote_id: str) -> Debt:
    """Once an invoice of the quote asks for everything, its deposit is asked for no more."""
    row = await quotes.quote_row(work.session, work.company_id, quote_id)
    state = await factlog.state(work.session, row.job_id)
    quote, owed = state.quotes.get(quote_id), zero(row.currency)
    wanted = quote is not None and quote.status == "accepted" and bool(quote.deposit)
    if wanted and quote and quote.deposit and not is_asked_for(state, quote):
        there = deposited(state, quote)
        owed = Money(amount=max(quote.deposit.amount - there, 0), currency=row.currency)
    return Debt(
        kind="quote",
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        number=row.number_text,
        owed=owed,
        asked=wanted,
        released=row.open_version is not None,
    )


def of_attempt(attempt: PaymentAttempt) -> tuple[Kind, str]:
    """What the attempt pays."""
    if attempt.invoice_id is not None:
        return "invoice", attempt.invoice_id
    assert attempt.quote_id is not None, "the table says so"
    return "quote", attempt.quote_id


async def receive(work: Work, attempt: PaymentAttempt) -> Payment:
    """The attempt's money, in the books: on its invoice as far as that still wants it, or held as its quote's deposit; the rest
    stays to the client's credit. An attempt's money is booked once."""
    kind, object_id = of_attempt(attempt)
    wants = await debt(work, kind, object_id)
    shares: tuple[AllocationIn, ...] = ()
    if kind == "invoice" and (part := min(wants.owed.amount, attempt.amount)):
        shares = (AllocationIn(invoice_id=object_id, amount=Money(amount=part, currency=attempt.currency)),)
    data = PaymentIn(
        amount=Money(amount=attempt.amount, currency=attempt.currency),
        method="bank_debit" if attempt.method == "bank_debit" else "card",
        reference=attempt.intent_id or "",
        job_id=attempt.job_id,
        quote_id=object_id if kind == "quote" and wants.asked else None,
        allocations=shares,
    )
    return await payments.record(work, data, attempt_id=attempt.id, online_reference=attempt.intent_id)


def must_be(contact_id: str, found: Debt) -> None:
    """Somebody else's, or one that the client was never sent, does not exist for them. Raises a 404 problem."""
    if found.contact_id != contact_id or not found.released:
        raise NotFound(found.kind)
