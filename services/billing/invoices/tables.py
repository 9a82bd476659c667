"""Invoices. Three questions are kept apart: the document's state (stored), what was paid (summed from allocations) and
how delivery went (asked of the messages)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Invoice(Base):
    """A draft has no number; an issued one has number, dates and a frozen document, and keeps them when voided."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "series", "number"),
        ForeignKeyConstraint(["company_id", "quote_id"], ["billing.quote.company_id", "billing.quote.id"]),
        CheckConstraint("document IN ('draft','issued','voided')", name="known_document"),
        CheckConstraint(
            "document <> 'issued' OR (number IS NOT NULL AND issued_on IS NOT NULL AND due_on IS NOT NULL"
            " AND document_sha256 IS NOT NULL)",
            name="issued_is_frozen",
        ),
        CheckConstraint("document <> 'draft' OR number IS NULL", name="draft_has_no_number"),
        CheckConstraint("(number IS NULL) = (number_text IS NULL)", name="number_is_printed"),
        CheckConstraint("(document = 'voided') = (voided_on IS NOT NULL)", name="voided_has_day"),
        CheckConstraint("delivered_by IN ('hand','post','other')", name="known_delivery"),
        CheckConstraint(
            "num_nulls(delivered_by, delivered_on, delivered_note, delivered_at) IN (0, 4)", name="delivery_is_whole"
        ),
        CheckConstraint("issue IN ('by_hand','planned','work_done')", name="known_issue"),
        CheckConstraint("(issue = 'planned') = (issue_on IS NOT NULL)", name="planned_has_day"),
        CheckConstraint("origin IN ('free','quote','progress','visit','recurring','copy')", name="known_origin"),
        Index("invoice_by_age", "company_id", "created_at", "id"),
        Index("invoice_by_job", "company_id", "job_id"),
        Index("invoice_by_contact", "company_id", "contact_id"),
        Index("invoice_by_quote", "company_id", "quote_id"),
        Index(
            "one_invoice_of_date",
            "company_id",
            "recurring_id",
            "recurring_on",
            unique=True,
            postgresql_where=text("recurring_id IS NOT NULL"),
        ),
        Index(
            "one_invoice_of_visit",
            "company_id",
            "visit_id",
            unique=True,
            postgresql_where=text("visit_id IS NOT NULL AND document <> 'voided'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    quote_id: Mapped[str | None]
    visit_id: Mapped[str | None]
    origin: Mapped[str]
    recurring_id: Mapped[str | None]
    recurring_on: Mapped[date | None]
    """The contract that it comes from, and for which of its dates."""
    payment_terms_days: Mapped[int | None]
    """How long the client has to pay where a contract says so; None: as the client's or the company's terms say."""
    series: Mapped[str]
    number: Mapped[int | None]
    number_text: Mapped[str | None]
    document: Mapped[str]
    currency: Mapped[str]
    discount: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """On the whole document, see `lines.stored_discount`; `subtotal` is after it."""
    subtotal: Mapped[int] = mapped_column(BigInteger)
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    total: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    dues: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Parts of the total with days of their own: [{due_on, amount}], by date; empty: all of it on `due_on`."""
    issue: Mapped[str]
    """Who issues it: a person (`by_hand`), or by itself on `issue_on` (`planned`) or once the work is done (`work_done`)."""
    issue_on: Mapped[date | None]
    issued_on: Mapped[date | None]
    document_id: Mapped[str | None]
    document_sha256: Mapped[str | None]
    sent_count: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    viewed_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_by: Mapped[str | None]
    """By what other means than our mail the client last got it (`hand`, `post`, `other`)."""
    delivered_on: Mapped[date | None]
    delivered_note: Mapped[str | None]
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    """When that was recorded."""
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    voided_on: Mapped[date | None]
    void_reason: Mapped[str | None]
    void_note: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def released(self) -> bool:
        """Whether the client has it, by our mail or by other means."""
        return self.sent_count > 0 or self.delivered_at is not None


class InvoiceLine(Base):
    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("company_id", "invoice_id", "position"),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        Index(
            "invoice_line_by_words",
            "company_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    invoice_id: Mapped[str]
    position: Mapped[int]
    section: Mapped[str] = mapped_column(server_default="")
    item_id: Mapped[str | None]
    description: Mapped[str]
    folded: Mapped[str] = mapped_column(Computed("log.fold(description)", persisted=True), deferred=True)
    """What search looks through; Postgres writes it."""
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    unit: Mapped[str]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The line's own, see `lines.stored_discount`; `amount` is after it."""
    taxable: Mapped[bool]
    tax_group_id: Mapped[str | None]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    """What one unit costs the company: for the office's eyes only."""
    amount: Mapped[int] = mapped_column(BigInteger)
