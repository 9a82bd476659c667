"""The vocabulary: one frozen model per kind of fact that can happen to a job.

Facts are past tense, `noun.verbed`, and hold ids, amounts and times only. Names, addresses and texts are rows in Postgres;
a fact carries their id, because facts travel to Temporal and are kept for ever.
"""

from __future__ import annotations

from typing import Any

from workflows.facts.base import (
    Envelope,
    Fact,
    Phase,
    Source,
)
from workflows.facts.invoices import (
    CreditNoteIssued,
    Due,
    InvoiceDelivered,
    InvoiceDrafted,
    InvoiceFact,
    InvoiceIssued,
    InvoiceSent,
    InvoiceViewed,
    InvoiceVoided,
    InvoiceWriteOffReversed,
    InvoiceWrittenOff,
    Issue,
)
from workflows.facts.job import (
    DocumentFailed,
    DocumentRendered,
    FileAdded,
    FileRemoved,
    JobArchived,
    JobAssigned,
    JobCancelled,
    JobClosed,
    JobContactSet,
    JobContractSet,
    JobDescribed,
    JobOpened,
    JobPaused,
    JobPhaseSet,
    JobPreferencesSet,
    JobReopened,
    JobResumed,
    JobStatementSent,
    JobUnarchived,
    PolicyPinned,
    RequestReceived,
    SeriesEnded,
    SeriesExtended,
    SeriesPlanned,
    StepDone,
    StepDropped,
    StepSkipped,
    StepSnoozed,
    StepStuck,
    TimeCorrected,
    TimeRecorded,
)
from workflows.facts.messages import (
    MessageAccepted,
    MessageAmbiguous,
    MessageBounced,
    MessageDeferred,
    MessageDelivered,
    MessageFailed,
    MessageLogged,
    MessageOpened,
    MessageQueued,
    MessageReceived,
    MessageRetried,
)
from workflows.facts.payments import (
    Allocation,
    AutopayAuthorised,
    AutopayRevoked,
    Method,
    PaymentAllocated,
    PaymentDisputed,
    PaymentDisputeWon,
    PaymentFact,
    PaymentFailed,
    PaymentPending,
    PaymentReceived,
    PaymentRefunded,
    PaymentRefundFailed,
    PaymentReleased,
    PaymentReturned,
    PaymentTransferred,
    PaymentVoided,
    Status,
)
from workflows.facts.quotes import (
    QuoteAccepted,
    QuoteDeclined,
    QuoteDrafted,
    QuoteExpired,
    QuoteFact,
    QuoteRenewalAsked,
    QuoteSent,
    QuoteSuperseded,
    QuoteViewed,
    QuoteVoided,
)
from workflows.facts.recalled import Ended, GivenBack, InvoiceRecalled, PaymentRecalled
from workflows.facts.visits import (
    Timing,
    VisitCancelled,
    VisitCompleted,
    VisitDescribed,
    VisitDrafted,
    VisitEnRoute,
    VisitFact,
    VisitNoShow,
    VisitPaused,
    VisitReopened,
    VisitRescheduled,
    VisitResumed,
    VisitScheduled,
    VisitStarted,
    VisitUnscheduled,
)

__all__ = [
    "KINDS",
    "Allocation",
    "AutopayAuthorised",
    "AutopayRevoked",
    "CreditNoteIssued",
    "DocumentFailed",
    "DocumentRendered",
    "Due",
    "Ended",
    "Envelope",
    "Fact",
    "FileAdded",
    "FileRemoved",
    "GivenBack",
    "InvoiceDelivered",
    "InvoiceDrafted",
    "InvoiceFact",
    "InvoiceIssued",
    "InvoiceRecalled",
    "InvoiceSent",
    "InvoiceViewed",
    "InvoiceVoided",
    "InvoiceWriteOffReversed",
    "InvoiceWrittenOff",
    "Issue",
    "JobArchived",
    "JobAssigned",
    "JobCancelled",
    "JobClosed",
    "JobContactSet",
    "JobContractSet",
    "JobDescribed",
    "JobOpened",
    "JobPaused",
    "JobPhaseSet",
    "JobPreferencesSet",
    "JobReopened",
    "JobResumed",
    "JobStatementSent",
    "JobUnarchived",
    "MessageAccepted",
    "MessageAmbiguous",
    "MessageBounced",
    "MessageDeferred",
    "MessageDelivered",
    "MessageFailed",
    "MessageLogged",
    "MessageOpened",
    "MessageQueued",
    "MessageReceived",
    "MessageRetried",
    "Method",
    "PaymentAllocated",
    "PaymentDisputeWon",
    "PaymentDisputed",
    "PaymentFact",
    "PaymentFailed",
    "PaymentPending",
    "PaymentRecalled",
    "PaymentReceived",
    "PaymentRefundFailed",
    "PaymentRefunded",
    "PaymentReleased",
    "PaymentReturned",
    "PaymentTransferred",
    "PaymentVoided",
    "Phase",
    "PolicyPinned",
    "QuoteAccepted",
    "QuoteDeclined",
    "QuoteDrafted",
    "QuoteExpired",
    "QuoteFact",
    "QuoteRenewalAsked",
    "QuoteSent",
    "QuoteSuperseded",
    "QuoteViewed",
    "QuoteVoided",
    "RequestReceived",
    "SeriesEnded",
    "SeriesExtended",
    "SeriesPlanned",
    "Source",
    "Status",
    "StepDone",
    "StepDropped",
    "StepSkipped",
    "StepSnoozed",
    "StepStuck",
    "TimeCorrected",
    "TimeRecorded",
    "Timing",
    "UnknownFact",
    "VisitCancelled",
    "VisitCompleted",
    "VisitDescribed",
    "VisitDrafted",
    "VisitEnRoute",
    "VisitFact",
    "VisitNoShow",
    "VisitPaused",
    "VisitReopened",
    "VisitRescheduled",
    "VisitResumed",
    "VisitScheduled",
    "VisitStarted",
    "VisitUnscheduled",
    "decode",
    "upcast",
]


def _kinds(base: type[Fact]) -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for model in base.__subclasses__():
        if "kind" in vars(model):
            found[model.kind] = model
        found |= _kinds(model)
    return found


KINDS: dict[str, type[Fact]] = _kinds(Fact)
"""Every kind by its name."""


class UnknownFact(ValueError):
    """A kind, or a version of one, that this build does not know."""


def decode(kind: str, version: int, data: dict[str, Any]) -> Fact:
    """The fact behind a stored row or a signal.

    Raises:
        UnknownFact: the kind or its version is newer than this build.
        pydantic.ValidationError: the data does not fit the kind.
    """
    model = KINDS.get(kind)
    if model is None or version > model.schema_version:
        raise UnknownFact(f"{kind} version {version}")
    return model.model_validate(upcast(kind, version, data))


def upcast(kind: str, version: int, data: dict[str, Any]) -> dict[str, Any]:
    """Data of an older version in today's shape. Every kind is at its first version, so nothing changes yet."""
    return data
