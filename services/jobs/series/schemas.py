"""Series in and out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.jobs.contacts.schemas import AddressIn
from services.jobs.fields import IdField, Input, Line, Output, Paragraphs, Utc
from services.jobs.folders.queries import JobAddress
from services.jobs.series.recurrence import LONGEST_RULE, BadRule, parsed
from services.jobs.visits.schemas import Timing, Who

Holidays = Literal["skip", "next_business_day", "keep"]
Why = Literal["holiday", "moved-holiday", "skipped", "moved", "taken-place"]

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


def _rule(text: str) -> str:
    try:
        return parsed(text)
    except BadRule:
        raise PydanticCustomError("dossier.rrule", "not a rule that can be followed") from None


def _day(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("dossier.instant-range", "absurd year")
    return day


def _wall(local: datetime) -> datetime:
    """Wall time, to the minute."""
    if local.tzinfo is not None:
        raise PydanticCustomError("dossier.local-time", "wall time has no zone")
    _day(local.date())
    return local.replace(second=0, microsecond=0)


def _clock(clock: time) -> time:
    if clock.tzinfo is not None:
        raise PydanticCustomError("dossier.local-time", "wall time has no zone")
    return clock.replace(second=0, microsecond=0)


RRule = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_RULE + 10), AfterValidator(_rule)]
Day = Annotated[date, AfterValidator(_day)]
Wall = Annotated[datetime, AfterValidator(_wall)]
Clock = Annotated[time, AfterValidator(_clock)]
Minutes = Annotated[int, Field(ge=5, le=int(timedelta(days=14) / timedelta(minutes=1)))]
WindowMinutes = Annotated[int, Field(ge=5, le=24 * 60)]
People = Annotated[list[IdField], Field(min_length=1, max_length=20)]
ChecklistIds = Annotated[list[IdField], Field(max_length=5)]


class When(Input):
    """The dates of a series. `rrule` as in RFC 5545, of days; `starts_at` is local wall time without a zone, like every hour of it.

    A holiday of the company's region is skipped, moved to the next business day, or kept.
    """

    rrule: RRule
    starts_at: Wall
    holidays: Holidays = "skip"


class SeriesIn(When):
    """Visits that come again. `minutes` is the booked time of each; `window_minutes` makes its arrival window."""

    job_id: IdField
    minutes: Minutes = 60
    timing: Timing | None = None
    window_minutes: WindowMinutes | None = None
    resource_ids: People
    service_id: IdField | None = None
    checklist_template_ids: ChecklistIds = []
    title: Line = ""
    address: AddressIn | None = None
    instructions: Paragraphs = ""
    note_visible: Paragraphs = ""
    note_internal: Paragraphs = ""
    billable: bool = True


class SeriesPatch(Input):
    """Changes the visits that are still ahead: all of them, or those from one date on, which then are a series of their own.

    Visits that were moved one by one keep their time and their people. `starts_at` here is the time of day, `address` null the
    folder's.
    """

    scope: Literal["all", "following"] = "all"
    from_date: Day | None = None
    """With `following`: the first date (`key`) that changes."""
    rrule: RRule | None = None
    starts_at: Clock | None = None
    holidays: Holidays | None = None
    minutes: Minutes | None = None
    timing: Timing | None = None
    window_minutes: WindowMinutes | None = None
    resource_ids: People | None = None
    service_id: IdField | None = None
    checklist_template_ids: ChecklistIds | None = None
    title: Line | None = None
    address: AddressIn | None = None
    instructions: Paragraphs | None = None
    note_visible: Paragraphs | None = None
    note_internal: Paragraphs | None = None
    billable: bool | None = None


class ExceptionIn(Input):
    """One date, by the day that the rule gives it: skipped, or moved to another wall time."""

    on_date: Day
    skip: bool = False
    moved_to: Wall | None = None


class End(Input):
    """Nothing from `from_date` on takes place any more; without it, nothing that is still ahead."""

    from_date: Day | None = None


class DateOut(Output):
    """One date. `key` is the day that the rule gives, `local` the wall time; without one it does not take place, for `why`."""

    key: date
    local: datetime | None
    starts_at: Utc | None
    why: Why | None
    text: str
    """The reason in the reader's language; empty without one."""
    visit_id: str | None = None


class Dates(Output):
    """The next dates; `ends` says that there are none after these."""

    data: tuple[DateOut, ...]
    ends: bool


class SeriesOut(Output):
    """`extended_until`: visits are there up to and with this day; more are made by themselves."""

    id: str
    job_id: str
    follows: str | None
    status: Literal["active", "ended"]
    rrule: str
    starts_on: date
    starts_time: time
    minutes: int
    timing: Timing
    window_minutes: int | None
    holidays: Holidays
    ends_before: date | None
    extended_until: date
    resources: tuple[Who, ...]
    service_id: str | None
    checklist_template_ids: tuple[str, ...]
    title: str
    address: JobAddress | None
    instructions: str
    note_visible: str
    note_internal: str
    billable: bool
    updated_at: Utc
