"""The company's own texts for what the product mails and texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class MessageTemplate(Base):
    """One version of a text; the highest is the one in use, and none is ever changed. `body` None: back to the standard text."""

    __tablename__ = "message_template"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "kind", "channel", "language", "version"),
        CheckConstraint("channel IN ('mail', 'sms')", name="known_channel"),
        CheckConstraint("language IN ('fr', 'en')", name="known_language"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    kind: Mapped[str]
    channel: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str | None]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)
