"""Merges of contacts, with all that is needed to undo one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Merge(Base):
    """`merged_id` went into `survivor_id`. `fields`: {name: {before, after}} of the survivor, only what changed. `seq` is their order.

    `moved` is what followed, by kind, with what its place was before: see `followers.py`.
    """

    __tablename__ = "contact_merge"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "survivor_id"], ["jobs.contact.company_id", "jobs.contact.id"]),
        ForeignKeyConstraint(["company_id", "merged_id"], ["jobs.contact.company_id", "jobs.contact.id"]),
        CheckConstraint("survivor_id <> merged_id", name="two_contacts"),
        Index("merge_by_survivor", "company_id", "survivor_id", "at"),
        Index(
            "one_merge_at_a_time", "company_id", "merged_id", unique=True, postgresql_where=text("unmerged_at IS NULL")
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    company_id: Mapped[str]
    survivor_id: Mapped[str]
    merged_id: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    moved: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    unmerged_at: Mapped[datetime | None] = mapped_column(Instant)
    unmerged_by: Mapped[str | None]
