"""Facts of payments: money that came, where it went, and money that is on its way."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from workflows.facts.base import Fact
from workflows.money import Money


class Allocation(BaseModel):
    """How much of a payment pays which invoice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invoice_id: str
    amount: Money


Method = Literal["cash", "cheque", "interac", "card", "bank_debit", "other"]
Status = Literal["received", "voided", "returned"]


class PaymentFact(Fact):
    payment_id: str


class PaymentReceived(PaymentFact):
    """Money came in for this job. What is not allocated is held for the client.

    A payment for several jobs is one such fact on each of them, with that job's share; one of them has the receipt.
    """

    kind = "payment.received"
    amount: Money
    method: Method
    allocations: tuple[Allocation, ...] = ()
    receipt_number: int
    document_id: str | None
    quote_id: str | None = None
    """The quote whose deposit it is."""
    attempt_id: str | None = None
    """The try that succeeded, where it was paid online."""


class PaymentVoided(PaymentFact):
    """Recorded by mistake: every allocation of it is taken back."""

    kind = "payment.voided"


class PaymentReturned(PaymentFact):
    """It came in, and the bank took it back: everything that it paid is owed again."""

    kind = "payment.returned"
    reason: Literal["nsf", "bank_debit_failed", "dispute_lost", "other"]


class _Moved(PaymentFact):
    invoice_id: str
    amount: Money


class PaymentAllocated(_Moved):
    """Held money was put on an invoice."""

    kind = "payment.allocated"


class PaymentReleased(_Moved):
    """Money was taken back from an invoice; it is held again."""

    kind = "payment.released"


class PaymentTransferred(PaymentFact):
    """Held money moved to another job of the client (less than nothing) or came from one."""

    kind = "payment.transferred"
    amount: Money
    receipt_number: int


class PaymentRefunded(PaymentFact):
    """Held money was given back. `document_id` is the proof of it, on the job that mails it."""

    kind = "payment.refunded"
    refund_id: str
    amount: Money
    method: Method
    document_id: str | None = None


class PaymentRefundFailed(PaymentFact):
    """The bank did not give the money back: it is held again, unless the payment itself came back."""

    kind = "payment.refund_failed"
    refund_id: str
    amount: Money


class PaymentDisputed(PaymentFact):
    """The client asked their bank for the money back; the bank has not decided."""

    kind = "payment.disputed"
    amount: Money


class PaymentDisputeWon(PaymentFact):
    kind = "payment.dispute_won"


class PaymentPending(Fact):
    """Money is on its way, and may still not arrive: a bank debit takes days."""

    kind = "payment.pending"
    attempt_id: str
    invoice_id: str | None = None
    quote_id: str | None = None
    amount: Money
    method: Method


class PaymentFailed(Fact):
    """The try came to nothing. `code` is the bank's reason in our words (`declined`, `expired`, `no_funds` …)."""

    kind = "payment.failed"
    attempt_id: str
    invoice_id: str | None = None
    code: str
    automatic: bool = False
    """Whether the job's workflow tried, by the client's authorisation."""


class AutopayAuthorised(Fact):
    """The client agreed that what falls due on this job (or of this quote) is taken from their card or account."""

    kind = "autopay.authorised"
    authorisation_id: str
    quote_id: str | None = None


class AutopayRevoked(Fact):
    kind = "autopay.revoked"
    authorisation_id: str
