"""What a crash or a lost call left behind: kept events that were not done, and attempts that the provider never told us the end of."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from services.billing.online import attempts, debits, fold, queries, refunds, webhooks
from services.billing.online.provider import Outcome, Provider, Refused, Unavailable
from services.billing.online.stripe import get_provider
from services.billing.online.tables import PaymentAttempt
from services.billing.payments import queries as payment_queries
from services.kit import db
from services.kit.problems import Problem
from services.kit.work import open_work

logger = logging.getLogger(__name__)

SOON: Final = timedelta(seconds=20)
"""So long whoever took a call may still be at it."""
ASK_AFTER: Final = timedelta(minutes=10)
"""So long an open page is left alone before the provider is asked how it stands."""
KEEP_BODIES: Final = timedelta(days=90)
"""What was done is done: after this the event's words, which name people, are emptied."""
BATCH: Final = 200


async def sweep(now: datetime) -> int:
    """One round; how many events and attempts were looked at. Begins anew after a crash."""
    bank = get_provider()
    if bank is None:
        return 0
    async with db.committing("") as session:
        await session.execute(_FORGET, {"before": now - KEEP_BODIES})
        kept = (await session.execute(_WEBHOOKS, {"before": now - SOON, "batch": BATCH})).all()
        refunding = (await session.execute(_REFUNDS, {"before": now - SOON, "batch": BATCH})).all()
        waiting = (await session.execute(_ATTEMPTS, {"before": now - ASK_AFTER, "batch": BATCH})).all()
    for row in kept:
        try:
            await webhooks.process(bank, row.company_id, row.code, row.id)
        except Problem as refused:
            logger.warning("webhook %s: %s", row.id, refused.code)
    for row in waiting:
        await _ask(bank, row.company_id, row.code, row.id)
    for row in refunding:
        await _ask_refund(bank, row.company_id, row.code, row.id)
    return len(kept) + len(waiting) + len(refunding)


async def _ask(bank: Provider, company_id: str, code: str, attempt_id: str) -> None:
    async with open_work(company_id, code, "system") as work:
        attempt = await queries.attempt_row(work.session, company_id, attempt_id)
        attempt.asked_at = work.now  # whatever comes of it, the others get their turn
        since = work.now - attempt.created_at
    asked = attempt.session_id is not None or attempt.intent_id is not None or attempt.step_key is not None
    if not asked and since < attempts.UNANSWERED:
        return  # the client may press again, with the same key
    try:
        outcome = await _outcome(bank, company_id, code, attempt)
    except (Unavailable, Refused) as error:
        logger.warning("attempt %s: %s", attempt_id, getattr(error, "code", "unavailable"))
        return
    try:
        async with open_work(company_id, code, "system") as work:
            await attempts.settle(work, attempt_id, outcome)
    except (fold.Contradiction, Problem) as wrong:
        logger.warning("attempt %s: %s", attempt_id, wrong.code)


async def _outcome(bank: Provider, company_id: str, code: str, attempt: PaymentAttempt) -> Outcome:
    if attempt.session_id is not None or attempt.intent_id is not None:
        return await bank.retrieve(attempt.session_id, attempt.intent_id, attempt.account)
    if attempt.step_key is None:
        return Outcome("expired")
    async with open_work(company_id, code, "system") as work:  # a debit whose answer was lost: the same key tells it
        charge = await debits.order(work, attempt)
        now = work.now
    return await debits.ask(bank, charge, attempt.created_at, now)


async def _ask_refund(bank: Provider, company_id: str, code: str, refund_id: str) -> None:
    async with open_work(company_id, code, "system") as work:
        row = await payment_queries.refund_row(work.session, company_id, refund_id)
        attempt = await refunds.attempt_of(work, row.payment_id)
    if row.status != "pending":
        return
    try:
        outcome = await refunds.ask(bank, attempt, row)
        async with open_work(company_id, code, "system") as work:
            await refunds.record(work, refund_id, outcome)
    except (Unavailable, Problem) as error:
        logger.warning("refund %s: %s", refund_id, getattr(error, "code", "unavailable"))


_REFUNDS = text("SELECT company_id, code, id FROM billing.waiting_refunds(:before, :batch)")
_FORGET = text("SELECT billing.forget_webhooks(:before)")
_WEBHOOKS = text("SELECT company_id, code, id FROM billing.waiting_webhooks(:before, :batch)")
_ATTEMPTS = text("SELECT company_id, code, id FROM billing.waiting_attempts(:before, :batch)")
