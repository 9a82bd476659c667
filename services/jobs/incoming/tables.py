"""What came by mail besides its text: who sent it, what stands folded below, its formatted view."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base


class IncomingMail(Base):
    """One row for each message that came by mail; apart from the message, because threads and searches need none of it.

    `inbound_id` is the intake service's id of the mail, `html` is cleaned, `notes` are codes of what was odd about it.
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        UniqueConstraint("company_id", "inbound_id"),
        ForeignKeyConstraint(["company_id", "message_id"], ["jobs.message.company_id", "jobs.message.id"]),
    )

    message_id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    inbound_id: Mapped[str]
    sender_name: Mapped[str]
    sender_address: Mapped[str]
    quoted: Mapped[str]
    html: Mapped[str | None]
    notes: Mapped[list[str]] = mapped_column(ARRAY(Text))
