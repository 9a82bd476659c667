"""Recurring contracts: invoices that come again by themselves, on local dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Recurring(Base):
    """`rrule` is a rule of days (RFC 5545) from `starts_on` on; `next_on` the next of them, None when there is none any more.

    `lines` and `discount` (on each whole invoice) as the API takes them. `problem`: the code of the refusal that the next invoice met; it is tried again at `retry_at`.
    """

    __tablename__ = "recurring"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("mode IN ('draft','issue','send')", name="known_mode"),
        CheckConstraint("status IN ('active','paused','ended')", name="known_status"),
        CheckConstraint("(problem IS NULL) = (retry_at IS NULL)", name="problem_is_retried"),
        Index("recurring_by_age", "company_id", "created_at", "id"),
        Index("recurring_due", "next_on", postgresql_where=text("status = 'active'")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    title: Mapped[str]
    rrule: Mapped[str]
    starts_on: Mapped[date]
    next_on: Mapped[date | None]
    mode: Mapped[str]
    status: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    discount: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    payment_terms_days: Mapped[int | None]
    problem: Mapped[str | None]
    retry_at: Mapped[datetime | None] = mapped_column(Instant)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
