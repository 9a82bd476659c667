"""What a fact makes of a job: `apply`, the fold behind every state. It is total: it never refuses.

The same fold runs beside the fact log and inside the workflow. A change that makes something else of the same facts raises
`state.FOLD_VERSION`; stored states of an older version are then folded anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from workflows import facts as f
from workflows.folds import books, bounds, folder, parts, quotes, recalled, visits
from workflows.state import JobState, Series

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
    "job.contract_set",
    "job.statement_sent",
    "job.unarchived",
    "series.extended",
    "payment.recalled",
    "invoice.recalled",
)
"""What nobody did: a job is as quiet after it as before."""


def apply(state: JobState | None, fact: f.Fact, at: datetime, *, bounded: bool = True) -> JobState:
    """The state after `fact`, which happened `at`. Total: an unexpected fact changes as little as it can.

    Not `bounded`, everything that is finished stands there one by one, too.
    """
    before = state or JobState()
    fold = _FOLDS.get(type(fact))
    after = fold(before, fact, at) if fold else before
    if not fact.kind.startswith(_PASSIVE):
        after = parts.updated(after, last_activity_at=max(at, before.last_activity_at or at))
    # What was recalled stays for the fact that it was recalled for.
    recall = isinstance(fact, f.PaymentRecalled | f.InvoiceRecalled)
    return bounds.bounded(after, at) if bounded and not recall else after


_FOLDS: dict[type[f.Fact], Callable[[JobState, Any, datetime], JobState]] = {
    f.RequestReceived: lambda s, e, at: parts.updated(s, request_id=e.submission_id),
    f.JobOpened: folder.opened,
    f.JobAssigned: lambda s, e, at: parts.updated(s, assigned_to=e.user_id),
    f.JobPhaseSet: lambda s, e, at: parts.updated(s, phase_override=e.phase),
    f.JobPaused: lambda s, e, at: parts.updated(s, paused_at=s.paused_at or at),
    f.JobResumed: folder.resumed,
    f.JobClosed: lambda s, e, at: folder.finished("lost" if e.outcome == "lost" else "closed", s, at),
    f.JobReopened: lambda s, e, at: parts.updated(s, lifecycle="open", closed_at=None),
    f.JobCancelled: lambda s, e, at: folder.finished("cancelled", s, at),
    f.PolicyPinned: lambda s, e, at: parts.updated(s, policy=e.policy, calendar=e.calendar),
    f.StepDone: lambda s, e, at: folder.ended(s, e.key, "done", at),
    f.StepSkipped: lambda s, e, at: folder.ended(s, e.key, "skipped", at),
    f.StepSnoozed: lambda s, e, at: parts.put(s, "snoozed", e.key, e.until),
    f.StepDropped: lambda s, e, at: folder.ended(s, e.key, "dropped", at),
    f.StepStuck: folder.stuck,
    f.TimeRecorded: folder.time,
    f.TimeCorrected: folder.time,
    f.JobContactSet: lambda s, e, at: parts.updated(s, contact_id=e.contact_id),
    f.JobContractSet: folder.contract,
    f.JobStatementSent: lambda s, e, at: parts.updated(s, statement_at=at),
    f.JobPreferencesSet: lambda s, e, at: parts.updated(s, preferences=e.preferences),
    f.SeriesPlanned: lambda s, e, at: parts.put(s, "series", e.series_id, Series(id=e.series_id, until=e.until)),
    f.SeriesExtended: lambda s, e, at: parts.change(s, "series", e.series_id, until=e.until),
    f.SeriesEnded: lambda s, e, at: parts.without(s, "series", e.series_id),
    f.DocumentRendered: lambda s, e, at: parts.change(
        s, "documents", e.document_id, status="rendered", next_try_at=None
    ),
    f.DocumentFailed: parts.document_failed,
    f.MessageReceived: folder.message_received,
    f.MessageQueued: folder.queued,
    f.MessageLogged: lambda s, e, at: folder.answered(s),
    f.MessageAccepted: lambda s, e, at: folder.ended(s, e.step_key, "accepted", at),
    f.MessageAmbiguous: lambda s, e, at: folder.ended(s, e.step_key, "ambiguous", at),
    f.MessageDeferred: folder.deferred,
    f.MessageFailed: folder.failed,
    f.MessageBounced: folder.bounced,
    f.MessageRetried: folder.retried,
    f.QuoteDrafted: quotes.quote_drafted,
    f.QuoteSent: quotes.quote_sent,
    f.QuoteViewed: lambda s, e, at: quotes.quote_status(s, e, "viewed", None),
    f.QuoteAccepted: quotes.quote_accepted,
    f.QuoteDeclined: lambda s, e, at: quotes.quote_status(s, e, "declined", at),
    f.QuoteExpired: lambda s, e, at: quotes.quote_status(s, e, "expired", at),
    f.QuoteRenewalAsked: lambda s, e, at: parts.change(s, "quotes", e.quote_id, renewal_asked_at=at),
    f.QuoteVoided: quotes.quote_voided,
    f.VisitDrafted: visits.visit_drafted,
    f.VisitScheduled: visits.visit_scheduled,
    f.VisitRescheduled: visits.visit_rescheduled,
    f.VisitUnscheduled: visits.visit_unscheduled,
    f.VisitEnRoute: lambda s, e, at: parts.change(
        s, "visits", e.visit_id, status="en_route", en_route_at=at, expected_at=e.expected_at
    ),
    f.VisitStarted: visits.visit_running,
    f.VisitPaused: lambda s, e, at: parts.change(s, "visits", e.visit_id, status="paused", running_since=None),
    f.VisitResumed: visits.visit_running,
    f.VisitNoShow: lambda s, e, at: parts.change(s, "visits", e.visit_id, status="no_show", closed_at=at),
    f.VisitCompleted: visits.visit_completed,
    f.VisitCancelled: lambda s, e, at: parts.change(s, "visits", e.visit_id, status="cancelled", closed_at=at),
    f.VisitReopened: visits.visit_reopened,
    f.InvoiceDrafted: books.invoice_drafted,
    f.InvoiceIssued: books.invoice_issued,
    f.InvoiceSent: lambda s, e, at: folder.answered(
        parts.change(s, "invoices", e.invoice_id, sent=e.occurrence, sent_at=at)
    ),
    f.InvoiceDelivered: lambda s, e, at: folder.answered(parts.change(s, "invoices", e.invoice_id, delivered_at=at)),
    f.InvoiceVoided: books.invoice_voided,
    f.PaymentReceived: books.payment_received,
    f.InvoiceWrittenOff: books.written_off,
    f.InvoiceWriteOffReversed: books.write_off_reversed,
    f.CreditNoteIssued: books.credited,
    f.PaymentVoided: lambda s, e, at: books.taken_back(s, e.payment_id, "voided", at),
    f.PaymentReturned: lambda s, e, at: books.taken_back(s, e.payment_id, "returned", at),
    f.PaymentAllocated: lambda s, e, at: books.reallocated(s, e.payment_id, e.invoice_id, e.amount, at),
    f.PaymentReleased: lambda s, e, at: books.reallocated(s, e.payment_id, e.invoice_id, -e.amount, at),
    f.PaymentTransferred: books.transferred,
    f.PaymentRefunded: books.refunded,
    f.PaymentRefundFailed: books.refund_failed,
    f.PaymentDisputed: lambda s, e, at: parts.change(s, "payments", e.payment_id, disputed=e.amount, disputed_at=at),
    f.PaymentDisputeWon: lambda s, e, at: parts.change(s, "payments", e.payment_id, disputed=None, disputed_at=None),
    f.PaymentRecalled: recalled.payment,
    f.InvoiceRecalled: recalled.invoice,
    f.PaymentPending: books.pending,
    f.PaymentFailed: books.attempt_failed,
    f.AutopayAuthorised: lambda s, e, at: parts.put(s, "autopay", e.authorisation_id, e.quote_id),
    f.AutopayRevoked: lambda s, e, at: parts.without(s, "autopay", e.authorisation_id),
}
