"""What a job is at one moment: its quotes, visits, invoices, payments, figures and phase.

`workflows/checks.py` refuses an impossible fact before it exists, `workflows/folds.py` folds one that exists.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workflows import facts as f
from workflows.calendar import Calendar
from workflows.money import Money, total, zero
from workflows.policy import Policy

FOLD_VERSION = 1
"""Raised when `apply` changes what it makes of the same facts; stored states of an older version are folded anew."""

KEEP_CLOSED = 10
"""So many finished quotes, visits, invoices and payments stay in the state one by one; older ones live on in the figures."""

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
    closed_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.status in ("sent", "viewed")


class Visit(_Part):
    id: str
    occurrence: int = 1
    status: Literal["scheduled", "en_route", "started", "paused", "completed", "cancelled"] = "scheduled"
    starts_at: datetime
    ends_at: datetime
    resource_ids: tuple[str, ...] = ()
    scheduled_at: datetime
    closed_at: datetime | None = None

    @property
    def planned(self) -> bool:
        return self.status in ("scheduled", "en_route")

    @property
    def running(self) -> bool:
        return self.status in ("started", "paused")


class Invoice(_Part):
    id: str
    quote_id: str | None = None
    number: int | None = None
    document: Literal["draft", "issued", "voided"] = "draft"
    total: Money
    allocated: Money
    due_on: date | None = None
    sent: int = 0
    """How many times it was released to the client."""
    sent_at: datetime | None = None
    document_id: str | None = None
    closed_at: datetime | None = None

    @property
    def balance(self) -> Money:
        return self.total - self.allocated if self.document == "issued" else zero(self.total.currency)


class Payment(_Part):
    id: str
    amount: Money
    allocations: tuple[f.Allocation, ...] = ()
    receipt_number: int
    document_id: str
    status: Literal["received", "voided"] = "received"
    received_at: datetime
    closed_at: datetime | None = None


class Document(_Part):
    """A frozen document whose PDF the product still owes, or has."""

    id: str
    kind: Literal["quote", "invoice", "receipt"]
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


class Figures(_Part):
    """Sums over the whole job. `outstanding` and `deposits_held` follow from the others."""

    seconds_worked: int = 0
    labour_cost: Money
    quoted: Money
    accepted: Money
    invoiced: Money
    paid: Money
    allocated: Money

    @property
    def outstanding(self) -> Money:
        return self.invoiced - self.allocated

    @property
    def deposits_held(self) -> Money:
        return self.paid - self.allocated


def no_figures(currency: str) -> Figures:
    nothing = zero(currency)
    return Figures(
        labour_cost=nothing, quoted=nothing, accepted=nothing, invoiced=nothing, paid=nothing, allocated=nothing
    )


class JobState(_Part):
    fold_version: int = FOLD_VERSION
    number: int = 0
    contact_id: str = ""
    source: f.Source = "app"
    currency: str = "CAD"
    policy: Policy = Policy()
    calendar: Calendar = Calendar()
    opened_at: datetime | None = None
    last_activity_at: datetime | None = None
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
    incoming: dict[str, datetime] = {}
    """Messages of the client that the office has not been told of yet."""

    quotes: dict[str, Quote] = {}
    visits: dict[str, Visit] = {}
    invoices: dict[str, Invoice] = {}
    payments: dict[str, Payment] = {}
    documents: dict[str, Document] = {}

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
        received = [p for p in self.payments.values() if p.status == "received"]
        return self.folded.model_copy(
            update={
                "quoted": self._sum(self.folded.quoted, [q.total for q in live_quotes]),
                "accepted": self._sum(self.folded.accepted, [q.total for q in live_quotes if q.status == "accepted"]),
                "invoiced": self._sum(self.folded.invoiced, [i.total for i in issued]),
                "paid": self._sum(self.folded.paid, [p.amount for p in received]),
                "allocated": self._sum(self.folded.allocated, [i.allocated for i in issued]),
            }
        )

    def _sum(self, start: Money, amounts: list[Money]) -> Money:
        return start + total(amounts, self.currency)

    @property
    def phase(self) -> f.Phase:
        """How far the job is, by what happened; the furthest that still asks for something wins."""
        if self.lifecycle != "open":
            return self.lifecycle
        if self.phase_override:
            return self.phase_override
        quotes, visits = self.quotes.values(), self.visits.values()
        invoiced_quotes = {i.quote_id for i in self.invoices.values() if i.document != "voided"}
        uninvoiced = [q for q in quotes if q.status == "accepted" and q.id not in invoiced_quotes]
        owed = any(i.balance.amount > 0 for i in self.invoices.values())
        any_invoice = self.invoices_issued > 0 or any(i.document == "draft" for i in self.invoices.values())
        ladder: tuple[tuple[f.Phase, bool], ...] = (
            ("in_progress", any(v.running for v in visits)),
            ("scheduled", any(v.planned for v in visits)),
            ("invoiced", owed),
            ("to_invoice", any(i.document == "draft" for i in self.invoices.values())),
            ("to_invoice", self.visits_completed > 0 and (bool(uninvoiced) or not any_invoice)),
            ("won", bool(uninvoiced)),
            ("quoted", any(q.open for q in quotes)),
            ("paid", self.invoices_issued > 0),
            ("won", any(q.status == "accepted" for q in quotes)),
            ("quoting", any(q.status == "draft" or q.draft_version for q in quotes)),
            ("contacted", self.contacted),
        )
        return next((phase for phase, holds in ladder if holds), "new")
