"""What facts of the folder make of a job: its course, its hours, what was said, what became of messages and steps."""

from __future__ import annotations

from datetime import datetime

from workflows import facts as f
from workflows.figures import no_figures
from workflows.folds.parts import change, put, updated, without
from workflows.state import Contract, Delivery, Done, JobState, Lifecycle, Silence


def answered(state: JobState) -> JobState:
    for quote in state.quotes.values():
        if quote.cancelled_at:
            state = change(state, "quotes", quote.id, cancelled_at=None)
    return updated(state, contacted=True, waiting_since=None, waiting_for=None)


def settled(state: JobState, key: str, outcome: str, at: datetime) -> JobState:
    """The step `key` has come to its end."""
    state = without(without(without(state, "deliveries", key), "snoozed", key), "stuck", key)
    match key.split("/"):
        case ["message", message_id]:
            by_sms = tuple(each for each in state.replies_by_sms if each != message_id)
            return without(updated(state, replies_by_sms=by_sms), "replies", message_id)
        case ["message", message_id, "notice"]:
            return without(state, "incoming", message_id)
    return put(state, "done", key, Done(outcome=outcome, at=at))


def opened(state: JobState, fact: f.JobOpened, at: datetime) -> JobState:
    silences: tuple[Silence, ...] = ()
    if fact.imported_at:
        silences = (Silence(since=None, until=fact.imported_at, reason="imported"),)
    return updated(
        state,
        number=fact.number,
        contact_id=fact.contact_id,
        source=fact.source,
        currency=fact.currency,
        policy=fact.policy,
        calendar=fact.calendar,
        opened_at=at,
        waiting_since=at,
        waiting_for="request",
        silences=silences,
        folded=no_figures(fact.currency),
    )


def resumed(state: JobState, fact: f.JobResumed, at: datetime) -> JobState:
    if state.paused_at is None:
        return state
    silence = Silence(since=state.paused_at, until=at, reason="paused")
    return updated(state, paused_at=None, silences=(*state.silences, silence)[-6:])


def finished(lifecycle: Lifecycle, state: JobState, at: datetime) -> JobState:
    return updated(state, lifecycle=lifecycle, closed_at=at, paused_at=None, phase_override=None)


def queued(state: JobState, fact: f.MessageQueued, at: datetime) -> JobState:
    state = put(state, "replies", fact.message_id, at)
    if fact.channel == "sms":
        state = updated(state, replies_by_sms=(*state.replies_by_sms, fact.message_id))
    return answered(state)


def time(state: JobState, fact: f.TimeRecorded | f.TimeCorrected, at: datetime) -> JobState:
    folded = updated(
        state.folded,
        seconds_worked=state.folded.seconds_worked + fact.seconds,
        labour_cost=state.folded.labour_cost + fact.labour_cost,
    )
    return updated(state, folded=folded)


def message_received(state: JobState, fact: f.MessageReceived, at: datetime) -> JobState:
    state = put(state, "incoming", fact.message_id, at)
    return updated(state, waiting_since=state.waiting_since or at, waiting_for=fact.message_id)


def deferred(state: JobState, fact: f.MessageDeferred, at: datetime) -> JobState:
    earlier = state.deliveries.get(fact.step_key)
    since = earlier.since if earlier else at
    delivery = Delivery(attempt=fact.attempt, since=since, next_try_at=fact.next_try_at, code=fact.code)
    return put(state, "deliveries", fact.step_key, delivery)


def failed(state: JobState, fact: f.MessageFailed, at: datetime) -> JobState:
    state = without(settled(state, fact.step_key, "failed", at), "done", f"{fact.step_key}/failed")
    delivery = Delivery(attempt=0, since=at, message_id=fact.message_id, code=fact.code)
    return put(state, "deliveries", fact.step_key, delivery)


def bounced(state: JobState, fact: f.MessageBounced, at: datetime) -> JobState:
    delivery = Delivery(attempt=0, since=at, message_id=fact.message_id, code=fact.code)
    return put(without(state, "done", f"{fact.step_key}/failed"), "deliveries", fact.step_key, delivery)


def retried(state: JobState, fact: f.MessageRetried, at: datetime) -> JobState:
    """The step is ahead again, as if it had never been tried."""
    for shelf in ("done", "deliveries", "stuck", "snoozed"):
        state = without(state, shelf, fact.step_key)
    state = without(state, "done", f"{fact.step_key}/failed")
    if fact.step_key == f"message/{fact.message_id}":
        state = put(state, "replies", fact.message_id, at)
    return state


def contract(state: JobState, fact: f.JobContractSet, at: datetime) -> JobState:
    if fact.next_on is None:
        return without(state, "contracts", fact.contract_id)
    before = state.contracts.get(fact.contract_id)
    stopped = (before.stopped_at if before and before.stopped_at else at) if fact.problem else None
    now = Contract(id=fact.contract_id, next_on=fact.next_on, paused=fact.paused, stopped_at=stopped)
    return put(state, "contracts", now.id, now)


def stuck(state: JobState, fact: f.StepStuck, at: datetime) -> JobState:
    """Nothing is tried until a person has looked, however often somebody looked before."""
    return put(without(state, "done", f"{fact.key}/stuck"), "stuck", fact.key, at)


def ended(state: JobState, key: str, outcome: str, at: datetime) -> JobState:
    """Who has looked at a step that was stuck lets it be tried once more."""
    state = settled(state, key, outcome, at)
    return without(state, "stuck", key.removesuffix("/stuck")) if key.endswith("/stuck") else state
