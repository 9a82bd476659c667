"""Input and output shapes that quotes and invoices share. Inputs refuse unknown fields; every bound is here."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from services.kit.problems import NotFound
from workflows.money import Money

MAX_LINES = 500
MAX_QUANTITY = Decimal(1_000_000)
MAX_UNIT_PRICE = 1_000_000_00
"""One million dollars: with the quantity's bound every product stays exact."""
MAX_TOTAL = 10_000_000_00
"""Ten million dollars a document."""

_QUANTITY = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,6})?")
_ID = re.compile(r"^[a-z]{1,12}_[0-9a-zA-Z_\-]{1,80}$")
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Input(BaseModel):
    """A request body: an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoBody(Input):
    """`{}`, or nothing at all."""


class Output(BaseModel):
    model_config = ConfigDict(frozen=True)


def _printable(text: str) -> str:
    """Text that Postgres and a document can hold. Line breaks stay; other control characters are a sign of an attack."""
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\r\t":
            raise PydanticCustomError("dossier.control-characters", "control character")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("dossier.one-line", "line break")
    return text


def _quantity(value: Any) -> Decimal:
    """A decimal string. Never a JSON number: those are binary floats in most clients."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise PydanticCustomError("dossier.quantity", "not a decimal string of at most 6 decimals")
    quantity = Decimal(value)
    if not quantity:
        raise PydanticCustomError("dossier.quantity-zero", "zero")
    if abs(quantity) > MAX_QUANTITY:
        raise PydanticCustomError("dossier.quantity-too-large", "too large")
    return quantity


def _percent(value: Any) -> Decimal:
    """A decimal string above 0 and up to 100, with at most 4 decimals."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _PERCENT.fullmatch(value):
        raise PydanticCustomError("dossier.percent", "not a percentage")
    percent = Decimal(value)
    if not 0 < percent <= 100:
        raise PydanticCustomError("dossier.percent", "not a percentage")
    return percent


def _unit_price(price: Money) -> Money:
    if abs(price.amount) > MAX_UNIT_PRICE:
        raise PydanticCustomError("dossier.amount-too-large", "too large")
    return price


def _positive(amount: Money) -> Money:
    if amount.amount <= 0:
        raise PydanticCustomError("dossier.not-positive", "not positive")
    if amount.amount > MAX_TOTAL:
        raise PydanticCustomError("dossier.amount-too-large", "too large")
    return amount


def _day(value: Any) -> date:
    """`YYYY-MM-DD` and nothing else; the century is ours."""
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("dossier.date", "not a date")
    if not 2000 <= day.year <= 2100:
        raise PydanticCustomError("dossier.date-range", "out of range")
    return day


def _path_id(value: str) -> str:
    """What cannot be an id is one that nobody has."""
    if not _ID.fullmatch(value):
        raise NotFound("other")
    return value


def _since(instant: datetime | None) -> datetime | None:
    """The year first: at the edges of the calendar a zone cannot be converted."""
    if instant is not None and not 2000 <= instant.year <= 2100:
        raise PydanticCustomError("dossier.date-range", "out of range")
    return instant


LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(_printable)]
RequiredText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_printable)
]
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
Unit = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=20),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
Id = Annotated[str, StringConstraints(pattern=_ID.pattern)]
PathId = Annotated[str, Path(), AfterValidator(_path_id)]
IdQuery = Annotated[Id | None, Query()]
Since = Annotated[AwareDatetime | None, Query(), AfterValidator(_since)]
Words = Annotated[ShortText | None, Query()]
Quantity = Annotated[Decimal, BeforeValidator(_quantity, json_schema_input_type=str)]
UnitPrice = Annotated[Money, AfterValidator(_unit_price)]
PositiveMoney = Annotated[Money, AfterValidator(_positive)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]


Percent = Annotated[Decimal, BeforeValidator(_percent, json_schema_input_type=str)]


class DiscountIn(Input):
    """Either a share (`percent`, a decimal string such as "10" or "7.5") or an `amount`."""

    percent: Percent | None = None
    amount: PositiveMoney | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> DiscountIn:
        if (self.percent is None) == (self.amount is None):
            raise PydanticCustomError("dossier.discount-one", "percent or amount")
        return self


class LineIn(Input):
    """One line as it is typed. `unit_price` may be negative; `optional` and `alternative` are for quotes.

    `section` is the title that the line stands under. `tax_group_id` None is the company's default group; a line with
    `taxable` false is exempt whatever its group. `cost` is what it costs the company for one unit: never shown to the client.
    """

    description: RequiredText
    quantity: Quantity = Decimal(1)
    unit: Unit = ""
    unit_price: UnitPrice
    taxable: bool = True
    item_id: Id | None = None
    optional: bool = False
    section: ShortText = ""
    discount: DiscountIn | None = None
    tax_group_id: Id | None = None
    alternative: Name | None = None
    cost: UnitPrice | None = None


Lines = Annotated[tuple[LineIn, ...], Field(max_length=MAX_LINES, min_length=1)]


class DiscountOut(Output):
    """`amount` is what the discount comes to; `percent` (a decimal string) is there if that is how it was given."""

    percent: str | None
    amount: Money


class LineOut(Output):
    """`amount` is after the line's own `discount`. `cost` (of one unit) is None for whoever may not know it."""

    position: int
    description: str
    quantity: str
    unit: str
    unit_price: Money
    taxable: bool
    item_id: str | None
    optional: bool = False
    chosen: bool = False
    amount: Money
    section: str = ""
    discount: DiscountOut | None = None
    tax_group_id: str | None = None
    alternative: str | None = None
    cost: Money | None = None


class TaxOut(Output):
    """`rate` in percent, as a decimal string."""

    code: str
    name: str
    rate: str
    registration: str | None
    base: Money
    amount: Money


class TotalsOut(Output):
    """`subtotal` is after the discounts, before taxes: `lines` - `discount` - `schedule_discount` = `subtotal`.

    `schedule_discount` is for the way to pay that the client of a quote chose.
    """

    lines: Money
    discount: DiscountOut | None
    schedule_discount: DiscountOut | None = None
    subtotal: Money
    taxes: tuple[TaxOut, ...]
    total: Money
