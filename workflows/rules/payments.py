"""Payments: deposits, receipts, money that is held, given back or contested."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from workflows import calendar as cal
from workflows.money import total
from workflows.reasons import because
from workflows.rules.documents import rendered
from workflows.rules.timing import soon
from workflows.state import JobState, Payment, Quote
from workflows.steps import Step, Target, contact, office, system

DEPOSIT_DAYS = 3
"""A deposit is expected so many days after the quote was accepted."""


def await_deposits(state: JobState, now: datetime) -> Iterator[Step]:
    """An accepted quote with a deposit waits for it, until an invoice of the quote asks for everything."""
    for quote in state.quotes.values():
        if not state.open or quote.status != "accepted" or not quote.deposit or quote.closed_at is None:
            continue
        if deposited(state, quote) >= quote.deposit.amount or is_asked_for(state, quote):
            continue
        key = f"quote/{quote.id}/v{quote.version}/deposit"
        target = Target(kind="quote", id=quote.id)
        flying = next((each for each in state.in_flight.values() if each.quote_id == quote.id), None)
        if flying:
            reason = because("payment-in-flight", number=quote.number, amount=flying.amount, since=flying.since)
        else:
            reason = because("deposit-waits", number=quote.number, amount=quote.deposit)
        day = cal.local_date(state.calendar, quote.closed_at) + timedelta(days=DEPOSIT_DAYS)
        due = cal.end_of_day(state.calendar, day)
        yield contact("contact.pay_deposit", key, due, reason, target, "payment.received", "invoice.issued")


def send_receipts(state: JobState, now: datetime) -> Iterator[Step]:
    """Every payment is acknowledged with a receipt, and so is money that goes back."""
    for payment in state.payments.values():
        if not state.policy.payment_receipt or payment.status != "received":
            continue
        if rendered(state, payment.document_id):
            key = f"payment/{payment.id}/receipt"
            reason = because("payment-received", amount=payment.amount)
            yield system("payment.receipt", key, payment.received_at, reason, _payment(payment), "payment.voided")
        for refund in payment.refunds:
            if rendered(state, refund.document_id):
                key = f"payment/{payment.id}/refund/{refund.id}/receipt"
                reason = because("payment-refunded", amount=refund.amount)
                target = Target(kind="refund", id=refund.id)
                yield system("payment.refund_receipt", key, refund.refunded_at, reason, target)


def use_held_money(state: JobState, now: datetime) -> Iterator[Step]:
    """Money that is held though nothing is left to invoice goes on another invoice, or back to the client."""
    held = state.figures().deposits_held
    if not state.open or state.phase != "paid" or held.amount <= 0:
        return
    reason = because("money-is-held", amount=held)
    yield office(state, "office.use_credit", "job/use-credit", soon(state, now), reason, None, "payment.refunded")


def answer_disputes(state: JobState, now: datetime) -> Iterator[Step]:
    """A client who asked their bank for the money back: the office shows the bank what was done."""
    for payment in state.payments.values():
        if payment.status == "received" and payment.disputed and payment.disputed_at:
            reason = because("payment-disputed", amount=payment.disputed)
            due = cal.add_business_hours(state.calendar, payment.disputed_at, state.policy.answer_within_business_hours)
            key = f"payment/{payment.id}/dispute"
            stops = ("payment.dispute_won", "payment.returned")
            yield office(state, "office.answer_dispute", key, due, reason, _payment(payment), *stops)


def _payment(payment: Payment) -> Target:
    return Target(kind="payment", id=payment.id)


def deposited(state: JobState, quote: Quote) -> int:
    """Cents that came in as this quote's deposit and were kept."""
    mine = [payment.kept for payment in state.payments.values() if payment.quote_id == quote.id]
    return quote.folded_deposits + total(mine, state.currency).amount


def is_asked_for(state: JobState, quote: Quote) -> bool:
    """Whether an invoice of the quote was issued: it asks for everything."""
    mine = (each for each in state.invoices.values() if each.quote_id == quote.id)
    return quote.folded_invoices > 0 or any(each.document == "issued" for each in mine)
