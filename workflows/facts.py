"""The vocabulary: one frozen model per kind of fact that can happen to a job.

Facts are past tense, `noun.verbed`, and hold ids, amounts and times only. Names, addresses and texts are rows in Postgres;
a fact carries their id, because facts travel to Temporal and are kept for ever.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from workflows.calendar import Calendar
from workflows.money import Money
from workflows.policy import Policy, Preferences

Source = Literal["web", "phone", "email", "app"]
Phase = Literal[
    "new",
    "contacted",
    "quoting",
    "quoted",
    "won",
    "scheduled",
    "in_progress",
    "to_invoice",
    "invoiced",
    "paid",
    "closed",
    "lost",
    "cancelled",
]


class Fact(BaseModel):
    """Something that happened to one job."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    schema_version: ClassVar[int] = 1
    """Raised when the shape changes; `upcast` then reads the older ones."""


class Envelope(BaseModel):
    """A recorded fact on its way: where it stands in its job's log, and its data as plain JSON.

    Deliberately loose: the SDK drops a signal that it cannot decode, so decoding happens in the workflow's `run`.
    """

    model_config = ConfigDict(frozen=True)

    epoch: int
    seq: int
    kind: str
    version: int = 1
    at: datetime
    data: dict[str, Any]


# ── request ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class RequestReceived(Fact):
    kind = "request.received"
    submission_id: str
    site_id: str


# ── job ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class JobOpened(Fact):
    kind = "job.opened"
    number: int
    contact_id: str
    source: Source
    currency: str = "CAD"
    policy: Policy = Policy()
    calendar: Calendar = Calendar()
    imported_at: datetime | None = None
    """Set for jobs that come from elsewhere: nothing that fell due before is sent any more."""


class JobDescribed(Fact):
    kind = "job.described"
    revision: int


class JobAssigned(Fact):
    kind = "job.assigned"
    user_id: str | None


class JobPhaseSet(Fact):
    """A person overrides the derived phase; `phase` None gives it back to the product."""

    kind = "job.phase_set"
    phase: Phase | None
    by: str
    note_id: str | None = None


class JobPaused(Fact):
    kind = "job.paused"
    note_id: str | None = None
    until: datetime | None = None


class JobResumed(Fact):
    kind = "job.resumed"


class JobClosed(Fact):
    kind = "job.closed"
    outcome: Literal["done", "lost"] = "done"
    note_id: str | None = None


class JobReopened(Fact):
    kind = "job.reopened"


class JobCancelled(Fact):
    kind = "job.cancelled"
    note_id: str | None = None


class JobArchived(Fact):
    """Put away: lists leave it out. Only a finished folder can be."""

    kind = "job.archived"


class JobUnarchived(Fact):
    kind = "job.unarchived"


class JobContactSet(Fact):
    """The folder belongs to another contact now: two were merged, or a merge was undone."""

    kind = "job.contact_set"
    contact_id: str


class JobPreferencesSet(Fact):
    """What the folder's contact wants to hear changed; written on each of their open folders."""

    kind = "job.preferences_set"
    preferences: Preferences


class PolicyPinned(Fact):
    kind = "policy.pinned"
    policy: Policy
    calendar: Calendar


class StepDone(Fact):
    """A person ticked off a step of theirs."""

    kind = "step.done"
    key: str


class StepSkipped(Fact):
    kind = "step.skipped"
    key: str
    note_id: str | None = None


class StepSnoozed(Fact):
    kind = "step.snoozed"
    key: str
    until: datetime


class StepDropped(Fact):
    """Decided again at the last moment: the step was no longer due."""

    kind = "step.dropped"
    key: str
    reason: str


class StepStuck(Fact):
    """A step came up twice without a fact in between: a person must look."""

    kind = "step.stuck"
    key: str


class TimeRecorded(Fact):
    kind = "time.recorded"
    entry_id: str
    visit_id: str | None
    resource_id: str
    seconds: int
    labour_cost: Money


class TimeCorrected(Fact):
    """Entry `entry_id` takes the place of `replaces`. `seconds` and `labour_cost` are the differences that it makes."""

    kind = "time.corrected"
    entry_id: str
    replaces: str
    visit_id: str | None
    resource_id: str
    seconds: int
    labour_cost: Money


class FileAdded(Fact):
    kind = "file.added"
    file_id: str
    object_kind: str
    object_id: str


class FileRemoved(Fact):
    kind = "file.removed"
    file_id: str


class SeriesPlanned(Fact):
    """Visits that come again. Those up to and with `until` are planned."""

    kind = "series.planned"
    series_id: str
    until: date


class SeriesExtended(Fact):
    kind = "series.extended"
    series_id: str
    until: date


class SeriesEnded(Fact):
    """Nothing more is planned of it."""

    kind = "series.ended"
    series_id: str


class DocumentRendered(Fact):
    kind = "document.rendered"
    document_id: str


class DocumentFailed(Fact):
    """`next_try_at` None: given up, the office must look."""

    kind = "document.failed"
    document_id: str
    attempt: int
    next_try_at: datetime | None


# ── message ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class MessageReceived(Fact):
    kind = "message.received"
    message_id: str
    channel: Literal["portal", "mail", "phone", "sms"]


class MessageQueued(Fact):
    """A person wrote to the client; the workflow delivers it."""

    kind = "message.queued"
    message_id: str
    channel: Literal["mail", "sms"] = "mail"


class MessageLogged(Fact):
    """The office answered outside the product (a phone call): nothing to deliver, but the client has been answered."""

    kind = "message.logged"
    message_id: str
    channel: Literal["phone", "note"]


