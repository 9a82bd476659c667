"""Quotes as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.billing.schemas import (
    Day,
    Id,
    Input,
    LineOut,
    Lines,
    LongText,
    Name,
    Output,
    PositiveMoney,
    TotalsOut,
)
from workflows.money import Money

Status = Literal["draft", "sent", "viewed", "accepted", "declined", "expired", "superseded", "voided"]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Options = Annotated[tuple[Annotated[int, Field(strict=True, ge=0, le=10_000)], ...], Field(max_length=500)]


class QuoteIn(Input):
    job_id: Id
    lines: Lines
    valid_until: Day | None = None
    deposit: PositiveMoney | None = None


class QuotePatch(Input):
    """What is left out stays; `null` clears."""

    lines: Lines | None = None
    valid_until: Day | None = None
    deposit: PositiveMoney | None = None


class OfficeAcceptIn(Input):
    """The office accepts on the client's behalf. `options` are positions of optional lines."""

    version: Version
    document_sha256: Sha256 | None = None
    name: Name
    options: Options = ()


class AcceptIn(Input):
    """The client accepts exactly what they read: this version with this hash."""

    version: Version
    document_sha256: Sha256
    name: Name
    options: Options = ()


class DeclineIn(Input):
    version: Version
    reason: LongText = ""


class VoidIn(Input):
    reason: LongText = ""


class Accepted(Output):
    """The proof: who, when, from where, and exactly what."""

    name: str
    at: datetime
    by: str
    ip: str | None
    user_agent: str | None
    version: int
    document_sha256: str
    options: tuple[int, ...]


class Declined(Output):
    at: datetime
    reason: str


class QuoteVersionOut(Output):
    version: int
    status: Status
    document_sha256: str | None
    sent_at: datetime | None


class QuoteOut(Output):
    """`version` and everything with it is the newest version; `open_version` is the one that the client has."""

    id: str
    job_id: str
    contact_id: str
    number: int
    number_text: str
    version: int
    open_version: int | None
    status: Status
    delivery: str
    lines: tuple[LineOut, ...]
    totals: TotalsOut
    deposit: Money | None
    valid_until: date | None
    document_sha256: str | None
    portal_url: str | None
    pdf_url: str
    accepted: Accepted | None
    declined: Declined | None
    void_reason: str | None
    sent_at: datetime | None
    viewed_at: datetime | None
    versions: tuple[QuoteVersionOut, ...]
    created_at: datetime
    updated_at: datetime
