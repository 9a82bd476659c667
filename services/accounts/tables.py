"""The tables of schema `accounts`."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.kit.db import Instant, metadata


class Base(DeclarativeBase):
    metadata = metadata("accounts")


class Company(Base):
    """A contractor's business. `code` names its workflows, so it never changes and is never given twice."""

    __tablename__ = "companies"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z0-9](-?[a-z0-9])+$' AND length(code) <= 24", name="code_is_slug"),
        CheckConstraint("plan IN ('free','pro','premium','premium_plus')", name="known_plan"),
        CheckConstraint("licence_kind IS NULL OR licence_kind IN ('rbq','cmeq','cmmtq')", name="known_licence"),
        CheckConstraint("language IN ('fr','en')", name="known_language"),
        CheckConstraint("week_starts IN ('monday', 'sunday')", name="known_week_start"),
        CheckConstraint("quote_invoicing IN ('automatic', 'by_hand')", name="known_quote_invoicing"),
        CheckConstraint("quote_deposit_percent > 0 AND quote_deposit_percent <= 100", name="quote_deposit_is_share"),
        CheckConstraint("NOT quote_itinerant OR quote_deposit_percent IS NULL", name="no_deposit_when_itinerant"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    legal_name: Mapped[str]
    trade_name: Mapped[str | None]
    email: Mapped[str]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    line1: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str] = mapped_column(server_default="QC")
    postal_code: Mapped[str | None]
    country: Mapped[str] = mapped_column(server_default="CA")
    language: Mapped[str] = mapped_column(server_default="fr")
    time_zone: Mapped[str] = mapped_column(server_default="America/Toronto")
    currency: Mapped[str] = mapped_column(server_default="CAD")
    week_starts: Mapped[str] = mapped_column(server_default="monday")
    """The first day of a timesheet's week: monday or sunday."""
    opens_at: Mapped[time] = mapped_column(server_default="08:00")
    closes_at: Mapped[time] = mapped_column(server_default="17:00")
    open_days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default="{0,1,2,3,4}")
    """Local hours and days (Monday is 0) in which somebody is there: what a new job counts its business hours by."""
    tax_registered: Mapped[bool] = mapped_column(server_default=text("false"))
    gst_number: Mapped[str | None]
    qst_number: Mapped[str | None]
    licence_kind: Mapped[str | None]
    licence_number: Mapped[str | None]
    opc_permit: Mapped[str | None]
    """The itinerant merchant's permit, of the Office de la protection du consommateur."""
    logo: Mapped[str | None]
    """SHA-256 of the picture on its documents, a file of the store."""
    accent: Mapped[str | None]
    """The colour of its documents, `#0b5563`."""
    quote_validity_days: Mapped[int] = mapped_column(server_default="30")
    quote_invoicing: Mapped[str] = mapped_column(server_default="by_hand")
    """Whether an accepted quote's invoices are made by themselves (automatic), where the quote does not say otherwise."""
    quote_deposit_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    quote_itinerant: Mapped[bool] = mapped_column(server_default=text("false"))
    """What a new quote begins with: a deposit in percent, or a contract made at the client's place (which allows none)."""
    payment_terms_days: Mapped[int] = mapped_column(server_default="30")
    quote_terms_fr: Mapped[str | None]
    quote_terms_en: Mapped[str | None]
    invoice_terms_fr: Mapped[str | None]
    invoice_terms_en: Mapped[str | None]
    privacy_officer: Mapped[str | None]
    sms_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    sms_number: Mapped[str | None] = mapped_column(unique=True)
    """The number that text messages come from and are answered to, E.164."""
    plan: Mapped[str] = mapped_column(server_default="free")
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))


class User(Base):
    """A person who signs in. A deactivated one keeps the row: facts name it for ever."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        Index("uq_users_email", text("lower(email)"), unique=True),
        Index("ix_users_company_name", "company_id", "name", "id"),
        CheckConstraint("role IN ('administrator','manager','employee')", name="known_role"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("accounts.companies.id"))
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """What this person may do: the role's preset at first, then as ticked."""
    language: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    notify: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    """Switches by event: client_message, job_assigned, invoice_paid, payment_overdue → bool; a missing one is on."""
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))
    updated_at: Mapped[datetime] = mapped_column(Instant, server_default=text("clock_timestamp()"))


class Session(Base):
    """One refresh token of one sign-in. Each use replaces it by the next of its family; a replaced one that comes again
    was stolen, and ends the whole family."""

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "user_id"], ["accounts.users.company_id", "accounts.users.id"]),
        Index("ix_sessions_family", "company_id", "family"),
        Index("ix_sessions_user", "company_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    user_id: Mapped[str]
    family: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class PortalLink(Base):
    """A client's way in without a password: the row gives the right, the token in the link only names it."""

    __tablename__ = "portal_links"
    __table_args__ = (Index("ix_portal_links_contact", "company_id", "contact_id", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(ForeignKey("accounts.companies.id"))
    contact_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
