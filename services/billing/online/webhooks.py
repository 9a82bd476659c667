"""The inbox of what the provider tells: kept first (once per event, signature checked), then done (once in effect).

A crash between the two leaves a row that waits; `sweep.py` does it later. What is done and that it was done are one transaction.
Order does not matter: `fold.py` lets nothing go backwards.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.online import attempts, disputes, fold, refunds
from services.billing.online.provider import (
    DisputeOutcome,
    Event,
    NotGenuine,
    Outcome,
    Provider,
    RefundOutcome,
    Refused,
    Unavailable,
)
from services.billing.online.recognising import recognise
from services.billing.online.stripe import get_provider
from services.billing.online.tables import PaymentAttempt, Webhook
from services.kit import db
from services.kit.problems import Conflict, Problem
from services.kit.work import Work, open_work

logger = logging.getLogger(__name__)

Result = Literal["done", "waiting", "known", "ignored"]
GIVE_UP: Final = 200
"""Tries of what our own books refuse, one a minute; after them it stands refused, for a person to look at."""


async def take(body: bytes, headers: Mapping[str, str]) -> Result:
    """One call of the provider. Raises 401 (not genuine, too old), 422 (no event, or one that contradicts what we know)."""
    bank = get_provider()
    if bank is None:
        raise Conflict("online-off")
    try:
        event = bank.parse_webhook(body, headers)
    except NotGenuine as wrong:
        raise Problem(422 if wrong.code == "malformed" else 401, f"webhook-{wrong.code}") from None
    whose = {"attempt": event.attempt_id, "session": event.session_id, "intent": event.intent_id}
    async with db.committing("") as session:  # of no company yet
        found = (await session.execute(_TARGET, whose)).first() if event.about else None
        values = {"event": event.id, "kind": event.type, "made": event.created_at, "content": body.decode()}
        new = await session.scalar(_KEEP, values | {"company": found.company_id if found else None})
    if found is None:
        return "ignored" if new else "known"
    return await process(bank, found.company_id, found.code, event.id)


async def process(bank: Provider, company_id: str, code: str, event_id: str) -> Result:
    """Does what a kept event asks for, unless it was done. Raises a 422 problem where it contradicts what we know."""
    async with db.reading(company_id) as session:
        row = await session.get(Webhook, event_id)
        if row is None or row.status != "received":
            return "known"
        event, tries = bank.read(row.body), row.tries
        attempt = await _attempt(session, company_id, event)
        known_method = attempt.method if attempt else None
    refused = None
    try:
        about = await _completed(bank, event, known_method)
        async with open_work(company_id, code, "system") as work:
            row = await work.session.get(Webhook, event_id, with_for_update=True, populate_existing=True)
            if row is None or row.status != "received":
                return "known"
            try:
                await _apply(work, event, about)
                row.status = "done"
            except fold.Contradiction as wrong:
                refused = wrong.code
                row.status, row.code = "refused", wrong.code
            row.done_at, row.tries = work.now, row.tries + 1
    except (Problem, Unavailable, Refused) as error:
        reason = error.code if isinstance(error, Problem | Refused) else "unavailable"
        logger.warning("webhook %s waits: %s", event_id, reason)
        over = tries + 1 >= GIVE_UP and not isinstance(error, Unavailable)
        ended = {"status": "refused", "done_at": datetime.now(UTC)} if over else {}
        async with db.committing(company_id) as session:
            await session.execute(
                update(Webhook)
                .where(Webhook.company_id == company_id, Webhook.id == event_id, Webhook.status == "received")
                .values(tries=Webhook.tries + 1, code=reason, **ended)
            )
        return "waiting"
    if refused:
        logger.warning("webhook %s refused: %s", event_id, refused)
        raise Problem(422, "webhook-refused", reason=refused)
    await recognise(bank, company_id, code)
    return "done"


async def _attempt(session: AsyncSession, company_id: str, event: Event) -> PaymentAttempt | None:
    row = (
        await session.execute(
            _TARGET, {"attempt": event.attempt_id, "session": event.session_id, "intent": event.intent_id}
        )
    ).first()
    if row is None or row.company_id != company_id:
        return None
    found: PaymentAttempt | None = await session.get(PaymentAttempt, row.attempt_id)
    return found


async def _completed(bank: Provider, event: Event, known_method: str | None) -> object:
    """What the event says; where it leaves out how the client paid, the provider is asked: books need to know."""
    about = event.about
    if isinstance(about, Outcome) and about.state == "succeeded" and about.method is None and known_method is None:
        return await bank.retrieve(about.session_id, about.intent_id, event.account)
    return about


async def _apply(work: Work, event: Event, about: object) -> None:
    """Raises `fold.Contradiction`."""
    attempt = await _attempt(work.session, work.company_id, event)
    if attempt is None:
        raise fold.Contradiction("attempt-mismatch")
    if isinstance(about, Outcome):
        await attempts.settle(work, attempt.id, about, event.account)
        return
    if attempt.account != event.account:
        raise fold.Contradiction("account-mismatch")
    if isinstance(about, RefundOutcome):
        if about.refund_id is None:
            raise fold.Contradiction("refund-made-elsewhere")
        await refunds.record(work, about.refund_id, about)
    elif isinstance(about, DisputeOutcome):
        await disputes.record(work, attempt, about)


_TARGET = text("SELECT company_id, code, attempt_id FROM billing.online_target(:attempt, :session, :intent)")
_KEEP = text("SELECT billing.keep_webhook(:event, :kind, :made, :content, :company)")
