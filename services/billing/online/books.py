"""Where online payment touches the books: what is owed, and money that came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.accounts.queries import company as company_profile
from services.billing.invoices import queries as invoices
from services.billing.online.tables import PaymentAttempt
from services.billing.payments import commands as payments
from services.billing.payments.schemas import AllocationIn, PaymentIn
from services.billing.payments.tables import Payment
from services.kit.days import local_day
from services.kit.problems import NotFound
from services.kit.work import Work
from workflows.money import Money


@dataclass(frozen=True, slots=True)
class Debt:
    """What a client could pay now: one issued invoice. `owed` is 0 where nothing is (any more)."""

    kind: Literal["invoice"]
    id: str
    job_id: str
    contact_id: str
    number: str
    owed: Money
    issued: bool
    released: bool
    """The client was sent it."""


async def debt(work: Work, invoice_id: str) -> Debt:
    """Raises a 404 problem."""
    company = await company_profile(work.session, work.company_id)
    row = await invoices.invoice_row(work.session, work.company_id, invoice_id)
    today = local_day(work.now, company.time_zone)
    shown = (await invoices.shown(work.session, [row], work.language, today))[0]
    return Debt(
        kind="invoice",
        id=row.id,
        job_id=row.job_id,
        contact_id=row.contact_id,
        number=str(row.number or ""),
        owed=shown.balance if row.document == "issued" else Money(amount=0, currency=row.currency),
        issued=row.document == "issued",
        released=row.sent_count > 0,
    )


async def receive(work: Work, attempt: PaymentAttempt) -> Payment:
    """The attempt's money, in the books: on its invoice as far as that still wants it, the rest to the client's credit."""
    amount = Money(amount=attempt.amount, currency=attempt.currency)
    shares: tuple[AllocationIn, ...] = ()
    if attempt.invoice_id is not None:
        owed = (await debt(work, attempt.invoice_id)).owed.amount
        if part := min(owed, attempt.amount):
            share = Money(amount=part, currency=attempt.currency)
            shares = (AllocationIn(invoice_id=attempt.invoice_id, amount=share),)
    data = PaymentIn(
        amount=amount,
        method="bank_debit" if attempt.method == "bank_debit" else "card",
        reference=attempt.intent_id or "",
        job_id=attempt.job_id,
        allocations=shares,
    )
    return await payments.record(work, data)


async def must_be(contact_id: str, found: Debt) -> None:
    """Somebody else's, or one that the client was never sent, does not exist for them. Raises a 404 problem."""
    if found.contact_id != contact_id or not found.released:
        raise NotFound(found.kind)
