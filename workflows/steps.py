"""A step of a plan, how rules propose one, and how it stands once everything about it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workflows import calendar as cal
from workflows.policy import Channel
from workflows.reasons import Reason, because
from workflows.state import JobState

GIVE_UP_AFTER = timedelta(hours=72)
"""So long a deferred mail or a failed PDF is tried again."""

RETRY_AFTER = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
"""Pauses between planned tries; the last one repeats."""

RENDER = "document.render"
RECORDS = frozenset(
    {
        "quote.expire",
        "quote.void",
        "quote.invoice",
        "invoice.issue_planned",
        "invoice.discard",
        "series.extend",
        "job.close",
    }
)
"""System steps that only write to the database."""

DEBIT = "invoice.debit"
"""The one step that asks a bank."""

AUTOMATIC_MAILS = frozenset(
    {
        "request.acknowledge",
        "quote.follow_up",
        "visit.confirm",
        "visit.remind",
        "invoice.remind",
        "invoice.overdue_notice",
        "invoice.debit_notice",
        "visit.clock_notice",
    }
)
"""Mails that nobody asked for by hand: a pause holds them."""

ASKED_MAILS = frozenset(
    {
        "message.deliver",
        "message.notice",
        "quote.mail",
        "visit.en_route",
        "visit.cancelled_notice",
        "invoice.mail",
        "credit_note.mail",
        "payment.receipt",
        "payment.refund_receipt",
    }
)
"""Mails that follow at once from something a person just did: a pause does not hold them."""

OWN_MAILS = frozenset({"message.notice", "visit.cancelled_notice", "visit.clock_notice", "invoice.overdue_notice"})
"""Mails to the company's own people."""

COMMERCIAL = frozenset({"quote.follow_up"})
"""Mails that need the client's consent and end when they unsubscribe; the others complete what was already agreed."""

ALSO_BY_SMS = frozenset(
    {
        "request.acknowledge",
        "quote.mail",
        "visit.confirm",
        "visit.remind",
        "visit.en_route",
        "invoice.mail",
        "invoice.remind",
    }
)
"""What a client who wants text messages gets as one too."""

AT_ONCE = frozenset({"request.acknowledge", "visit.confirm"})
"""Automatic mails that answer what the client or the office has just done: quiet hours do not hold them. A text message waits
all the same, since it makes a noise."""

MAILS = AUTOMATIC_MAILS | ASKED_MAILS


class Target(BaseModel):
    """What a step is about."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[
        "message", "quote", "visit", "series", "invoice", "credit_note", "payment", "refund", "document", "contract"
    ]
    id: str
    person: str | None = None
    """The resource whom it is told, where that is neither the client nor the office."""


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
    channel: Channel = "mail"
    """How it reaches its recipient, where it is a message."""

    def by(self, channel: Channel) -> Step:
        """The same message over another channel; its key stays."""
        return self.model_copy(update={"channel": channel})


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


def by_channels(state: JobState, step: Step) -> Iterator[Step]:
    """The step, and its twin as a text message where company and client want those: each is sent, and fails, for itself."""
    yield step
    wanted = "sms" in state.policy.channels and state.preferences.sms
    if wanted and step.kind in ALSO_BY_SMS and step.channel == "mail":
        yield step.by("sms").model_copy(update={"key": f"{step.key}/sms"})


def as_it_stands(state: JobState, step: Step, now: datetime) -> Step | None:
    """The proposed step with its snooze, retry and pause; None if it is behind us or must not happen."""
    if step.key in state.done or (step.owner == "system" and step.key in state.stuck):
        return None
    due, reason = step.due, step.because
    if step.kind in MAILS and (_silenced(state, step) or _unwanted(state, step)):
        return None
    if delivery := state.deliveries.get(step.key):
        if delivery.next_try_at is None:
            return None
        due, reason = delivery.next_try_at, because("mail-deferred", attempt=delivery.attempt, code=delivery.code)
    due = max(due, state.snoozed.get(step.key, due))
    if step.kind in AUTOMATIC_MAILS - OWN_MAILS and (step.kind not in AT_ONCE or step.channel == "sms"):
        due = cal.not_in_quiet_hours(state.calendar, due)
    if state.paused_at and step.kind in AUTOMATIC_MAILS:
        return step.model_copy(update={"due": due, "because": reason, "status": "paused"})
    status = "due" if due <= now else "upcoming"
    return step.model_copy(update={"due": due, "because": reason, "status": status})


def next_try(since: datetime, attempt: int, now: datetime) -> datetime | None:
    """When a step that failed `attempt` times since `since` is tried again; None once it is given up."""
    pause = RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1]
    return now + pause if now + pause - since <= GIVE_UP_AFTER else None


def _unwanted(state: JobState, step: Step) -> bool:
    """Whether the client does not want it. What a person sends by hand goes all the same."""
    wishes = state.preferences
    if step.kind in OWN_MAILS or step.kind not in AUTOMATIC_MAILS:
        return False
    off = step.channel == "mail" and not wishes.mail
    return wishes.do_not_contact or off or (wishes.unsubscribed and step.kind in COMMERCIAL)


def _silenced(state: JobState, step: Step) -> bool:
    """What fell due before an import, or automatically during a pause, is never sent: a resume brings no burst."""
    return any(
        (silence.since is None or silence.since <= step.due) and step.due <= silence.until
        for silence in state.silences
        if silence.reason == "imported" or step.kind in AUTOMATIC_MAILS
    )
