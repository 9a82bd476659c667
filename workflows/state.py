"""What a job is at one moment: its quotes, visits, invoices, payments, figures and phase.

`workflows/checks.py` refuses an impossible fact before it exists, `workflows/folds.py` folds one that exists.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workflows import facts as f
from workflows.calendar import Calendar
from workflows.figures import Figures, no_figures
from workflows.money import Money, total, zero
from workflows.policy import Policy, Preferences
from workflows.reasons import Reason, because

FOLD_VERSION = 4
"""Raised when `apply` changes what it makes of the same facts; stored states of an older version are folded anew."""

KEEP_CLOSED = 10
"""So many finished quotes, visits, invoices and payments stay in the state one by one; older ones live on in the figures.
An old invoice or payment is recalled before something happens to it (`workflows/recall.py`)."""

Lifecycle = Literal["open", "closed", "lost", "cancelled"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Quote(_Part):
    id: str
    number: int
    version: int
    """The version that the client has, or the draft while none was sent."""
    status: Literal["draft", "sent", "viewed", "accepted", "declined", "expired", "voided"] = "draft"
    total: Money
    draft_version: int | None = None
    """A newer version in the making, beside the one that was sent."""
    sent_at: datetime | None = None
    valid_until: date | None = None
    document_id: str | None = None
    document_sha256: str | None = None
    handed_over: bool = False
    """The client got this version by other means than our mail: nothing about it is mailed."""
    deposit: Money | None = None
    """What the client pays before the work begins, once the quote is accepted."""
    invoicing: Literal["automatic", "by_hand"] = "by_hand"
    invoiced: bool = False
    """Whether an invoice was ever made of it."""
    folded_invoices: int = 0
    """Its issued invoices that no longer stand in the state one by one."""
    folded_deposits: int = 0
    """Cents of its payments that no longer do."""
    renewal_asked_at: datetime | None = None
    """Since when the client would like it again, though it has expired."""
    cancelled_at: datetime | None = None
    """Since when the office has not answered that the client cancelled what they had accepted."""
    closed_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.status in ("sent", "viewed")


class Visit(_Part):
    """`starts_at` and `ends_at` are empty exactly while the visit is unscheduled."""

    id: str
    occurrence: int = 1
    status: Literal[
        "unscheduled", "scheduled", "en_route", "started", "paused", "completed", "cancelled", "no_show"
    ] = "scheduled"
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timing: f.Timing = "fixed"
    window_ends_at: datetime | None = None
    resource_ids: tuple[str, ...] = ()
    series_id: str | None = None
    announce: bool = True
    scheduled_at: datetime
    """When it was planned, moved, or first said to be needed."""
    en_route_at: datetime | None = None
    expected_at: datetime | None = None
    running_since: datetime | None = None
    """Since when its clock has been running without a pause."""
    closed_at: datetime | None = None

    @property
    def planned(self) -> bool:
        return self.status in ("scheduled", "en_route") and self.starts_at is not None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when; only for a visit that has a date."""
        assert self.starts_at is not None
        assert self.ends_at is not None
        return self.starts_at, self.ends_at

    @property
    def running(self) -> bool:
        return self.status in ("started", "paused") and self.starts_at is not None


class Series(_Part):
    """Visits that come again, planned up to and with `until`."""

    id: str
    until: date


class Contract(_Part):
    """Invoices that come again by themselves; the next on `next_on`."""

    id: str
    next_on: date
    paused: bool = False
    stopped_at: datetime | None = None
    """Since when its next invoice is refused."""


class CreditNote(_Part):
    id: str
    number: int
    total: Money
    document_id: str
    issued_at: datetime


class Invoice(_Part):
    id: str
    quote_id: str | None = None
    number: int | None = None
    document: Literal["draft", "issued", "voided"] = "draft"
    issue: f.Issue = "by_hand"
    issue_on: date | None = None
    total: Money
    allocated: Money
    credited: Money = zero()
    written_off: Money = zero()
    due_on: date | None = None
    dues: tuple[f.Due, ...] = ()
    """The payments that it is split into; empty: everything on `due_on`."""
    sent: int = 0
    """How many times it was released to the client."""
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    """When somebody last said that the client got it by other means."""
    document_id: str | None = None
    credit_notes: tuple[CreditNote, ...] = ()
    debits_failed: int = 0
    """How often the saved card or account refused the due that is open."""
    closed_at: datetime | None = None

    @property
    def balance(self) -> Money:
        """What the client still owes on it."""
        if self.document != "issued":
            return zero(self.total.currency)
        return self.total - self.credited - self.written_off - self.allocated

    @property
    def released(self) -> bool:
        """Whether the client has it: only then is it asked for."""
        return self.sent > 0 or self.delivered_at is not None

    @property
    def next_due(self) -> tuple[int, f.Due] | None:
        """The oldest payment that is not covered yet: which one it is, its day, and what is missing of it."""
        if self.due_on is None or self.balance.amount <= 0:
            return None
        covered, asked = self.total - self.balance, zero(self.total.currency)
        for index, due in enumerate(self.dues):
            asked += due.amount
            if covered < asked:
                return index, f.Due(due_on=due.due_on, amount=asked - covered)
        return len(self.dues), f.Due(due_on=self.due_on, amount=self.balance)


