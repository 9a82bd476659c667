"""What the product does by itself, and whose move it is otherwise.

`plan(state, now)` lists every step that is still ahead of a job: what, when, why, whose, and what would cancel it. The workflow
runs it, the dashboard shows it, the mail worker asks it once more right before a mail leaves. To learn what the product does,
read RULES at the end of this file from top to bottom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from workflows import calendar as cal
from workflows.state import Invoice, JobState, Quote, Visit
from workflows.steps import Reason, Step, Target, as_it_stands, because, contact, office, system

QUOTE_SETTLED = ("quote.accepted", "quote.declined", "quote.expired", "quote.superseded", "quote.voided")
VISIT_MOVED = ("visit.rescheduled", "visit.cancelled", "visit.started", "visit.completed")
INVOICE_SETTLED = ("payment.received", "invoice.voided")
NEW_WORK = ("quote.drafted", "visit.scheduled", "invoice.drafted")


def plan(state: JobState, now: datetime) -> list[Step]:
    """Every step ahead, soonest first; steps of the same moment in the order of RULES. A pure function of its arguments."""
    proposed = (step for rule in RULES for step in rule(state, now))
    steps = [step for step in (as_it_stands(state, step, now) for step in proposed) if step]
    if state.open and not any(step.owner != "system" or step.kind == "job.close" for step in steps):
        steps.append(keep_it_moving(state, now))
    return sorted(steps, key=lambda step: step.due)


def due_now(state: JobState, now: datetime) -> Step | None:
    """The system's first step that is due, if any."""
    return next((step for step in plan(state, now) if step.owner == "system" and step.status == "due"), None)


def wakes_at(state: JobState, now: datetime) -> Step | None:
    """The system's first step that is due or will be by the clock alone."""
    ticking = ("due", "upcoming")
    return next((step for step in plan(state, now) if step.owner == "system" and step.status in ticking), None)


def next_step(steps: list[Step]) -> Step | None:
    """The one step to show for a job: the office's own move first, then the client's, then the system's."""
    ours = [step for step in steps if step.owner not in ("system", "contact")]
    theirs = [step for step in steps if step.owner == "contact"]
    return next(iter(ours or theirs or steps), None)


# ── request and messages ─────────────────────────────────────────────────────────────────────────────────────────────


def deliver_replies(state: JobState, now: datetime) -> Iterator[Step]:
    """A message that a person wrote leaves at once, also from a job that is paused or finished."""
    for message_id, since in state.replies.items():
        target = Target(kind="message", id=message_id)
        yield system("message.deliver", f"message/{message_id}", since, because("reply-written"), target)


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
        stops = ("message.queued", "message.logged", "quote.sent", "visit.scheduled", "invoice.sent")
        key = f"answer/{state.waiting_for}"
        yield office(state, "office.answer", key, due, because(what, since=state.waiting_since), None, *stops)


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def render_documents(state: JobState, now: datetime) -> Iterator[Step]:
    """Whatever was sent, issued or received gets its PDF; the mail waits for it."""
    for document in state.documents.values():
        target = Target(kind="document", id=document.id)
        key = f"document/{document.id}/render"
        if document.status == "pending":
            due = document.next_try_at or document.since
            yield system("document.render", key, due, because(f"{document.kind}-needs-pdf"), target)
        elif document.status == "failed":
            yield office(
                state, "office.document_failed", f"{key}/failed", document.since, because("pdf-failed"), target
            )


# ── quotes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def finish_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """A draft waits for the office to send it."""
    for quote in state.quotes.values():
        if state.open and (quote.status == "draft" or quote.draft_version):
            key = f"quote/{quote.id}/v{quote.draft_version or quote.version}/finish"
            reason = because("quote-is-draft", number=quote.number)
            due = _soon(state, now)
            yield office(state, "office.send_quote", key, due, reason, _quote(quote), "quote.sent", "quote.voided")


def mail_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """A quote that was sent leaves as soon as its PDF is there."""
    for quote in state.quotes.values():
        if quote.open and quote.sent_at and _rendered(state, quote.document_id):
            key = f"quote/{quote.id}/v{quote.version}/mail"
            reason = because("quote-sent", number=quote.number)
            yield system("quote.mail", key, quote.sent_at, reason, _quote(quote), *QUOTE_SETTLED)


def follow_up_quotes(state: JobState, now: datetime) -> Iterator[Step]:
    """On day 3, on day 7 and two days before expiry, while the client has not decided."""
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


# ── visits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def confirm_visits(state: JobState, now: datetime) -> Iterator[Step]:
    """A visit that was planned or moved is confirmed to the client at once, with a calendar file."""
    for visit in _planned(state):
        if state.policy.visit_confirmation and now < visit.starts_at:
            reason = because("visit-planned", starts=visit.starts_at)
            yield system(
                "visit.confirm", f"{_nth(visit)}/confirm", visit.scheduled_at, reason, _visit(visit), *VISIT_MOVED
            )


