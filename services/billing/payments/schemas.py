"""Payments as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.billing.schemas import Day, Id, Input, LongText, Output, PositiveMoney, ShortText
from workflows.money import Money

Method = Literal["cash", "cheque", "interac", "card", "bank_debit", "other"]


class AllocationIn(Input):
    invoice_id: Id
    amount: PositiveMoney


class PaymentIn(Input):
    """Money that came in. `allocations` say what it pays; left out, the job's invoices are paid, oldest due first;
    `[]` keeps it as a deposit of the job. What is more than an invoice wants stays to the client's credit."""

    amount: PositiveMoney
    method: Method
    reference: ShortText = ""
    received_on: Day | None = None
    job_id: Id | None = None
    allocations: Annotated[tuple[AllocationIn, ...], Field(max_length=100)] | None = None


class PaymentVoidIn(Input):
    reason: LongText = ""


class AllocationOut(Output):
    invoice_id: str
    amount: Money


class PaymentVoided(Output):
    at: datetime
    reason: str


class PaymentOut(Output):
    """`unallocated` is held for the client. The allocations of a voided payment are released and not shown."""

    id: str
    job_id: str
    contact_id: str
    amount: Money
    method: Method
    reference: str
    received_on: date
    status: Literal["pending", "received", "failed", "refunded", "voided", "disputed"]
    allocations: tuple[AllocationOut, ...]
    unallocated: Money
    receipt_number: int
    receipt_text: str
    delivery: str
    pdf_url: str
    voided: PaymentVoided | None
    created_at: datetime
    updated_at: datetime
