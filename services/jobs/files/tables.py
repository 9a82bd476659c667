"""Files that hang on jobs, visits, quotes, messages and contacts. Their contents are in the store of `services.kit.files`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class File(Base):
    """A file on an object. `job_id` is the job that the object belongs to; a contact's files belong to none.

    `size`, `sha256`, `width` and `height` are those of what is kept and served, which for an image is not what was sent: its
    orientation is applied, its metadata gone. `taken_at` is when the camera says. `removed_at` set: it may still be restored,
    until its content is collected and the row says so in `collected_at`.
    """

    __tablename__ = "file"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        CheckConstraint(
            "object_kind IN ('job', 'visit', 'quote', 'message', 'contact')",
            name="known_object",
        ),
        CheckConstraint(
            "role IN ('attachment', 'photo', 'photo_before', 'photo_after', 'signature', 'raw')", name="known_role"
        ),
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("object_kind = 'contact' OR job_id IS NOT NULL", name="belongs_to_job"),
        Index("file_by_object", "company_id", "object_kind", "object_id", "created_at", "id"),
        Index("file_by_job", "company_id", "job_id", "created_at", "id", postgresql_where=text("job_id IS NOT NULL")),
        Index("file_by_change", "company_id", "updated_at"),
        Index("file_by_key", "company_id", "key"),
        Index("file_by_thumbnail", "company_id", "thumbnail_key", postgresql_where=text("thumbnail_key IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str | None]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    role: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    key: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumbnail_key: Mapped[str | None]
    thumbnail_size: Mapped[int | None]
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    collected_at: Mapped[datetime | None] = mapped_column(Instant)
