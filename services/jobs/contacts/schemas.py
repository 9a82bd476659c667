"""Contacts in and out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from services.jobs.fields import Email, IdField, Input, Line, Name, Output, Phone, Utc, postal_code

Language = Literal["fr", "en"]
Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{2}$")]


class AddressIn(Input):
    """An address as typed. In Canada the postal code is checked and tidied."""

    kind: Literal["service", "billing"] = "service"
    line1: Name
    city: Line = ""
    region: Line = ""
    country: Country = "CA"
    postal_code: Annotated[Line, Field(max_length=20)] = ""

    @field_validator("postal_code")
    @classmethod
    def _tidy(cls, code: str, info: ValidationInfo) -> str:
        return postal_code(code, info.data.get("country", "CA"))


class AddressEdit(AddressIn):
    """With the id of an address that exists, that one is changed; without, a new one is made."""

    id: IdField | None = None


class ContactIn(Input):
    """`language` None: the company's own. `address` is a shorthand for one service address."""

    name: Name
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    address: AddressIn | None = None
    addresses: Annotated[list[AddressIn], Field(max_length=20)] = []


class ContactPatch(Input):
    """Only the fields that are there change; `addresses` replaces all of them."""

    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    addresses: Annotated[list[AddressEdit], Field(max_length=20)] | None = None


class AddressOut(Output):
    id: str
    kind: Literal["service", "billing"]
    line1: str
    city: str
    region: str
    postal_code: str
    country: str


class Contact(Output):
    """A contact as every service sees it. `phone` is E.164."""

    id: str
    name: str
    email: str | None
    phone: str | None
    language: Language
    addresses: tuple[AddressOut, ...] = ()
    created_at: Utc
    updated_at: Utc
