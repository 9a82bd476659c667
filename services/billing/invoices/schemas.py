"""Invoices as the API takes and shows them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from services.billing.schemas import (
    Day,
    DiscountIn,
    Id,
    Input,
    LineOut,
    Lines,
    LongText,
    Output,
    PositiveMoney,
    TotalsOut,
    UnitPrice,
)
from workflows.facts.invoices import DeliveredBy
from workflows.money import Money

DocumentState = Literal["draft", "issued", "voided"]
Settlement = Literal["unpaid", "partially_paid", "paid", "written_off"]
VoidReason = Literal["duplicate", "created_in_error", "client_request", "other"]


_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


def _percent(value: Any) -> Decimal:
    """A decimal string above 0 and up to 100, never a JSON number."""
    if not isinstance(value, str) or not _PERCENT.fullmatch(value) or not 0 < Decimal(value) <= 100:
        raise PydanticCustomError("dossier.percent", "not a percentage")
    return Decimal(value)


Percent = Annotated[Decimal, BeforeValidator(_percent, json_schema_input_type=str)]


class DueIn(Input):
    due_on: Day
    amount: PositiveMoney


Dues = Annotated[tuple[DueIn, ...], Field(max_length=36)]


class InvoiceIn(Input):
    """Due on `due_on`, without one by the company's terms, or in parts (`dues`, by date) that add up to the total."""

    job_id: Id
    lines: Lines
    discount: DiscountIn | None = None
    due_on: Day | None = None
    dues: Dues = ()


class FromQuoteIn(Input):
    """A part of an accepted quote: `percent` of all of it, or `amount` with taxes; neither: what is left."""

    quote_id: Id
    percent: Percent | None = None
    amount: PositiveMoney | None = None
    due_on: Day | None = None


class FromVisitIn(Input):
    """What was used and worked on a visit. Without `hourly_rate` the hours are left out."""

    visit_id: Id
    materials: bool = True
    hourly_rate: UnitPrice | None = None
    taxable: bool = True
    """Of the hours; a material is taxable as its item of the catalogue is."""


class InvoicePatch(Input):
    """What is left out stays; `due_on: null` goes back to the company's terms, `dues` takes the place of `due_on`.
    `issue_on`: the day on which it is issued and sent by itself; `null`: by hand."""

    lines: Lines | None = None
    discount: DiscountIn | None = None
    due_on: Day | None = None
    dues: Dues = ()
    issue_on: Day | None = None


class InvoiceVoidIn(Input):
    reason: VoidReason
    note: LongText = ""


class DeliveredIn(Input):
    """The client got it by other means than our mail; without `on`, today."""

    by: DeliveredBy
    on: Day | None = None
    note: LongText = ""


class Delivered(Output):
    by: DeliveredBy
    on: date
    note: str
    at: datetime


class Voided(Output):
    at: datetime
    reason: str
    note: str


class DueOut(Output):
    """`open` is what of it is not paid yet: money covers the earliest first."""

    due_on: date
    amount: Money
    open: Money


class InvoiceOut(Output):
    """`settlement`, `balance` and `overdue` are computed from what is allocated, credited and written off; `delivery`
    from the messages."""

    id: str
    job_id: str
    contact_id: str
    quote_id: str | None
    visit_id: str | None
    origin: str
    number: int | None
    number_text: str | None
    document: DocumentState
    settlement: Settlement
    delivery: str
    overdue: bool
    lines: tuple[LineOut, ...]
    totals: TotalsOut
    paid: Money
    credited: Money
    written_off: Money
    balance: Money
    due_on: date | None
    dues: tuple[DueOut, ...]
    issue: Literal["by_hand", "planned", "work_done"]
    issue_on: date | None
    issued_on: date | None
    document_sha256: str | None
    pdf_url: str
    portal_url: str | None
    sent_at: datetime | None
    delivered: Delivered | None
    """By other means than our mail, the last time that somebody said so."""
    viewed_at: datetime | None
    voided: Voided | None
    created_at: datetime
    updated_at: datetime


class QuoteInvoiced(Output):
    """How much of an accepted quote was invoiced so far, drafts among it; `left` is what the next part may come to."""

    quote_id: str
    total: Money
    invoiced: Money
    left: Money
    percent: str
    """Of the total, two decimals."""
    invoices: tuple[QuoteInvoice, ...]


class QuoteInvoice(Output):
    id: str
    number_text: str | None
    document: DocumentState
    total: Money
    issued_on: date | None
