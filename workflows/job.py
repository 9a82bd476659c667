"""The job workflow: one for each job folder, alive for as long as the folder is open.

The only clever file, so the most commented. The workflow knows nothing that Postgres does not know: it folds the facts that
reach it as signals, asks the planner what is due, has it done by an activity, folds the facts that the activity committed, and
sleeps until the next thing is due or the next fact comes. When in doubt it loads the job from Postgres and goes on from there;
"terminate and nudge" is therefore always a safe repair.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from workflows import search, words
    from workflows.activities import (
        BANK,
        DATABASE,
        DOCUMENT,
        MAIL,
        Bank,
        Documents,
        JobRef,
        Mail,
        Records,
        StepCall,
        StepFailure,
    )
    from workflows.facts import Envelope, UnknownFact, decode
    from workflows.folds import apply
    from workflows.names import JOB_WORKFLOW
    from workflows.planner import due_now, plan, wakes_at
    from workflows.state import JobState
    from workflows.steps import DEBIT, MAILS, RENDER, Step

RESTART = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(minutes=1))
"""A run that cannot replay fails, and the next one loads. Callers start the workflow with this policy."""

EVENTS_A_RUN = 150
"""Replay costs half a millisecond an event and loading almost nothing, so runs are kept short."""


RECORDED_BY = {
    "quote.expire": Records.expire_quote,
    "quote.void": Records.void_quote,
    "quote.invoice": Records.make_invoices,
    "invoice.issue_planned": Records.issue_invoice,
    "invoice.discard": Records.discard_invoice,
    "series.extend": Records.extend_series,
    "job.close": Records.close_job,
}
"""The activity of each step that only writes to the database."""


class JobStart(BaseModel):
    """The workflow's argument. What is carried over is empty on the first run and after a failure: then the run loads."""

    job: JobRef
    state: JobState | None = None
    epoch: int = 0
    seq: int = 0
    inbox: list[Any] = []
    last_facts: list[tuple[datetime, str]] = []


