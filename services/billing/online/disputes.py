"""A client's bank takes money back: first for the time being, then for good or not. The end may be told before the beginning."""

from __future__ import annotations

from sqlalchemy import select

from services.billing.online import fold
from services.billing.online.provider import DisputeOutcome
from services.billing.online.tables import PaymentAttempt, Webhook
from services.billing.payments import commands as payments
from services.billing.payments import queries as payment_queries
from services.kit.work import Work
from workflows.money import Money


async def record(work: Work, attempt: PaymentAttempt, about: DisputeOutcome) -> None:
    """Raises `fold.Contradiction` where the books hold nothing that could be disputed, or only a part was lost."""
    if attempt.payment_id is None:
        raise fold.Contradiction("dispute-of-nothing")
    payment = await payment_queries.payment_row(work.session, work.company_id, attempt.payment_id)
    if payment.status == "returned" or await _ended(work, about):
        return  # it is over already
    if payment.status == "voided" or about.currency != payment.currency or about.amount > payment.amount:
        raise fold.Contradiction("dispute-mismatch")
    if about.state == "opened":
        await payments.disputed(work, payment.id, amount=Money(amount=about.amount, currency=about.currency))
    elif about.state == "won":
        await payments.dispute_won(work, payment.id)
    elif about.amount < payment.amount:
        raise fold.Contradiction("dispute-of-a-part")  # what is owed again is for a person to say
    else:
        await payments.returned(work, payment.id, reason="dispute_lost")


async def _ended(work: Work, about: DisputeOutcome) -> bool:
    """Whether the end of this very dispute was told before its beginning."""
    if about.state != "opened":
        return False
    query = select(Webhook.id).where(
        Webhook.company_id == work.company_id,
        Webhook.type == "charge.dispute.closed",
        Webhook.status == "done",
        Webhook.body.contains(f'"{about.dispute_id}"', autoescape=True),
    )
    return (await work.session.scalars(query.limit(1))).first() is not None
