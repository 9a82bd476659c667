"""The company in and out."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainSerializer, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services.accounts.companies import brand
from services.accounts.fields import (
    Code,
    Country,
    Days,
    Email,
    GstNumber,
    Input,
    Language,
    Line,
    Name,
    Output,
    Password,
    Phone,
    QstNumber,
    Share,
    Terms,
    TimeZone,
    Website,
    postal_code,
    rbq_number,
)
from services.kit.fields import line, one_line


def _clock(clock: time) -> time:
    if clock.tzinfo is not None or clock.second or clock.microsecond:
        raise PydanticCustomError("dossier.clock", "hours and minutes of the company's own clock")
    return clock


def _days(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


Plain = Annotated[Decimal, PlainSerializer(lambda share: f"{share.normalize():f}", return_type=str)]
"""`30.00` is shown as `30`."""


def _accent(text: str) -> str:
    colour = brand.accent(text)
    if colour is None:
        raise PydanticCustomError("dossier.colour", "not a colour")
    if brand.contrast(colour) < brand.LEAST_CONTRAST:
        raise PydanticCustomError("dossier.colour-contrast", "too light to read on white")
    return colour


Number = Annotated[str, line(40), AfterValidator(one_line)]
"""Of a licence or a permit, as an office writes it."""
Accent = Annotated[str, Field(max_length=20), AfterValidator(_accent)]
Clock = Annotated[time, AfterValidator(_clock)]
OpenDays = Annotated[
    tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(min_length=1, max_length=7), AfterValidator(_days)
]
"""Monday is 0."""


class SignUpIn(Input):
    """A new company and its first administrator. Without `code` one is made from the name; it can never change."""

    legal_name: Name
    trade_name: Name | None = None
    code: Code | None = None
    name: Name
    email: Email
    password: Password
    language: Language = "fr"


class AddressIn(Input):
    line1: Line = ""
    city: Line = ""
    region: Annotated[Line, Field(max_length=40)] = "QC"
    country: Country = "CA"
    postal_code: Annotated[Line, Field(max_length=20)] = ""

    @field_validator("postal_code")
    @classmethod
    def _tidy(cls, code: str, info: ValidationInfo) -> str:
        return postal_code(code, info.data.get("country", "CA"))


class CompanyPatch(Input):
    """Only the fields that are there change. `null` empties a field that may be empty."""

    legal_name: Name = ""
    trade_name: Name | None = None
    email: Email = ""
    phone: Phone | None = None
    website: Website | None = None
    address: AddressIn = AddressIn()
    language: Language = "fr"
    time_zone: TimeZone = "America/Toronto"
    week_starts: Literal["monday", "sunday"] = "monday"
    opens_at: Clock = time(8)
    closes_at: Clock = time(17)
    open_days: OpenDays = (0, 1, 2, 3, 4)
    tax_registered: bool = False
    gst_number: GstNumber | None = None
    qst_number: QstNumber | None = None
    licence_kind: Literal["rbq", "cmeq", "cmmtq"] | None = None
    licence_number: Number | None = None
    opc_permit: Number | None = None
    accent: Accent | None = None
    quote_validity_days: Days = 30
    quote_invoicing: Literal["automatic", "by_hand"] = "by_hand"
    quote_deposit_percent: Share | None = None
    quote_itinerant: bool = False
    payment_terms_days: Days = 30
    quote_terms_fr: Terms | None = None
    quote_terms_en: Terms | None = None
    invoice_terms_fr: Terms | None = None
    invoice_terms_en: Terms | None = None
    privacy_officer: Name | None = None
    sms_enabled: bool = False
    sms_number: Phone | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> CompanyPatch:
        if not self.model_fields_set:
            raise PydanticCustomError("dossier.required", "nothing to change")
        return self


class AddressOut(Output):
    line1: str
    city: str
    region: str
    postal_code: str
    country: str


class CompanyOut(Output):
    id: str
    code: str
    legal_name: str
    trade_name: str | None
    email: str
    phone: str | None
    website: str | None
    address: AddressOut
    language: str
    time_zone: str
    currency: str
    week_starts: str
    opens_at: time
    closes_at: time
    open_days: tuple[int, ...]
    tax_registered: bool
    gst_number: str | None
    qst_number: str | None
    licence_kind: str | None
    licence_number: str | None
    opc_permit: str | None
    """The itinerant merchant's permit, of the Office de la protection du consommateur."""
    logo: str | None
    """SHA-256 of what `/v1/company/logo` gives."""
    accent: str | None
    quote_validity_days: int
    quote_invoicing: str
    quote_deposit_percent: Plain | None
    quote_itinerant: bool
    payment_terms_days: int
    quote_terms_fr: str | None
    quote_terms_en: str | None
    invoice_terms_fr: str | None
    invoice_terms_en: str | None
    privacy_officer: str | None
    sms_enabled: bool
    sms_number: str | None
    plan: str
    features: list[str]
    updated_at: datetime


class PlanFeatures(Output):
    plan: str
    features: list[str]
    users: int
    """How many active people it allows."""


class PlanOut(PlanFeatures):
    """The company's plan, and all of them to compare."""

    active_users: int
    plans: list[PlanFeatures]


def licence(kind: str | None, number: str | None) -> str | None:
    """The number as it is printed. Raises ValueError if a licence of that kind cannot have it."""
    if number is None or kind != "rbq":
        return number
    tidy = rbq_number(number)
    if tidy is None:
        raise ValueError(number)
    return tidy
