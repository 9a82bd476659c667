"""Frozen documents: the snapshot that was sent or issued, its hash, and where its PDF is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Document(Base):
    """`status`: pending until the PDF exists (`file_key`, its SHA-256 in the file store), failed when given up."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "kind", "object_id", "version"),
        CheckConstraint("kind IN ('quote','invoice','receipt','credit_note','refund')", name="known_kind"),
        CheckConstraint("status IN ('pending','rendered','failed')", name="known_status"),
        CheckConstraint("(status = 'rendered') = (file_key IS NOT NULL)", name="rendered_has_file"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[str]
    version: Mapped[int]
    language: Mapped[str]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    document_sha256: Mapped[str]
    status: Mapped[str]
    file_key: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    rendered_at: Mapped[datetime | None] = mapped_column(Instant)