class Refund(_Part):
    id: str
    amount: Money
    document_id: str | None
    refunded_at: datetime


class Payment(_Part):
    """`amount` is this job's share of it, what was moved to other jobs taken off."""

    id: str
    amount: Money
    allocations: tuple[f.Allocation, ...] = ()
    """One for each invoice that it pays."""
    receipt_number: int
    document_id: str | None
    quote_id: str | None = None
    status: f.Status = "received"
    received_at: datetime
    refunds: tuple[Refund, ...] = ()
    disputed: Money | None = None
    """What the client's bank was asked to take back, while it has not decided."""
    disputed_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def kept(self) -> Money:
        """What of it was not given back."""
        if self.status != "received":
            return zero(self.amount.currency)
        return self.amount - total([refund.amount for refund in self.refunds], self.amount.currency)

    @property
    def held(self) -> Money:
        """What of it pays nothing yet."""
        if self.status != "received":
            return zero(self.amount.currency)
        return self.kept - total([each.amount for each in self.allocations], self.amount.currency)


class InFlight(_Part):
    """Money that is on its way and may still not arrive."""

    invoice_id: str | None
    quote_id: str | None
    amount: Money
    since: datetime


class Document(_Part):
    """A frozen document whose PDF the product still owes, or has."""

    id: str
    kind: Literal["quote", "invoice", "receipt", "credit_note", "refund"]
    object_id: str
    status: Literal["pending", "rendered", "failed"] = "pending"
    since: datetime
    attempt: int = 0
    next_try_at: datetime | None = None


class Delivery(_Part):
    """A mail that did not leave at once, by its step key. `next_try_at` None: given up."""

    attempt: int
    since: datetime
    next_try_at: datetime | None = None
    message_id: str | None = None
    code: str


class Done(_Part):
    outcome: str
    at: datetime


class Silence(_Part):
    """Automatic mails that fell due in here never leave: the job was paused, or it was imported."""

    since: datetime | None
    until: datetime
    reason: Literal["paused", "imported"]


