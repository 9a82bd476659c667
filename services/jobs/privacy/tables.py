"""Erasures: who asked for what to be forgotten, and what was done. Nothing of the person is in here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Erasure(Base):
    """The one erasure of a contact. `erased` and `kept`: {what: how many}."""

    __tablename__ = "contact_erasure"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "contact_id"),
        ForeignKeyConstraint(["company_id", "contact_id"], ["jobs.contact.company_id", "jobs.contact.id"]),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    reason: Mapped[str]
    erased: Mapped[dict[str, Any]] = mapped_column(JSONB)
    kept: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
