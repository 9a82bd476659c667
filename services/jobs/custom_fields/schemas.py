"""Custom fields and their values in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from services.jobs.fields import IdField, Input, Output, Utc
from services.jobs.objects import ObjectKind
from services.kit.fields import line, one_line, visible

FieldKind = Literal["text", "paragraph", "number", "date", "choice", "toggle"]
FieldName = Annotated[str, line(80, 1), AfterValidator(one_line), AfterValidator(visible)]
Help = Annotated[str, line(300), AfterValidator(one_line)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Value = str | bool | None
"""Of a text, a number (decimal string), a date (`YYYY-MM-DD`), a choice (its key); or of a toggle."""

MOST_FIELDS = 50
"""On one kind of object."""
MOST_CHOICES = 100
MOST_DECIMALS = 6


def _decimal(value: object) -> object:
    """A number in JSON would have lost digits before it came here."""
    if isinstance(value, str) and 0 < len(value) <= 40 and value.isascii() and "_" not in value:
        return value
    raise PydanticCustomError("dossier.custom-number", "not a decimal string")


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) >= 10**15 or value != round(value, MOST_DECIMALS):
        raise PydanticCustomError("dossier.range", "not a bound")
    return value


def plain(value: Decimal) -> str:
    """Without exponent and without zeros at the end: `1200`, `12.5`, `0`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


Bound = Annotated[Decimal, BeforeValidator(_decimal), AfterValidator(_bounded), PlainSerializer(plain, return_type=str)]


class ChoiceIn(Input):
    """`key` is what is stored; without one it is made from the French name, and stays."""

    key: Key | None = None
    name_fr: FieldName
    name_en: FieldName | None = None
    active: bool = True


Choices = Annotated[list[ChoiceIn], Field(max_length=MOST_CHOICES)]
Decimals = Annotated[int, Field(ge=0, le=MOST_DECIMALS)]


class FieldIn(Input):
    """A new field. `name_en` None: the French name is read in English, too. Bounds and decimals are for numbers."""

    on: ObjectKind
    kind: FieldKind
    name_fr: FieldName
    name_en: FieldName | None = None
    help_fr: Help = ""
    help_en: Help | None = None
    choices: Choices = []
    minimum: Bound | None = None
    maximum: Bound | None = None
    decimals: Decimals = 2
    default: Any = None
    required: bool = False
    copied_on_recurrence: bool = True
    active: bool = True


class FieldPatch(Input):
    """Only the fields that are there change; `choices` replaces all of them. `on` and `kind` never change."""

    name_fr: FieldName | None = None
    name_en: FieldName | None = None
    help_fr: Help | None = None
    help_en: Help | None = None
    choices: Choices | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    decimals: Decimals | None = None
    default: Any = None
    required: bool | None = None
    copied_on_recurrence: bool | None = None
    active: bool | None = None


class Order(Input):
    """All fields of one kind of object, in their new order."""

    on: ObjectKind
    ids: Annotated[list[IdField], Field(min_length=1, max_length=MOST_FIELDS)]


class ValuesIn(Input):
    """Everything that shall stand in the active fields: what is left out is emptied."""

    values: Annotated[dict[str, Any], Field(max_length=MOST_FIELDS)]


class ChoiceOut(Output):
    key: str
    name: str
    name_fr: str
    name_en: str | None
    active: bool


class FieldOut(Output):
    id: str
    on: ObjectKind
    kind: FieldKind
    name: str
    name_fr: str
    name_en: str | None
    help: str
    help_fr: str
    help_en: str | None
    choices: tuple[ChoiceOut, ...]
    minimum: Bound | None
    maximum: Bound | None
    decimals: int
    default: Value
    required: bool
    copied_on_recurrence: bool
    position: int
    active: bool
    updated_at: Utc


class FieldValue(Output):
    """One field of one object. `text` is the value as the reader writes it; empty where nothing stands."""

    field: FieldOut
    value: Value
    text: str


class Values(Output):
    """What stands in the fields of one object: by id, and in order with everything that a form needs.

    `missing`: required fields in which nothing stands yet (a phone call is written down first and asked about later).
    """

    object_kind: ObjectKind
    object_id: str
    values: dict[str, Value]
    data: tuple[FieldValue, ...]
    missing: tuple[str, ...]
