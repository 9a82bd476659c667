"""Series: visits that come again."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.jobs.tables import Base
from services.kit.db import Instant


class Series(Base):
    """A rule and what each of its visits is like. `starts_on` and `starts_time` are local to the company.

    Visits are made up to and with the date `extended_until`. `ends_before` is the first day that is not its own any more: it
    was ended there, or another series (its `follows`) goes on.
    """

    __tablename__ = "series"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        ForeignKeyConstraint(["company_id", "service_id"], ["jobs.service.company_id", "jobs.service.id"]),
        ForeignKeyConstraint(["company_id", "follows"], ["jobs.series.company_id", "jobs.series.id"]),
        CheckConstraint("status IN ('active', 'ended')", name="known_status"),
        CheckConstraint("holidays IN ('skip', 'next_business_day', 'keep')", name="known_holidays"),
        CheckConstraint("timing IN ('fixed', 'window', 'all_day')", name="known_timing"),
        CheckConstraint("(timing = 'window') = (window_minutes IS NOT NULL)", name="window_minutes"),
        CheckConstraint("minutes > 0", name="has_length"),
        Index("series_by_job", "company_id", "job_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    follows: Mapped[str | None]
    status: Mapped[str]
    rrule: Mapped[str]
    starts_on: Mapped[date]
    starts_time: Mapped[time]
    minutes: Mapped[int]
    timing: Mapped[str]
    window_minutes: Mapped[int | None]
    holidays: Mapped[str]
    ends_before: Mapped[date | None]
    extended_until: Mapped[date]
    resource_ids: Mapped[list[str]] = mapped_column(ARRAY(String))
    service_id: Mapped[str | None]
    checklist_template_ids: Mapped[list[str]] = mapped_column(ARRAY(String))
    title: Mapped[str]
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    instructions: Mapped[str]
    note_visible: Mapped[str]
    note_internal: Mapped[str]
    billable: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class SeriesException(Base):
    """What was decided about the date that the rule gives as `on_date`: skipped, or moved to a local time."""

    __tablename__ = "series_exception"
    __table_args__ = (
        UniqueConstraint("company_id", "series_id", "on_date"),
        ForeignKeyConstraint(["company_id", "series_id"], ["jobs.series.company_id", "jobs.series.id"]),
        CheckConstraint("skip = (moved_to IS NULL)", name="skipped_or_moved"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    series_id: Mapped[str]
    on_date: Mapped[date]
    skip: Mapped[bool]
    moved_to: Mapped[datetime | None]
    """Wall time, without a zone."""
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
