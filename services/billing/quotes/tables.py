"""Quotes: a number and below it versions. A version that was sent never changes again; its lines are rows of their own."""

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


class Quote(Base):
    """`version` is the newest version, `open_version` the one that the client has (None before the first was sent)."""

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "series", "number"),
        Index("quote_by_age", "company_id", "created_at", "id"),
        Index("quote_by_job", "company_id", "job_id"),
        Index("quote_by_contact", "company_id", "contact_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    series: Mapped[str]
    number: Mapped[int]
    number_text: Mapped[str]
    version: Mapped[int]
    open_version: Mapped[int | None]
    currency: Mapped[str]
    void_reason: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class QuoteVersion(Base):
    """`taxes` are the amounts as computed: [{code, name_fr, name_en, rate, registration, base, amount}].

    `schedules` as they were typed; `chosen_schedule` counts from 0, None where there is none. `deposit` in cents, worked out anew
    from `deposit_percent` whenever the total changes. `terms` and `invoicing` None: those of the company. `accepted_sha256` binds
    everything that was accepted, `accepted_signature` is the key of the drawn signature in the file store.
    """

    __tablename__ = "quote_version"
    __table_args__ = (
        UniqueConstraint("company_id", "quote_id", "version"),
        ForeignKeyConstraint(["company_id", "quote_id"], ["billing.quote.company_id", "billing.quote.id"]),
        CheckConstraint(
            "status IN ('draft','sent','viewed','accepted','declined','expired','superseded','voided')",
            name="known_status",
        ),
        CheckConstraint(
            "status <> 'accepted' OR (accepted_at IS NOT NULL AND document_sha256 IS NOT NULL)",
            name="acceptance_has_proof",
        ),
        CheckConstraint("NOT itinerant OR deposit IS NULL", name="no_deposit_when_itinerant"),
        CheckConstraint("invoicing IN ('automatic','by_hand')", name="known_invoicing"),
        CheckConstraint("delivered_by IN ('hand','post','other')", name="known_delivery"),
        CheckConstraint("num_nulls(delivered_by, delivered_note) IN (0, 2)", name="delivery_is_whole"),
        CheckConstraint("accepted_kind IN ('typed','drawn','office')", name="known_acceptance"),
        CheckConstraint("accepted_how IN ('phone','paper','email','other')", name="known_way"),
        CheckConstraint("num_nulls(accepted_file, accepted_file_sha256) IN (0, 2)", name="file_has_hash"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    quote_id: Mapped[str]
    version: Mapped[int]
    status: Mapped[str]
    valid_until: Mapped[date | None]
    deposit: Mapped[int | None] = mapped_column(BigInteger)
    deposit_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    schedules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    chosen_schedule: Mapped[int | None]
    terms: Mapped[str | None]
    itinerant: Mapped[bool]
    cancellable_until: Mapped[date | None]
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    invoicing: Mapped[str | None]
    discount: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """On the whole document, see `lines.stored_discount`; `subtotal` is after both."""
    schedule_discount: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the client saves by the schedule that they chose; only an accepted version has one."""
    subtotal: Mapped[int] = mapped_column(BigInteger)
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    total: Mapped[int] = mapped_column(BigInteger)
    document_id: Mapped[str | None]
    document_sha256: Mapped[str | None]
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_by: Mapped[str | None]
    """How the client got it where it was not mailed, at `sent_at`; `delivered_note` in the office's words."""
    delivered_note: Mapped[str | None]
    viewed_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by: Mapped[str | None]
    accepted_name: Mapped[str | None]
    accepted_ip: Mapped[str | None]
    accepted_agent: Mapped[str | None]
    accepted_kind: Mapped[str | None]
    accepted_note: Mapped[str | None]
    accepted_how: Mapped[str | None]
    """To the office: how the client said yes; `accepted_file` is a file of the job that shows it."""
    accepted_file: Mapped[str | None]
    accepted_file_sha256: Mapped[str | None]
    accepted_signature: Mapped[str | None]
    accepted_sha256: Mapped[str | None]
    alternative: Mapped[str | None]
    """Of the choices of its lines, the one that counts: what we recommend, then what the client chose. None: no choice."""
    alternative_notes: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    """What is said about the choices: [{name, note}]."""
    declined_at: Mapped[datetime | None] = mapped_column(Instant)
    decline_reason: Mapped[str | None]
    renewal_asked_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class QuoteLine(Base):
    """`amount` is quantity x unit price less the line's discount, in cents. `chosen` says that the client ticked an optional line."""

    __tablename__ = "quote_line"
    __table_args__ = (
        UniqueConstraint("company_id", "quote_id", "version", "position"),
        ForeignKeyConstraint(
            ["company_id", "quote_id", "version"],
            ["billing.quote_version.company_id", "billing.quote_version.quote_id", "billing.quote_version.version"],
        ),
        Index(
            "quote_line_by_words",
            "company_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    quote_id: Mapped[str]
    version: Mapped[int]
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
    alternative: Mapped[str | None]
    """The choice that the line belongs to (good, better, best); one of the quote's choices counts."""
    optional: Mapped[bool]
    chosen: Mapped[bool]
    amount: Mapped[int] = mapped_column(BigInteger)
