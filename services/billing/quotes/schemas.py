"""Quotes as the API takes and shows them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Base64Bytes, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.billing.schemas import (
    Day,
    DiscountIn,
    DiscountOut,
    Id,
    Input,
    LineOut,
    Lines,
    LongText,
    Name,
    Output,
    PositiveMoney,
    ShortText,
    TotalsOut,
)
from workflows.facts.invoices import DeliveredBy
from workflows.money import Money

MAX_SCHEDULES = 4
"""More to choose from is no choice."""
MAX_INSTALMENTS = 36
LARGEST_SIGNATURE = 200_000
"""Bytes of a drawn signature's image."""

Status = Literal["draft", "sent", "viewed", "accepted", "declined", "expired", "superseded", "voided"]
Invoicing = Literal["automatic", "by_hand"]
When = Literal["on_acceptance", "on_date", "on_completion", "to_plan"]
How = Literal["phone", "paper", "email", "other"]
ScheduleKind = Literal["one_invoice", "several_invoices"]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Options = Annotated[tuple[Annotated[int, Field(strict=True, ge=0, le=10_000)], ...], Field(max_length=500)]
ScheduleIndex = Annotated[int, Field(strict=True, ge=0, le=MAX_SCHEDULES)]

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


def _percent(value: Any) -> Decimal:
    """A decimal string above 0 and up to 100. Never a JSON number."""
    if not isinstance(value, str) or not _PERCENT.fullmatch(value):
        raise PydanticCustomError("dossier.percent", "not a percentage")
    percent = Decimal(value)
    if not 0 < percent <= 100:
        raise PydanticCustomError("dossier.percent", "not a percentage")
    return percent


def _png(content: bytes) -> bytes:
    if len(content) > LARGEST_SIGNATURE:
        raise PydanticCustomError("dossier.signature-too-large", "too large")
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise PydanticCustomError("dossier.signature-no-png", "not a PNG image")
    return content


Percent = Annotated[Decimal, BeforeValidator(_percent, json_schema_input_type=str)]
Png = Annotated[Base64Bytes, AfterValidator(_png)]


class InstalmentIn(Input):
    """`on` belongs to `on_date` alone. `percent` of the total or `amount`; the last instalment takes the rest."""

    when: When
    on: Day | None = None
    percent: Percent | None = None
    amount: PositiveMoney | None = None

    @property
    def cents(self) -> int | None:
        return None if self.amount is None else self.amount.amount


class ScheduleIn(Input):
    """One invoice paid in parts, or an invoice for each part. `discount`: what the client saves who chooses this one among several."""

    name: ShortText = ""
    kind: ScheduleKind = "one_invoice"
    instalments: Annotated[tuple[InstalmentIn, ...], Field(min_length=1, max_length=MAX_INSTALMENTS)]
    discount: DiscountIn | None = None


Schedules = Annotated[tuple[ScheduleIn, ...], Field(max_length=MAX_SCHEDULES)]


class AlternativeIn(Input):
    """What the client reads below one of the choices of the lines."""

    name: Name
    note: Annotated[LongText, Field(max_length=1000)] = ""


Alternatives = Annotated[tuple[AlternativeIn, ...], Field(max_length=20)]


class Content(Input):
    """What a quote says, without for whom and until when: what a template keeps.

    `alternatives`: what is said about those of the lines. `recommended`: of the lines' alternatives, the one that counts until the client chooses; the first where none is named.
    `schedules`: the client chooses among them; none means one invoice, made by hand when the work is done. `terms` in place of
    the company's. `itinerant`: made away from the company's place of business, so that the client may cancel for ten days, and no
    money may be taken before. `invoicing` in place of the company's.
    """

    lines: Lines
    discount: DiscountIn | None = None
    deposit: PositiveMoney | None = None
    deposit_percent: Percent | None = None
    schedules: Schedules = ()
    alternatives: Alternatives = ()
    recommended: ShortText | None = None
    terms: LongText | None = None
    itinerant: bool = False
    invoicing: Invoicing | None = None


class QuoteIn(Content):
    job_id: Id
    valid_until: Day | None = None


class QuotePatch(Input):
    """What is left out stays; `null` clears."""

    lines: Lines | None = None
    discount: DiscountIn | None = None
    valid_until: Day | None = None
    deposit: PositiveMoney | None = None
    deposit_percent: Percent | None = None
    schedules: Schedules | None = None
    alternatives: Alternatives | None = None
    recommended: ShortText | None = None
    terms: LongText | None = None
    itinerant: bool | None = None
    invoicing: Invoicing | None = None


class DuplicateIn(Input):
    """`job_id`: the copy goes to another job; else it stays on this one."""

    job_id: Id | None = None
    version: Version | None = None


