"""Consents in and out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.jobs.fields import IdField, Input, Moment, Output, Paragraphs, Utc

Channel = Literal["mail", "sms", "phone", "any"]
ConsentKind = Literal["express", "implied"]
Basis = Literal["", "purchase", "inquiry"]
Purpose = Literal["service", "marketing"]
Source = Literal["form", "phone", "in_person", "mail", "contract", "import", "other"]


class ConsentIn(Input):
    """`given_at` None: now. An implied consent needs its `basis`: it ends two years after a purchase, six months after an
    inquiry (CASL, sections 10(10) to 10(13)), or earlier with `expires_at`. An express one lasts until it is withdrawn."""

    channel: Channel
    kind: ConsentKind
    basis: Basis = ""
    purpose: Purpose = "service"
    source: Source = "other"
    proof: Annotated[Paragraphs, Field(max_length=4_000)] = ""
    file_id: IdField | None = None
    given_at: Moment | None = None
    expires_at: Moment | None = None


class ConsentOut(Output):
    """`holds`: given, not withdrawn, not over."""

    id: str
    channel: Channel
    kind: ConsentKind
    basis: Basis
    purpose: Purpose
    source: Source
    proof: str
    file_id: str | None
    given_at: Utc
    expires_at: Utc | None
    withdrawn_at: Utc | None
    holds: bool
    created_at: Utc
    updated_at: Utc
