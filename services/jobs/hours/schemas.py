"""Hours, rates and timesheets in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.jobs.fields import IdField, Input, Moment, Output, Paragraphs, Utc, Why
from services.jobs.hours import weeks
from services.jobs.visits.schemas import Rate
from services.kit.fields import visible
from workflows.money import Money

Kind = Literal["work", "travel"]
Source = Literal["clock", "manual", "correction", "late"]
EntryStatus = Literal["running", "recorded", "superseded", "voided"]
SheetStatus = Literal["open", "submitted", "approved", "sent_back"]


def _day(value: date) -> date:
    if not 2000 <= value.year < 2100:
        raise PydanticCustomError("dossier.instant-range", "absurd year")
    return value


Whole = Annotated[Moment, AfterValidator(weeks.whole)]
"""An instant, cut to its second."""
Day = Annotated[date, AfterValidator(_day)]
Because = Annotated[Why, AfterValidator(visible)]
"""A reason that must be given."""


class EntryIn(Input):
    """Hours by hand. Either the visit or the job; without a resource, the caller's own."""

    resource_id: IdField | None = None
    job_id: IdField | None = None
    visit_id: IdField | None = None
    started_at: Whole
    ended_at: Whole
    kind: Kind = "work"
    note: Paragraphs = ""

    @model_validator(mode="after")
    def _for_something(self) -> EntryIn:
        if self.job_id is None and self.visit_id is None:
            raise PydanticCustomError("dossier.required", "neither job nor visit")
        return self


class EntryPatch(Input):
    """A correction: only the fields that are there change. `reason` says why, and the original is kept."""

    started_at: Whole | None = None
    ended_at: Whole | None = None
    job_id: IdField | None = None
    visit_id: IdField | None = None
    kind: Kind | None = None
    note: Paragraphs | None = None
    reason: Because


class EntryVoid(Input):
    reason: Because


class Stop(Input):
    """`ended_at`: when the work really ended; without it, now."""

    ended_at: Whole | None = None


class EntryResource(Output):
    id: str
    name: str


class EntryJob(Output):
    id: str
    number: int
    title: str


class EntryOut(Output):
    """A stretch of work. `seconds` is null while the clock runs; money is null for who may not see it.

    `long`: a clock that ran, or runs, 12 hours or more. `approved`: it lies in an approved week, so it is not corrected by hand.
    """

    id: str
    resource: EntryResource
    job: EntryJob
    visit_id: str | None
    kind: Kind
    source: Source
    status: EntryStatus
    started_at: Utc
    ended_at: Utc | None
    seconds: int | None
    hours: str | None
    hourly_rate: Money | None
    labour_cost: Money | None
    note: str
    reason: str
    replaces: str | None
    long: bool
    approved: bool
    confirmed_at: Utc | None
    created_by: str | None
    created_at: Utc
    updated_at: Utc


class EntryHistory(Output):
    """Every state of one stretch, the oldest first."""

    data: tuple[EntryOut, ...]


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class RateIn(Input):
    """`starts_on`: the first day of the company that the rate holds on; today unless said."""

    hourly_rate: Rate
    starts_on: Day | None = None


class RateOut(Output):
    """`current`: the one that holds today."""

    starts_on: date
    hourly_rate: Money
    current: bool
    created_by: str | None
    created_at: Utc


class Rates(Output):
    data: tuple[RateOut, ...]


# ── timesheets ───────────────────────────────────────────────────────────────────────────────────────────────────────


class SendBack(Input):
    reason: Because


class Approve(Input):
    """`seconds`: the sum that the approver saw; hours that changed meanwhile are then refused, not approved unseen."""

    seconds: Annotated[int, Field(strict=True, ge=0, le=10_000_000)] | None = None


class SheetPiece(Output):
    """The part of an entry that lies on one day. `minutes` add up to the day's and the week's; `seconds` are exact."""

    entry_id: str
    job: EntryJob
    visit_id: str | None
    kind: Kind
    source: Source
    running: bool
    long: bool
    started_at: Utc
    ended_at: Utc
    seconds: int
    minutes: int
    labour_cost: Money | None
    """Of the whole entry, on the day that it began; null on the others, and for who may not see money."""
    note: str


class SheetDay(Output):
    """`length` is the hours that this day has: 23 or 25 on the days of a clock change."""

    day: date
    length: int
    holiday: str | None
    seconds: int
    minutes: int
    pieces: tuple[SheetPiece, ...]


class SheetResource(Output):
    id: str
    name: str
    colour: str
    active: bool


class Timesheet(Output):
    """One week of one resource, whether somebody handed it in or not.

    Sums count what is recorded; a running clock is shown but not counted. `overtime_minutes` is what lies over 40 hours, to
    look at: nothing is paid by it.
    """

    id: str
    resource: SheetResource
    week: str
    starts_on: date
    ends_on: date
    status: SheetStatus
    days: tuple[SheetDay, ...]
    seconds: int
    minutes: int
    hours: str
    overtime_minutes: int
    labour_cost: Money | None
    running: bool
    long: bool
    over: bool
    own: bool
    reason: str
    submitted_by: str | None
    submitted_at: Utc | None
    decided_by: str | None
    decided_at: Utc | None
    updated_at: datetime | None
