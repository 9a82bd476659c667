"""What falls due is taken from the card or account that the client left, and what calls and crashes left behind is made good.

A debit is two transactions with the provider's answer between them. A retry finds the attempt of its step and goes on: the provider
does the attempt's key once, the books take in its outcome once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from services.billing.online import attempts, debits, sweep
from services.billing.online.provider import Unavailable
from services.billing.online.stripe import get_provider
from workers.steps import news, still_due, transaction
from workflows.activities import Bank, StepCall
from workflows.facts import Envelope
from workflows.online import OnlinePayments


class BankDebits(Bank):
    """`workflows.activities.Bank` on the provider."""

    @activity.defn(name="Take the payment")
    async def debit(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        bank = get_provider()
        if bank is None:
            raise ApplicationError("online-off", type="online-off")
        async with transaction(call) as work:
            due = await still_due(work, call)  # takes the job's lock
            attempt = await debits.under_way(work, call.key)
            missing = work.jobs[call.job.job_id].state.invoices[call.target.id].next_due
            if attempt is None and due and missing:
                if await attempts.open_one(work, call.target.id):  # the client may be paying it right now: in an hour
                    raise ApplicationError("client-is-paying", type="client-is-paying", non_retryable=True)
                attempt = await debits.begin(work, call.target.id, call.key, missing[1].amount)
            charge = await debits.order(work, attempt) if attempt and attempt.status == "created" else None
        if attempt and charge:
            try:
                outcome = await debits.ask(bank, charge, attempt.created_at, call.now)
            except Unavailable:
                raise ApplicationError("bank-unavailable", type="bank-unavailable") from None
            async with transaction(call) as work:
                await debits.record(work, attempt.id, outcome)
        return await news(call)


class OnlineSweeper(OnlinePayments):
    """`workflows.online.OnlinePayments` on Postgres and the provider."""

    @activity.defn(name="Look after online payments")
    async def sweep(self) -> int:
        return await sweep.sweep(datetime.now(UTC))
