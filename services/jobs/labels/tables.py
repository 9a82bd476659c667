"""Labels: a word and a colour that a company puts on jobs, contacts and visits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Label(Base):
    """`folded` is the French name without accents and case: no two labels of a company read the same.

    An inactive label stays where it is, but is put on nothing any more.
    """

    __tablename__ = "label"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "folded"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str | None]
    folded: Mapped[str]
    colour: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class LabelLink(Base):
    """A label on an object. What it hangs on has tables of its own, so there is no foreign key to it."""

    __tablename__ = "label_link"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "label_id"], ["jobs.label.company_id", "jobs.label.id"]),
        CheckConstraint("object_kind IN ('contact', 'job', 'visit')", name="known_kind"),
        Index("label_link_by_label", "company_id", "label_id", "object_kind", "object_id"),
    )

    company_id: Mapped[str] = mapped_column(primary_key=True)
    object_kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    label_id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
