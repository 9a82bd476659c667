"""Visits and who does them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
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
    """A visit, also called work order. `occurrence` counts its dates; `version` every change of the row."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        ForeignKeyConstraint(["company_id", "service_id"], ["jobs.service.company_id", "jobs.service.id"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "status IN ('scheduled', 'en_route', 'started', 'paused', 'completed', 'cancelled')", name="known_status"
        ),
        Index("visit_by_start", "company_id", "starts_at", "id"),
        Index("visit_by_job", "company_id", "job_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    service_id: Mapped[str | None]
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    instructions: Mapped[str]
    status: Mapped[str]
    cancel_reason: Mapped[str]
    occurrence: Mapped[int]
    version: Mapped[int]
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Booking(Base):
    """A resource's time taken by a visit. While `active`, the database refuses any other over the same time."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("company_id", "visit_id", "resource_id"),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        ForeignKeyConstraint(["company_id", "resource_id"], ["jobs.resource.company_id", "jobs.resource.id"]),
        ExcludeConstraint(
            ("company_id", "="),
            ("resource_id", "="),
            ("during", "&&"),
            where=text("active"),
            using="gist",
            name="booking_no_overlap",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    visit_id: Mapped[str]
    resource_id: Mapped[str]
    position: Mapped[int]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    active: Mapped[bool]
