"""What a fact makes of a job: `apply`, the fold behind every state. It is total: it never refuses.

The same fold runs beside the fact log and inside the workflow. A change that makes something else of the same facts raises
`state.FOLD_VERSION`; stored states of an older version are then folded anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from workflows import facts as f
from workflows.money import Money, zero
from workflows.state import (
    KEEP_CLOSED,
    CreditNote,
    Delivery,
    Document,
    Done,
    InFlight,
    Invoice,
    JobState,
    Lifecycle,
    Payment,
    Quote,
    Refund,
    Series,
    Silence,
    Visit,
    no_figures,
)

_PASSIVE = (
    "step.",
    "document.",
    "file.",
    "message.accepted",
    "message.ambiguous",
    "message.deferred",
    "message.delivered",
    "message.opened",
    "policy.",
    "job.archived",
    "job.contact_set",
    "job.preferences_set",
    "job.unarchived",
    "series.extended",
)
"""What nobody did: a job is as quiet after it as before."""


def apply(state: JobState | None, fact: f.Fact, at: datetime) -> JobState:
    """The state after `fact`, which happened `at`. Total: an unexpected fact changes as little as it can."""
    before = state or JobState()
    fold = _FOLDS.get(type(fact))
    after = fold(before, fact, at) if fold else before
    if not fact.kind.startswith(_PASSIVE):
        after = _with(after, last_activity_at=max(at, before.last_activity_at or at))
    return _bounded(after)


P = TypeVar("P", bound=BaseModel)
_DocumentKind = Literal["quote", "invoice", "receipt", "credit_note", "refund"]


def _with(part: P, **changes: Any) -> P:
    return part.model_copy(update=changes)


def _put(state: JobState, shelf: str, key: str, part: Any) -> JobState:
    return _with(state, **{shelf: {**getattr(state, shelf), key: part}})


def _change(state: JobState, shelf: str, key: str, **changes: Any) -> JobState:
    part = getattr(state, shelf).get(key)
    return state if part is None else _put(state, shelf, key, _with(part, **changes))


def _without(state: JobState, shelf: str, key: str) -> JobState:
    return _with(state, **{shelf: {k: v for k, v in getattr(state, shelf).items() if k != key}})


def _answered(state: JobState) -> JobState:
    return _with(state, contacted=True, waiting_since=None, waiting_for=None)


def _settled(state: JobState, key: str, outcome: str, at: datetime) -> JobState:
    """The step `key` has come to its end."""
    state = _without(_without(_without(state, "deliveries", key), "snoozed", key), "stuck", key)
    match key.split("/"):
        case ["message", message_id]:
            by_sms = tuple(each for each in state.replies_by_sms if each != message_id)
            return _without(_with(state, replies_by_sms=by_sms), "replies", message_id)
        case ["message", message_id, "notice"]:
            return _without(state, "incoming", message_id)
    return _put(state, "done", key, Done(outcome=outcome, at=at))


def _opened(state: JobState, fact: f.JobOpened, at: datetime) -> JobState:
    silences: tuple[Silence, ...] = ()
    if fact.imported_at:
        silences = (Silence(since=None, until=fact.imported_at, reason="imported"),)
    return _with(
        state,
        number=fact.number,
        contact_id=fact.contact_id,
        source=fact.source,
        currency=fact.currency,
        policy=fact.policy,
        calendar=fact.calendar,
        opened_at=at,
        waiting_since=at,
        waiting_for="request",
        silences=silences,
        folded=no_figures(fact.currency),
    )


def _resumed(state: JobState, fact: f.JobResumed, at: datetime) -> JobState:
    if state.paused_at is None:
        return state
    silence = Silence(since=state.paused_at, until=at, reason="paused")
    return _with(state, paused_at=None, silences=(*state.silences, silence)[-6:])


def _finished(lifecycle: Lifecycle, state: JobState, at: datetime) -> JobState:
    return _with(state, lifecycle=lifecycle, closed_at=at, paused_at=None, phase_override=None)


def _queued(state: JobState, fact: f.MessageQueued, at: datetime) -> JobState:
    state = _put(state, "replies", fact.message_id, at)
    if fact.channel == "sms":
        state = _with(state, replies_by_sms=(*state.replies_by_sms, fact.message_id))
    return _answered(state)


def _time(state: JobState, fact: f.TimeRecorded | f.TimeCorrected, at: datetime) -> JobState:
    folded = _with(
        state.folded,
        seconds_worked=state.folded.seconds_worked + fact.seconds,
        labour_cost=state.folded.labour_cost + fact.labour_cost,
    )
    return _with(state, folded=folded)


def _message_received(state: JobState, fact: f.MessageReceived, at: datetime) -> JobState:
    state = _put(state, "incoming", fact.message_id, at)
    return _with(state, waiting_since=state.waiting_since or at, waiting_for=fact.message_id)


def _deferred(state: JobState, fact: f.MessageDeferred, at: datetime) -> JobState:
    earlier = state.deliveries.get(fact.step_key)
    since = earlier.since if earlier else at
    delivery = Delivery(attempt=fact.attempt, since=since, next_try_at=fact.next_try_at, code=fact.code)
    return _put(state, "deliveries", fact.step_key, delivery)


def _failed(state: JobState, fact: f.MessageFailed, at: datetime) -> JobState:
    state = _without(_settled(state, fact.step_key, "failed", at), "done", f"{fact.step_key}/failed")
    delivery = Delivery(attempt=0, since=at, message_id=fact.message_id, code=fact.code)
    return _put(state, "deliveries", fact.step_key, delivery)


def _bounced(state: JobState, fact: f.MessageBounced, at: datetime) -> JobState:
    delivery = Delivery(attempt=0, since=at, message_id=fact.message_id, code=fact.code)
    return _put(_without(state, "done", f"{fact.step_key}/failed"), "deliveries", fact.step_key, delivery)


def _retried(state: JobState, fact: f.MessageRetried, at: datetime) -> JobState:
    """The step is ahead again, as if it had never been tried."""
    for shelf in ("done", "deliveries", "stuck", "snoozed"):
        state = _without(state, shelf, fact.step_key)
    state = _without(state, "done", f"{fact.step_key}/failed")
    if fact.step_key == f"message/{fact.message_id}":
        state = _put(state, "replies", fact.message_id, at)
    return state


def _ended(state: JobState, key: str, outcome: str, at: datetime) -> JobState:
    return _settled(state, key, outcome, at)


def _quote_drafted(state: JobState, fact: f.QuoteDrafted, at: datetime) -> JobState:
    quote = state.quotes.get(fact.quote_id)
    if quote is None:
        quote = Quote(id=fact.quote_id, number=fact.number, version=fact.version, total=fact.total)
        return _put(state, "quotes", quote.id, quote)
    if quote.status == "draft":
        return _change(state, "quotes", quote.id, version=fact.version, total=fact.total)
    return _change(state, "quotes", quote.id, draft_version=fact.version)


def _quote_sent(state: JobState, fact: f.QuoteSent, at: datetime) -> JobState:
    state = _change(
        state,
        "quotes",
        fact.quote_id,
        version=fact.version,
        draft_version=None,
        status="sent",
        total=fact.total,
        sent_at=at,
        valid_until=fact.valid_until,
        document_id=fact.document_id,
        document_sha256=fact.document_sha256,
        closed_at=None,
    )
    return _owe_document(_answered(state), "quote", fact.quote_id, fact.document_id, at)


def _quote_status(state: JobState, fact: f.QuoteFact, status: str, at: datetime | None) -> JobState:
    quote = state.quotes.get(fact.quote_id)
    if quote is None or (quote.version != fact.version and status != "voided"):
        return state
    if status == "viewed" and quote.status != "sent":
        return state
    settled = {"draft_version": None} if status == "voided" else {}
    return _change(state, "quotes", fact.quote_id, status=status, closed_at=at, **settled)


def _quote_accepted(state: JobState, fact: f.QuoteAccepted, at: datetime) -> JobState:
    """The options that the client ticked make the total, and a newer draft beside it has lost its point."""
    state = _quote_status(state, fact, "accepted", at)
    changes = {"total": fact.total, "draft_version": None, "deposit": fact.deposit, "invoicing": fact.invoicing}
    return _change(state, "quotes", fact.quote_id, **changes)


def _owe_document(
    state: JobState, kind: _DocumentKind, object_id: str, document_id: str | None, at: datetime
) -> JobState:
    if document_id is None or document_id in state.documents:
        return state
    return _put(state, "documents", document_id, Document(id=document_id, kind=kind, object_id=object_id, since=at))


def _document_failed(state: JobState, fact: f.DocumentFailed, at: datetime) -> JobState:
    status = "pending" if fact.next_try_at else "failed"
    return _change(
        state, "documents", fact.document_id, status=status, attempt=fact.attempt, next_try_at=fact.next_try_at
    )


def _visit_drafted(state: JobState, fact: f.VisitDrafted, at: datetime) -> JobState:
    return _answered(
        _put(state, "visits", fact.visit_id, Visit(id=fact.visit_id, status="unscheduled", scheduled_at=at))
    )


def _visit_scheduled(state: JobState, fact: f.VisitScheduled, at: datetime) -> JobState:
    visit = Visit(
        id=fact.visit_id,
        occurrence=fact.occurrence,
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        timing=fact.timing,
        window_ends_at=fact.window_ends_at,
        resource_ids=fact.resource_ids,
        series_id=fact.series_id,
        announce=fact.announce,
        scheduled_at=at,
    )
    return _answered(_put(state, "visits", visit.id, visit))


def _visit_rescheduled(state: JobState, fact: f.VisitRescheduled, at: datetime) -> JobState:
    return _change(
        state,
        "visits",
        fact.visit_id,
        occurrence=fact.occurrence,
        status="scheduled",
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        timing=fact.timing,
        window_ends_at=fact.window_ends_at,
        resource_ids=fact.resource_ids,
        announce=True,
        scheduled_at=at,
        en_route_at=None,
        expected_at=None,
    )


def _visit_unscheduled(state: JobState, fact: f.VisitUnscheduled, at: datetime) -> JobState:
    nothing = {"starts_at": None, "ends_at": None, "window_ends_at": None, "timing": "fixed", "resource_ids": ()}
    return _change(state, "visits", fact.visit_id, status="unscheduled", scheduled_at=at, en_route_at=None, **nothing)


def _visit_running(state: JobState, fact: f.VisitStarted | f.VisitResumed, at: datetime) -> JobState:
    return _change(state, "visits", fact.visit_id, status="started", running_since=at)


def _visit_completed(state: JobState, fact: f.VisitCompleted, at: datetime) -> JobState:
    state = _change(state, "visits", fact.visit_id, status="completed", running_since=None, closed_at=at)
    return _with(state, visits_completed=state.visits_completed + 1)


def _visit_reopened(state: JobState, fact: f.VisitReopened, at: datetime) -> JobState:
    state = _change(state, "visits", fact.visit_id, status="paused", closed_at=None)
    return _with(state, visits_completed=max(state.visits_completed - 1, 0))


def _invoice_drafted(state: JobState, fact: f.InvoiceDrafted, at: datetime) -> JobState:
    if fact.invoice_id in state.invoices:
        changes = {"total": fact.total, "issue": fact.issue, "issue_on": fact.issue_on}
        return _change(state, "invoices", fact.invoice_id, **changes)
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
    state = _put(state, "invoices", invoice.id, invoice)
    return _change(state, "quotes", fact.quote_id, invoiced=True) if fact.quote_id else state


def _invoice_issued(state: JobState, fact: f.InvoiceIssued, at: datetime) -> JobState:
    state = _change(
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
    state = _with(state, invoices_issued=state.invoices_issued + 1)
    return _owe_document(state, "invoice", fact.invoice_id, fact.document_id, at)


def _invoice_voided(state: JobState, fact: f.InvoiceVoided, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    if invoice and invoice.document == "issued":
        state = _with(state, invoices_issued=max(state.invoices_issued - 1, 0))
    return _change(state, "invoices", fact.invoice_id, document="voided", closed_at=at)


def _settle(state: JobState, invoice: Invoice, at: datetime) -> JobState:
    """Puts an invoice back; with nothing left to pay it is closed."""
    return _put(state, "invoices", invoice.id, _with(invoice, closed_at=at if invoice.balance.amount <= 0 else None))


def _credited(state: JobState, fact: f.CreditNoteIssued, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    if invoice is None:  # credited long after it was folded away: only the sum remembers it
        return _with(state, folded=_with(state.folded, invoiced=state.folded.invoiced - fact.total))
    note = CreditNote(
        id=fact.credit_note_id, number=fact.number, total=fact.total, document_id=fact.document_id, issued_at=at
    )
    credited = _with(
        invoice, credited=invoice.credited + fact.total, credit_notes=(*invoice.credit_notes, note), debits_failed=0
    )
    return _owe_document(_settle(state, credited, at), "credit_note", fact.invoice_id, fact.document_id, at)


def _written_off(state: JobState, fact: f.InvoiceWrittenOff, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    return state if invoice is None else _settle(state, _with(invoice, written_off=fact.amount), at)


def _write_off_reversed(state: JobState, fact: f.InvoiceWriteOffReversed, at: datetime) -> JobState:
    invoice = state.invoices.get(fact.invoice_id)
    return state if invoice is None else _settle(state, _with(invoice, written_off=zero(invoice.total.currency)), at)


def _move(state: JobState, invoice_id: str, amount: Money, at: datetime) -> JobState:
    """`amount` more is allocated to the invoice (less, where it is negative)."""
    invoice = state.invoices.get(invoice_id)
    if invoice is None:  # paid long ago and folded away: only the sum remembers it
        return _with(state, folded=_with(state.folded, allocated=state.folded.allocated + amount))
    return _settle(state, _with(invoice, allocated=invoice.allocated + amount, debits_failed=0), at)


def _keep(state: JobState, payment: Payment, at: datetime) -> JobState:
    """Puts a payment back; it is closed once nothing of it is held."""
    return _put(state, "payments", payment.id, _with(payment, closed_at=at if payment.held.amount <= 0 else None))


def _payment_received(state: JobState, fact: f.PaymentReceived, at: datetime) -> JobState:
    payment = Payment(
        id=fact.payment_id,
        amount=fact.amount,
        allocations=fact.allocations,
        receipt_number=fact.receipt_number,
        document_id=fact.document_id,
        quote_id=fact.quote_id,
        received_at=at,
    )
    state = _keep(state, payment, at)
    for allocation in fact.allocations:
        state = _move(state, allocation.invoice_id, allocation.amount, at)
    if fact.attempt_id:
        state = _without(state, "in_flight", fact.attempt_id)
    return _owe_document(state, "receipt", payment.id, payment.document_id, at)


def _taken_back(state: JobState, payment_id: str, status: Literal["voided", "returned"], at: datetime) -> JobState:
    """Everything that the payment paid is owed again."""
    payment = state.payments.get(payment_id)
    if payment is None or payment.status != "received":
        return state
    for allocation in payment.allocations:
        state = _move(state, allocation.invoice_id, -allocation.amount, at)
    return _put(state, "payments", payment.id, _with(payment, status=status, disputed=None, closed_at=at))


def _reallocated(state: JobState, payment_id: str, invoice_id: str, amount: Money, at: datetime) -> JobState:
    """Held money goes on an invoice; or comes back from it, where `amount` is negative."""
    if payment := state.payments.get(payment_id):
        shares = {each.invoice_id: each.amount for each in payment.allocations}
        shares[invoice_id] = shares.get(invoice_id, zero(amount.currency)) + amount
        kept = tuple(f.Allocation(invoice_id=key, amount=share) for key, share in shares.items() if share)
        state = _keep(state, _with(payment, allocations=kept), at)
    return _move(state, invoice_id, amount, at)


def _transferred(state: JobState, fact: f.PaymentTransferred, at: datetime) -> JobState:
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        nothing = zero(fact.amount.currency)
        payment = Payment(
            id=fact.payment_id, amount=nothing, receipt_number=fact.receipt_number, document_id=None, received_at=at
        )
    return _keep(state, _with(payment, amount=payment.amount + fact.amount), at)


def _refunded(state: JobState, fact: f.PaymentRefunded, at: datetime) -> JobState:
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        return _with(state, folded=_with(state.folded, paid=state.folded.paid - fact.amount))
    refund = Refund(id=fact.refund_id, amount=fact.amount, document_id=fact.document_id, refunded_at=at)
    state = _keep(state, _with(payment, refunds=(*payment.refunds, refund)), at)
    return _owe_document(state, "refund", payment.id, fact.document_id, at)


def _refund_failed(state: JobState, fact: f.PaymentRefundFailed, at: datetime) -> JobState:
    payment = state.payments.get(fact.payment_id)
    if payment is None:
        return _with(state, folded=_with(state.folded, paid=state.folded.paid + fact.amount))
    refunds = tuple(each for each in payment.refunds if each.id != fact.refund_id)
    return _keep(state, _with(payment, refunds=refunds), at)


def _pending(state: JobState, fact: f.PaymentPending, at: datetime) -> JobState:
    flying = InFlight(invoice_id=fact.invoice_id, quote_id=fact.quote_id, amount=fact.amount, since=at)
    return _put(state, "in_flight", fact.attempt_id, flying)


def _attempt_failed(state: JobState, fact: f.PaymentFailed, at: datetime) -> JobState:
    state = _without(state, "in_flight", fact.attempt_id)
    invoice = state.invoices.get(fact.invoice_id or "")
    if invoice is None or not fact.automatic:
        return state
    return _change(state, "invoices", invoice.id, debits_failed=invoice.debits_failed + 1)


_FOLDS: dict[type[f.Fact], Callable[[JobState, Any, datetime], JobState]] = {
    f.RequestReceived: lambda s, e, at: _with(s, request_id=e.submission_id),
    f.JobOpened: _opened,
    f.JobAssigned: lambda s, e, at: _with(s, assigned_to=e.user_id),
    f.JobPhaseSet: lambda s, e, at: _with(s, phase_override=e.phase),
    f.JobPaused: lambda s, e, at: _with(s, paused_at=s.paused_at or at),
    f.JobResumed: _resumed,
    f.JobClosed: lambda s, e, at: _finished("lost" if e.outcome == "lost" else "closed", s, at),
    f.JobReopened: lambda s, e, at: _with(s, lifecycle="open", closed_at=None),
    f.JobCancelled: lambda s, e, at: _finished("cancelled", s, at),
    f.PolicyPinned: lambda s, e, at: _with(s, policy=e.policy, calendar=e.calendar),
    f.StepDone: lambda s, e, at: _ended(s, e.key, "done", at),
    f.StepSkipped: lambda s, e, at: _ended(s, e.key, "skipped", at),
    f.StepSnoozed: lambda s, e, at: _put(s, "snoozed", e.key, e.until),
    f.StepDropped: lambda s, e, at: _ended(s, e.key, "dropped", at),
    f.StepStuck: lambda s, e, at: _put(s, "stuck", e.key, at),
    f.TimeRecorded: _time,
    f.TimeCorrected: _time,
    f.JobContactSet: lambda s, e, at: _with(s, contact_id=e.contact_id),
    f.JobPreferencesSet: lambda s, e, at: _with(s, preferences=e.preferences),
    f.SeriesPlanned: lambda s, e, at: _put(s, "series", e.series_id, Series(id=e.series_id, until=e.until)),
    f.SeriesExtended: lambda s, e, at: _change(s, "series", e.series_id, until=e.until),
    f.SeriesEnded: lambda s, e, at: _without(s, "series", e.series_id),
    f.DocumentRendered: lambda s, e, at: _change(s, "documents", e.document_id, status="rendered", next_try_at=None),
    f.DocumentFailed: _document_failed,
    f.MessageReceived: _message_received,
    f.MessageQueued: _queued,
    f.MessageLogged: lambda s, e, at: _answered(s),
    f.MessageAccepted: lambda s, e, at: _ended(s, e.step_key, "accepted", at),
    f.MessageAmbiguous: lambda s, e, at: _ended(s, e.step_key, "ambiguous", at),
    f.MessageDeferred: _deferred,
    f.MessageFailed: _failed,
    f.MessageBounced: _bounced,
    f.MessageRetried: _retried,
    f.QuoteDrafted: _quote_drafted,
    f.QuoteSent: _quote_sent,
    f.QuoteViewed: lambda s, e, at: _quote_status(s, e, "viewed", None),
    f.QuoteAccepted: _quote_accepted,
    f.QuoteDeclined: lambda s, e, at: _quote_status(s, e, "declined", at),
    f.QuoteExpired: lambda s, e, at: _quote_status(s, e, "expired", at),
    f.QuoteVoided: lambda s, e, at: _quote_status(s, e, "voided", at),
    f.VisitDrafted: _visit_drafted,
    f.VisitScheduled: _visit_scheduled,
    f.VisitRescheduled: _visit_rescheduled,
    f.VisitUnscheduled: _visit_unscheduled,
    f.VisitEnRoute: lambda s, e, at: _change(
        s, "visits", e.visit_id, status="en_route", en_route_at=at, expected_at=e.expected_at
    ),
    f.VisitStarted: _visit_running,
    f.VisitPaused: lambda s, e, at: _change(s, "visits", e.visit_id, status="paused", running_since=None),
    f.VisitResumed: _visit_running,
    f.VisitNoShow: lambda s, e, at: _change(s, "visits", e.visit_id, status="no_show", closed_at=at),
    f.VisitCompleted: _visit_completed,
    f.VisitCancelled: lambda s, e, at: _change(s, "visits", e.visit_id, status="cancelled", closed_at=at),
    f.VisitReopened: _visit_reopened,
    f.InvoiceDrafted: _invoice_drafted,
    f.InvoiceIssued: _invoice_issued,
    f.InvoiceSent: lambda s, e, at: _answered(_change(s, "invoices", e.invoice_id, sent=e.occurrence, sent_at=at)),
    f.InvoiceVoided: _invoice_voided,
    f.PaymentReceived: _payment_received,
    f.InvoiceWrittenOff: _written_off,
    f.InvoiceWriteOffReversed: _write_off_reversed,
    f.CreditNoteIssued: _credited,
    f.PaymentVoided: lambda s, e, at: _taken_back(s, e.payment_id, "voided", at),
    f.PaymentReturned: lambda s, e, at: _taken_back(s, e.payment_id, "returned", at),
    f.PaymentAllocated: lambda s, e, at: _reallocated(s, e.payment_id, e.invoice_id, e.amount, at),
    f.PaymentReleased: lambda s, e, at: _reallocated(s, e.payment_id, e.invoice_id, -e.amount, at),
    f.PaymentTransferred: _transferred,
    f.PaymentRefunded: _refunded,
    f.PaymentRefundFailed: _refund_failed,
    f.PaymentDisputed: lambda s, e, at: _change(s, "payments", e.payment_id, disputed=e.amount, disputed_at=at),
    f.PaymentDisputeWon: lambda s, e, at: _change(s, "payments", e.payment_id, disputed=None, disputed_at=None),
    f.PaymentPending: _pending,
    f.PaymentFailed: _attempt_failed,
    f.AutopayAuthorised: lambda s, e, at: _put(s, "autopay", e.authorisation_id, e.quote_id),
    f.AutopayRevoked: lambda s, e, at: _without(s, "autopay", e.authorisation_id),
}


def _bounded(state: JobState) -> JobState:
    """Moves the oldest finished objects into the sums, so that a job of a thousand facts stays small."""
    for shelf in ("quotes", "visits", "invoices", "payments"):
        closed = [part for part in getattr(state, shelf).values() if part.closed_at is not None]
        for part in sorted(closed, key=lambda p: (p.closed_at, p.id))[: max(len(closed) - KEEP_CLOSED, 0)]:
            state = _fold_away(state, shelf, part)
    return state


def _fold_away(state: JobState, shelf: str, part: Any) -> JobState:
    sums = state.folded
    match part:
        case Quote() if part.status not in ("draft", "voided"):
            accepted = part.total if part.status == "accepted" else zero(state.currency)
            sums = _with(sums, quoted=sums.quoted + part.total, accepted=sums.accepted + accepted)
        case Invoice() if part.document == "issued":
            sums = _with(
                sums,
                invoiced=sums.invoiced + part.total - part.credited,
                allocated=sums.allocated + part.allocated,
                written_off=sums.written_off + part.written_off,
            )
        case Payment():
            sums = _with(sums, paid=sums.paid + part.kept)
    prefix = f"{shelf[:-1]}/{part.id}/"
    own = {s: {k: v for k, v in getattr(state, s).items() if not k.startswith(prefix)} for s in _KEYED_BY_STEP}
    documents = {k: v for k, v in state.documents.items() if v.object_id != part.id}
    return _without(_with(state, folded=sums, documents=documents, **own), shelf, part.id)


_KEYED_BY_STEP = ("done", "snoozed", "deliveries", "stuck")
