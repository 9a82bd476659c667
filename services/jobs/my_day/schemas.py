"""A technician's day, and what their phone did to it, in and out."""

from __future__ import annotations

import re
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
    """As somebody types it: a decimal comma is a decimal sign, too. With `item_id`, what is left out is the catalogue's.

    `price` is for one unit, in the company's money.
    """

    description: Name
    item_id: IdField | None = None
    quantity: Quantity = Decimal(1)
    unit: Unit | None = None
    price: Annotated[Decimal, Field(le=1_000_000)] | None = None

    @field_validator("item_id", "unit", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        """Left empty is not said."""
        if isinstance(value, str):
            value = value.strip()
        return None if value == "" else value

    @field_validator("price", mode="before")
    @classmethod
    def _amount(cls, price: object) -> object:
        """Spaces only group, and the sign of the money says nothing new."""
        if price in (None, ""):
            return None
        bare = re.sub(r"[\s$]", "", str(price)).replace(",", ".")
        return bare if re.fullmatch(r"\d{1,7}(\.\d{1,2})?", bare, re.ASCII) else "?"  # which is no number

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
    own_address: bool
    place: str
    instructions: str
    note_visible: str
    note_internal: str
    cancel_reason: str
    resources: tuple[Person, ...]
    lead_id: str | None
    billable: bool
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
