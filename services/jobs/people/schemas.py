"""The people of a contact, in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.jobs.contacts.schemas import MOST_PHONES, Language, PhoneIn, PhoneOut
from services.jobs.fields import Email, Input, Line, Name, Output, Utc


class PersonIn(Input):
    """`language` None: the contact's. At most one person of a contact is the primary one; the newest choice counts."""

    name: Name
    role: Annotated[Line, Field(max_length=80)] = ""
    email: Email | None = None
    phones: Annotated[list[PhoneIn], Field(max_length=MOST_PHONES)] = []
    language: Language | None = None
    primary: bool = False


class PersonPatch(Input):
    """Only the fields that are there change; `phones` replaces all of them."""

    name: Name | None = None
    role: Annotated[Line, Field(max_length=80)] | None = None
    email: Email | None = None
    phones: Annotated[list[PhoneIn], Field(max_length=MOST_PHONES)] | None = None
    language: Language | None = None
    primary: bool | None = None


class PersonOut(Output):
    id: str
    name: str
    role: str
    email: str | None
    phones: tuple[PhoneOut, ...]
    language: Language | None
    primary: bool
    created_at: Utc
    updated_at: Utc
