"""The life of an attempt: begun before the provider is asked, moved on by what the provider says, booked when the money came.

Each verb is one transaction under the job's lock; none of them talks to the provider.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, Literal

from sqlalchemy import select

from services.billing.online import books, fold, methods
from services.billing.online.provider import Checkout, Outcome
from services.billing.online.tables import OnlineSettings, PaymentAttempt
from services.kit import factlog, ids
from services.kit.problems import Conflict, NotFound
from services.kit.work import Work
from workflows import facts
from workflows.money import Money

PAGE_LASTS: Final = timedelta(minutes=60)
"""So long the provider's page can be paid on (Stripe allows 30 minutes to 24 hours)."""
UNANSWERED: Final = timedelta(minutes=20)
"""An attempt that never got its page has none that anybody saw; after this it is given up."""


async def locked(work: Work, attempt_id: str) -> PaymentAttempt:
    """The attempt, as it stands under its job's lock. Raises a 404 problem."""
    mine = (PaymentAttempt.company_id == work.company_id, PaymentAttempt.id == attempt_id)
    job_id = await work.session.scalar(select(PaymentAttempt.job_id).where(*mine))
    if job_id is None:
        raise NotFound("payment")
    await factlog.lock(work, job_id)
    query = select(PaymentAttempt).where(*mine).execution_options(populate_existing=True)
    return (await work.session.execute(query)).scalar_one()


async def begin(
    work: Work, debt: books.Debt, amount: int, settings: OnlineSettings, consent: dict[str, Any] | None
) -> PaymentAttempt:
    """The attempt that the client now goes to pay: the one that is open, if it is of the same amount, else a new one.

    Raises 409 `payment-in-process` while a debit of it is under way, `nothing-owed`, `pays-too-much`. An open attempt of another
    amount has to be closed first (`checkout.pay` does it); until then it is a 409 `in-progress`.
    """
    await factlog.lock(work, debt.job_id)
    debt = await books.debt(work, debt.kind, debt.id)
    if not debt.asked or debt.owed.amount <= 0:
        raise Conflict("nothing-owed", number=debt.number)
    if amount > debt.owed.amount:
        raise Conflict("pays-too-much", number=debt.number)
    if await in_process(work, debt.id):
        raise Conflict("payment-in-process", number=debt.number)
    if found := await open_one(work, debt.id):
        if found.amount == amount and bool(found.consent) == bool(consent):
            return found
        raise Conflict("in-progress")
    made = PaymentAttempt(
        id=ids.new("pat"),
        company_id=work.company_id,
        job_id=debt.job_id,
        contact_id=debt.contact_id,
        invoice_id=debt.id if debt.kind == "invoice" else None,
        quote_id=debt.id if debt.kind == "quote" else None,
        amount=amount,
        currency=debt.owed.currency,
        provider="stripe",
        account=settings.account,
        status="created",
        consent=consent,
        asked_at=work.now,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(made)
    await work.session.flush()
    return made


async def open_one(work: Work, target_id: str) -> PaymentAttempt | None:
    """The attempt on whose page the client may still pay that invoice."""
    query = (
        select(PaymentAttempt)
        .where(
            PaymentAttempt.company_id == work.company_id,
            (PaymentAttempt.invoice_id == target_id) | (PaymentAttempt.quote_id == target_id),
            PaymentAttempt.status.in_(fold.OPEN),
            PaymentAttempt.step_key.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return (await work.session.execute(query)).scalar_one_or_none()


async def in_process(work: Work, target_id: str) -> bool:
    """Whether money for that is under way: a debit, or a saved card that is being asked."""
    query = select(PaymentAttempt.id).where(
        PaymentAttempt.company_id == work.company_id,
        (PaymentAttempt.invoice_id == target_id) | (PaymentAttempt.quote_id == target_id),
        (PaymentAttempt.status == "processing")
        | ((PaymentAttempt.status == "created") & PaymentAttempt.step_key.is_not(None)),
    )
    return (await work.session.scalars(query.limit(1))).first() is not None


async def opened(work: Work, attempt_id: str, checkout: Checkout) -> PaymentAttempt:
    """The provider's page is there."""
    attempt = await locked(work, attempt_id)
    if attempt.status == "created":
        attempt.status = "open"
    attempt.session_id, attempt.url = checkout.session_id, checkout.url
    attempt.asked_at = attempt.updated_at = work.now
    await work.session.flush()
    return attempt


async def settle(work: Work, attempt_id: str, outcome: Outcome, account: str | None = None) -> bool:
    """Takes in what the provider says; whether that changed anything. Raises `fold.Contradiction`, and then nothing changed."""
    attempt = await locked(work, attempt_id)
    standing = fold.Standing(
        status=attempt.status,
        amount=attempt.amount,
        currency=attempt.currency,
        account=attempt.account,
        session_id=attempt.session_id,
        intent_id=attempt.intent_id,
        alone=attempt.step_key is not None,
    )
    status = fold.step(standing, outcome, account)
    attempt.session_id = attempt.session_id or outcome.session_id
    attempt.intent_id = attempt.intent_id or outcome.intent_id
    if outcome.method and (attempt.method is None or status):
        attempt.method = outcome.method
    if status is None:
        await work.session.flush()
        await _keep_method(work, attempt, outcome)
        return False
    attempt.code = outcome.code if status in ("declined", "failed") else None
    attempt.updated_at = attempt.asked_at = work.now
    if status == "succeeded":
        attempt.payment_id = (await books.receive(work, attempt)).id
    attempt.status = status
    await work.session.flush()
    await _tell(work, attempt)
    await _keep_method(work, attempt, outcome)
    return True


async def _keep_method(work: Work, attempt: PaymentAttempt, outcome: Outcome) -> None:
    """What the client left for later. Not every report names it, so it may come after the money; once kept, it is not kept again."""
    if attempt.status != "succeeded" or not attempt.consent or attempt.saved_method_id is not None:
        return
    if outcome.customer_id and outcome.method_id:
        attempt.saved_method_id = await methods.keep(work, attempt, outcome.customer_id, outcome.method_id)
        await work.session.flush()


async def _tell(work: Work, attempt: PaymentAttempt) -> None:
    """The job hears of money under way, and of a try that came to nothing. Money that came is told by the payment itself."""
    target: dict[str, str | None] = {"invoice_id": attempt.invoice_id}
    if attempt.status == "processing":
        amount = Money(amount=attempt.amount, currency=attempt.currency)
        method: Literal["card", "bank_debit"] = "card" if attempt.method == "card" else "bank_debit"
        fact = facts.PaymentPending(
            attempt_id=attempt.id, quote_id=attempt.quote_id, amount=amount, method=method, **target
        )
        await factlog.append(work, attempt.job_id, fact, dedupe_key=f"attempt/{attempt.id}/pending")
    elif attempt.status in ("declined", "failed"):
        failed = facts.PaymentFailed(
            attempt_id=attempt.id, code=attempt.code or "declined", automatic=attempt.step_key is not None, **target
        )
        key = f"attempt/{attempt.id}/{attempt.status}/{failed.code}"
        await factlog.append(work, attempt.job_id, failed, dedupe_key=key)
