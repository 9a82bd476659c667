"""Checklists: what a company wants ticked on its visits, and what was ticked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class ChecklistTemplate(Base):
    """A list to copy onto visits. With `blocks_completion`, a visit is not completed while a required item is open."""

    __tablename__ = "checklist_template"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("checklist_template_by_name", "company_id", "name_fr", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    blocks_completion: Mapped[bool]
    active: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class ChecklistTemplateItem(Base):
    __tablename__ = "checklist_template_item"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(
            ["company_id", "template_id"], ["jobs.checklist_template.company_id", "jobs.checklist_template.id"]
        ),
        Index("checklist_template_item_in_order", "company_id", "template_id", "position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    template_id: Mapped[str]
    position: Mapped[int]
    text_fr: Mapped[str]
    text_en: Mapped[str]
    required: Mapped[bool]


class VisitChecklist(Base):
    """A list as it was when it was copied onto a visit: a template that changes later changes no visit.

    Taken off, it stays on record with what was ticked.
    """

    __tablename__ = "visit_checklist"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index(
            "visit_checklist_once",
            "company_id",
            "visit_id",
            "template_id",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_when_by_whom"),
        ForeignKeyConstraint(["company_id", "visit_id"], ["jobs.visit.company_id", "jobs.visit.id"]),
        ForeignKeyConstraint(
            ["company_id", "template_id"], ["jobs.checklist_template.company_id", "jobs.checklist_template.id"]
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    visit_id: Mapped[str]
    template_id: Mapped[str]
    name_fr: Mapped[str]
    name_en: Mapped[str]
    blocks_completion: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by: Mapped[str | None]
    removed_reason: Mapped[str]


class VisitChecklistItem(Base):
    """`checked_by` is the actor, `user:usr_…`."""

    __tablename__ = "visit_checklist_item"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(
            ["company_id", "checklist_id"],
            ["jobs.visit_checklist.company_id", "jobs.visit_checklist.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("(checked_at IS NULL) = (checked_by IS NULL)", name="checked_when_by_whom"),
        Index("visit_checklist_item_in_order", "company_id", "checklist_id", "position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    checklist_id: Mapped[str]
    position: Mapped[int]
    text_fr: Mapped[str]
    text_en: Mapped[str]
    required: Mapped[bool]
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    checked_by: Mapped[str | None]
