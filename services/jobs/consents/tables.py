"""Consents: who allowed which messages, when, how it can be proved, and until when it holds (CASL)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Consent(Base):
    """One consent. It is never edited: a withdrawal is written on it, a new consent is a new row.

    `source` is where it came from (`form`, `phone`, `in_person`, `mail`, `contract`, `import`, `other`); `proof` what shows it:
    the words that were shown, or what was said and to whom.
    """

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "contact_id"], ["jobs.contact.company_id", "jobs.contact.id"]),
        CheckConstraint("channel IN ('mail', 'sms', 'phone', 'any')", name="known_channel"),
        CheckConstraint("kind IN ('express', 'implied')", name="known_kind"),
        CheckConstraint("kind = 'express' OR expires_at IS NOT NULL", name="implied_ends"),
        Index("consent_by_contact", "company_id", "contact_id", "given_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    channel: Mapped[str]
    kind: Mapped[str]
    basis: Mapped[str]
    purpose: Mapped[str]
    source: Mapped[str]
    proof: Mapped[str]
    file_id: Mapped[str | None]
    given_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
