"""Payments, client credit and refunds as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.billing.schemas import Day, Id, Input, LongText, Output, PositiveMoney, ShortText
from workflows.money import Money

Method = Literal["cash", "cheque", "interac", "card", "bank_debit", "other"]
Status = Literal["pending", "received", "failed", "refunded", "voided", "returned", "disputed"]
ReturnReason = Literal["nsf", "bank_debit_failed", "dispute_lost", "other"]
RefundStatus = Literal["pending", "succeeded", "failed"]


class AllocationIn(Input):
    invoice_id: Id
    amount: PositiveMoney


Allocations = Annotated[tuple[AllocationIn, ...], Field(max_length=100)]


class PaymentIn(Input):
    """Money that came in. `allocations` say what it pays, in one job or in several of the same contact; left out, the oldest
    due is paid first: of the quote (`quote_id`), of the job (`job_id`), or of everything that the contact owes (`contact_id`).
    `[]` holds it on `job_id`. What is more than the invoices want stays to the client's credit.

    `quote_id` makes it that quote's deposit: held until an invoice is issued, then applied by itself.
    """

    amount: PositiveMoney
    method: Method
    reference: ShortText = ""
    received_on: Day | None = None
    job_id: Id | None = None
    contact_id: Id | None = None
    quote_id: Id | None = None
    allocations: Allocations | None = None


class PaymentVoidIn(Input):
    reason: LongText = ""


class AllocateIn(Input):
    """Held money of one payment onto invoices of the same contact, whatever their job."""

    allocations: Annotated[tuple[AllocationIn, ...], Field(min_length=1, max_length=100)]


class ReleaseIn(Input):
    """Takes money off an invoice again; without `amount`, all that the payment pays of it."""

    invoice_id: Id
    amount: PositiveMoney | None = None


class MoveIn(Input):
    """From the wrong invoice to the right one; without `amount`, as much as both allow."""

    from_invoice_id: Id
    to_invoice_id: Id
    amount: PositiveMoney | None = None


class RefundIn(Input):
    amount: PositiveMoney
    method: Method
    reference: ShortText = ""
    refunded_on: Day | None = None
    note: LongText = ""


class ReturnIn(Input):
    """The bank took it back: everything that it paid is owed again."""

    reason: ReturnReason = "nsf"
    returned_on: Day | None = None
    note: LongText = ""


class DisputeIn(Input):
    """Without `amount`, all of it that was not refunded."""

    amount: PositiveMoney | None = None


class CreditIn(Input):
    """A client's held money onto an invoice; without `amount`, as much as there is and it wants."""

    contact_id: Id
    invoice_id: Id
    amount: PositiveMoney | None = None


class AllocationOut(Output):
    """What the payment pays of an invoice now. `number` is the invoice's, as printed."""

    invoice_id: str
    job_id: str
    number: str
    amount: Money


class ShareOut(Output):
    """A job's part of the payment; `held` of it waits there for an invoice."""

    job_id: str
    amount: Money
    held: Money


class PaymentVoided(Output):
    at: datetime
    reason: str


class Returned(Output):
    on: date
    reason: ReturnReason
    note: str


class Disputed(Output):
    """`won_on` says that it ended well; a lost one is a returned payment."""

    on: date
    amount: Money
    won_on: date | None


class RefundOut(Output):
    """`handed_over` differs from `amount` by at most 2 ¢, where coins could not pay it. A pending one has no number yet."""

    id: str
    payment_id: str
    contact_id: str
    job_id: str
    status: RefundStatus
    amount: Money
    handed_over: Money
    method: Method
    reference: str
    note: str
    refunded_on: date | None
    number: int | None
    number_text: str | None
    pdf_url: str
    created_at: datetime
    updated_at: datetime


class PaymentOut(Output):
    """`amount` is what stands to the client's credit, `handed_over` the cash of it, `unallocated` what is held for them; a
    pending refund is still in it. `online`: through the provider. The allocations of a voided or returned one are not shown."""

    id: str
    job_id: str
    contact_id: str
    quote_id: str | None
    online: bool
    amount: Money
    cash_rounding: Money
    handed_over: Money
    method: Method
    reference: str
    received_on: date
    status: Status
    allocations: tuple[AllocationOut, ...]
    shares: tuple[ShareOut, ...]
    unallocated: Money
    refunded: Money
    refunds: tuple[RefundOut, ...]
    receipt_number: int
    receipt_text: str
    delivery: str
    pdf_url: str
    voided: PaymentVoided | None
    returned: Returned | None
    disputed: Disputed | None
    created_at: datetime
    updated_at: datetime


class HeldOut(Output):
    """Money of one payment that waits. `quote_id`: it is that quote's deposit."""

    payment_id: str
    job_id: str
    quote_id: str | None
    received_on: date
    receipt_text: str
    method: Method
    held: Money


class CreditOut(Output):
    """A client's credit: what was received and neither pays an invoice nor was given back. Money of a dispute is left out."""

    contact_id: str
    held: Money
    payments: tuple[HeldOut, ...]
