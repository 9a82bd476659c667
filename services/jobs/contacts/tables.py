"""Contacts: the people whose jobs these are, and their addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.jobs.tables import Base
from services.kit.db import Instant


class Contact(Base):
    """`phone` is E.164. `folded` is what search looks through: name, e-mail and digits of the phone, without accents."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        CheckConstraint("language IN ('fr', 'en')", name="known_language"),
        Index("contact_by_name", "company_id", "sort_name", "id"),
        Index("contact_by_email", "company_id", text("lower(email)")),
        Index("contact_by_phone", "company_id", "phone"),
        Index("contact_by_change", "company_id", "updated_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    name: Mapped[str]
    sort_name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str]
    folded: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Address(Base):
    """Where the work is done (`service`) or the invoice goes (`billing`)."""

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "contact_id"], ["jobs.contact.company_id", "jobs.contact.id"]),
        CheckConstraint("kind IN ('service', 'billing')", name="known_kind"),
        Index("address_by_contact", "company_id", "contact_id", "position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    contact_id: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    line1: Mapped[str]
    city: Mapped[str]
    region: Mapped[str]
    postal_code: Mapped[str]
    country: Mapped[str]
