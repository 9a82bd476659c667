"""Mails as they came in, each with what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base
from services.kit.db import Instant

STATUSES = ("received", "delivered", "held", "ignored", "failed", "discarded")


class InboundMail(Base):
    """One mail for one recipient of ours. The raw bytes are the file `file_key`; they were there before the server said 250.

    `received` waits for its turn, `held` for a person, `failed` is one that could not be brought to its job (a person may try
    again); the others are ends. `reason` is a code, `inbound-reason-<code>`. `dedupe_key` makes a mail that is sent again the
    same mail. `target_kind` and `target_id` are what the recipient's address leads to.
    """

    __tablename__ = "inbound_mail"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "dedupe_key"),
        CheckConstraint("status IN ('" + "', '".join(STATUSES) + "')", name="known_status"),
        CheckConstraint("target_kind IN ('job', 'site', 'return')", name="known_target"),
        CheckConstraint("status <> 'delivered' OR job_id IS NOT NULL", name="delivered_has_job"),
        Index("ix_inbound_mail_company_received", "company_id", "received_at", "id"),
        Index("ix_inbound_mail_company_status", "company_id", "status", "received_at", "id"),
        Index("ix_inbound_mail_sender", "company_id", "from_address", "received_at"),
        Index("ix_inbound_mail_waiting", "next_attempt_at", postgresql_where=text("status = 'received'")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    dedupe_key: Mapped[str]
    file_key: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    envelope_from: Mapped[str]
    recipient: Mapped[str]
    target_kind: Mapped[str]
    target_id: Mapped[str | None]
    from_name: Mapped[str]
    from_address: Mapped[str]
    subject: Mapped[str]
    rfc_message_id: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str]
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)
    job_id: Mapped[str | None]
    message_id: Mapped[str | None]
    handled_by: Mapped[str | None]
    handled_at: Mapped[datetime | None] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
