"""Visits and who does them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Resource(Base):
    """Somebody (or something) that does visits, with a login (`user_id`) or without. `hourly_rate` is in cents."""

    __tablename__ = "resource"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("hourly_rate >= 0", name="rate_not_negative"),
        Index("resource_by_name", "company_id", "sort_name", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name: Mapped[str]
    sort_name: Mapped[str]
    colour: Mapped[str]
    hourly_rate: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    user_id: Mapped[str | None]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Service(Base):
    """A kind of work, printed on work orders. Not a catalogue line."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("company_id", "id"), Index("service_by_name", "company_id", "name_fr", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Visit(Base):
    """A visit, also called work order. `occurrence` counts its dates; `version` every change of the row.

    `ordinal` counts the visits of a job: job 318's second one is 318-2. `starts_at` and `ends_at` are the booked time, both
    empty while the visit is unscheduled; `window_ends_at` is how late the client was told that somebody may arrive.
    `address` is a snapshot as the folder's: {line1, city, region, postal_code, country}.
    """

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "job_id", "ordinal"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        UniqueConstraint("company_id", "series_id", "series_key"),
        ForeignKeyConstraint(["company_id", "service_id"], ["jobs.service.company_id", "jobs.service.id"]),
        ForeignKeyConstraint(["company_id", "series_id"], ["jobs.series.company_id", "jobs.series.id"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_times_or_none"),
        CheckConstraint("starts_at IS NOT NULL OR status IN ('unscheduled', 'cancelled')", name="scheduled_has_times"),
        CheckConstraint("timing IN ('fixed', 'window', 'all_day')", name="known_timing"),
        CheckConstraint(
            "(timing = 'window' AND starts_at IS NOT NULL) = (window_ends_at IS NOT NULL)", name="window_ends"
        ),
        CheckConstraint(
            "status IN ('unscheduled', 'scheduled', 'en_route', 'started', 'paused', 'completed', 'cancelled', 'no_show')",
            name="known_status",
        ),
        Index("visit_by_start", "company_id", "starts_at", "id"),
        Index("visit_by_status", "company_id", "status", "starts_at", "id"),
        Index("visit_by_job", "company_id", "job_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    ordinal: Mapped[int]
    title: Mapped[str]
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    service_id: Mapped[str | None]
    timing: Mapped[str]
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    window_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    instructions: Mapped[str]
    note_visible: Mapped[str]
    note_internal: Mapped[str]
    billable: Mapped[bool]
    status: Mapped[str]
    cancel_reason: Mapped[str]
    occurrence: Mapped[int]
    version: Mapped[int]
    unscheduled_reason: Mapped[str]
    """Why a series could give it no time: `overlap` or `nobody`."""
    series_id: Mapped[str | None]
    series_key: Mapped[date | None]
    """The day that the rule of the series gives; empty once the series has let go of it."""
    detached: Mapped[bool]
    """Moved by itself: a change of the whole series leaves its time and people alone."""
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    """While a client's signature holds."""
    expected_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the technician on the way said to be there."""
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Hold(Base):
    """Time kept for a client who is choosing. From `held_until` on it is as if it were not there, whoever died meanwhile."""

    __tablename__ = "hold"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str | None]
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    held_until: Mapped[datetime] = mapped_column(Instant)
    held_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)


class Booking(Base):
    """A resource's time taken by a visit or a hold. While `active`, the database refuses any other over the same time.

    A booking made `anyway`, over another and knowingly, is outside that refusal; a later one over it is refused under the
    resource's lock. An unscheduled visit keeps its people with an empty range.
    """

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("company_id", "visit_id", "resource_id"),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        ForeignKeyConstraint(["company_id", "hold_id"], ["jobs.hold.company_id", "jobs.hold.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        CheckConstraint("(visit_id IS NULL) <> (hold_id IS NULL)", name="visit_or_hold"),
        CheckConstraint("hold_id IS NULL OR NOT anyway", name="no_hold_anyway"),
        ExcludeConstraint(
            ("company_id", "="),
            ("resource_id", "="),
            ("during", "&&"),
            where=text("active AND NOT anyway"),
            using="gist",
            name="booking_no_overlap",
        ),
        Index("booking_by_hold", "company_id", "hold_id", postgresql_where=text("hold_id IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    visit_id: Mapped[str | None]
    hold_id: Mapped[str | None]
    resource_id: Mapped[str]
    position: Mapped[int]
    """The first one leads."""
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    active: Mapped[bool]
    anyway: Mapped[bool]
