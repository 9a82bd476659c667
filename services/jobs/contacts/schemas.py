"""Contacts in and out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services.jobs.fields import Body, Email, IdField, Input, Line, Name, Output, Paragraphs, Phone, Utc, postal_code

Language = Literal["fr", "en"]
Kind = Literal["person", "company"]
AddressKind = Literal["service", "billing"]
PhoneKind = Literal["mobile", "home", "work", "fax", "other"]
PHONE_KINDS: tuple[PhoneKind, ...] = get_args(PhoneKind)
Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{2}$")]
Extension = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9*#]{0,10}$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Terms = Annotated[int, Field(ge=0, le=365)]

MOST_ADDRESSES = 20
MOST_PHONES = 10


class AddressIn(Input):
    """An address as typed. In Canada the postal code is checked and tidied.

    `lat` and `lon` come together: the place that a person pointed out. Without them the postal code says where it is.
    """

    kind: AddressKind = "service"
    label: Annotated[Line, Field(max_length=60)] = ""
    line1: Name
    city: Line = ""
    region: Line = ""
    country: Country = "CA"
    postal_code: Annotated[Line, Field(max_length=20)] = ""
    access_notes: Annotated[Paragraphs, Field(max_length=1_000)] = ""
    lat: Latitude | None = None
    lon: Longitude | None = None

    @field_validator("postal_code")
    @classmethod
    def _tidy(cls, code: str, info: ValidationInfo) -> str:
        return postal_code(code, info.data.get("country", "CA"))

    @field_validator("lon")
    @classmethod
    def _both(cls, lon: float | None, info: ValidationInfo) -> float | None:
        if "lat" in info.data and (lon is None) != (info.data["lat"] is None):
            raise PydanticCustomError("dossier.lat-and-lon", "one without the other")
        return lon

    model_config = {"validate_default": True}


class AddressEdit(AddressIn):
    """With the id of an address that exists, that one is changed; without, a new one is made."""

    id: IdField | None = None


class AddressPatch(Input):
    """Only the fields that are there change. A new postal code takes the pin away unless `lat` and `lon` come with it;
    both null give the address back to its postal code."""

    kind: AddressKind | None = None
    label: Annotated[Line, Field(max_length=60)] | None = None
    line1: Name | None = None
    city: Line | None = None
    region: Line | None = None
    country: Country | None = None
    postal_code: Annotated[Line, Field(max_length=20)] | None = None
    access_notes: Annotated[Paragraphs, Field(max_length=1_000)] | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None


class PhoneIn(Input):
    kind: PhoneKind = "mobile"
    number: Phone
    extension: Extension = ""


class _Parts(Input):
    """What a contact is called. `name` is made of the parts where it is not given."""

    kind: Kind = "person"
    first_name: Line = ""
    last_name: Line = ""
    company_name: Line = ""
    name: Name = Field(default="", validate_default=True)

    @field_validator("name", mode="before")
    @classmethod
    def _called(cls, name: Any, info: ValidationInfo) -> Any:
        if name != "":
            return name
        parts = {each: str(info.data.get(each, "")) for each in ("kind", "first_name", "last_name", "company_name")}
        if called := display_name(**parts):
            return called
        raise PydanticCustomError("dossier.required", "no name")


class ContactIn(_Parts):
    """`language` None: the company's own. `address` is a shorthand for one service address, `phone` for one phone."""

    email: Email | None = None
    phone: Phone | None = None
    phones: Annotated[list[PhoneIn], Field(max_length=MOST_PHONES)] = []
    language: Language | None = None
    prefers_mail: bool = True
    prefers_sms: bool = False
    do_not_contact: bool = False
    payment_terms_days: Terms | None = None
    tax_exempt: bool = False
    tax_exempt_reason: Line = ""
    tax_certificate: Annotated[Line, Field(max_length=60)] = ""
    address: AddressIn | None = None
    addresses: Annotated[list[AddressIn], Field(max_length=MOST_ADDRESSES)] = []

    @field_validator("tax_exempt_reason")
    @classmethod
    def _why(cls, reason: str, info: ValidationInfo) -> str:
        if info.data.get("tax_exempt") and not reason:
            raise PydanticCustomError("dossier.exempt-why", "exempt without a reason")
        return reason

    model_config = {"validate_default": True}


class ContactPatch(Input):
    """Only the fields that are there change; `addresses` and `phones` replace all of them. `phone` changes the first phone."""

    kind: Kind | None = None
    first_name: Line | None = None
    last_name: Line | None = None
    company_name: Line | None = None
    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    phones: Annotated[list[PhoneIn], Field(max_length=MOST_PHONES)] | None = None
    language: Language | None = None
    prefers_mail: bool | None = None
    prefers_sms: bool | None = None
    unsubscribed: bool | None = None
    do_not_contact: bool | None = None
    payment_terms_days: Terms | None = None
    tax_exempt: bool | None = None
    tax_exempt_reason: Line | None = None
    tax_certificate: Annotated[Line, Field(max_length=60)] | None = None
    archived: bool | None = None
    addresses: Annotated[list[AddressEdit], Field(max_length=10 * MOST_ADDRESSES)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> ContactPatch:
        if {"phone", "phones"} <= self.model_fields_set:
            raise PydanticCustomError("dossier.phone-or-phones", "phone and phones")
        return self


class NoteIn(Input):
    body: Body


class PhoneOut(Output):
    """`number` is E.164, `formatted` the same as people here write it."""

    id: str
    kind: PhoneKind
    number: str
    extension: str
    formatted: str


class Location(Output):
    """Where an address is: degrees (WGS 84), where they come from, and how good they are (`code`, `fsa` or `pin`)."""

    lat: float
    lon: float
    source: Literal["postal_code", "pin"]
    precision: Literal["code", "fsa", "pin"]


class AddressOut(Output):
    id: str
    kind: AddressKind
    label: str = ""
    line1: str
    city: str
    region: str
    postal_code: str
    country: str
    access_notes: str = ""
    location: Location | None = None


class Redirect(Output):
    """The contact that was asked for was merged into this one."""

    id: str
    name: str


class Contact(Output):
    """A contact as every service sees it. `phone` is E.164, the first of `phones`."""

    id: str
    kind: Kind = "person"
    name: str
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    email: str | None
    phone: str | None
    phones: tuple[PhoneOut, ...] = ()
    language: Language
    prefers_mail: bool = True
    prefers_sms: bool = False
    unsubscribed_at: Utc | None = None
    do_not_contact: bool = False
    payment_terms_days: int | None = None
    tax_exempt: bool = False
    tax_exempt_reason: str = ""
    tax_certificate: str = ""
    addresses: tuple[AddressOut, ...] = ()
    archived_at: Utc | None = None
    erased_at: Utc | None = None
    redirect: Redirect | None = None
    created_at: Utc
    updated_at: Utc


class NoteOut(Output):
    """`by` is the name of who wrote it."""

    id: str
    body: str
    by: str
    created_at: Utc
    updated_at: Utc


def display_name(kind: str, first_name: str, last_name: str, company_name: str) -> str:
    """What somebody is called by the parts of their name; empty where there are none."""
    person = " ".join(part for part in (first_name, last_name) if part)
    return (company_name or person) if kind == "company" else (person or company_name)
