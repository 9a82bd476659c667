"""Batches: many drafts that are issued, and sent if so wanted, one after the other. Each has its own outcome."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Batch(Base):
    """`finished_at` is set with the outcome of its last line."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("batch_by_age", "company_id", "created_at", "id"),
        Index("batch_open", "created_at", postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    send: Mapped[bool]
    language: Mapped[str]
    """In which a refusal is told."""
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class BatchLine(Base):
    """The outcome is written in the transaction that issues the invoice, so a crash leaves both or neither."""

    __tablename__ = "batch_line"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "batch_id", "position"),
        ForeignKeyConstraint(["company_id", "batch_id"], ["billing.batch.company_id", "billing.batch.id"]),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        CheckConstraint("status IN ('pending','done','failed')", name="known_status"),
        CheckConstraint("(status = 'failed') = (code IS NOT NULL)", name="failed_has_code"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    batch_id: Mapped[str]
    position: Mapped[int]
    invoice_id: Mapped[str]
    status: Mapped[str]
    code: Mapped[str | None]
    detail: Mapped[str]
    done_at: Mapped[datetime | None] = mapped_column(Instant)
