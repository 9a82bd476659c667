"""Money that clients send by themselves: attempts to pay, methods that they left for later, and what the provider told us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables import Base
from services.kit.db import Instant


class OnlineSettings(Base):
    """Whether a company's clients can pay online, and how. `account` is the company's own account at the provider, where the
    deployment's key stands for several; empty: the key's account."""

    __tablename__ = "online_settings"

    company_id: Mapped[str] = mapped_column(primary_key=True)
    card: Mapped[bool]
    bank_debit: Mapped[bool]
    saving: Mapped[bool]
    """Clients may leave their method for the later invoices of a job."""
    account: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Instant)


class SavedMethod(Base):
    """A card or a bank account that a client allowed us to charge for one job, with the proof of it.

    `consent` is {text, language, at, ip, user_agent}: the words that they agreed to. `customer_id` and `method_id` are the
    provider's names; numbers of cards and accounts are never here.
    """

    __tablename__ = "saved_method"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "job_id", "method_id"),
        CheckConstraint("method IN ('card','bank_debit')", name="known_method"),
        CheckConstraint("status IN ('active','revoked')", name="known_status"),
        Index("saved_method_by_job", "company_id", "job_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    quote_id: Mapped[str | None]
    provider: Mapped[str]
    account: Mapped[str]
    customer_id: Mapped[str]
    method_id: Mapped[str]
    method: Mapped[str]
    brand: Mapped[str]
    last4: Mapped[str]
    status: Mapped[str]
    consent: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class PaymentAttempt(Base):
    """One try to pay one invoice or one quote's deposit: by the client on the provider's page, or by us with a saved method
    (`step_key` is then the step that does it; one at a time of a step is under way).

    Written and committed before the provider is asked, so that whatever happens there can be found again; `id` is in the
    provider's metadata and in the key of every call about it.
    """

    __tablename__ = "payment_attempt"
    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        ForeignKeyConstraint(["company_id", "invoice_id"], ["billing.invoice.company_id", "billing.invoice.id"]),
        ForeignKeyConstraint(["company_id", "quote_id"], ["billing.quote.company_id", "billing.quote.id"]),
        ForeignKeyConstraint(["company_id", "payment_id"], ["billing.payment.company_id", "billing.payment.id"]),
        ForeignKeyConstraint(
            ["company_id", "saved_method_id"], ["billing.saved_method.company_id", "billing.saved_method.id"]
        ),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("(invoice_id IS NULL) <> (quote_id IS NULL)", name="one_target"),
        CheckConstraint(
            "status IN ('created','open','declined','expired','processing','failed','succeeded')", name="known_status"
        ),
        CheckConstraint("status <> 'succeeded' OR payment_id IS NOT NULL", name="succeeded_is_booked"),
        Index(
            "one_open_attempt",
            "company_id",
            text("coalesce(invoice_id, quote_id)"),
            unique=True,
            postgresql_where=text("status IN ('created','open','declined') AND step_key IS NULL"),
        ),
        Index(
            "one_attempt_a_step",
            "company_id",
            "step_key",
            unique=True,
            postgresql_where=text("step_key IS NOT NULL AND status IN ('created','processing')"),
        ),
        Index("attempt_by_session", "session_id", unique=True, postgresql_where=text("session_id IS NOT NULL")),
        Index("attempt_by_intent", "intent_id", unique=True, postgresql_where=text("intent_id IS NOT NULL")),
        Index("attempt_by_job", "company_id", "job_id"),
        Index("attempt_by_age", "company_id", "created_at", "id"),
        Index(
            "attempt_waiting",
            "asked_at",
            postgresql_where=text("status IN ('created','open','declined','processing')"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str]
    job_id: Mapped[str]
    contact_id: Mapped[str]
    invoice_id: Mapped[str | None]
    quote_id: Mapped[str | None]
    step_key: Mapped[str | None]
    saved_method_id: Mapped[str | None]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    provider: Mapped[str]
    account: Mapped[str]
    status: Mapped[str]
    method: Mapped[str | None]
    code: Mapped[str | None]
    """Why it was declined or failed, in the provider's word (`insufficient_funds`)."""
    session_id: Mapped[str | None]
    intent_id: Mapped[str | None]
    url: Mapped[str | None]
    consent: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Set when the client also leaves the method for later: what they agreed to (see SavedMethod)."""
    payment_id: Mapped[str | None]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    """When the provider was last asked how it stands: a webhook that never comes is made up for."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Webhook(Base):
    """What the provider told us, as it came, once per event. Its signature was good before it is here.

    `received` waits to be done; `done` changed something or had been true already; `ignored` is none of our business;
    `refused` contradicts what we know (`code` says how) and changed nothing. Done in the transaction that sets the status.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("status IN ('received','done','ignored','refused')", name="known_status"),
        CheckConstraint("status IN ('ignored','refused') OR company_id IS NOT NULL", name="concerns_a_company"),
        Index("webhook_waiting", "received_at", postgresql_where=text("status = 'received'")),
        Index("webhook_by_company", "company_id", "received_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """The provider's event id."""
    company_id: Mapped[str | None]
    type: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    """When the provider says that it happened."""
    body: Mapped[str]
    status: Mapped[str]
    code: Mapped[str | None]
    tries: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
