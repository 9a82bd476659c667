"""Credit notes and write-offs as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.billing.schemas import Input, LongText, Output, PositiveMoney, Quantity, TaxOut
from workflows.money import Money

Reason = Literal["error", "duplicate", "unsatisfactory", "change", "cancellation", "goodwill", "other"]
WriteOffReason = Literal["small_balance", "uncollectible", "bankrupt", "goodwill", "other"]


class CreditLineIn(Input):
    """A line of the invoice by its `position`: all that is left of it, or a `quantity`, or an `amount` before taxes."""

    position: Annotated[int, Field(strict=True, ge=0, le=10_000)]
    quantity: Quantity | None = None
    amount: PositiveMoney | None = None


class CreditIn(Input):
    """One of three: `lines`, `amount` (taxes included), or neither: all of the invoice that is not credited yet."""

    reason: Reason
    note: LongText = ""
    lines: Annotated[tuple[CreditLineIn, ...], Field(max_length=500)] = ()
    amount: PositiveMoney | None = None


class WriteOffIn(Input):
    reason: WriteOffReason
    note: LongText = ""


class CreditLineOut(Output):
    position: int
    invoice_position: int | None
    description: str
    quantity: str
    unit: str
    unit_price: Money
    taxable: bool
    amount: Money


class CreditTotalsOut(Output):
    subtotal: Money
    taxes: tuple[TaxOut, ...]
    total: Money


class CreditNoteOut(Output):
    """`released`: what of it had been paid already. It is held for the client, to be refunded or put on another invoice."""

    id: str
    invoice_id: str
    invoice_number: str
    job_id: str
    contact_id: str
    number: int
    number_text: str
    kind: Literal["whole", "lines", "amount"]
    reason: Reason
    note: str
    lines: tuple[CreditLineOut, ...]
    totals: CreditTotalsOut
    released: Money
    issued_on: date
    delivery: str
    document_sha256: str
    pdf_url: str
    created_at: datetime
