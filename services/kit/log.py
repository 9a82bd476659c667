"""The tables of schema `log`: what is true about jobs, and what Temporal has not been told yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.kit.db import Instant, metadata


class Base(DeclarativeBase):
    metadata = metadata("log")


class Job(Base):
    """The head of a job's log. Its row lock is the job's write order; lists and tiles read it."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        UniqueConstraint("company_id", "job_id"),
        Index("ix_job_company_phase", "company_id", "phase", "number"),
        Index("ix_job_company_next", "company_id", "next_due", text("number DESC")),
        Index("ix_job_company_phase_next", "company_id", "phase", "next_due", text("number DESC")),
        Index("ix_job_company_due", "company_id", "next_due", postgresql_where=text("closed_at IS NULL")),
        Index("ix_job_company_updated", "company_id", "updated_at"),
        Index("ix_job_without_summary", "job_id", postgresql_where=text("summary IS NULL")),
        Index("ix_job_system_due", "system_due", postgresql_where=text("system_due IS NOT NULL")),
    )

    job_id: Mapped[str] = mapped_column(Text, primary_key=True)
    company_id: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    workflow_id: Mapped[str] = mapped_column(Text)
    epoch: Mapped[int] = mapped_column(Integer, server_default="1")
    seq: Mapped[int] = mapped_column(BigInteger)
    fold_version: Mapped[int] = mapped_column(Integer)
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    phase: Mapped[str] = mapped_column(Text)
    next_due: Mapped[datetime | None] = mapped_column(Instant)
    system_due: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """As `kit.summaries` writes and reads it; null for a job of before there were any."""
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Fact(Base):
    """The audit trail. Nobody may update or delete a row."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("job_id", "seq"),
        UniqueConstraint("job_id", "dedupe_key"),
        Index("ix_fact_company_recorded", "company_id", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    company_id: Mapped[str] = mapped_column(Text)
    job_id: Mapped[str] = mapped_column(Text, ForeignKey("log.job.job_id"))
    epoch: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(SmallInteger)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    actor: Mapped[str] = mapped_column(Text)
    dedupe_key: Mapped[str | None] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))
    traceparent: Mapped[str | None] = mapped_column(Text)


class Outbox(Base):
    """A fact that Temporal has not taken yet, or (seq 0) a nudge without a fact."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_job_seq", "job_id", "seq"),
        Index("ix_outbox_due", "next_attempt_at", postgresql_where=text("parked_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    company_id: Mapped[str] = mapped_column(Text)
    job_id: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)
    fact_id: Mapped[int | None] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    next_attempt_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))
    last_error: Mapped[str | None] = mapped_column(Text)
    parked_at: Mapped[datetime | None] = mapped_column(Instant)


class Counter(Base):
    """The last job number of each company. A locked row, not a sequence: a rollback gives the number back."""

    __tablename__ = "counter"

    company_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Idempotency(Base):
    """What a request with an `Idempotency-Key` was answered, kept in the transaction that did what it asked."""

    __tablename__ = "idempotency"

    company_id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    headers: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))


class Audit(Base):
    """Who changed what on everything that belongs to no job: contacts, settings, users."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    company_id: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))


class Rules(Base):
    """The fingerprint of the rules that the jobs were last planned under; one row."""

    __tablename__ = "rules"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text)
    planned_at: Mapped[datetime] = mapped_column(Instant)
