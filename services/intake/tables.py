"""The tables of schema `intake`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.kit.db import Instant, metadata


class Base(DeclarativeBase):
    metadata = metadata("intake")


class Site(Base):
    """A request form. `key` is public: it stands in the form's address, so it is never given twice.

    `services` are what a visitor may choose: [{"fr": …, "en": …}]. `allowed_origins` may embed the form or post to it.
    """

    __tablename__ = "sites"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("ix_sites_company_created", "company_id", "created_at", "id"),
        CheckConstraint("key ~ '^[a-z0-9](-?[a-z0-9])+$' AND length(key) <= 48", name="key_is_slug"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{fr,en}'"))
    services: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    allowed_origins: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    reply_to: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Submission(Base):
    """One request as it came in, with the consent that was given. `dedupe_key` makes a second click the same request.

    `verdict` is `accepted`, or why it opened nothing: `honeypot` or `too_fast`. `payload` is what was typed.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("site_id", "dedupe_key"),
        ForeignKeyConstraint(["company_id", "site_id"], ["intake.sites.company_id", "intake.sites.id"]),
        CheckConstraint("verdict IN ('accepted','honeypot','too_fast')", name="known_verdict"),
        CheckConstraint(
            "verdict <> 'accepted' OR (job_id IS NOT NULL AND job_number IS NOT NULL)", name="accepted_has_job"
        ),
        Index("ix_submissions_company_received", "company_id", "received_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    site_id: Mapped[str]
    dedupe_key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    language: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(Instant)
    address: Mapped[str | None]
    """Where it was sent from, as the consent's proof asks."""
    consent_version: Mapped[str | None]
    """Which text of the consent was shown: the hash of its words."""
    consent_at: Mapped[datetime | None] = mapped_column(Instant)
    verdict: Mapped[str]
    job_id: Mapped[str | None]
    job_number: Mapped[int | None]
    contact_id: Mapped[str | None]
