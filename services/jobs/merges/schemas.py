"""Merges in and out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from services.jobs.fields import IdField, Input, Output, Utc

Choice = Literal["this", "other"]


class Choices(Input):
    """Whose value stays where both have one. `name` is the kind and all parts of the name, `taxes` the exemption with reason
    and certificate. What only one of them has stays in any case; what the law asks (unsubscribed, do not contact) adds up."""

    name: Choice = "this"
    email: Choice = "this"
    language: Choice = "this"
    preferences: Choice = "this"
    payment_terms: Choice = "this"
    taxes: Choice = "this"


class MergeIn(Input):
    """`with` is the contact that goes into this one."""

    with_: IdField = Field(alias="with")
    choices: Choices = Choices()


class MergedContact(Output):
    id: str
    name: str
    email: str | None
    phone: str | None


class MergeOut(Output):
    """A merge that holds. `undoable`: by `POST /v1/contacts/{merged.id}/unmerge`."""

    id: str
    merged: MergedContact
    by: str
    at: Utc
    jobs: int