def remind_visits(state: JobState, now: datetime) -> Iterator[Step]:
    """24 hours before, unless the visit was planned later than that: then the confirmation said it."""
    hours = state.policy.visit_reminder_hours
    for visit in _planned(state):
        due = visit.starts_at - timedelta(hours=hours or 0)
        if hours and visit.scheduled_at < due and now < visit.starts_at:
            reason = because("visit-soon", starts=visit.starts_at, hours=hours)
            yield system("visit.remind", f"{_nth(visit)}/remind", due, reason, _visit(visit), *VISIT_MOVED)


def do_visits(state: JobState, now: datetime) -> Iterator[Step]:
    """A planned visit waits to be done, a running one to be completed."""
    for visit in state.visits.values():
        key = _nth(visit)
        if state.open and visit.planned:
            reason = because("visit-ahead", starts=visit.starts_at)
            yield office(state, "office.do_visit", f"{key}/do", visit.starts_at, reason, _visit(visit), *VISIT_MOVED)
        elif visit.running:
            reason = because("visit-running", starts=visit.starts_at)
            stop = "visit.completed"
            yield office(state, "office.complete_visit", f"{key}/complete", visit.ends_at, reason, _visit(visit), stop)


# ── invoices and payments ────────────────────────────────────────────────────────────────────────────────────────────


def finish_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """A draft waits to be issued, an issued invoice to be sent."""
    for invoice in state.invoices.values():
        due = _soon(state, now)
        if invoice.document == "draft" and state.open:
            reason = because("invoice-is-draft", total=invoice.total)
            key = f"invoice/{invoice.id}/issue"
            yield office(state, "office.issue_invoice", key, due, reason, _invoice(invoice), "invoice.issued")
        elif invoice.balance.amount > 0 and not invoice.sent:
            reason = because("invoice-not-sent", number=invoice.number)
            key = f"invoice/{invoice.id}/send"
            stops = ("invoice.sent", *INVOICE_SETTLED)
            yield office(state, "office.send_invoice", key, due, reason, _invoice(invoice), *stops)


def mail_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """An invoice that was sent leaves as soon as its PDF is there."""
    for invoice in state.invoices.values():
        if invoice.document == "issued" and invoice.sent_at and _rendered(state, invoice.document_id):
            key = f"invoice/{invoice.id}/mail/{invoice.sent}"
            reason = because("invoice-sent", number=invoice.number)
            yield system("invoice.mail", key, invoice.sent_at, reason, _invoice(invoice), "invoice.voided")


def remind_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """3, 10 and 20 days after the due date, while something is owed."""
    for invoice in _owed(state):
        for name, due, days in _ladder(_reminders(state, invoice), now):
            key = f"invoice/{invoice.id}/remind/{name}"
            reason = because("invoice-overdue", number=invoice.number, days=days, balance=invoice.balance)
            yield system("invoice.remind", key, due, reason, _invoice(invoice), *INVOICE_SETTLED)


def tell_of_overdue(state: JobState, now: datetime) -> Iterator[Step]:
    """With the second reminder, the office is told that the client still has not paid."""
    nth = state.policy.overdue_notice_after_reminders
    for invoice in _owed(state):
        if 0 < nth <= len(reminders := _reminders(state, invoice)):
            _, due, days = reminders[nth - 1]
            key = f"invoice/{invoice.id}/overdue/office"
            reason = because("invoice-still-unpaid", number=invoice.number, days=days)
            yield system("invoice.overdue_notice", key, due, reason, _invoice(invoice), *INVOICE_SETTLED)


def await_payments(state: JobState, now: datetime) -> Iterator[Step]:
    """An invoice that was sent waits for the client's money."""
    for invoice in _owed(state):
        if invoice.due_on:
            key = f"invoice/{invoice.id}/pay"
            reason = because("invoice-waits", number=invoice.number, balance=invoice.balance, due=invoice.due_on)
            due = cal.end_of_day(state.calendar, invoice.due_on)
            yield contact("contact.pay", key, due, reason, _invoice(invoice), *INVOICE_SETTLED)


def send_receipts(state: JobState, now: datetime) -> Iterator[Step]:
    """Every payment is acknowledged with a receipt."""
    for payment in state.payments.values():
        ready = payment.status == "received" and _rendered(state, payment.document_id)
        if ready and state.policy.payment_receipt:
            key = f"payment/{payment.id}/receipt"
            reason = because("payment-received", amount=payment.amount)
            target = Target(kind="payment", id=payment.id)
            yield system("payment.receipt", key, payment.received_at, reason, target, "payment.voided")


# ── the job itself ───────────────────────────────────────────────────────────────────────────────────────────────────


