"""What the client authorised is taken from the card or account that they left: begun, asked for, recorded, each a step of its own.

A kill between two of them is made good by whoever comes next, the step's own retry or the sweeper: the attempt is there, and the
provider does its key once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from services.billing.online import attempts, books, methods
from services.billing.online.provider import Outcome, Provider, Refused, SavedCharge, Unavailable
from services.billing.online.tables import PaymentAttempt, SavedMethod
from services.kit import factlog, ids
from services.kit.texts import t
from services.kit.work import Work
from workflows import facts
from workflows.money import Money

KEYS_LAST: Final = timedelta(hours=20)
"""Stripe keeps an idempotency key for a day. Later the same question might be done twice: a person has to look."""


async def under_way(work: Work, step_key: str) -> PaymentAttempt | None:
    """The attempt of that step which has not ended."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.company_id == work.company_id,
        PaymentAttempt.step_key == step_key,
        PaymentAttempt.status.in_(("created", "processing")),
    )
    return (await work.session.execute(query)).scalar_one_or_none()


async def begin(work: Work, invoice_id: str, step_key: str, amount: Money) -> PaymentAttempt | None:
    """The attempt to take `amount` of the invoice, and the fact that money is under way; under the job's lock.

    None where there is nothing to take, or nothing to take it from.
    """
    debt = await books.debt(work, "invoice", invoice_id)
    saved = await methods.active(work, debt.job_id)
    cents = min(amount.amount, debt.owed.amount)
    if saved is None or cents <= 0:
        return None
    attempt = PaymentAttempt(
        id=ids.new("pat"),
        company_id=work.company_id,
        job_id=debt.job_id,
        contact_id=debt.contact_id,
        invoice_id=invoice_id,
        step_key=step_key,
        saved_method_id=saved.id,
        amount=cents,
        currency=debt.owed.currency,
        provider=saved.provider,
        account=saved.account,
        status="created",
        method=saved.method,
        asked_at=work.now,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(attempt)
    await work.session.flush()
    fact = facts.PaymentPending(
        attempt_id=attempt.id,
        invoice_id=invoice_id,
        amount=Money(amount=cents, currency=attempt.currency),
        method="card" if saved.method == "card" else "bank_debit",
    )
    await factlog.append(work, debt.job_id, fact, dedupe_key=f"attempt/{attempt.id}/pending")
    return attempt


async def order(work: Work, attempt: PaymentAttempt) -> SavedCharge:
    """What the provider is asked for."""
    saved = await work.session.get(SavedMethod, attempt.saved_method_id)
    assert saved is not None, "the attempt refers to it"
    assert attempt.invoice_id is not None, "only invoices are debited"
    number = (await books.debt(work, "invoice", attempt.invoice_id)).number
    return SavedCharge(
        attempt_id=attempt.id,
        amount=attempt.amount,
        currency=attempt.currency,
        title=t(str(saved.consent.get("language", "fr")), "online-title", number=number),
        customer_id=saved.customer_id,
        method_id=saved.method_id,
        method="card" if saved.method == "card" else "bank_debit",
        account=saved.account,
    )


async def ask(bank: Provider, charge: SavedCharge, since: datetime, now: datetime) -> Outcome:
    """The provider's answer to the charge; asked again, the same. Raises Unavailable."""
    if now - since > KEYS_LAST:
        raise Unavailable
    try:
        return await bank.charge_saved(charge)
    except Refused as refused:  # the method is gone there: as good as declined
        return Outcome("failed", method=charge.method, code=refused.code)


async def record(work: Work, attempt_id: str, outcome: Outcome) -> None:
    await attempts.settle(work, attempt_id, outcome)
