"""Facts of what was finished long ago and is at hand again.

A state keeps its last finished invoices and payments one by one, older ones only in its sums (`state.KEEP_CLOSED`). Before something
happens to an old one, it is recalled: the fact carries what it was, because the fold cannot know it any more. Nobody did anything.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from workflows.facts.invoices import Due, InvoiceFact
from workflows.facts.payments import Allocation, PaymentFact, Status
from workflows.money import Money


class Ended(BaseModel):
    """A step of it that came to its end: it is not done a second time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    outcome: str
    at: datetime


class GivenBack(BaseModel):
    """A refund of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    refund_id: str
    amount: Money
    at: datetime


class PaymentRecalled(PaymentFact):
    """`amount` is the job's share of it. Its receipt left long ago and is no matter any more."""

    kind = "payment.recalled"
    amount: Money
    allocations: tuple[Allocation, ...] = ()
    receipt_number: int
    quote_id: str | None = None
    status: Status
    received_at: datetime
    refunds: tuple[GivenBack, ...] = ()
    disputed: Money | None = None
    disputed_at: datetime | None = None
    steps: tuple[Ended, ...] = ()


class InvoiceRecalled(InvoiceFact):
    """An issued one. Its credit notes left long ago: only what they come to counts."""

    kind = "invoice.recalled"
    quote_id: str | None = None
    number: int | None
    total: Money
    allocated: Money
    credited: Money
    written_off: Money
    due_on: date | None
    dues: tuple[Due, ...] = ()
    sent: int = 0
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    document_id: str | None = None
    rendered: bool = False
    """Whether its PDF was made."""
    steps: tuple[Ended, ...] = ()
