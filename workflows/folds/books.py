"""What facts of money make of a job: invoices, credits, payments, and money on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from workflows import facts as f
from workflows.folds.parts import change, owe_document, put, updated, without
from workflows.money import Money, zero
from workflows.state import CreditNote, InFlight, Invoice, JobState, Payment, Refund


def invoice_drafted(state: JobState, fact: f.InvoiceDrafted, at: datetime) -> JobState:
    if fact.invoice_id in state.invoices:
        changes = {"total": fact.total, "issue": fact.issue, "issue_on": fact.issue_on}
        return change(state, "invoices", fact.invoice_id, **changes)
    nothing = zero(fact.total.currency)
    invoice = Invoice(
        id=fact.invoice_id,
        quote_id=fact.quote_id,
        total=fact.total,
        allocated=nothing,
        credited=nothing,
        written_off=nothing,
        issue=fact.issue,
        issue_on=fact.issue_on,
    )
    state = put(state, "invoices", invoice.id, invoice)
    return change(state, "quotes", fact.quote_id, invoiced=True) if fact.quote_id else state


def invoice_issued(state: JobState, fact: f.InvoiceIssued, at: datetime) -> JobState:
    state = change(
        state,
        "invoices",
        fact.invoice_id,
        document="issued",
        number=fact.number,
        total=fact.total,
        due_on=fact.due_on,
        dues=fact.dues,
        document_id=fact.document_id,
        closed_at=None if fact.total.amount > 0 else at,
    )
    state = updated(state, invoices_issued=state.invoices_issued + 1)
    return owe_document(state, "invoice", fact.invoice_id, fact.document_id, at)


def invoice_voided(state: JobState, fact: f.InvoiceVoided, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    if invoice and invoice.document == "issued":
        state = updated(state, invoices_issued=max(state.invoices_issued - 1, 0))
    return change(state, "invoices", fact.invoice_id, document="voided", closed_at=at)


def settle(state: JobState, invoice: Invoice, at: datetime) -> JobState:
    """Puts an invoice back; with nothing left to pay it is closed."""
    return put(state, "invoices", invoice.id, updated(invoice, closed_at=at if invoice.balance.amount <= 0 else None))


def credited(state: JobState, fact: f.CreditNoteIssued, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    if invoice is None:  # credited long after it was folded away: only the sum remembers it
        return updated(state, folded=updated(state.folded, invoiced=state.folded.invoiced - fact.total))
    note = CreditNote(
        id=fact.credit_note_id, number=fact.number, total=fact.total, document_id=fact.document_id, issued_at=at
    )
    credited = updated(
        invoice, credited=invoice.credited + fact.total, credit_notes=(*invoice.credit_notes, note), debits_failed=0
    )
    return owe_document(settle(state, credited, at), "credit_note", fact.invoice_id, fact.document_id, at)


def written_off(state: JobState, fact: f.InvoiceWrittenOff, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    return state if invoice is None else settle(state, updated(invoice, written_off=fact.amount), at)


def write_off_reversed(state: JobState, fact: f.InvoiceWriteOffReversed, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    return state if invoice is None else settle(state, updated(invoice, written_off=zero(invoice.total.currency)), at)


def move(state: JobState, invoice_id: str, amount: Money, at: datetime) -> JobState:
    """`amount` more is allocated to the invoice (less, where it is negative)."""
    invoice = state.invoices.get(invoice_id)
    if invoice is None:  # paid long ago and folded away: only the sum remembers it
        return updated(state, folded=updated(state.folded, allocated=state.folded.allocated + amount))
    return settle(state, updated(invoice, allocated=invoice.allocated + amount, debits_failed=0), at)


def keep(state: JobState, payment: Payment, at: datetime) -> JobState:
    """Puts a payment back; it is closed once nothing of it is held."""
    return put(state, "payments", payment.id, updated(payment, closed_at=at if payment.held.amount <= 0 else None))


def payment_received(state: JobState, fact: f.PaymentReceived, at: datetime) -> JobState:
    payment = Payment(
        id=fact.payment_id,
        amount=fact.amount,
        allocations=fact.allocations,
        receipt_number=fact.receipt_number,
        document_id=fact.document_id,
        quote_id=fact.quote_id,
        received_at=at,
    )
    state = keep(state, payment, at)
    for allocation in fact.allocations:
        state = move(state, allocation.invoice_id, allocation.amount, at)
    if fact.attempt_id:
        state = without(state, "in_flight", fact.attempt_id)
    return owe_document(state, "receipt", payment.id, payment.document_id, at)


def taken_back(state: JobState, payment_id: str, status: Literal["voided", "returned"], at: datetime) -> JobState:
    """Everything that the payment paid is owed again."""
    payment = state.payments.get(payment_id)
    if payment is None or payment.status != "received":
        return state
    for allocation in payment.allocations:
        state = move(state, allocation.invoice_id, -allocation.amount, at)
    return put(state, "payments", payment.id, updated(payment, status=status, disputed=None, closed_at=at))


def reallocated(state: JobState, payment_id: str, invoice_id: str, amount: Money, at: datetime) -> JobState:
    """Held money goes on an invoice; or comes back from it, where `amount` is negative."""
    if payment := state.payments.get(payment_id):
        shares = {each.invoice_id: each.amount for each in payment.allocations}
        shares[invoice_id] = shares.get(invoice_id, zero(amount.currency)) + amount
        kept = tuple(f.Allocation(invoice_id=key, amount=share) for key, share in shares.items() if share)
        state = keep(state, updated(payment, allocations=kept), at)
    return move(state, invoice_id, amount, at)


def transferred(state: JobState, fact: f.PaymentTransferred, at: datetime) -> JobState:
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        nothing = zero(fact.amount.currency)
        payment = Payment(
            id=fact.payment_id, amount=nothing, receipt_number=fact.receipt_number, document_id=None, received_at=at
        )
    return keep(state, updated(payment, amount=payment.amount + fact.amount), at)


def refunded(state: JobState, fact: f.PaymentRefunded, at: datetime) -> JobState:
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        return updated(state, folded=updated(state.folded, paid=state.folded.paid - fact.amount))
    refund = Refund(id=fact.refund_id, amount=fact.amount, document_id=fact.document_id, refunded_at=at)
    state = keep(state, updated(payment, refunds=(*payment.refunds, refund)), at)
    return owe_document(state, "refund", payment.id, fact.document_id, at)


def refund_failed(state: JobState, fact: f.PaymentRefundFailed, at: datetime) -> JobState:
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        return updated(state, folded=updated(state.folded, paid=state.folded.paid + fact.amount))
    refunds = tuple(each for each in payment.refunds if each.id != fact.refund_id)
    return keep(state, updated(payment, refunds=refunds), at)


def pending(state: JobState, fact: f.PaymentPending, at: datetime) -> JobState:
    flying = InFlight(invoice_id=fact.invoice_id, quote_id=fact.quote_id, amount=fact.amount, since=at)
    return put(state, "in_flight", fact.attempt_id, flying)


def attempt_failed(state: JobState, fact: f.PaymentFailed, at: datetime) -> JobState:
    state = without(state, "in_flight", fact.attempt_id)
    invoice = state.invoices.get(fact.invoice_id or "")
    if invoice is None or not fact.automatic:
        return state
    return change(state, "invoices", invoice.id, debits_failed=invoice.debits_failed + 1)