class JobState(_Part):
    fold_version: int = FOLD_VERSION
    number: int = 0
    contact_id: str = ""
    source: f.Source = "app"
    currency: str = "CAD"
    policy: Policy = Policy()
    preferences: Preferences = Preferences()
    calendar: Calendar = Calendar()
    opened_at: datetime | None = None
    last_activity_at: datetime | None = None
    statement_at: datetime | None = None
    """When the client was last sent a statement of account that has something of this job."""
    lifecycle: Lifecycle = "open"
    closed_at: datetime | None = None
    assigned_to: str | None = None
    phase_override: f.Phase | None = None

    request_id: str | None = None
    """The submission that opened the job, where a website form did."""
    contacted: bool = False
    waiting_since: datetime | None = None
    """The client wrote or asked, and nobody has answered yet."""
    waiting_for: str | None = None
    """What is unanswered: `request`, or a message id."""
    replies: dict[str, datetime] = {}
    """Messages that a person wrote and the product still has to deliver, with the time of writing."""
    replies_by_sms: tuple[str, ...] = ()
    """Those of them that go as a text message."""
    incoming: dict[str, datetime] = {}
    """Messages of the client that the office has not been told of yet."""

    quotes: dict[str, Quote] = {}
    visits: dict[str, Visit] = {}
    series: dict[str, Series] = {}
    contracts: dict[str, Contract] = {}
    invoices: dict[str, Invoice] = {}
    payments: dict[str, Payment] = {}
    documents: dict[str, Document] = {}
    in_flight: dict[str, InFlight] = {}
    """Payments that are on their way, by attempt."""
    autopay: dict[str, str | None] = {}
    """What the client authorised to be taken as it falls due: all of the job, or what belongs to one quote."""

    done: dict[str, Done] = {}
    snoozed: dict[str, datetime] = {}
    deliveries: dict[str, Delivery] = {}
    stuck: dict[str, datetime] = {}
    paused_at: datetime | None = None
    silences: tuple[Silence, ...] = ()

    visits_completed: int = 0
    invoices_issued: int = 0
    folded: Figures = no_figures("CAD")
    """What finished objects that no longer stand here one by one add to the figures."""

    @property
    def open(self) -> bool:
        return self.lifecycle == "open"

    def figures(self) -> Figures:
        live_quotes = [q for q in self.quotes.values() if q.status not in ("draft", "voided")]
        issued = [i for i in self.invoices.values() if i.document == "issued"]
        return self.folded.model_copy(
            update={
                "quoted": self._sum(self.folded.quoted, [q.total for q in live_quotes]),
                "accepted": self._sum(self.folded.accepted, [q.total for q in live_quotes if q.status == "accepted"]),
                "invoiced": self._sum(self.folded.invoiced, [i.total - i.credited for i in issued]),
                "paid": self._sum(self.folded.paid, [p.kept for p in self.payments.values()]),
                "allocated": self._sum(self.folded.allocated, [i.allocated for i in issued]),
                "written_off": self._sum(self.folded.written_off, [i.written_off for i in issued]),
            }
        )

    def _sum(self, start: Money, amounts: list[Money]) -> Money:
        return start + total(amounts, self.currency)

    @property
    def phase(self) -> f.Phase:
        """How far the job is, by what happened; the furthest that still asks for something wins."""
        return self.phase_because[0]

    @property
    def phase_because(self) -> tuple[f.Phase, Reason]:
        """The phase, and what puts the job there (`phase-because-<id>` in the catalogues)."""
        if self.lifecycle != "open":
            return self.lifecycle, because(self.lifecycle, at=self.closed_at)
        if self.phase_override:
            return self.phase_override, because("by-hand")
        quotes, visits = self.quotes.values(), self.visits.values()
        invoiced_quotes = {i.quote_id for i in self.invoices.values() if i.document != "voided"}
        invoiced_quotes |= {q.id for q in quotes if q.folded_invoices}
        uninvoiced = [q for q in quotes if q.status == "accepted" and q.id not in invoiced_quotes]
        unissued = [i for i in self.invoices.values() if i.document == "draft"]
        drafts = [i for i in unissued if i.issue == "by_hand"]
        to_come = [i for i in unissued if i.issue != "by_hand"]
        owed = [i for i in self.invoices.values() if i.balance.amount > 0]
        any_invoice = self.invoices_issued > 0 or bool(unissued)
        accepted = uninvoiced or [q for q in quotes if q.status == "accepted"]
        decide = [q for q in quotes if q.open]
        drafted = [q for q in quotes if q.status == "draft" or q.draft_version]
        running, planned = [v for v in visits if v.running], [v for v in visits if v.planned]
        next_visit = min((v.span[0] for v in planned), default=None)
        ladder: tuple[tuple[f.Phase, bool, Callable[[], Reason]], ...] = (
            ("in_progress", bool(running), lambda: because("visit-running")),
            ("scheduled", bool(planned), lambda: because("visit-planned", starts=next_visit)),
            ("invoiced", bool(owed), lambda: because("invoice-open", number=owed[0].number, balance=owed[0].balance)),
            ("to_invoice", bool(drafts), lambda: because("invoice-draft", total=drafts[0].total)),
            (
                "to_invoice",
                self.visits_completed > 0 and (bool(uninvoiced) or not any_invoice),
                lambda: because("work-done", count=self.visits_completed),
            ),
            ("won", bool(uninvoiced), lambda: because("quote-accepted", number=accepted[0].number)),
            ("quoted", bool(decide), lambda: because("quote-open", number=decide[0].number)),
            ("won", bool(to_come), lambda: because("invoice-to-come", total=to_come[0].total)),
            ("paid", self.invoices_issued > 0, lambda: because("all-paid")),
            ("won", bool(accepted), lambda: because("quote-accepted", number=accepted[0].number)),
            ("quoting", bool(drafted), lambda: because("quote-draft", number=drafted[0].number)),
            ("contacted", self.contacted, lambda: because("answered")),
        )
        return next(((phase, why()) for phase, holds, why in ladder if holds), ("new", because("unanswered")))
