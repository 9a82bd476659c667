"""Messages: what was said between a company and its clients, and what the product mailed by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Message(Base):
    """`step_key` is the plan's step that sends it: one message a step, however often it is tried.

    `purpose` is the kind of that step, `reply` or `message` where a person wrote; `failure` the code of what went wrong. `rfc_message_id` is the mail's own `Message-ID`.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "step_key"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        CheckConstraint("direction IN ('in', 'out')", name="known_direction"),
        CheckConstraint("channel IN ('mail', 'portal', 'phone', 'note')", name="known_channel"),
        CheckConstraint(
            "delivery IN ('none', 'queued', 'sending', 'accepted', 'delivered', 'opened', 'deferred', 'failed',"
            " 'bounced', 'ambiguous')",
            name="known_delivery",
        ),
        Index("message_by_job", "company_id", "job_id", "created_at", "id"),
        Index("message_by_object", "company_id", "object_id", postgresql_where=text("object_id IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    direction: Mapped[str]
    channel: Mapped[str]
    purpose: Mapped[str]
    object_kind: Mapped[str | None]
    object_id: Mapped[str | None]
    recipient: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str]
    delivery: Mapped[str]
    failure: Mapped[str | None]
    step_key: Mapped[str | None]
    rfc_message_id: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
