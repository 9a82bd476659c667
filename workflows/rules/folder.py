"""The folder itself: keep it moving, close it, undo it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from workflows import calendar as cal
from workflows.reasons import because
from workflows.rules.timing import soon
from workflows.state import JobState
from workflows.steps import Step, Target, office, system

NEW_WORK = ("quote.drafted", "visit.drafted", "visit.scheduled", "invoice.drafted")


def close_job(state: JobState, now: datetime) -> Iterator[Step]:
    """Paid in full, nothing planned or unanswered, and quiet for some days: the folder closes."""
    drafts = any(quote.status == "draft" or quote.draft_version for quote in state.quotes.values())
    to_come = state.series or state.contracts or any(visit.status == "unscheduled" for visit in state.visits.values())
    ahead = drafts or to_come or state.waiting_since or state.replies
    if state.phase == "paid" and not ahead and state.last_activity_at:
        days = state.policy.close_after_days
        key = f"job/close/{state.last_activity_at:%Y%m%dT%H%M%S.%f}"
        due = state.last_activity_at + timedelta(days=days)
        yield system("job.close", key, due, because("paid-and-quiet", days=days), None, "message.received", *NEW_WORK)


def undo_what_was_begun(state: JobState, now: datetime) -> Iterator[Step]:
    """A job was cancelled: what was not final goes by itself, what was is proposed to the office."""
    if state.lifecycle != "cancelled" or state.closed_at is None:
        return
    at, why = state.closed_at, because("job-was-cancelled")
    for quote in state.quotes.values():
        if quote.status == "draft" or quote.open:
            target = Target(kind="quote", id=quote.id)
            yield system("quote.void", f"quote/{quote.id}/void", at, why, target, "quote.voided", "job.reopened")
    for invoice in state.invoices.values():
        target = Target(kind="invoice", id=invoice.id)
        if invoice.document == "draft":
            key = f"invoice/{invoice.id}/discard"
            yield system("invoice.discard", key, at, why, target, "invoice.voided", "job.reopened")
        elif invoice.document == "issued" and invoice.total.amount > 0:
            reason = because("cancelled-but-invoiced", number=invoice.number, total=invoice.total)
            yield office(
                state, "office.credit_invoice", f"invoice/{invoice.id}/credit", at, reason, target, "invoice.voided"
            )
    held = state.figures().deposits_held
    if held.amount > 0:
        yield office(
            state, "office.refund_deposit", "job/refund-deposit", at, because("cancelled-but-paid", amount=held), None
        )


def mend_contracts(state: JobState, now: datetime) -> Iterator[Step]:
    """A contract whose next invoice is refused needs a person, and so does one whose folder is finished: no invoice will come."""
    for contract in state.contracts.values():
        since = contract.stopped_at or state.closed_at
        if since and not contract.paused:
            on, target = contract.next_on, Target(kind="contract", id=contract.id)
            refused, finished = because("contract-stopped", on=on), because("contract-of-finished-job", on=on)
            why = refused if contract.stopped_at else finished
            key = f"contract/{contract.id}/mend/{on}"
            yield office(state, "office.mend_contract", key, since, why, target, "job.reopened")


def look_at_stuck(state: JobState, now: datetime) -> Iterator[Step]:
    """A step that came up twice without an effect, or that the books refuse, needs a person. Ticked off, it is tried again."""
    for key, since in state.stuck.items():
        yield office(state, "office.stuck", f"{key}/stuck", since, because("step-stuck"), _about(key))


def _about(key: str) -> Target | None:
    """What the step with this key is about, where it is something that a person can open."""
    match key.split("/"):
        case ["quote" | "visit" | "invoice" | "payment" as kind, object_id, *_]:
            return Target(kind=kind, id=object_id)
    return None


def keep_it_moving(state: JobState, now: datetime) -> Step:
    """Where nobody else has a move, the office says how the job goes on: no open job is ever without a step."""
    moves = {
        "won": ("office.schedule", "won-needs-visit"),
        "to_invoice": ("office.invoice", "done-needs-invoice"),
        "paid": ("office.close", "paid-what-now"),
    }
    running = [contract.next_on for contract in state.contracts.values() if not contract.paused]
    if state.phase == "paid" and running:
        day = min(running)
        due, why = cal.end_of_day(state.calendar, day), because("contract-runs", on=day)
        return office(state, "office.watch_contract", f"job/next/contract/{day}", due, why, None, *NEW_WORK)
    kind, reason = moves.get(state.phase, ("office.choose", "what-now"))
    return office(state, kind, f"job/next/{state.phase}", soon(state, now), because(reason), None, *NEW_WORK)
