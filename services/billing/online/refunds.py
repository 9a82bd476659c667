"""Money that came online goes back the same way: reserved in the books, asked of the provider, and done when the provider says so."""

from __future__ import annotations

from sqlalchemy import select

from services.billing.online.checkout import apart, provider
from services.billing.online.provider import Provider, RefundOutcome, Refused, Unavailable
from services.billing.online.schemas import GiveBackIn
from services.billing.online.tables import PaymentAttempt
from services.billing.payments import commands as payments
from services.billing.payments import queries as payment_queries
from services.billing.payments.tables import Refund
from services.kit.problems import Conflict, Problem
from services.kit.work import Work


async def attempt_of(work: Work, payment_id: str) -> PaymentAttempt:
    """The attempt that brought the payment. Raises 409 `not-paid-online`."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.company_id == work.company_id, PaymentAttempt.payment_id == payment_id
    )
    found = (await work.session.execute(query)).scalar_one_or_none()
    if found is None or found.intent_id is None:
        raise Conflict("not-paid-online")
    return found


async def give_back(work: Work, data: GiveBackIn, key: str) -> str:
    """The id of the refund (`rfd_…`), which may still be on its way. The same `key` gives back once.

    Raises 404, 409 (see `payments.commands.refund`; `not-paid-online`), 502 `provider-refused`. Where the provider does not
    answer, the refund stays on its way, and the sweeper asks again.
    """
    bank = provider()
    await payment_queries.payment_row(work.session, work.company_id, data.payment_id)
    attempt = await attempt_of(work, data.payment_id)
    async with apart(work) as own:
        row = await payments.refund(
            own,
            data.payment_id,
            amount=data.amount,
            method="bank_debit" if attempt.method == "bank_debit" else "card",
            reference=attempt.intent_id or "",
            note=data.note,
            online_reference=f"asked/{key}",
            pending=True,
        )
    if row.status == "pending":
        try:
            outcome = await ask(bank, attempt, row)
        except Unavailable:
            return row.id
        async with apart(work) as own:
            await record(own, row.id, outcome)
        if outcome.state == "failed":
            raise Problem(502, "provider-refused", reason=outcome.code or "failed")
    return row.id


async def ask(bank: Provider, attempt: PaymentAttempt, row: Refund) -> RefundOutcome:
    """The provider's answer; asked again, the same. Raises Unavailable."""
    assert attempt.intent_id is not None, "money came by it"
    try:
        return await bank.refund(attempt.intent_id, row.amount, row.id, attempt.id, attempt.account)
    except Refused as refused:
        return RefundOutcome("failed", provider_id="", refund_id=row.id, code=refused.code)


async def record(work: Work, refund_id: str, outcome: RefundOutcome) -> None:
    """In any order: what failed stays failed, whatever comes later."""
    row = await payment_queries.refund_row(work.session, work.company_id, refund_id)
    if outcome.state == "failed":
        await payments.refund_failed(work, refund_id)
    elif outcome.state == "succeeded" and row.status == "pending":
        await payments.refund_succeeded(work, refund_id)
