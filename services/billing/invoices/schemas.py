"""Invoices as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from services.billing.schemas import Day, Id, Input, LineOut, Lines, LongText, Output, TotalsOut
from workflows.money import Money

DocumentState = Literal["draft", "issued", "voided"]
Settlement = Literal["unpaid", "partially_paid", "paid", "written_off"]
VoidReason = Literal["duplicate", "created_in_error", "client_request", "other"]


class InvoiceIn(Input):
    job_id: Id
    lines: Lines
    due_on: Day | None = None


class InvoicePatch(Input):
    """What is left out stays; `due_on: null` goes back to the company's terms."""

    lines: Lines | None = None
    due_on: Day | None = None


class InvoiceVoidIn(Input):
    reason: VoidReason
    note: LongText = ""


class Voided(Output):
    at: datetime
    reason: str
    note: str


class InvoiceOut(Output):
    """`settlement`, `balance` and `overdue` are computed from what is allocated; `delivery` from the messages."""

    id: str
    job_id: str
    contact_id: str
    quote_id: str | None
    number: int | None
    number_text: str | None
    document: DocumentState
    settlement: Settlement
    delivery: str
    overdue: bool
    lines: tuple[LineOut, ...]
    totals: TotalsOut
    paid: Money
    balance: Money
    due_on: date | None
    issued_on: date | None
    document_sha256: str | None
    pdf_url: str
    portal_url: str | None
    sent_at: datetime | None
    viewed_at: datetime | None
    voided: Voided | None
    created_at: datetime
    updated_at: datetime
