"""Which old invoices and payments a fact is about, and the facts that bring them back first. Pure.

Where a state has folded something away, only the whole log still knows it one by one: `factlog` folds that without a bound.
"""

from __future__ import annotations

from collections.abc import Iterator

from workflows import facts as f
from workflows.rules.documents import rendered
from workflows.state import KEEP_CLOSED, Invoice, JobState, Payment


def looks_back(state: JobState, fact: f.Fact) -> bool:
    """Whether the fact may be about something that was folded away. A shelf that never was full has lost nothing."""
    payment = _payment_id(fact)
    if payment is not None and payment not in state.payments:
        return len(state.payments) >= KEEP_CLOSED
    return len(state.invoices) >= KEEP_CLOSED and any(each not in state.invoices for each in _invoice_ids(state, fact))


def recalled(state: JobState, whole: JobState, fact: f.Fact) -> Iterator[f.Fact]:
    """What has to come back to `state` before `fact` happens; `whole` is the same job with everything one by one."""
    payment = _payment_id(fact)
    if payment is not None and payment not in state.payments and payment in whole.payments:
        yield _payment(whole, whole.payments[payment])
    for each in _invoice_ids(whole, fact):
        if each not in state.invoices and each in whole.invoices and whole.invoices[each].document == "issued":
            yield _invoice(whole, whole.invoices[each])


def _payment_id(fact: f.Fact) -> str | None:
    return fact.payment_id if isinstance(fact, f.PaymentFact) and not isinstance(fact, f.PaymentReceived) else None


def _invoice_ids(state: JobState, fact: f.Fact) -> list[str]:
    """The invoices that gain or lose something by the fact."""
    match fact:
        case f.InvoiceDrafted():
            return []
        case f.InvoiceFact() | f.PaymentAllocated() | f.PaymentReleased():
            return [fact.invoice_id]
        case f.PaymentReceived():
            return [each.invoice_id for each in fact.allocations]
        case f.PaymentVoided() | f.PaymentReturned() if payment := state.payments.get(fact.payment_id):
            return [each.invoice_id for each in payment.allocations]
    return []


def _payment(whole: JobState, payment: Payment) -> f.PaymentRecalled:
    return f.PaymentRecalled(
        payment_id=payment.id,
        amount=payment.amount,
        allocations=payment.allocations,
        receipt_number=payment.receipt_number,
        quote_id=payment.quote_id,
        status=payment.status,
        received_at=payment.received_at,
        refunds=tuple(
            f.GivenBack(refund_id=each.id, amount=each.amount, at=each.refunded_at) for each in payment.refunds
        ),
        disputed=payment.disputed,
        disputed_at=payment.disputed_at,
        steps=_steps(whole, f"payment/{payment.id}/"),
    )


def _invoice(whole: JobState, invoice: Invoice) -> f.InvoiceRecalled:
    return f.InvoiceRecalled(
        invoice_id=invoice.id,
        quote_id=invoice.quote_id,
        number=invoice.number,
        total=invoice.total,
        allocated=invoice.allocated,
        credited=invoice.credited,
        written_off=invoice.written_off,
        due_on=invoice.due_on,
        dues=invoice.dues,
        sent=invoice.sent,
        sent_at=invoice.sent_at,
        delivered_at=invoice.delivered_at,
        document_id=invoice.document_id,
        rendered=rendered(whole, invoice.document_id),
        steps=_steps(whole, f"invoice/{invoice.id}/"),
    )


def _steps(whole: JobState, prefix: str) -> tuple[f.Ended, ...]:
    return tuple(
        f.Ended(key=key, outcome=done.outcome, at=done.at) for key, done in whole.done.items() if key.startswith(prefix)
    )
