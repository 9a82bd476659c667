"""Activities that only touch the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from temporalio import activity
from temporalio.exceptions import ApplicationError

from services.accounts.queries import company
from services.billing.documents import commands as documents
from services.billing.invoices import commands as invoices
from services.billing.quotes import answers
from services.billing.quotes import commands as quotes
from services.jobs.folders import commands as folders
from services.jobs.messages import commands as messages
from services.jobs.messages import queries
from services.jobs.series import commands as series
from services.kit import db, factlog
from services.kit.problems import Problem
from services.kit.texts import t
from services.kit.work import Work
from workers.mail.activities import CHANNELS, keep_words
from workers.mail.compose import compose
from workers.nudges import nudge
from workers.steps import news, still_due, transaction
from workflows.activities import JobRef, Loaded, Records, StepCall, StepFailure
from workflows.calendar import local_date
from workflows.facts import Envelope, MessageDeferred, MessageFailed, StepSnoozed, StepStuck
from workflows.reconcile import Reconciling
from workflows.steps import DEBIT, RECORDS, RENDER, next_try

BANK_AGAIN: Final = timedelta(hours=1)
"""So long a bank that does not answer is left alone."""

REFUSED: Final = (404, 409, 422)

SHOWN: Final = 5
"""Facts on a job's card."""


class DatabaseRecords(Records):
    """`workflows.activities.Records` on Postgres."""

    @activity.defn(name="Load the job")
    async def load(self, job: JobRef) -> Loaded:
        async with db.reading(job.company_id) as session:
            state, (epoch, seq) = await factlog.load(session, job.job_id)
            recent = await factlog.facts(session, job.job_id, after=max(seq - SHOWN, 0), limit=SHOWN)
        last_facts = [(each.envelope.at, each.envelope.kind) for each in recent]
        return Loaded(state=state, epoch=epoch, seq=seq, last_facts=last_facts)

    @activity.defn(name="Let the quote expire")
    async def expire_quote(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with recording(call) as work:
            if await still_due(work, call):
                await answers.expire_quote(
                    work, call.target.id, work.jobs[call.job.job_id].state.quotes[call.target.id].version
                )
        return await news(call)

    @activity.defn(name="Void the quote")
    async def void_quote(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with recording(call) as work:
            if await still_due(work, call):
                await quotes.void(work, call.target.id, await _because_cancelled(work))
        return await news(call)

    @activity.defn(name="Make the invoices")
    async def make_invoices(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with recording(call) as work:
            if await still_due(work, call):
                await invoices.generate(work, call.target.id)
        return await news(call)

    @activity.defn(name="Issue the invoice")
    async def issue_invoice(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with recording(call) as work:
            if await still_due(work, call):
                await invoices.issue(work, call.target.id)
                await invoices.send(work, call.target.id)
        return await news(call)

    @activity.defn(name="Discard the draft invoice")
    async def discard_invoice(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with recording(call) as work:
            if await still_due(work, call):
                await invoices.void(work, call.target.id, "other", await _because_cancelled(work))
        return await news(call)

    @activity.defn(name="Plan the next visits")
    async def extend_series(self, call: StepCall) -> list[Envelope]:
        assert call.target is not None
        async with recording(call) as work:
            if await still_due(work, call):
                calendar = work.jobs[call.job.job_id].state.calendar
                until = local_date(calendar, work.now) + series.HORIZON
                await series.extend(work, call.target.id, until)
        return await news(call)

    @activity.defn(name="Close the folder")
    async def close_job(self, call: StepCall) -> list[Envelope]:
        async with recording(call) as work:
            if await still_due(work, call):
                await folders.close_by_itself(work, call.job.job_id, call.key)
        return await news(call)

    @activity.defn(name="Try again later")
    async def defer(self, failure: StepFailure) -> list[Envelope]:
        call = failure.call
        async with transaction(call) as work:
            if await still_due(work, call):
                if call.kind in RECORDS:
                    await factlog.append(work, call.job.job_id, StepStuck(key=call.key, code=failure.code))
                elif call.kind == RENDER:
                    await _document_failed(work, call)
                elif call.kind == DEBIT:
                    until = work.now + BANK_AGAIN
                    await factlog.append(work, call.job.job_id, StepSnoozed(key=call.key, until=until))
                else:
                    await _mail_deferred(work, call, failure.code)
        return await news(call)

    @activity.defn(name="Ask for a person")
    async def stuck(self, call: StepCall) -> list[Envelope]:
        async with transaction(call) as work:
            if await still_due(work, call):
                await factlog.append(work, call.job.job_id, StepStuck(key=call.key))
        return await news(call)


@asynccontextmanager
async def recording(call: StepCall) -> AsyncIterator[Work]:
    """The transaction of a step that only writes. What the books refuse now they refuse at every retry, so it ends there: the
    workflow goes on with the rest, and a person looks (`defer`)."""
    try:
        async with transaction(call) as work:
            yield work
    except Problem as problem:
        if problem.status in REFUSED:
            raise ApplicationError(problem.code, type=problem.code, non_retryable=True) from None
        raise


async def _because_cancelled(work: Work) -> str:
    """Why something of a cancelled job is taken back, in the company's language."""
    return t((await company(work.session, work.company_id)).language, "because-job-was-cancelled")


async def _document_failed(work: Work, call: StepCall) -> None:
    assert call.target is not None
    document = work.jobs[call.job.job_id].state.documents[call.target.id]
    attempt = document.attempt + 1
    await documents.record_failed(work, document.id, attempt, next_try(document.since, attempt, work.now))


async def _mail_deferred(work: Work, call: StepCall, code: str) -> None:
    delivery = work.jobs[call.job.job_id].state.deliveries.get(call.key)
    attempt = delivery.attempt + 1 if delivery else 1
    again = next_try(delivery.since if delivery else work.now, attempt, work.now)
    row = await queries.by_step(work.session, call.key)
    if again:
        fact = MessageDeferred(step_key=call.key, attempt=attempt, next_try_at=again, code=code)
        what = f"message.deferred/{attempt}"
        key = messages.once(row, what) if row else f"{call.key}/{what}"
        await factlog.append(work, call.job.job_id, fact, dedupe_key=key)
        await messages.set_delivery_of_step(work, call.key, "deferred", failure=_with_doubt(row, call, code))
        return
    row = row or await keep_words(work, call, await compose(work.session, call))
    failed = MessageFailed(step_key=call.key, message_id=row.id, code=code)
    await factlog.append(work, call.job.job_id, failed, dedupe_key=messages.once(row, "message.failed"))
    await messages.set_delivery(work, row.id, "failed", failure=_with_doubt(row, call, code))


def _with_doubt(row: queries.MessageRow | None, call: StepCall, code: str) -> str:
    """Once nobody knows whether the server took a try, no later failure takes that doubt away."""
    unknown = CHANNELS[call.channel].unknown
    return unknown if row and (row.delivery == "sending" or row.failure == unknown) else code


class DatabaseReconciling(Reconciling):
    """`workflows.reconcile.Reconciling` on Postgres."""

    @activity.defn(name="Nudge overdue jobs")
    async def nudge_overdue(self, before: datetime) -> int:
        async with db.session() as session:
            rows = (await session.execute(_OVERDUE, {"before": before, "batch": 500})).all()
        await nudge([(row.company_id, row.job_id) for row in rows])
        return len(rows)


_OVERDUE = text("SELECT company_id, job_id FROM log.overdue_jobs(:before, :batch)")
