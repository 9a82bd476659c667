"""What phones sent, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class LateAction(Base):
    """One press on a phone, kept for ever under the id that the phone gave it: sent again, it is answered, not done again.

    `at` is its time by our clock, `received` the order of arrival, `applied_at` the time at which the visit took it, if it did: a
    visit's story only goes forward. `resource_ids` are those whose clock it moves; empty for what moves none. `says` is the answer, not yet in a language: parts of a sentence, each an id of the catalogues with its arguments.
    """

    __tablename__ = "late_action"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        CheckConstraint("outcome IN ('done', 'done_partly', 'ignored', 'refused', 'already')", name="known_outcome"),
        Index("late_action_by_visit", "company_id", "visit_id", "received"),
        Index("late_action_by_clock", "company_id", "at", postgresql_where=text("resource_ids <> '{}'")),
    )

    company_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    received: Mapped[int] = mapped_column(BigInteger, Identity())
    user_id: Mapped[str]
    visit_id: Mapped[str]
    verb: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    resource_ids: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    outcome: Mapped[str]
    says: Mapped[list[Any]] = mapped_column(JSONB)
