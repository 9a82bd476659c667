"""Catalogue items as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime

from services.billing.schemas import Input, LongText, Name, Output, Unit, UnitPrice
from workflows.money import Money


class ItemIn(Input):
    """One language is enough: the other falls back to it."""

    name_fr: Name
    name_en: Name | None = None
    description_fr: LongText = ""
    description_en: LongText = ""
    unit: Unit = ""
    unit_price: UnitPrice
    taxable: bool = True
    active: bool = True


class ItemPatch(Input):
    """What is left out stays."""

    name_fr: Name | None = None
    name_en: Name | None = None
    description_fr: LongText | None = None
    description_en: LongText | None = None
    unit: Unit | None = None
    unit_price: UnitPrice | None = None
    taxable: bool | None = None
    active: bool | None = None


class ItemOut(Output):
    """`name` and `description` are in the caller's language."""

    id: str
    name: str
    name_fr: str
    name_en: str
    description: str
    description_fr: str
    description_en: str
    unit: str
    unit_price: Money
    taxable: bool
    active: bool
    created_at: datetime
    updated_at: datetime
