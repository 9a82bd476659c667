"""Folders: what people wrote about a job. What happened to it stands in the fact log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Folder(Base):
    """One job; `id` is the job's id in the log. `title` is the newest revision's, `folded` the same for searching.

    `address` is a snapshot: {line1, city, region, postal_code, country}. A contact who moves does not move old jobs.
    """

    __tablename__ = "folder"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "number"),
        ForeignKeyConstraint(["company_id", "contact_id"], ["jobs.contact.company_id", "jobs.contact.id"]),
        Index(
            "folder_by_words",
            "company_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index("folder_by_contact", "company_id", "contact_id", "number"),
        Index("folder_by_assignee", "company_id", "assigned_to", "number"),
        Index("folder_by_source", "company_id", "source", "number"),
        Index("folder_archived", "company_id", "number", postgresql_where=text("archived_at IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    number: Mapped[int]
    contact_id: Mapped[str]
    source: Mapped[str]
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    revision: Mapped[int]
    title: Mapped[str]
    folded: Mapped[str]
    assigned_to: Mapped[str | None]
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    """Put away: out of the lists unless asked for."""
    created_at: Mapped[datetime] = mapped_column(Instant)


class FolderText(Base):
    """A revision of title and description; facts say which one, so the past reads as it was."""

    __tablename__ = "folder_text"
    __table_args__ = (
        UniqueConstraint("company_id", "folder_id", "revision"),
        ForeignKeyConstraint(["company_id", "folder_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    folder_id: Mapped[str]
    revision: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class Note(Base):
    """A typed reason. Facts hold its id, never its words."""

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "folder_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        Index("note_by_folder", "company_id", "folder_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    folder_id: Mapped[str]
    body: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class Request(Base):
    """What the client asked for on the website form that opened the job. `id` is the submission's."""

    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "folder_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        Index("request_by_folder", "company_id", "folder_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    folder_id: Mapped[str]
    site_id: Mapped[str]
    service: Mapped[str]
    message: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(Instant)
