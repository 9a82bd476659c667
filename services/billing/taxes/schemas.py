"""Tax groups as the API shows and takes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.billing.schemas import Day, Id, Input, Name, Output

_RATE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")


def _rate(value: Any) -> Decimal:
    if not isinstance(value, str) or not _RATE.fullmatch(value):
        raise PydanticCustomError("dossier.rate", "not a percentage")
    return Decimal(value)


Rate = Annotated[Decimal, BeforeValidator(_rate, json_schema_input_type=str)]


class TaxRateIn(Input):
    code: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,10}$")]
    name_fr: Name
    name_en: Name
    rate: Rate
    registration: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)] | None = None
    effective_from: Day
    effective_to: Day | None = None


Taxes = Annotated[tuple[TaxRateIn, ...], Field(min_length=1, max_length=10)]


class TaxGroupIn(Input):
    name_fr: Name
    name_en: Name
    is_default: bool = False
    taxes: Taxes


class TaxGroupPatch(Input):
    """What is left out stays; `taxes` takes the place of all of them. `is_default` true makes it the default."""

    name_fr: Name | None = None
    name_en: Name | None = None
    is_default: Literal[True] | None = None
    taxes: Taxes | None = None


Registration = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30, pattern=r"^[0-9A-Za-z \-]*$")]


class TaxSettingsPatch(Input):
    """`numbers`: registration by code of a provincial sales tax, an empty one clears. What is left out stays."""

    default_group_id: Id | None = None
    numbers: dict[Literal["pst_bc", "pst_sk", "rst_mb"], Registration] | None = None


class TaxSettingsOut(Output):
    default_group_id: str
    numbers: dict[str, str]
    updated_at: datetime | None


class TaxRateOut(Output):
    """`rate` in percent; in force from `effective_from` until the day before `effective_to`."""

    code: str
    name: str
    name_fr: str
    name_en: str
    rate: str
    registration: str | None
    effective_from: date
    effective_to: date | None


class TaxGroupOut(Output):
    id: str
    name: str
    name_fr: str
    name_en: str
    is_default: bool
    built_in: bool
    retired: bool
    taxes: tuple[TaxRateOut, ...]
    created_at: datetime
    updated_at: datetime
