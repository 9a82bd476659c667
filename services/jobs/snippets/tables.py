"""Answers that the office gives again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Snippet(Base):
    """`title` is what the office calls it; the client gets the text in their language, the French one where there is no English."""

    __tablename__ = "snippet"
    __table_args__ = (UniqueConstraint("company_id", "id"), Index("snippet_by_title", "company_id", "title", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    title: Mapped[str]
    body_fr: Mapped[str]
    body_en: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
