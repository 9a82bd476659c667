"""A step of a plan, how rules propose one, and how it stands once everything about it is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workflows.money import Money
from workflows.state import JobState

GIVE_UP_AFTER = timedelta(hours=72)
"""So long a deferred mail or a failed PDF is tried again."""

RETRY_AFTER = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
"""Pauses between planned tries; the last one repeats."""

RENDER = "document.render"
RECORDS = frozenset({"quote.expire", "job.close"})
"""System steps that only record a fact."""

AUTOMATIC_MAILS = frozenset(
    {
        "request.acknowledge",
        "quote.follow_up",
        "visit.confirm",
        "visit.remind",
        "invoice.remind",
        "invoice.overdue_notice",
    }
)
"""Mails that nobody asked for by hand: a pause holds them."""

ASKED_MAILS = frozenset({"message.deliver", "message.notice", "quote.mail", "invoice.mail", "payment.receipt"})
"""Mails that follow at once from something a person just did: a pause does not hold them."""

MAILS = AUTOMATIC_MAILS | ASKED_MAILS

Argument = int | str | date | datetime | Money


class Reason(BaseModel):
    """A sentence by its message id (`because-<id>`) with arguments; translated where a person reads it."""

    model_config = ConfigDict(frozen=True)

    id: str
    args: dict[str, Argument] = {}


class Target(BaseModel):
    """What a step is about."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["message", "quote", "visit", "invoice", "payment", "document"]
    id: str


class Step(BaseModel):
    """One thing that is ahead. The key is made of business values only, so the same step has the same key for ever."""

    model_config = ConfigDict(frozen=True)

    key: str
    kind: str
    due: datetime
    owner: str
    """`system`, `office`, `contact`, or `user:<id>`."""
    because: Reason
    cancelled_by: tuple[str, ...] = ()
    status: Literal["due", "upcoming", "held", "paused"] = "upcoming"
    target: Target | None = None


def because(reason: str, **args: Argument | None) -> Reason:
    return Reason(id=reason, args={name: value for name, value in args.items() if value is not None})


def system(kind: str, key: str, due: datetime, reason: Reason, target: Target | None, *cancelled_by: str) -> Step:
    """A step that the product takes by itself."""
    return Step(key=key, kind=kind, due=due, owner="system", because=reason, target=target, cancelled_by=cancelled_by)


def contact(kind: str, key: str, due: datetime, reason: Reason, target: Target | None, *cancelled_by: str) -> Step:
    """A step that is the client's move."""
    return Step(key=key, kind=kind, due=due, owner="contact", because=reason, target=target, cancelled_by=cancelled_by)


def office(
    state: JobState, kind: str, key: str, due: datetime, reason: Reason, target: Target | None, *cancelled_by: str
) -> Step:
    """A step that is the move of whoever the job is assigned to, else of the office."""
    owner = f"user:{state.assigned_to}" if state.assigned_to else "office"
    return Step(key=key, kind=kind, due=due, owner=owner, because=reason, target=target, cancelled_by=cancelled_by)


def as_it_stands(state: JobState, step: Step, now: datetime) -> Step | None:
    """The proposed step with its snooze, retry and pause; None if it is behind us or must not happen."""
    if step.key in state.done or (step.owner == "system" and step.key in state.stuck):
        return None
    due, reason = step.due, step.because
    if step.kind in MAILS and _silenced(state, step):
        return None
    if delivery := state.deliveries.get(step.key):
        if delivery.next_try_at is None:
            return None
        due, reason = delivery.next_try_at, because("mail-deferred", attempt=delivery.attempt, code=delivery.code)
    due = max(due, state.snoozed.get(step.key, due))
    if state.paused_at and step.kind in AUTOMATIC_MAILS:
        return step.model_copy(update={"due": due, "because": reason, "status": "paused"})
    status = "due" if due <= now else "upcoming"
    return step.model_copy(update={"due": due, "because": reason, "status": status})


def next_try(since: datetime, attempt: int, now: datetime) -> datetime | None:
    """When a step that failed `attempt` times since `since` is tried again; None once it is given up."""
    pause = RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1]
    return now + pause if now + pause - since <= GIVE_UP_AFTER else None


def _silenced(state: JobState, step: Step) -> bool:
    """What fell due before an import, or automatically during a pause, is never sent: a resume brings no burst."""
    return any(
        (silence.since is None or silence.since <= step.due) and step.due <= silence.until
        for silence in state.silences
        if silence.reason == "imported" or step.kind in AUTOMATIC_MAILS
    )
