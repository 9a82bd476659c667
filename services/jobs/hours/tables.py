"""The hours that people worked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class TimeEntry(Base):
    """A stretch of one resource's work; running while `ended_at` is empty. The rate is the one at its start."""

    __tablename__ = "time_entry"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        Index("one_running_entry", "company_id", "resource_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("time_entry_by_visit", "company_id", "visit_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    visit_id: Mapped[str]
    resource_id: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    seconds: Mapped[int | None]
    hourly_rate: Mapped[int] = mapped_column(BigInteger)
    labour_cost: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