class HandOverIn(Input):
    """The client gets it by other means than our mail."""

    by: DeliveredBy
    note: LongText = ""


class RenewIn(Input):
    """Without a date the company's usual validity begins anew."""

    valid_until: Day | None = None


class _Choice(Input):
    """What the client chose: `options` are positions of optional lines, `schedule` counts from 0, `alternative` is one of the
    quote's; without one, the one that is recommended."""

    version: Version
    name: Name
    options: Options = ()
    schedule: ScheduleIndex = 0
    alternative: ShortText | None = None


class OfficeAcceptIn(_Choice):
    """The office accepts on the client's behalf, with what shows it: `note` tells when, to whom and how they said yes, `file_id` is
    a file of the quote or its job (a signed page, a photo). One of them is needed; `how` alone proves nothing."""

    document_sha256: Sha256 | None = None
    how: How | None = None
    note: LongText = ""
    file_id: Id | None = None


class AcceptIn(_Choice):
    """The client accepts exactly what they read: this version with this hash. `signature`: a PNG in base64, if they drew one."""

    document_sha256: Sha256
    signature: Png | None = None


class PreviewIn(Input):
    """What the client would choose, to know what it comes to."""

    version: Version
    options: Options = ()
    schedule: ScheduleIndex = 0
    alternative: ShortText | None = None


class DeclineIn(Input):
    version: Version
    reason: LongText = ""


class AskRenewalIn(Input):
    version: Version


class CancelIn(Input):
    version: Version
    reason: LongText = ""


class VoidIn(Input):
    reason: LongText = ""


class Accepted(Output):
    """The proof: who, when, from where, and exactly what.

    `kind`: typed, drawn (then there is a signature) or office, then `how`, `note` and `file_id` tell what shows it. `sha256` binds
    all of it, signature and file included; `intact` says whether the rows still give that hash.
    """

    name: str
    at: datetime
    by: str
    kind: str
    how: How | None
    note: str
    file_id: str | None
    file_sha256: str | None
    signature: bool
    ip: str | None
    user_agent: str | None
    version: int
    document_sha256: str
    alternative: str | None
    options: tuple[int, ...]
    schedule: int | None
    sha256: str | None
    intact: bool


class Declined(Output):
    at: datetime
    reason: str


class HandedOver(Output):
    by: DeliveredBy
    note: str


class ConcludedOut(Output):
    """What the document of an itinerant contract says of it: the merchant's permit, who acts for them, where it is made."""

    permit: str
    representative: str
    place: str


class DefaultsOut(Output):
    """What the company wants a new quote to begin with. `invoicing` is what counts where a quote says nothing."""

    valid_until: date
    deposit_percent: str | None
    itinerant: bool
    invoicing: Invoicing


class QuoteVersionOut(Output):
    version: int
    status: Status
    document_sha256: str | None
    sent_at: datetime | None
    total: Money


class InstalmentOut(Output):
    """`amount` is what it comes to of this quote's total."""

    when: When
    on: date | None
    percent: str | None
    amount: Money


class ScheduleOut(Output):
    """`total` and the instalments are after the `discount` for choosing this one."""

    name: str
    kind: ScheduleKind
    discount: DiscountOut | None
    instalments: tuple[InstalmentOut, ...]
    total: Money
    chosen: bool


class AlternativeOut(Output):
    """One choice of a quote, what is said about it, and what the quote comes to with it while no option is ticked."""

    name: str
    note: str
    totals: TotalsOut
    counts: bool


class PreviewOut(Output):
    """What the client's choice comes to. `instalments` are empty where there is no schedule."""

    totals: TotalsOut
    deposit: Money | None
    instalments: tuple[InstalmentOut, ...]


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
    deposit_percent: str | None
    alternatives: tuple[AlternativeOut, ...]
    schedules: tuple[ScheduleOut, ...]
    chosen_schedule: int | None
    terms: str | None
    itinerant: bool
    concluded: ConcludedOut | None
    """Of an itinerant contract that was sent, as its document says it."""
    cancellable_until: date | None
    cancelled_at: datetime | None
    invoicing: Invoicing | None
    valid_until: date | None
    document_sha256: str | None
    portal_url: str | None
    pdf_url: str
    accepted: Accepted | None
    declined: Declined | None
    void_reason: str | None
    sent_at: datetime | None
    delivered: HandedOver | None
    """How the client got it where it was not mailed; then `delivery` is `none`."""
    viewed_at: datetime | None
    renewal_asked_at: datetime | None
    versions: tuple[QuoteVersionOut, ...]
    created_at: datetime
    updated_at: datetime
