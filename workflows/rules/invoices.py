"""Invoices and payments: finish, mail, remind, wait, receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from workflows import calendar as cal
from workflows.reasons import because
from workflows.rules.documents import rendered
from workflows.rules.timing import Rung, ladder, soon
from workflows.state import Invoice, JobState
from workflows.steps import Step, Target, contact, office, system

INVOICE_SETTLED = ("payment.received", "invoice.voided")


def finish_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """A draft waits to be issued, an issued invoice to be sent."""
    for invoice in state.invoices.values():
        due = soon(state, now)
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
        if invoice.document == "issued" and invoice.sent_at and rendered(state, invoice.document_id):
            key = f"invoice/{invoice.id}/mail/{invoice.sent}"
            reason = because("invoice-sent", number=invoice.number)
            yield system("invoice.mail", key, invoice.sent_at, reason, _invoice(invoice), "invoice.voided")


def remind_invoices(state: JobState, now: datetime) -> Iterator[Step]:
    """3, 10 and 20 days after the due date, while something is owed."""
    for invoice in _owed(state):
        for name, due, days in ladder(_reminders(state, invoice), now):
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
        ready = payment.status == "received" and rendered(state, payment.document_id)
        if ready and state.policy.payment_receipt:
            key = f"payment/{payment.id}/receipt"
            reason = because("payment-received", amount=payment.amount)
            target = Target(kind="payment", id=payment.id)
            yield system("payment.receipt", key, payment.received_at, reason, target, "payment.voided")


def _invoice(invoice: Invoice) -> Target:
    return Target(kind="invoice", id=invoice.id)


def _owed(state: JobState) -> list[Invoice]:
    return [i for i in state.invoices.values() if i.document == "issued" and i.sent and i.balance.amount > 0]


def _reminders(state: JobState, invoice: Invoice) -> list[Rung[int]]:
    if invoice.due_on is None:
        return []
    due_on = invoice.due_on
    return [
        (f"day-{n}", cal.mail_time(state.calendar, due_on + timedelta(days=n)), n)
        for n in state.policy.invoice_reminder_days
    ]
