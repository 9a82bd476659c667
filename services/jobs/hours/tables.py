"""The hours that people worked, what an hour of theirs costs, and the weeks that were approved."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class TimeEntry(Base):
    """A stretch of one resource's work on a job; a clock while `status` is running.

    Nothing is ever changed in what was recorded: a correction is a new entry that `replaces` the old one, which stays as it was
    but for its status. Times are whole seconds. `hourly_rate` (cents) is the one that held when the work began, for ever.
    """

    __tablename__ = "time_entry"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        ForeignKeyConstraint(["company_id", "replaces"], ["jobs.time_entry.company_id", "jobs.time_entry.id"]),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        CheckConstraint("seconds = extract(epoch FROM ended_at - started_at)", name="seconds_are_the_stretch"),
        CheckConstraint("(status = 'running') = (ended_at IS NULL)", name="running_has_no_end"),
        CheckConstraint(
            "(ended_at IS NULL) = (seconds IS NULL) AND (ended_at IS NULL) = (labour_cost IS NULL)",
            name="ended_is_counted",
        ),
        CheckConstraint("status IN ('running', 'recorded', 'superseded', 'voided')", name="known_status"),
        CheckConstraint("kind IN ('work', 'travel')", name="known_kind"),
        CheckConstraint("source IN ('clock', 'manual', 'correction', 'late')", name="known_source"),
        # Running clocks have no end, so they are in the way of everything after their start.
        ExcludeConstraint(
            ("company_id", "="),
            ("resource_id", "="),
            (func.tstzrange(literal_column("started_at"), literal_column("ended_at")), "&&"),
            where=text("status IN ('running', 'recorded')"),
            using="gist",
            name="time_entry_no_overlap",
        ),
        Index("one_running_entry", "company_id", "resource_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("replaced_once", "company_id", "replaces", unique=True, postgresql_where=text("replaces IS NOT NULL")),
        Index("time_entry_by_visit", "company_id", "visit_id"),
        Index("time_entry_by_job", "company_id", "job_id", "started_at"),
        Index("time_entry_by_resource", "company_id", "resource_id", "started_at"),
        Index("time_entry_by_start", "company_id", "started_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    visit_id: Mapped[str | None]
    resource_id: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    status: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    seconds: Mapped[int | None]
    hourly_rate: Mapped[int] = mapped_column(BigInteger)
    labour_cost: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    note: Mapped[str]
    replaces: Mapped[str | None]
    reason: Mapped[str]
    """Why it was corrected or voided: on the new entry of a correction, on the entry itself when voided."""
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When somebody last said that the clock is right to run."""
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class ResourceRate(Base):
    """What an hour of a resource costs from a day of the company on, in cents."""

    __tablename__ = "resource_rate"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "resource_id", "starts_on"),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        CheckConstraint("hourly_rate >= 0", name="rate_not_negative"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    resource_id: Mapped[str]
    starts_on: Mapped[date]
    hourly_rate: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)


class Timesheet(Base):
    """A week of a resource that somebody handed in; an open week that nobody touched has no row.

    `seconds` is the sum that was approved. The hours themselves are the entries: a sheet keeps none.
    """

    __tablename__ = "timesheet"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "resource_id", "starts_on"),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        CheckConstraint("status IN ('open', 'submitted', 'approved', 'sent_back')", name="known_status"),
        Index("timesheet_by_week", "company_id", "starts_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    resource_id: Mapped[str]
    starts_on: Mapped[date]
    status: Mapped[str]
    seconds: Mapped[int | None]
    reason: Mapped[str]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
