"""Messages: what was said between a company and its clients, and what the product mailed by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Message(Base):
    """`step_key` is the plan's step that sends it: one message a step, however often it is tried.

    `purpose` is the kind of that step, `reply`, `message` or `statement` where a person wrote; `failure` the code of what went wrong and
    `failure_status` the enhanced status code that came with it. `reference` is what mail and text message
    servers know it by, and the link in it; `rfc_message_id` the mail's `Message-ID` made of it, `provider_id` what a text
    message's provider calls it. `retries` counts how often a person had it tried again, `send_to` is the address
    that they gave for it.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "step_key"),
        ForeignKeyConstraint(["company_id", "job_id"], ["jobs.folder.company_id", "jobs.folder.id"]),
        CheckConstraint("direction IN ('in', 'out')", name="known_direction"),
        CheckConstraint("channel IN ('mail', 'sms', 'portal', 'phone', 'note')", name="known_channel"),
        CheckConstraint(
            "delivery IN ('none', 'queued', 'sending', 'accepted', 'delivered', 'opened', 'deferred', 'failed',"
            " 'bounced', 'ambiguous')",
            name="known_delivery",
        ),
        Index(
            "message_by_words",
            "company_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index("message_by_job", "company_id", "job_id", "created_at", "id"),
        Index(
            "message_by_reference",
            "company_id",
            "reference",
            unique=True,
            postgresql_where=text("reference IS NOT NULL"),
        ),
        Index("message_by_provider_id", "company_id", "provider_id", postgresql_where=text("provider_id IS NOT NULL")),
        Index(
            "message_in_trouble",
            "company_id",
            "created_at",
            "id",
            postgresql_where=text("delivery IN ('failed', 'bounced', 'ambiguous')"),
        ),
        Index("message_by_rfc_id", "rfc_message_id", postgresql_where=text("rfc_message_id IS NOT NULL")),
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
    folded: Mapped[str] = mapped_column(
        Computed("log.fold(\"left\"((subject || ' ' || body), 4000))", persisted=True), deferred=True
    )
    """What search looks through; Postgres writes it."""
    delivery: Mapped[str]
    failure: Mapped[str | None]
    failure_status: Mapped[str | None]
    step_key: Mapped[str | None]
    reference: Mapped[str | None]
    rfc_message_id: Mapped[str | None]
    provider_id: Mapped[str | None]
    send_to: Mapped[str | None]
    retries: Mapped[int] = mapped_column(server_default="0")
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
