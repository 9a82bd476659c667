"""Payments (money received), allocations (what part of it pays which invoice) and refunds (what was given back).

They are different things: what is neither allocated nor refunded is held for the client. Every row that moves money has the
day that it counts from, so that the books can be read as of any date. The database itself refuses to let a payment pay, or an
invoice take, more than it is (`billing.guard_money`, in the migration).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Payment(Base):
    """`amount` is what stands to the client's credit; with cash, `amount + cash_rounding` was handed over.

    `job_id` is the job that has the receipt; what part of it belongs to which job is in `PaymentShare`.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "receipt_series", "receipt_number"),
        ForeignKeyConstraint(["company_id", "quote_id"], ["billing.quote.company_id", "billing.quote.id"]),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("cash_rounding BETWEEN -2 AND 2 AND (method = 'cash' OR cash_rounding = 0)", name="cash_only"),
        CheckConstraint("status IN ('received','voided','returned')", name="known_status"),
        CheckConstraint("(status = 'voided') = (voided_on IS NOT NULL)", name="voided_has_day"),
        CheckConstraint("(status = 'returned') = (returned_on IS NOT NULL)", name="returned_has_day"),
        Index("payment_by_age", "company_id", "created_at", "id"),
        Index("payment_by_job", "company_id", "job_id"),
        Index("payment_by_contact", "company_id", "contact_id"),
        Index("payment_by_day", "company_id", "received_on"),
        Index("payment_by_quote", "company_id", "quote_id", postgresql_where=text("quote_id IS NOT NULL")),
        Index(
            "payment_of_attempt",
            "company_id",
            "attempt_id",
            unique=True,
            postgresql_where=text("attempt_id IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    quote_id: Mapped[str | None]
    """The quote whose deposit it is."""
    attempt_id: Mapped[str | None]
    """The online attempt that it came from."""
    online_reference: Mapped[str | None]
    amount: Mapped[int] = mapped_column(BigInteger)
    cash_rounding: Mapped[int]
    currency: Mapped[str]
    method: Mapped[str]
    reference: Mapped[str]
    received_on: Mapped[date]
    status: Mapped[str]
    receipt_series: Mapped[str]
    receipt_number: Mapped[int]
    receipt_text: Mapped[str]
    document_id: Mapped[str]
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    voided_on: Mapped[date | None]
    void_reason: Mapped[str | None]
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_on: Mapped[date | None]
    return_reason: Mapped[str | None]
    return_note: Mapped[str | None]
    disputed_on: Mapped[date | None]
    dispute_amount: Mapped[int | None] = mapped_column(BigInteger)
    dispute_won_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def in_dispute(self) -> bool:
        return self.status == "received" and self.disputed_on is not None and self.dispute_won_on is None


class PaymentShare(Base):
    """What a job gained or lost of a payment on a day. Rows are only added: a job's share is their sum."""

    __tablename__ = "payment_share"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "payment_id"], ["billing.payment.company_id", "billing.payment.id"]),
        CheckConstraint("amount <> 0", name="moves_something"),
        Index("payment_share_by_payment", "company_id", "payment_id"),
        Index("payment_share_by_job", "company_id", "job_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    payment_id: Mapped[str]
    job_id: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Instant)


class Allocation(Base):
    """Live on the days from `effective_on` until before `released_on`. Never changed but for being released.

    A part that is taken back closes the row and opens one for the rest, so one payment may have several rows on an invoice.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "payment_id"], ["billing.payment.company_id", "billing.payment.id"]),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("(released_at IS NULL) = (released_on IS NULL)", name="released_has_day"),
        CheckConstraint("released_on IS NULL OR released_on >= effective_on", name="released_after"),
        Index("allocation_by_invoice", "company_id", "invoice_id"),
        Index("allocation_by_payment", "company_id", "payment_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    payment_id: Mapped[str]
    invoice_id: Mapped[str]
    position: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    released_on: Mapped[date | None]


class Refund(Base):
    """Held money that was given back, from one job's share. While `pending` it is reserved: nobody can spend it twice.

    Its number, day and document come with success and stay; a bank may still fail afterwards (`failed_on`), then the money is
    held again, or goes with its payment if that came back. With cash, `amount + cash_rounding` was handed over.
    """

    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "series", "number"),
        ForeignKeyConstraint(["company_id", "payment_id"], ["billing.payment.company_id", "billing.payment.id"]),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("cash_rounding BETWEEN -2 AND 2 AND (method = 'cash' OR cash_rounding = 0)", name="cash_only"),
        CheckConstraint("status IN ('pending','succeeded','failed')", name="known_status"),
        CheckConstraint(
            "(refunded_on IS NULL) = (number IS NULL) AND (refunded_on IS NULL) = (document_id IS NULL)"
            " AND (status <> 'succeeded' OR refunded_on IS NOT NULL) AND (status <> 'pending' OR refunded_on IS NULL)",
            name="refunded_is_numbered",
        ),
        CheckConstraint("failed_on IS NULL OR (status = 'failed' AND failed_on >= refunded_on)", name="failed_after"),
        Index("refund_by_age", "company_id", "created_at", "id"),
        Index("refund_by_payment", "company_id", "payment_id"),
        Index("refund_by_job", "company_id", "job_id"),
        Index(
            "refund_of_provider",
            "company_id",
            "online_reference",
            unique=True,
            postgresql_where=text("online_reference IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    payment_id: Mapped[str]
    job_id: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    cash_rounding: Mapped[int]
    currency: Mapped[str]
    method: Mapped[str]
    reference: Mapped[str]
    note: Mapped[str]
    online_reference: Mapped[str | None]
    status: Mapped[str]
    refunded_on: Mapped[date | None]
    failed_on: Mapped[date | None]
    series: Mapped[str | None]
    number: Mapped[int | None]
    number_text: Mapped[str | None]
    document_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
