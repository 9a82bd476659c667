"""A technician's day, and what their phone did to it, in and out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints, field_validator

from services.jobs.checklists.schemas import ChecklistOut
from services.jobs.fields import Body, IdField, Input, Name, Output, Utc
from services.jobs.my_day.decide import Outcome
from services.jobs.sheets.schemas import MaterialOut, Png, Quantity, Unit

Verb = Literal["en_route", "start", "pause", "resume", "complete", "note", "check", "material", "signature"]
ActionId = Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z][0-9a-zA-Z_-]{7,79}$")]
"""The phone makes it when the button is pressed: a UUID."""


class NoteData(Input):
    body: Body


class EnRouteData(Input):
    """In how many minutes somebody will be there, if they said so."""

    minutes: Annotated[int, Field(ge=1, le=600)] | None = None

    @field_validator("minutes", mode="before")
    @classmethod
    def _said(cls, minutes: object) -> object:
        return None if minutes == "" else minutes


class CheckData(Input):
    item_id: IdField
    checked: bool = True


class MaterialData(Input):
    """As somebody types it: a decimal comma is a decimal sign, too."""

    description: Name
    quantity: Quantity = Decimal(1)
    unit: Unit = ""

    @field_validator("quantity", mode="before")
    @classmethod
    def _typed(cls, quantity: object) -> object:
        return quantity.replace(",", ".").strip() or "1" if isinstance(quantity, str) else quantity


class SignatureData(Input):
    """`png` is the image in base64. The client signs for what the phone shows: the work as far as it is known there."""

    name: Name
    png: Png


class ActionIn(Input):
    """One press. `at` is the phone's own time then; `data` is what the verb needs, see `NoteData` and its neighbours."""

    id: ActionId
    at: AwareDatetime
    visit_id: IdField
    verb: Verb
    data: dict[str, Any] = {}


class Batch(Input):
    """What a phone could not send before. `now` is its clock at sending: how wrong it is, so wrong were the presses."""

    now: AwareDatetime | None = None
    actions: Annotated[list[ActionIn], Field(min_length=1, max_length=100)]


class ActionOut(Output):
    """What became of a press. `text` is for the person; `repeated`: it was answered before, and nothing was done now."""

    id: str
    visit_id: str
    verb: str
    at: Utc
    outcome: Outcome
    text: str
    repeated: bool = False
    visit: DayVisit | None = None


class BatchOut(Output):
    data: tuple[ActionOut, ...]


class Client(Output):
    name: str
    phone: str | None


class Person(Output):
    id: str
    name: str


class DayNote(Output):
    body: str
    by: str
    at: Utc


class DayVisit(Output):
    """A visit with all that its technician needs on site. `place` is what a map is asked for; of a `window` the client was told
    that somebody arrives until `window_ends_at`.
    """

    id: str
    number: str
    job_id: str
    job_number: int
    title: str
    status: str
    timing: str
    starts_at: Utc | None
    ends_at: Utc | None
    window_ends_at: Utc | None
    service: str | None
    client: Client
    address: tuple[str, ...]
    place: str
    instructions: str
    note_visible: str
    note_internal: str
    cancel_reason: str
    resources: tuple[Person, ...]
    hours: str
    running_since: Utc | None
    notes: tuple[DayNote, ...]
    checklists: tuple[ChecklistOut, ...]
    materials: tuple[MaterialOut, ...]
    photos: int
    signed_at: Utc | None
    actions: tuple[str, ...]
    version: int


class Day(Output):
    """The visits of one person (or resource) on one local day, in order, and those of other days that they are still at."""

    date: date
    resources: tuple[Person, ...]
    visits: tuple[DayVisit, ...]


ActionOut.model_rebuild()
