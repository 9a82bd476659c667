"""Credit notes, and write-offs: the two ways in which an issued invoice comes to ask for less."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class CreditNote(Base):
    """Numbered and frozen at once. `taxes` as on the invoice, with what of each is credited; amounts are positive.

    `released`: cents that had been paid on the invoice and are held for the client since.
    """

    __tablename__ = "credit_note"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "series", "number"),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        CheckConstraint("total > 0", name="total_is_positive"),
        CheckConstraint("released BETWEEN 0 AND total", name="released_within_total"),
        CheckConstraint("kind IN ('whole','lines','amount')", name="known_kind"),
        Index("credit_note_by_age", "company_id", "created_at", "id"),
        Index("credit_note_by_invoice", "company_id", "invoice_id"),
        Index("credit_note_by_day", "company_id", "issued_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    invoice_id: Mapped[str]
    job_id: Mapped[str]
    series: Mapped[str]
    number: Mapped[int]
    number_text: Mapped[str]
    kind: Mapped[str]
    currency: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    subtotal: Mapped[int] = mapped_column(BigInteger)
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    total: Mapped[int] = mapped_column(BigInteger)
    released: Mapped[int] = mapped_column(BigInteger)
    issued_on: Mapped[date]
    document_id: Mapped[str]
    document_sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def discount(self) -> None:
        """Its lines are after the invoice's; it has none of its own."""


class CreditNoteLine(Base):
    """`invoice_position`: the line of the invoice that is credited; None where the credit is of no line in particular."""

    __tablename__ = "credit_note_line"
    __table_args__ = (
        UniqueConstraint("company_id", "credit_note_id", "position"),
        ForeignKeyConstraint(
            ["company_id", "credit_note_id"], ["billing.credit_note.company_id", "billing.credit_note.id"]
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    credit_note_id: Mapped[str]
    position: Mapped[int]
    invoice_position: Mapped[int | None]
    item_id: Mapped[str | None]
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    unit: Mapped[str]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    taxable: Mapped[bool]
    gross: Mapped[int] = mapped_column(BigInteger)
    """Cents of the invoice's line that are credited, before the discount on the whole invoice."""
    amount: Mapped[int] = mapped_column(BigInteger)
    """What that is after it: what the note says."""


class WriteOff(Base):
    """What of an invoice nobody expects any more, until it is reversed. One at a time."""

    __tablename__ = "write_off"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("(reversed_at IS NULL) = (reversed_on IS NULL)", name="reversed_has_day"),
        Index("one_write_off", "company_id", "invoice_id", unique=True, postgresql_where=text("reversed_at IS NULL")),
        Index("write_off_by_invoice", "company_id", "invoice_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    invoice_id: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    note: Mapped[str]
    written_off_on: Mapped[date]
    reversed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    reversed_at: Mapped[datetime | None] = mapped_column(Instant)
