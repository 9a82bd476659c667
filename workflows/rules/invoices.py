"""Invoices: make, issue, mail, remind, debit, wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from workflows import calendar as cal
from workflows.facts import Due
from workflows.reasons import because
from workflows.rules.documents import rendered
from workflows.rules.timing import Rung, ladder, soon
from workflows.state import InFlight, Invoice, JobState
from workflows.steps import DEBIT, Step, Target, contact, office, system

SETTLED = (
    "payment.received",
    "payment.allocated",
    "credit_note.issued",
    "invoice.written_off",
    "invoice.voided",
)

DEBIT_AGAIN_DAYS = (0, 1, 3, 7)
"""Days after the due date on which a saved card or account is tried; then the client is asked as anybody else."""

BANK_DAYS = 7
"""A bank debit has arrived, or has failed, after so many days."""


def make_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """An accepted quote whose invoices are made by themselves gets those of its schedule."""
    for quote in state.quotes.values():
        if state.open and quote.status == "accepted" and quote.invoicing == "automatic" and not quote.invoiced:
            key = f"quote/{quote.id}/v{quote.version}/invoice"
            reason = because("quote-accepted", number=quote.number)
            target = Target(kind="quote", id=quote.id)
            yield system(
                "quote.invoice", key, quote.closed_at or now, reason, target, "invoice.drafted", "quote.voided"
            )


def finish_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """A draft waits to be issued, an issued invoice to be sent."""
    for invoice in state.invoices.values():
        due = soon(state, now)
        if invoice.document == "draft" and invoice.issue == "by_hand" and state.open:
            reason = because("invoice-is-draft", total=invoice.total)
            key = f"invoice/{invoice.id}/issue"
            yield office(state, "office.issue_invoice", key, due, reason, _invoice(invoice), "invoice.issued")
        elif invoice.balance.amount > 0 and not invoice.released:
            reason = because("invoice-not-sent", number=invoice.number)
            key = f"invoice/{invoice.id}/send"
            stops = ("invoice.sent", "invoice.delivered", *SETTLED)
            yield office(state, "office.send_invoice", key, due, reason, _invoice(invoice), *stops)


def issue_planned_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """A draft with a day is issued and sent on it, one that waits for the work as soon as every visit is completed."""
    for invoice in state.invoices.values():
        if invoice.document != "draft" or not state.open:
            continue
        key = f"invoice/{invoice.id}/issue-planned"
        stops = ("invoice.issued", "invoice.voided", "job.cancelled")
        if invoice.issue == "planned" and invoice.issue_on:
            reason = because("invoice-planned", on=invoice.issue_on)
            due = cal.mail_time(state.calendar, invoice.issue_on)
            yield system("invoice.issue_planned", key, due, reason, _invoice(invoice), *stops)
        elif invoice.issue == "work_done" and (done_at := _work_done_at(state)):
            reason = because("work-done-invoice", count=state.visits_completed)
            yield system("invoice.issue_planned", key, done_at, reason, _invoice(invoice), *stops)


def mail_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """An invoice that was sent leaves as soon as its PDF is there."""
    for invoice in state.invoices.values():
        if invoice.document == "issued" and invoice.sent_at and rendered(state, invoice.document_id):
            key = f"invoice/{invoice.id}/mail/{invoice.sent}"
            reason = because("invoice-sent", number=invoice.number)
            yield system("invoice.mail", key, invoice.sent_at, reason, _invoice(invoice), "invoice.voided")


def mail_credit_notes(state: JobState, now: datetime) -> Iterator[Step]:
    """The client who has an invoice gets its credit notes too."""
    for invoice in state.invoices.values():
        for note in invoice.credit_notes:
            if invoice.released and rendered(state, note.document_id):
                key = f"invoice/{invoice.id}/credit/{note.id}/mail"
                reason = because("credit-note-issued", number=note.number, total=note.total)
                yield system("credit_note.mail", key, note.issued_at, reason, Target(kind="credit_note", id=note.id))


def remind_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """3, 10 and 20 days after a payment was due, while it is missing and nothing is on its way."""
    for invoice, nth, missing in _late(state):
        for name, due, days in ladder(_reminders(state, missing), now):
            key = f"invoice/{invoice.id}/remind/{_nth(nth)}{name}"
            reason = because("invoice-overdue", number=invoice.number, days=days, balance=missing.amount)
            leaves = _after_statement(state, due)
            yield system("invoice.remind", key, leaves, reason, _invoice(invoice), *SETTLED)


def tell_of_overdue(state: JobState, now: datetime) -> Iterator[Step]:
    """With the second reminder, the office is told that the client still has not paid."""
    told_after = state.policy.overdue_notice_after_reminders
    for invoice, nth, missing in _late(state):
        if 0 < told_after <= len(reminders := _reminders(state, missing)):
            _, due, days = reminders[told_after - 1]
            key = f"invoice/{invoice.id}/overdue/{_nth(nth)}office"
            reason = because("invoice-still-unpaid", number=invoice.number, days=days)
            yield system("invoice.overdue_notice", key, due, reason, _invoice(invoice), *SETTLED)


def debit_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """What the client authorised is taken as it falls due, at least 24 hours after they were told."""
    for invoice, nth, due in _debited(state):
        if _in_flight(state, invoice):
            continue
        told, notice = state.done.get(_notice(invoice, nth)), cal.mail_time(state.calendar, _day_before(due))
        reason = because("debit-ahead", number=invoice.number, amount=due.amount, on=due.due_on)
        stops = (*SETTLED, "autopay.revoked")
        yield system("invoice.debit_notice", _notice(invoice, nth), notice, reason, _invoice(invoice), *stops)
        told_at = told.at if told else max(notice, now)
        on = cal.mail_time(state.calendar, due.due_on + timedelta(days=DEBIT_AGAIN_DAYS[invoice.debits_failed]))
        key = f"invoice/{invoice.id}/debit/{nth + 1}/try-{invoice.debits_failed + 1}"
        yield system(DEBIT, key, max(on, told_at + timedelta(hours=24)), reason, _invoice(invoice), *stops)


def await_payments(state: JobState, now: datetime) -> Iterator[Step]:
    """An invoice that the client has waits for their money, or for the bank where it is on its way."""
    for invoice in _owed(state):
        key = f"invoice/{invoice.id}/pay"
        stops = (*SETTLED, "payment.failed")
        if flying := _in_flight(state, invoice):
            reason = because("payment-in-flight", number=invoice.number, amount=flying.amount, since=flying.since)
            due = flying.since + timedelta(days=BANK_DAYS)
            yield contact("contact.pay", key, due, reason, _invoice(invoice), *stops)
        elif missing := invoice.next_due:
            _, next_due = missing
            reason = because("invoice-waits", number=invoice.number, balance=invoice.balance, due=next_due.due_on)
            due = cal.end_of_day(state.calendar, next_due.due_on)
            yield contact("contact.pay", key, due, reason, _invoice(invoice), *SETTLED)


def _invoice(invoice: Invoice) -> Target:
    return Target(kind="invoice", id=invoice.id)


def _owed(state: JobState) -> list[Invoice]:
    return [i for i in state.invoices.values() if i.document == "issued" and i.released and i.balance.amount > 0]


def _in_flight(state: JobState, invoice: Invoice) -> InFlight | None:
    return next((each for each in state.in_flight.values() if each.invoice_id == invoice.id), None)


def _next_dues(state: JobState) -> Iterator[tuple[Invoice, int, Due]]:
    for invoice in _owed(state):
        if missing := invoice.next_due:
            yield invoice, *missing


def _debited(state: JobState) -> list[tuple[Invoice, int, Due]]:
    """What is taken from a saved card or account: not where that failed too often, or the client could not be told."""
    return [
        (invoice, nth, due)
        for invoice, nth, due in _next_dues(state)
        if any(quote_id in (None, invoice.quote_id) for quote_id in state.autopay.values())
        and invoice.debits_failed < len(DEBIT_AGAIN_DAYS)
        and ((told := state.done.get(_notice(invoice, nth))) is None or told.outcome in ("accepted", "ambiguous"))
    ]


def _notice(invoice: Invoice, nth: int) -> str:
    return f"invoice/{invoice.id}/debit/{nth + 1}/notice"


def _day_before(due: Due) -> date:
    return due.due_on - timedelta(days=1)


def _late(state: JobState) -> Iterator[tuple[Invoice, int, Due]]:
    """Payments that the client is reminded of, once they are late."""
    debited = {invoice.id for invoice, _, _ in _debited(state)}
    for invoice, nth, due in _next_dues(state):
        if invoice.id not in debited and not _in_flight(state, invoice):
            yield invoice, nth, due


def _nth(nth: int) -> str:
    """The first payment of an invoice has no number in its keys: most invoices ask for one."""
    return f"{nth + 1}/" if nth else ""


def _reminders(state: JobState, due: Due) -> list[Rung[int]]:
    return [
        (f"day-{n}", cal.mail_time(state.calendar, due.due_on + timedelta(days=n)), n)
        for n in state.policy.invoice_reminder_days
    ]


def _after_statement(state: JobState, due: datetime) -> datetime:
    """Not on the day of a statement of account: it asked for the same money."""
    day = cal.local_date(state.calendar, due)
    if state.statement_at is None or cal.local_date(state.calendar, state.statement_at) != day:
        return due
    return cal.mail_time(state.calendar, day + timedelta(days=1))


def _work_done_at(state: JobState) -> datetime | None:
    """When the last visit was completed, if none is ahead or running."""
    visits = state.visits.values()
    if not state.visits_completed or any(v.planned or v.running or v.status == "unscheduled" for v in visits):
        return None
    return max((v.closed_at for v in visits if v.status == "completed" and v.closed_at), default=state.opened_at)