@workflow.defn(name=JOB_WORKFLOW, failure_exception_types=[workflow.NondeterminismError])
class JobWorkflow:
    @workflow.init
    def __init__(self, start: JobStart) -> None:
        # Handlers may run before `run` does, so everything they touch is restored here.
        self._job = start.job
        self._state = start.state
        self._cursor = (start.epoch, start.seq)
        self._inbox: list[Any] = list(start.inbox)
        self._last_facts = list(start.last_facts)
        self._shown: tuple[str, datetime, str] | None = None
        self._behind = start.state is None or workflow.info().attempt > 1
        """We may have missed a fact: load before anything else. A restarted run gets the arguments of the one that failed, and
        none of its signals."""

    # Handlers only append: all decisions are made in `run`, one after the other. The argument is loose on purpose, since the
    # SDK drops a signal that it cannot decode: it is a list of consecutive facts.

    @workflow.signal(description="A request came in")
    def request(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="Something about the folder itself")
    def job(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="A message came, or what became of one")
    def message(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="Something about a quote")
    def quote(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="Something about a visit")
    def visit(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="Something about an invoice")
    def invoice(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="Something about a payment")
    def payment(self, facts: list[Any]) -> None:
        self._inbox.extend(facts)

    @workflow.signal(description="Load the job from Postgres and look again")
    def nudge(self) -> None:
        self._behind = True

    @workflow.run
    async def run(self, start: JobStart) -> None:
        while True:
            if self._behind:
                await self._load()
            while self._inbox and not self._behind:
                self._take(self._inbox.pop(0))
                self._move_on_if_long()
            if self._behind:
                continue
            now = workflow.now()
            self._show(now)
            if step := due_now(self._known, now):
                await self._do(step)
                self._move_on_if_long()
            elif not self._known.open and wakes_at(self._known, now) is None:
                return
            else:
                await self._wait(now)

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _known(self) -> JobState:
        assert self._state is not None, "the run loads before it asks"
        return self._state

    async def _load(self) -> None:
        # Whatever is in the inbox now was committed before this load reads, so the load knows it already; what it does not
        # know carries a higher number and is taken afterwards.
        self._behind = False
        loaded = await workflow.execute_activity_method(
            Records.load, self._job, **DATABASE.options(), summary="Load the job from Postgres"
        )
        self._state, self._cursor = loaded.state, (loaded.epoch, loaded.seq)
        self._last_facts = list(loaded.last_facts)

    def _take(self, item: Any) -> None:
        """Folds the next fact. What is not newer is dropped; a gap, a new epoch or an unknown kind means: load."""
        try:
            envelope = Envelope.model_validate(item)
            epoch, seq = self._cursor
            if (envelope.epoch, envelope.seq) <= (epoch, seq):
                return
            if self._state is None or (envelope.epoch, envelope.seq) != (epoch, seq + 1):
                self._behind = True
                return
            fact = decode(envelope.kind, envelope.version, envelope.data)
        except (ValueError, UnknownFact):  # pydantic's errors are ValueErrors
            self._behind = True
            return
        self._state = apply(self._state, fact, envelope.at)
        self._cursor = (envelope.epoch, envelope.seq)
        self._last_facts = [*self._last_facts, (envelope.at, envelope.kind)][-5:]

    # ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _do(self, step: Step) -> None:
        """Has a due step done and folds what was committed. Every step ends in a fact, or a person is asked."""
        call = StepCall(
            job=self._job,
            key=step.key,
            kind=step.kind,
            target=step.target,
            now=workflow.now(),
            seq=self._cursor[1],
            channel=step.channel,
        )
        summary = words.summary(step, self._known.calendar.zone)
        try:
            committed = await self._carry_out(call, summary)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            code = error.cause.type if isinstance(error.cause, ApplicationError) else "timeout"
            committed = await workflow.execute_activity_method(
                Records.defer,
                StepFailure(call=call, code=code or "failed"),
                **DATABASE.options(),
                summary=f"Not done for now: {summary}"[:190],
            )
        for envelope in committed:
            self._take(envelope)
        if self._behind:
            return
        again = due_now(self._known, workflow.now())
        if again and again.key == step.key:
            call = call.model_copy(update={"seq": self._cursor[1]})
            for envelope in await workflow.execute_activity_method(
                Records.stuck, call, **DATABASE.options(), summary=f"Came up twice: {summary}"[:190]
            ):
                self._take(envelope)

    async def _carry_out(self, call: StepCall, summary: str) -> list[Envelope]:
        if call.kind in MAILS:
            return await workflow.execute_activity_method(Mail.send, call, **MAIL.options(), summary=summary)
        if call.kind == RENDER:
            return await workflow.execute_activity_method(Documents.render, call, **DOCUMENT.options(), summary=summary)
        if call.kind == DEBIT:
            return await workflow.execute_activity_method(Bank.debit, call, **BANK.options(), summary=summary)
        return await workflow.execute_activity_method(
            RECORDED_BY[call.kind], call, **DATABASE.options(), summary=summary
        )

    async def _wait(self, now: datetime) -> None:
        """Until the next fact, or until the system's next step is due."""
        ahead = wakes_at(self._known, now)
        timeout = max(ahead.due - now, timedelta(milliseconds=1)) if ahead else None
        summary = words.summary(ahead, self._known.calendar.zone) if ahead else None
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: bool(self._inbox) or self._behind, timeout=timeout, timeout_summary=summary
            )

    # ── housekeeping ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _show(self, now: datetime) -> None:
        """Keeps the card and the search attributes that operations see up to date."""
        state, steps = self._known, plan(self._known, now)
        workflow.set_current_details(words.card(state, steps, self._last_facts, self._job.company_code))
        shown = search.of(state, steps)
        if shown != self._shown:
            phase, due, owner = self._shown = shown
            workflow.upsert_search_attributes(
                [
                    search.JOB_PHASE.value_set(phase),
                    search.NEXT_DUE.value_set(due),
                    search.OWNED_BY.value_set(owner),
                ]
            )

    def _move_on_if_long(self) -> None:
        """Continues as a new run, with what is known and what is still unread. Checked after every fact: a busy inbox would
        otherwise postpone it for ever."""
        info = workflow.info()
        if not info.is_continue_as_new_suggested() and info.get_current_history_length() < EVENTS_A_RUN:
            return
        epoch, seq = self._cursor
        carried = JobStart(
            job=self._job,
            state=None if self._behind else self._state,
            epoch=epoch,
            seq=seq,
            inbox=self._inbox,
            last_facts=self._last_facts,
        )
        workflow.continue_as_new(carried, retry_policy=RESTART)
