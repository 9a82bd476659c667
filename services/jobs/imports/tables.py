"""Imports of contacts: the file as rows, what would become of each, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class ContactImport(Base):
    """One file. `header` are its column titles, `mapping` the field of each column ("" for none).

    `preview` writes nothing to contacts; `writing` is confirmed and not through yet: whoever confirms again goes on with it.
    """

    __tablename__ = "contact_import"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("status IN ('preview', 'writing', 'done', 'cancelled')", name="known_status"),
        CheckConstraint("duplicates IN ('skip', 'update')", name="known_choice"),
        Index("import_by_age", "company_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    encoding: Mapped[str]
    separator: Mapped[str]
    header: Mapped[list[str]] = mapped_column(JSONB)
    mapping: Mapped[list[str]] = mapped_column(JSONB)
    duplicates: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class ImportLine(Base):
    """One row of the file; `line` is where it begins there. `key` is the same for the same text in the same fields.

    `plan` is what would become of it, `outcome` what became of it; `twin_id` is the contact that it doubles, `twin_line` the
    row of the same file. `wrong`: [{field, code, args}]. Once the import is done, only refused rows keep their cells.
    """

    __tablename__ = "contact_import_line"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "import_id"], ["jobs.contact_import.company_id", "jobs.contact_import.id"]),
        CheckConstraint("plan IN ('create', 'update', 'skip', 'refuse')", name="known_plan"),
        CheckConstraint("outcome IN ('created', 'updated', 'skipped', 'refused')", name="known_outcome"),
        Index("import_line_by_plan", "company_id", "import_id", "plan", "line"),
        Index("import_line_by_key", "company_id", "key", postgresql_where=text("contact_id IS NOT NULL")),
        Index("import_line_by_contact", "company_id", "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
    )

    company_id: Mapped[str] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[str]] = mapped_column(JSONB)
    key: Mapped[str]
    plan: Mapped[str]
    wrong: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    twin_id: Mapped[str | None]
    twin_line: Mapped[int | None]
    outcome: Mapped[str | None]
    contact_id: Mapped[str | None]
