"""Catalogue items as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.billing.schemas import Id, Input, LongText, Name, Output, Quantity, Unit, UnitPrice
from workflows.money import Money

Kind = Literal["service", "product", "bundle"]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _not_negative(price: Money) -> Money:
    if price.amount < 0:
        raise PydanticCustomError("dossier.not-negative", "negative")
    return price


Cost = Annotated[UnitPrice, AfterValidator(_not_negative)]


class PartIn(Input):
    item_id: Id
    quantity: Quantity


Parts = Annotated[tuple[PartIn, ...], Field(max_length=50)]


class ItemIn(Input):
    """One language is enough: the other falls back to it. `unit_price` is asked of all but bundles, `parts` of bundles alone.

    `cost` is what one unit costs the company. `tax_group_id` None: the company's default group.
    """

    kind: Kind = "service"
    code: Code = ""
    name_fr: Name
    name_en: Name | None = None
    description_fr: LongText = ""
    description_en: LongText = ""
    unit: Unit = ""
    unit_price: UnitPrice | None = None
    cost: Cost | None = None
    taxable: bool = True
    tax_group_id: Id | None = None
    active: bool = True
    parts: Parts = ()


class ItemPatch(Input):
    """What is left out stays; `cost` and `tax_group_id` may be cleared with null."""

    kind: Literal["service", "product"] | None = None
    code: Code | None = None
    name_fr: Name | None = None
    name_en: Name | None = None
    description_fr: LongText | None = None
    description_en: LongText | None = None
    unit: Unit | None = None
    unit_price: UnitPrice | None = None
    cost: Cost | None = None
    taxable: bool | None = None
    tax_group_id: Id | None = None
    active: bool | None = None
    parts: Parts | None = None


class PartOut(Output):
    """`amount` is quantity x unit price as they are today."""

    item_id: str
    name: str
    quantity: str
    unit: str
    unit_price: Money
    amount: Money


class ItemOut(Output):
    """`name` and `description` are in the caller's language. Of a bundle, price and cost are the sums of its parts."""

    id: str
    kind: Kind
    code: str
    name: str
    name_fr: str
    name_en: str
    description: str
    description_fr: str
    description_en: str
    unit: str
    unit_price: Money
    cost: Money | None
    taxable: bool
    tax_group_id: str | None
    active: bool
    parts: tuple[PartOut, ...]
    created_at: datetime
    updated_at: datetime


class ItemLine(Output):
    """A line as a quote or an invoice takes it (`LineIn`)."""

    description: str
    quantity: str
    unit: str
    unit_price: Money
    taxable: bool
    tax_group_id: str | None
    item_id: str
    cost: Money | None
    section: str
