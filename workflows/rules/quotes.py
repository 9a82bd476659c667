"""Quotes: finish, mail, follow up, wait, expire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from workflows import calendar as cal
from workflows.reasons import Reason, because
from workflows.rules.documents import rendered
from workflows.rules.talk import ANSWERS
from workflows.rules.timing import Rung, ladder, soon
from workflows.state import JobState, Quote
from workflows.steps import Step, Target, contact, office, system

QUOTE_SETTLED = ("quote.accepted", "quote.declined", "quote.expired", "quote.superseded", "quote.voided")


def finish_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """A draft waits for the office to send it."""
    for quote in state.quotes.values():
        if state.open and (quote.status == "draft" or quote.draft_version):
            key = f"quote/{quote.id}/v{quote.draft_version or quote.version}/finish"
            reason = because("quote-is-draft", number=quote.number)
            due = soon(state, now)
            yield office(state, "office.send_quote", key, due, reason, _quote(quote), "quote.sent", "quote.voided")


def mail_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """A quote that was sent leaves as soon as its PDF is there, unless it was handed over otherwise."""
    for quote in state.quotes.values():
        if quote.open and quote.sent_at and not quote.handed_over and rendered(state, quote.document_id):
            key = f"quote/{quote.id}/v{quote.version}/mail"
            reason = because("quote-sent", number=quote.number)
            yield system("quote.mail", key, quote.sent_at, reason, _quote(quote), *QUOTE_SETTLED)


def follow_up_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """On day 3, on day 7 and two days before expiry, while the client has not decided; by mail only to whom it was mailed."""
    for quote in _undecided(state):
        for name, due, reason in _follow_ups(state, quote, now):
            key = f"quote/{quote.id}/v{quote.version}/follow-up/{name}"
            yield system("quote.follow_up", key, due, reason, _quote(quote), *QUOTE_SETTLED)


def expire_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """After the last day of its validity an undecided quote expires."""
    for quote in _undecided(state):
        key = f"quote/{quote.id}/v{quote.version}/expire"
        reason = because("quote-valid-until", number=quote.number, until=quote.valid_until)
        yield system("quote.expire", key, _expiry(state, quote), reason, _quote(quote), *QUOTE_SETTLED)


def await_decisions(state: JobState, now: datetime) -> Iterator[Step]:
    """A quote that was sent waits for the client to decide."""
    for quote in _undecided(state):
        key = f"quote/{quote.id}/v{quote.version}/decide"
        reason = because("quote-waits", number=quote.number, since=quote.sent_at)
        yield contact("contact.decide", key, _expiry(state, quote), reason, _quote(quote), *QUOTE_SETTLED)


def renew_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """A client who would still like what expired waits for the office."""
    for quote in state.quotes.values():
        if quote.status == "expired" and quote.renewal_asked_at and not quote.draft_version:
            key = f"quote/{quote.id}/v{quote.version}/renew"
            hours = state.policy.answer_within_business_hours
            due = cal.add_business_hours(state.calendar, quote.renewal_asked_at, hours)
            reason = because("quote-renewal-asked", number=quote.number, since=quote.renewal_asked_at)
            yield office(state, "office.renew_quote", key, due, reason, _quote(quote), "quote.sent", "quote.voided")


def handle_cancellations(state: JobState, now: datetime) -> Iterator[Step]:
    """A contract that the client cancelled, as the law lets them: the office stops the work and answers."""
    for quote in state.quotes.values():
        if state.open and quote.cancelled_at:
            key = f"quote/{quote.id}/v{quote.version}/cancelled"
            due = cal.add_business_hours(state.calendar, quote.cancelled_at, state.policy.answer_within_business_hours)
            reason = because("quote-cancelled", number=quote.number, since=quote.cancelled_at)
            yield office(state, "office.handle_cancellation", key, due, reason, _quote(quote), *ANSWERS)


def _quote(quote: Quote) -> Target:
    return Target(kind="quote", id=quote.id)


def _undecided(state: JobState) -> list[Quote]:
    return [q for q in state.quotes.values() if state.open and q.open and q.sent_at and q.valid_until]


def _expiry(state: JobState, quote: Quote) -> datetime:
    return cal.end_of_day(state.calendar, quote.valid_until or date.max)


def _follow_ups(state: JobState, quote: Quote, now: datetime) -> list[Rung[Reason]]:
    if quote.handed_over or not (quote.sent_at and quote.valid_until):
        return []
    sent_on = cal.local_date(state.calendar, quote.sent_at)
    days: dict[date, tuple[str, Reason]] = {}
    for n in state.policy.quote_follow_up_days:
        days[sent_on + timedelta(days=n)] = (f"day-{n}", because("quote-undecided", number=quote.number, days=n))
    if (before := state.policy.quote_follow_up_before_expiry_days) is not None:
        reason = because("quote-expires-soon", number=quote.number, until=quote.valid_until)
        days[quote.valid_until - timedelta(days=before)] = ("before-expiry", reason)
    rungs = [(name, cal.mail_time(state.calendar, day), reason) for day, (name, reason) in sorted(days.items())]
    expiry = _expiry(state, quote)
    return ladder([rung for rung in rungs if quote.sent_at < rung[1] < expiry], now)
