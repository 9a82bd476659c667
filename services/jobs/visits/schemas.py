"""Visits, resources and services in and out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.jobs.contacts.schemas import AddressIn
from services.jobs.fields import IdField, Input, Line, Moment, Name, Output, Paragraphs, Utc, Why
from services.jobs.folders.queries import JobAddress
from workflows.money import Money

HIGHEST_RATE = 10_000_00

Status = Literal["unscheduled", "scheduled", "en_route", "started", "paused", "completed", "cancelled", "no_show"]
Timing = Literal["fixed", "window", "all_day"]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


def _rate(rate: Money) -> Money:
    if not 0 <= rate.amount <= HIGHEST_RATE:
        raise PydanticCustomError("dossier.range", "not a rate")
    return rate


Rate = Annotated[Money, AfterValidator(_rate)]
Resources = Annotated[list[IdField], Field(max_length=20)]


class VisitIn(Input):
    """A visit for a job. Without times it is unscheduled; with `hold_id` it takes the time and the people of that hold.

    `timing`: `fixed` (somebody comes at `starts_at`), `window` (between `starts_at` and `window_ends_at`; what is booked is
    `starts_at` to `ends_at` in every case), or `all_day` (the local days that the times touch). `address` without a value is
    the folder's, `title` empty the folder's, `lead_id` one of the resources, else the first. `anyway` books over other visits.
    """

    job_id: IdField
    hold_id: IdField | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    timing: Timing | None = None
    window_ends_at: Moment | None = None
    resource_ids: Resources = []
    lead_id: IdField | None = None
    service_id: IdField | None = None
    title: Line = ""
    address: AddressIn | None = None
    instructions: Paragraphs = ""
    note_visible: Paragraphs = ""
    note_internal: Paragraphs = ""
    billable: bool = True
    checklist_template_ids: Annotated[list[IdField], Field(max_length=5)] = []
    anyway: bool = False


class VisitPatch(Input):
    """Only the fields that are there change. New times or people make it a new occurrence; times schedule an unscheduled one."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    timing: Timing | None = None
    window_ends_at: Moment | None = None
    resource_ids: Resources | None = None
    lead_id: IdField | None = None
    service_id: IdField | None = None
    title: Line | None = None
    address: AddressIn | None = None
    instructions: Paragraphs | None = None
    note_visible: Paragraphs | None = None
    note_internal: Paragraphs | None = None
    billable: bool | None = None
    anyway: bool = False


class EnRoute(Input):
    """`reason` is accepted as in every verb, and of no use here."""

    expected_at: Moment | None = None
    reason: Why = ""


class Reason(Input):
    reason: Why = ""


class ResourceIn(Input):
    name: Name
    colour: Colour = "#3366cc"
    hourly_rate: Rate | None = None
    user_id: IdField | None = None
    active: bool = True


class ResourcePatch(Input):
    name: Name | None = None
    colour: Colour | None = None
    hourly_rate: Rate | None = None
    user_id: IdField | None = None
    active: bool | None = None


class ServiceIn(Input):
    name_fr: Name
    name_en: Name
    active: bool = True


class ServicePatch(Input):
    name_fr: Name | None = None
    name_en: Name | None = None
    active: bool | None = None


class ResourceOut(Output):
    id: str
    name: str
    colour: str
    hourly_rate: Money | None
    """Of today; null for who may not see money."""
    user_id: str | None
    active: bool
    updated_at: Utc


class ServiceOut(Output):
    """`name` is in the reader's language."""

    id: str
    name: str
    name_fr: str
    name_en: str
    active: bool
    updated_at: Utc


class Who(Output):
    id: str
    name: str
    colour: str


class VisitOut(Output):
    """`number` is the job's and which of its visits, "318-2". `hours` counts what is finished, as a decimal string; `running`
    says that a clock is on, `anyway` that it was knowingly booked over another visit. `title` is the folder's unless it has its own.
    `unscheduled_reason` tells, in the reader's language, why a series could give it no time; `own_address` that the work is not
    where the rest of the job's is.
    """

    id: str
    number: str
    job_id: str
    status: Status
    title: str
    address: JobAddress | None
    own_address: bool
    service_id: str | None
    service: str | None
    timing: Timing
    starts_at: Utc | None
    ends_at: Utc | None
    window_ends_at: Utc | None
    expected_at: Utc | None
    resources: tuple[Who, ...]
    lead_id: str | None
    anyway: bool
    instructions: str
    note_visible: str
    note_internal: str
    billable: bool
    cancel_reason: str
    unscheduled_reason: str
    occurrence: int
    series_id: str | None
    series_key: date | None
    detached: bool
    signed_at: Utc | None
    hours: str
    running: bool
    started_at: Utc | None
    completed_at: Utc | None
    updated_at: Utc


class CalendarJob(Output):
    number: int
    title: str
    contact_name: str
    place: str


class CalendarVisit(VisitOut):
    """A visit as the agenda shows it, with the job it belongs to."""

    job: CalendarJob


class CalendarHold(Output):
    """Time that is kept for a client who is choosing, until `held_until`."""

    id: str
    job_id: str | None
    resources: tuple[Who, ...]
    starts_at: Utc
    ends_at: Utc
    held_until: Utc


class Agenda(Output):
    data: tuple[CalendarVisit, ...]
    holds: tuple[CalendarHold, ...] = ()