def close_job(state: JobState, now: datetime) -> Iterator[Step]:
    """Paid in full, nothing planned or unanswered, and quiet for some days: the folder closes."""
    drafts = any(quote.status == "draft" or quote.draft_version for quote in state.quotes.values())
    if state.phase == "paid" and not (drafts or state.waiting_since or state.replies) and state.last_activity_at:
        days = state.policy.close_after_days
        key = f"job/close/{state.last_activity_at:%Y%m%dT%H%M%S.%f}"
        due = state.last_activity_at + timedelta(days=days)
        yield system("job.close", key, due, because("paid-and-quiet", days=days), None, "message.received", *NEW_WORK)


def use_another_way(state: JobState, now: datetime) -> Iterator[Step]:
    """A mail that was given up needs a call or another address."""
    for key, delivery in state.deliveries.items():
        if delivery.next_try_at is None:
            reason = because("mail-failed", code=delivery.code)
            yield office(state, "office.mail_failed", f"{key}/failed", delivery.since, reason, None, "message.queued")


def look_at_stuck(state: JobState, now: datetime) -> Iterator[Step]:
    """A step that came up twice without an effect needs a person."""
    for key, since in state.stuck.items():
        yield office(state, "office.stuck", f"{key}/stuck", since, because("step-stuck"), None)


def keep_it_moving(state: JobState, now: datetime) -> Step:
    """Where nobody else has a move, the office says how the job goes on: no open job is ever without a step."""
    moves = {
        "won": ("office.schedule", "won-needs-visit"),
        "to_invoice": ("office.invoice", "done-needs-invoice"),
        "paid": ("office.close", "paid-what-now"),
    }
    kind, reason = moves.get(state.phase, ("office.choose", "what-now"))
    return office(state, kind, f"job/next/{state.phase}", _soon(state, now), because(reason), None, *NEW_WORK)


# ── what the rules share ─────────────────────────────────────────────────────────────────────────────────────────────


def _quote(quote: Quote) -> Target:
    return Target(kind="quote", id=quote.id)


def _visit(visit: Visit) -> Target:
    return Target(kind="visit", id=visit.id)


def _invoice(invoice: Invoice) -> Target:
    return Target(kind="invoice", id=invoice.id)


def _soon(state: JobState, now: datetime) -> datetime:
    """One business day after the last thing that happened."""
    return cal.add_business_hours(state.calendar, state.last_activity_at or now, 9)


def _rendered(state: JobState, document_id: str | None) -> bool:
    document = state.documents.get(document_id or "")
    return document is not None and document.status == "rendered"


def _undecided(state: JobState) -> list[Quote]:
    return [q for q in state.quotes.values() if state.open and q.open and q.sent_at and q.valid_until]


def _expiry(state: JobState, quote: Quote) -> datetime:
    return cal.end_of_day(state.calendar, quote.valid_until or date.max)


def _planned(state: JobState) -> list[Visit]:
    return [visit for visit in state.visits.values() if state.open and visit.planned]


def _nth(visit: Visit) -> str:
    """A moved visit is a new occurrence, so it is confirmed and reminded anew."""
    return f"visit/{visit.id}/{visit.occurrence}"


def _owed(state: JobState) -> list[Invoice]:
    return [i for i in state.invoices.values() if i.document == "issued" and i.sent and i.balance.amount > 0]


T = TypeVar("T")
Rung = tuple[str, datetime, Reason]


def _follow_ups(state: JobState, quote: Quote, now: datetime) -> list[Rung]:
    if not (quote.sent_at and quote.valid_until):
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
    return _ladder([rung for rung in rungs if quote.sent_at < rung[1] < expiry], now)


def _reminders(state: JobState, invoice: Invoice) -> list[tuple[str, datetime, int]]:
    if invoice.due_on is None:
        return []
    due_on = invoice.due_on
    return [
        (f"day-{n}", cal.mail_time(state.calendar, due_on + timedelta(days=n)), n)
        for n in state.policy.invoice_reminder_days
    ]


def _ladder(rungs: list[tuple[str, datetime, T]], now: datetime) -> list[tuple[str, datetime, T]]:
    """Of several reminders that fell due together (the machine was off), only the last is sent: never a burst."""
    last_due = max((due for _, due, _ in rungs if due <= now), default=None)
    return [rung for rung in rungs if last_due is None or rung[1] >= last_due]


RULES: tuple[Callable[[JobState, datetime], Iterable[Step]], ...] = (
    deliver_replies,
    tell_the_office,
    acknowledge_request,
    answer_the_client,
    render_documents,
    finish_quotes,
    mail_quotes,
    follow_up_quotes,
    expire_quotes,
    await_decisions,
    confirm_visits,
    remind_visits,
    do_visits,
    finish_invoices,
    mail_invoices,
    remind_invoices,
    tell_of_overdue,
    await_payments,
    send_receipts,
    close_job,
    use_another_way,
    look_at_stuck,
)
