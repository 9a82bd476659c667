"""Visits, resources and services in and out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.jobs.fields import IdField, Input, Moment, Name, Output, Paragraphs, Utc, Why
from workflows.money import Money

LONGEST = timedelta(days=14)
HIGHEST_RATE = 10_000_00

Status = Literal["scheduled", "en_route", "started", "paused", "completed", "cancelled"]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


def _rate(rate: Money) -> Money:
    if not 0 <= rate.amount <= HIGHEST_RATE:
        raise PydanticCustomError("dossier.range", "not a rate")
    return rate


Rate = Annotated[Money, AfterValidator(_rate)]
Resources = Annotated[list[IdField], Field(min_length=1, max_length=20)]


class VisitIn(Input):
    job_id: IdField
    starts_at: Moment
    ends_at: Moment
    resource_ids: Resources
    service_id: IdField | None = None
    instructions: Paragraphs = ""

    @field_validator("ends_at")
    @classmethod
    def _span(cls, ends_at: datetime, info: ValidationInfo) -> datetime:
        starts_at = info.data.get("starts_at")
        if starts_at and ends_at <= starts_at:
            raise PydanticCustomError("dossier.ends-before-start", "ends before it starts")
        if starts_at and ends_at - starts_at > LONGEST:
            raise PydanticCustomError("dossier.visit-too-long", "too long")
        return ends_at


class VisitPatch(Input):
    """Only the fields that are there change. New times or people make it a new occurrence."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    resource_ids: Resources | None = None
    service_id: IdField | None = None
    instructions: Paragraphs | None = None


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
    hourly_rate: Money
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
    """`hours` counts what is finished, as a decimal string; `running` says that a clock is on."""

    id: str
    job_id: str
    status: Status
    service_id: str | None
    service: str | None
    starts_at: Utc
    ends_at: Utc
    resources: tuple[Who, ...]
    instructions: str
    cancel_reason: str
    occurrence: int
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


class Agenda(Output):
    data: tuple[CalendarVisit, ...]