class _Delivery(Fact):
    message_id: str
    step_key: str


class MessageAccepted(_Delivery):
    """The mail server took it."""

    kind = "message.accepted"


class MessageAmbiguous(_Delivery):
    """The connection broke between DATA and the answer: sent once more under the same Message-ID, maybe there twice."""

    kind = "message.ambiguous"


class MessageDelivered(_Delivery):
    """The recipient's server reported that it put it into the box."""

    kind = "message.delivered"


class MessageOpened(_Delivery):
    """The recipient opened the link in it."""

    kind = "message.opened"


class MessageBounced(_Delivery):
    """It was taken, and came back later."""

    kind = "message.bounced"
    code: str


class MessageRetried(_Delivery):
    """A person has a failed one tried again, perhaps at another address."""

    kind = "message.retried"


class MessageDeferred(Fact):
    kind = "message.deferred"
    step_key: str
    attempt: int
    next_try_at: datetime
    code: str


class MessageFailed(Fact):
    """Given up: refused for good, or deferred for 72 hours. The office must use another way."""

    kind = "message.failed"
    step_key: str
    message_id: str | None = None
    code: str


# ── quote ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Quote(Fact):
    quote_id: str
    version: int


class QuoteDrafted(_Quote):
    """A version was drafted, or its draft changed."""

    kind = "quote.drafted"
    number: int
    total: Money


class QuoteSent(_Quote):
    """Frozen and released to the client: the link works from now on, the mail follows once the PDF is there."""

    kind = "quote.sent"
    total: Money
    valid_until: date
    document_id: str
    document_sha256: str


class QuoteViewed(_Quote):
    kind = "quote.viewed"


class QuoteAccepted(_Quote):
    kind = "quote.accepted"
    document_sha256: str
    total: Money
    by: Literal["contact", "office"]


class QuoteDeclined(_Quote):
    kind = "quote.declined"
    by: Literal["contact", "office"]


class QuoteExpired(_Quote):
    kind = "quote.expired"


class QuoteSuperseded(_Quote):
    """`version` was replaced by a newer one."""

    kind = "quote.superseded"


class QuoteVoided(_Quote):
    kind = "quote.voided"


# ── visit ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Visit(Fact):
    visit_id: str


Timing = Literal["fixed", "window", "all_day"]
"""What the client is told: the hour, a span in which somebody arrives, or just the day."""


class _Times(_Visit):
    starts_at: datetime
    ends_at: datetime
    """The time that is booked."""
    resource_ids: tuple[str, ...]
    timing: Timing = "fixed"
    window_ends_at: datetime | None = None
    """With `window`: somebody arrives between `starts_at` and then."""


class VisitDrafted(_Visit):
    """A visit that is to be, without a date yet."""

    kind = "visit.drafted"


class VisitScheduled(_Times):
    kind = "visit.scheduled"
    occurrence: int = 1
    service_id: str | None = None
    series_id: str | None = None
    announce: bool = True
    """Whether the client gets a confirmation: of a series only the first visit is announced."""


class VisitRescheduled(_Times):
    """A moved visit is a new occurrence: it is confirmed and reminded anew."""

    kind = "visit.rescheduled"
    occurrence: int


class VisitUnscheduled(_Visit):
    """Back among those without a date; its time is free."""

    kind = "visit.unscheduled"


class VisitEnRoute(_Visit):
    kind = "visit.en_route"
    expected_at: datetime | None = None


class VisitNoShow(_Visit):
    """Somebody came, and nobody was there."""

    kind = "visit.no_show"


class VisitDescribed(_Visit):
    """Something that is written about it changed; its dates did not."""

    kind = "visit.described"
    what: Literal["details", "checklist", "materials", "signature", "notes"]


class VisitStarted(_Visit):
    kind = "visit.started"


class VisitPaused(_Visit):
    kind = "visit.paused"


class VisitResumed(_Visit):
    kind = "visit.resumed"


class VisitCompleted(_Visit):
    kind = "visit.completed"


class VisitCancelled(_Visit):
    kind = "visit.cancelled"


class VisitReopened(_Visit):
    kind = "visit.reopened"


# ── invoice ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Invoice(Fact):
    invoice_id: str


class InvoiceDrafted(_Invoice):
    """A draft was made, or changed. It has no number yet."""

    kind = "invoice.drafted"
    quote_id: str | None = None
    total: Money


class InvoiceIssued(_Invoice):
    """Numbered and frozen for good."""

    kind = "invoice.issued"
    number: int
    total: Money
    due_on: date
    document_id: str
    document_sha256: str


class InvoiceSent(_Invoice):
    """Released to the client. `occurrence` counts: an invoice may be sent again."""

    kind = "invoice.sent"
    occurrence: int


class InvoiceViewed(_Invoice):
    kind = "invoice.viewed"


class InvoiceVoided(_Invoice):
    kind = "invoice.voided"


# ── payment ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Allocation(BaseModel):
    """How much of a payment pays which invoice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invoice_id: str
    amount: Money


class PaymentReceived(Fact):
    """Money came in. What is not allocated is held for the client."""

    kind = "payment.received"
    payment_id: str
    amount: Money
    method: Literal["cash", "cheque", "interac", "card", "bank_debit", "other"]
    allocations: tuple[Allocation, ...] = ()
    receipt_number: int
    document_id: str


class PaymentVoided(Fact):
    """Recorded by mistake: every allocation of it is taken back."""

    kind = "payment.voided"
    payment_id: str


def _kinds(base: type[Fact]) -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for model in base.__subclasses__():
        if not model.__name__.startswith("_"):
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
