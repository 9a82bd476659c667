"""Jobs in and out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from services.billing.queries import InvoiceActivity, PaymentActivity, QuoteActivity
from services.jobs.contacts.schemas import AddressIn, ContactIn, Language
from services.jobs.fields import IdField, Input, Line, Moment, Output, Paragraphs, Utc, Why
from services.jobs.folders.queries import JobAddress
from services.jobs.labels.schemas import MOST, LabelChip
from services.kit.fields import visible
from workflows.facts import Phase
from workflows.money import Money

Source = Literal["web", "phone", "email", "app", "walk_in", "referral", "other"]
CustomFields = Annotated[dict[str, Any], Field(max_length=50)]
"""By field id: a text, a decimal string, a date, a choice's key, true or false."""


NeededWhy = Annotated[Why, AfterValidator(visible)]


class JobIn(Input):
    """A new job, for a contact that is there or one made on the spot. `title` empty: the contact's name."""

    contact_id: IdField | None = None
    contact: ContactIn | None = None
    title: Line = ""
    description: Paragraphs = ""
    source: Source = "app"
    address: AddressIn | None = None
    """Where the work is done; without it, the contact's first service address."""
    assigned_to: IdField | None = None
    label_ids: Annotated[list[IdField], Field(max_length=MOST)] = []
    custom_fields: CustomFields = {}


class JobPatch(Input):
    """Only the fields that are there change. `phase` null gives the phase back to the product; in `custom_fields`, null empties
    a field."""

    title: Line | None = None
    description: Paragraphs | None = None
    source: Source | None = None
    custom_fields: CustomFields = {}
    assigned_to: IdField | None = None
    phase: Phase | None = None
    phase_reason: Why = ""


class Reason(Input):
    reason: Why = ""


class CancelIn(Input):
    """Why the job is cancelled; it stands in the timeline."""

    reason: NeededWhy


class Close(Reason):
    outcome: Literal["done", "lost"] = "done"


class Pause(Reason):
    until: Moment | None = None


class Snooze(Input):
    until: Moment


class Person(Output):
    id: str
    name: str


class ContactCard(Output):
    id: str
    name: str
    email: str | None
    phone: str | None
    language: Language


class PhaseSet(Output):
    """Who overrode the derived phase, when and why. `by` is the person's name.

    `derived` is the phase that what happened gives, and the job's again once it is given back.
    """

    by: str
    at: Utc
    reason: str
    derived: Phase
    derived_because: str


class RequestOut(Output):
    service: str
    message: str
    received_at: Utc


class VisitActivity(Output):
    id: str
    status: str
    starts_at: Utc | None
    ends_at: Utc | None
    service: str | None
    resources: tuple[Person, ...]
    number: str
    timing: str
    window_ends_at: Utc | None


class ActivitiesOut(Output):
    quotes: tuple[QuoteActivity, ...]
    visits: tuple[VisitActivity, ...]
    invoices: tuple[InvoiceActivity, ...]
    payments: tuple[PaymentActivity, ...]


class FiguresOut(Output):
    """`hours_worked` is a decimal string of hours; the rest is money."""

    hours_worked: str
    quoted: Money
    accepted: Money
    invoiced: Money
    paid: Money
    outstanding: Money
    deposits_held: Money
    labour_cost: Money | None
    """Null for who may not see what colleagues earn (`reports` or `settings`)."""


class StepTarget(Output):
    kind: str
    id: str


class StepOut(Output):
    """One thing that is ahead, in the reader's words."""

    key: str
    kind: str
    title: str
    due: Utc
    owner: str
    owner_name: str | None = None
    because: str
    cancelled_by: tuple[str, ...]
    cancelled_by_text: str
    status: Literal["due", "upcoming", "held", "paused"]
    target: StepTarget | None


class Plan(Output):
    data: tuple[StepOut, ...]


class JobSummary(Output):
    """A job as lists show it."""

    id: str
    number: int
    title: str
    phase: Phase
    source: Source
    contact: ContactCard
    address: JobAddress | None
    assigned_to: Person | None
    labels: tuple[LabelChip, ...] = ()
    figures: FiguresOut
    request: RequestOut | None = None
    next_step: StepOut | None
    next_due: Utc | None
    opened_at: Utc
    updated_at: Utc
    closed_at: Utc | None
    archived_at: Utc | None
    workflow_id: str
    paused: bool


class Job(JobSummary):
    """A job with everything on it."""

    description: str
    phase_because: str
    """What puts the job in its phase, as a sentence."""
    phase_set: PhaseSet | None
    custom_fields: dict[str, Any] = {}
    activities: ActivitiesOut
    warnings: tuple[str, ...] = ()
    """After closing: what is still open, in words."""


class Consequence(Output):
    """One link of the chain of a cancellation. `at` and `by` once it is done.

    `status`: `will_happen` before; then `done`, `pending` (the product does it), `yours` (the office), `failed` (needs a
    person) or `dropped` (skipped, or no longer called for).
    """

    key: str
    kind: str
    target: StepTarget | None
    text: str
    status: Literal["will_happen", "done", "pending", "yours", "failed", "dropped"]
    at: Utc | None
    by: Person | None


class Cancellation(Output):
    """`possible`: the job is open, and `data` is what cancelling it would bring. Else, of a cancelled job, what it brought."""

    job_id: str
    number: int
    possible: bool
    cancelled_at: Utc | None
    cancelled_by: Person | None
    reason: str
    data: tuple[Consequence, ...]


class QuoteThen(Output):
    id: str
    number: int
    version: int
    status: str
    total: Money


class VisitThen(Output):
    id: str
    status: str
    starts_at: Utc | None
    ends_at: Utc | None


class InvoiceThen(Output):
    id: str
    number: int | None
    document: str
    total: Money
    balance: Money
    due_on: date | None


class PaymentThen(Output):
    id: str
    status: str
    amount: Money
    receipt_number: int


class ActivitiesThen(Output):
    quotes: tuple[QuoteThen, ...]
    visits: tuple[VisitThen, ...]
    invoices: tuple[InvoiceThen, ...]
    payments: tuple[PaymentThen, ...]


class Parts(Output):
    """Which fields read as of then, and which as of now."""

    then: tuple[str, ...]
    now: tuple[str, ...]


class JobThen(Output):
    """A job as the log knew it at a moment: its facts recorded until then, folded; its texts in their revision of then.

    `seq` is the last fact that counts. Finished objects that the fold no longer holds one by one stand in the figures only.
    """

    id: str
    number: int
    as_of: Utc
    seq: int
    title: str
    description: str
    phase: Phase
    phase_because: str
    contact: ContactCard
    assigned_to: Person | None
    custom_fields: dict[str, Any]
    activities: ActivitiesThen
    figures: FiguresOut
    plan: tuple[StepOut, ...]
    opened_at: Utc
    closed_at: Utc | None
    archived: bool
    paused: bool
    parts: Parts


class Actor(Output):
    kind: Literal["user", "contact", "system", "site"]
    id: str | None
    name: str


class TimelineMessage(Output):
    id: str
    direction: str
    channel: str
    subject: str
    body: str
    delivery: str


class Entry(Output):
    """One fact of the log, as a sentence."""

    seq: int
    kind: str
    occurred_at: Utc
    recorded_at: Utc
    actor: Actor
    text: str
    target: StepTarget | None
    message: TimelineMessage | None = None


Order = Literal["asc", "desc"]
Sort = Literal["number", "next_due"]
