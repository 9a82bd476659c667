"""What is said: requests, messages, and mails that did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflows import calendar as cal
from workflows.reasons import because
from workflows.state import JobState
from workflows.steps import Step, Target, office, system

ANSWERS = ("message.queued", "message.logged", "quote.sent", "visit.scheduled", "invoice.sent", "invoice.delivered")
"""What counts as the office's answer, see `folds.folder.answered`."""


def deliver_replies(state: JobState, now: datetime) -> Iterator[Step]:
    """A message that a person wrote leaves at once, also from a job that is paused or finished."""
    for message_id, since in state.replies.items():
        target = Target(kind="message", id=message_id)
        step = system("message.deliver", f"message/{message_id}", since, because("reply-written"), target)
        yield step.by("sms") if message_id in state.replies_by_sms else step


def tell_the_office(state: JobState, now: datetime) -> Iterator[Step]:
    """The office hears at once that the client wrote."""
    for message_id, since in state.incoming.items():
        target = Target(kind="message", id=message_id)
        yield system("message.notice", f"message/{message_id}/notice", since, because("client-wrote"), target)


def acknowledge_request(state: JobState, now: datetime) -> Iterator[Step]:
    """Who filled in the website form gets the job number by mail at once."""
    if state.open and state.request_id and state.opened_at and state.policy.acknowledge_requests:
        key = f"request/{state.request_id}/acknowledge"
        reason = because("request-received", at=state.opened_at)
        yield system("request.acknowledge", key, state.opened_at, reason, None, "job.cancelled", "job.closed")


def answer_the_client(state: JobState, now: datetime) -> Iterator[Step]:
    """A request or a message waits for the office's answer."""
    if state.open and state.waiting_since and state.waiting_for:
        due = cal.add_business_hours(state.calendar, state.waiting_since, state.policy.answer_within_business_hours)
        what = "request-unanswered" if state.waiting_for == "request" else "message-unanswered"
        key = f"answer/{state.waiting_for}"
        yield office(state, "office.answer", key, due, because(what, since=state.waiting_since), None, *ANSWERS)


def use_another_way(state: JobState, now: datetime) -> Iterator[Step]:
    """A mail that was given up needs a call or another address."""
    for key, delivery in state.deliveries.items():
        if delivery.next_try_at is None:
            reason = because("mail-failed", code=delivery.code)
            yield office(state, "office.mail_failed", f"{key}/failed", delivery.since, reason, None, "message.queued")
