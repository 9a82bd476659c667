"""Payments (money received) and allocations (what part of it pays which invoice). They are different things: what is not
allocated is held for the client."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Payment(Base):
    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "receipt_series", "receipt_number"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("status IN ('received','voided')", name="known_status"),
        Index("payment_by_age", "company_id", "created_at", "id"),
        Index("payment_by_job", "company_id", "job_id"),
        Index("payment_by_contact", "company_id", "contact_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
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
    void_reason: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Allocation(Base):
    """Live while `released_at` is empty; voiding the payment releases it and the invoice is owed again."""

    __tablename__ = "allocation"
    __table_args__ = (
        UniqueConstraint("company_id", "payment_id", "invoice_id"),
        ForeignKeyConstraint(["company_id", "payment_id"], ["billing.payment.company_id", "billing.payment.id"]),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        Index("allocation_by_invoice", "company_id", "invoice_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    payment_id: Mapped[str]
    invoice_id: Mapped[str]
    position: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
