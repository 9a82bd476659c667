"""What may not happen: `check` refuses a fact that cannot follow what is already true.

Only the fact log asks. A fact that is recorded is folded whatever it is, so that an old log never fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from workflows import facts as f
from workflows.money import Money
from workflows.state import Invoice, JobState, Payment, Quote, Visit


class Refusal(NamedTuple):
    """Why a fact cannot be. `code` names a text (`problem-<code>`), `args` fill it."""

    code: str
    args: Mapping[str, Any] = {}


_NEEDS_OPEN_JOB = frozenset(
    {
        "job.assigned",
        "job.phase_set",
        "job.paused",
        "job.closed",
        "job.cancelled",
        "quote.drafted",
        "quote.sent",
        "quote.accepted",
        "visit.drafted",
        "visit.scheduled",
        "visit.rescheduled",
        "visit.unscheduled",
        "visit.reopened",
        "invoice.drafted",
        "series.planned",
        "series.extended",
    }
)


def check(state: JobState | None, fact: f.Fact) -> Refusal | None:
    """None if `fact` may follow `state`, else why not. `state` is None before the job is opened."""
    if state is None:
        return None if isinstance(fact, f.JobOpened) else Refusal("job-not-open")
    if isinstance(fact, f.JobOpened):
        return Refusal("job-already-open", {"number": state.number})
    if fact.kind in _NEEDS_OPEN_JOB and not state.open:
        return Refusal("job-finished", {"number": state.number, "phase": state.phase})
    match fact:
        case f.JobReopened():
            return Refusal("job-is-open", {"number": state.number}) if state.open else None
        case f.JobPaused():
            return Refusal("job-is-paused", {"number": state.number}) if state.paused_at else None
        case f.JobResumed():
            return None if state.paused_at else Refusal("job-not-paused", {"number": state.number})
        case f.JobArchived():
            return Refusal("job-not-finished", {"number": state.number}) if state.open else None
        case f.SeriesExtended() if fact.series_id not in state.series:
            return Refusal("series-ended")
        case f.PaymentRecalled() | f.InvoiceRecalled():
            return None
        case f.QuoteFact():
            return _check_quote(state.quotes.get(fact.quote_id), fact)
        case f.VisitFact():
            return _check_visit(state.visits.get(fact.visit_id), fact)
        case f.InvoiceFact():
            return _check_invoice(state.invoices.get(fact.invoice_id), fact)
        case f.PaymentFact():
            return _check_payment(state, fact)
    return None


def _check_quote(quote: Quote | None, fact: f.QuoteFact) -> Refusal | None:
    if isinstance(fact, f.QuoteDrafted):
        if quote is None:
            return None
        settled = quote.status in ("accepted", "voided")
        return Refusal("quote-settled", {"number": quote.number, "status": quote.status}) if settled else None
    if quote is None:
        return Refusal("quote-archived")
    where = {"number": quote.number, "status": quote.status, "version": quote.version}
    match fact:
        case f.QuoteSent():
            sendable = fact.version in (quote.draft_version, quote.version) and quote.status not in (
                "accepted",
                "voided",
            )
            return None if sendable else Refusal("quote-not-sendable", where)
        case f.QuoteAccepted() | f.QuoteDeclined() | f.QuoteExpired():
            if fact.version != quote.version:
                return Refusal("quote-superseded", where)
            return None if quote.open else Refusal("quote-not-open", where)
        case f.QuoteRenewalAsked():
            return None if quote.status == "expired" else Refusal("quote-not-expired", where)
        case f.QuoteVoided():
            if fact.by == "contact" and quote.status != "accepted":
                return Refusal("quote-not-open", where)
            return Refusal("quote-settled", where) if quote.status == "voided" else None
    return None


_VISIT_FROM: dict[str, tuple[str, ...]] = {
    "visit.rescheduled": ("scheduled", "en_route"),
    "visit.unscheduled": ("scheduled", "en_route"),
    "visit.no_show": ("scheduled", "en_route"),
    "visit.en_route": ("scheduled",),
    "visit.started": ("scheduled", "en_route"),
    "visit.paused": ("started",),
    "visit.resumed": ("paused",),
    "visit.completed": ("started", "paused"),
    "visit.cancelled": ("unscheduled", "scheduled", "en_route"),
    "visit.reopened": ("completed",),
}


def _check_visit(visit: Visit | None, fact: f.VisitFact) -> Refusal | None:
    if isinstance(fact, f.VisitDrafted):
        return Refusal("visit-already-scheduled") if visit else None
    if isinstance(fact, f.VisitScheduled):
        return Refusal("visit-already-scheduled") if visit and visit.status != "unscheduled" else None
    if isinstance(fact, f.VisitDescribed):
        return None
    if visit is None:
        return Refusal("visit-archived")
    if visit.status not in _VISIT_FROM[fact.kind]:
        return Refusal("visit-status", {"status": visit.status, "verb": fact.kind.partition(".")[2]})
    return None


def _check_invoice(invoice: Invoice | None, fact: f.InvoiceFact) -> Refusal | None:
    if invoice is None:
        return None if isinstance(fact, f.InvoiceDrafted) else Refusal("invoice-unknown")
    where = {"number": invoice.number or 0, "status": invoice.document}
    match fact:
        case f.InvoiceDrafted() | f.InvoiceIssued():
            return None if invoice.document == "draft" else Refusal("invoice-not-draft", where)
        case f.InvoiceSent() | f.InvoiceDelivered():
            return None if invoice.document == "issued" else Refusal("invoice-not-issued", where)
        case f.InvoiceVoided():
            if invoice.allocated or invoice.credited:
                return Refusal("invoice-has-payments", where)
            return Refusal("invoice-not-issued", where) if invoice.document == "voided" else None
        case f.InvoiceWrittenOff():
            if invoice.written_off:
                return Refusal("invoice-written-off", where)
            return None if invoice.balance == fact.amount and fact.amount else Refusal("invoice-not-owed", where)
        case f.InvoiceWriteOffReversed():
            return None if invoice.written_off else Refusal("invoice-not-written-off", where)
        case f.CreditNoteIssued():
            if invoice.document != "issued":
                return Refusal("invoice-not-issued", where)
            return Refusal("credit-too-large", where) if invoice.balance < fact.total else None
    return None


def _check_payment(state: JobState, fact: f.PaymentFact) -> Refusal | None:
    if isinstance(fact, f.PaymentReceived):
        return next(
            filter(None, (_check_share(state, each.invoice_id, each.amount) for each in fact.allocations)), None
        )
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        came = isinstance(fact, f.PaymentTransferred) and fact.amount.amount > 0
        return None if came else Refusal("payment-unknown")
    where = {"number": payment.receipt_number, "status": payment.status}
    if payment.status != "received" and not _late_failure(payment, fact):
        return Refusal("payment-not-voidable" if isinstance(fact, f.PaymentVoided) else "payment-over", where)
    match fact:
        case f.PaymentVoided():
            return Refusal("payment-was-refunded", where) if payment.refunds else None
        case f.PaymentAllocated():
            if payment.held < fact.amount:
                return Refusal("payment-not-held", where | {"held": payment.held.amount})
            return _check_share(state, fact.invoice_id, fact.amount)
        case f.PaymentReleased():
            share = sum(each.amount.amount for each in payment.allocations if each.invoice_id == fact.invoice_id)
            return Refusal("payment-not-allocated", where) if share < fact.amount.amount else None
        case f.PaymentTransferred() if payment.held < -fact.amount:
            return Refusal("payment-not-held", where | {"held": payment.held.amount})
        case f.PaymentRefunded() if payment.held < fact.amount:
            return Refusal("payment-not-held", where | {"held": payment.held.amount})
        case f.PaymentRefundFailed() if fact.refund_id not in {each.id for each in payment.refunds}:
            return Refusal("refund-over", where)
    return None


def _late_failure(payment: Payment, fact: f.PaymentFact) -> bool:
    """The bank's last word on a refund is true whatever became of the payment meanwhile."""
    return isinstance(fact, f.PaymentRefundFailed) and payment.status == "returned"


def _check_share(state: JobState, invoice_id: str, amount: Money) -> Refusal | None:
    """Whether the invoice takes `amount` more."""
    invoice = state.invoices.get(invoice_id)
    if invoice is None or invoice.document != "issued":
        return Refusal("invoice-not-issued", {"number": (invoice and invoice.number) or 0, "status": "draft"})
    if invoice.balance < amount:
        return Refusal("allocation-too-large", {"number": invoice.number or 0, "balance": invoice.balance.amount})
    return None
