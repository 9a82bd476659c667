"""What was finished long ago stands in the state one by one again, and leaves the sums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from workflows import facts as f
from workflows.folds.parts import change, fold_into_quote, owe_document, put, updated
from workflows.state import Done, Invoice, JobState, Payment, Refund


def payment(state: JobState, fact: f.PaymentRecalled, at: datetime) -> JobState:
    """Nothing where it stands there already."""
    if fact.payment_id in state.payments:
        return state
    back = Payment(
        id=fact.payment_id,
        amount=fact.amount,
        allocations=fact.allocations,
        receipt_number=fact.receipt_number,
        document_id=None,
        quote_id=fact.quote_id,
        status=fact.status,
        received_at=fact.received_at,
        refunds=tuple(
            Refund(id=each.refund_id, amount=each.amount, document_id=None, refunded_at=each.at)
            for each in fact.refunds
        ),
        disputed=fact.disputed,
        disputed_at=fact.disputed_at,
        closed_at=at,
    )
    sums = updated(state.folded, paid=state.folded.paid - back.kept)
    state = fold_into_quote(state, back.quote_id, deposits=-back.kept.amount)
    return updated(put(_ended(state, fact.steps), "payments", back.id, back), folded=sums)


def invoice(state: JobState, fact: f.InvoiceRecalled, at: datetime) -> JobState:
    """Nothing where it stands there already. Its PDF is known again, so that it can be mailed once more."""
    if fact.invoice_id in state.invoices:
        return state
    back = Invoice(
        id=fact.invoice_id,
        quote_id=fact.quote_id,
        number=fact.number,
        document="issued",
        total=fact.total,
        allocated=fact.allocated,
        credited=fact.credited,
        written_off=fact.written_off,
        due_on=fact.due_on,
        dues=fact.dues,
        sent=fact.sent,
        sent_at=fact.sent_at,
        delivered_at=fact.delivered_at,
        document_id=fact.document_id,
        closed_at=at,
    )
    sums = updated(
        state.folded,
        invoiced=state.folded.invoiced - (back.total - back.credited),
        allocated=state.folded.allocated - back.allocated,
        written_off=state.folded.written_off - back.written_off,
    )
    state = fold_into_quote(state, back.quote_id, invoices=-1)
    state = updated(put(_ended(state, fact.steps), "invoices", back.id, back), folded=sums)
    state = owe_document(state, "invoice", back.id, back.document_id, at)
    return change(state, "documents", back.document_id or "", status="rendered") if fact.rendered else state


def _ended(state: JobState, steps: Iterable[f.Ended]) -> JobState:
    return updated(state, done={**state.done, **{each.key: Done(outcome=each.outcome, at=each.at) for each in steps}})
