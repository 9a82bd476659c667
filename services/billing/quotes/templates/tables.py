"""Templates of quotes: a name, and what a quote made from it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class Template(Base):
    """`content` is a `Content` as JSON. An archived one is offered no more, and comes back when asked for."""

    __tablename__ = "template"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("template_by_name", "company_id", "name", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
