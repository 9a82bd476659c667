"""Money that clients send by themselves: settings, attempts, saved methods, and the inbox of what the provider tells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "online_settings",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("card", sa.Boolean(), nullable=False),
        sa.Column("bank_debit", sa.Boolean(), nullable=False),
        sa.Column("saving", sa.Boolean(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_online_settings")),
        schema="billing",
    )
    op.create_table(
        "saved_method",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("method_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("last4", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("consent", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("method IN ('card','bank_debit')", name=op.f("ck_saved_method_known_method")),
        sa.CheckConstraint("status IN ('active','revoked')", name=op.f("ck_saved_method_known_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_method")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_saved_method_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "job_id", "method_id", name=op.f("uq_saved_method_company_id_job_id_method_id")
        ),
        schema="billing",
    )
    op.create_index("saved_method_by_job", "saved_method", ["company_id", "job_id"], unique=False, schema="billing")
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('ignored','refused') OR company_id IS NOT NULL", name=op.f("ck_webhook_concerns_a_company")
        ),
        sa.CheckConstraint("status IN ('received','done','ignored','refused')", name=op.f("ck_webhook_known_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        schema="billing",
    )
    op.create_index("webhook_by_company", "webhook", ["company_id", "received_at"], unique=False, schema="billing")
    op.create_index(
        "webhook_waiting",
        "webhook",
        ["received_at"],
        unique=False,
        schema="billing",
        postgresql_where=sa.text("status = 'received'"),
    )
    op.create_table(
        "payment_attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=True),
        sa.Column("quote_id", sa.String(), nullable=True),
        sa.Column("step_key", sa.String(), nullable=True),
        sa.Column("saved_method_id", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("intent_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("consent", postgresql.JSONB(), nullable=True),
        sa.Column("payment_id", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'succeeded' OR payment_id IS NOT NULL", name=op.f("ck_payment_attempt_succeeded_is_booked")
        ),
        sa.CheckConstraint(
            "status IN ('created','open','declined','expired','processing','failed','succeeded')",
            name=op.f("ck_payment_attempt_known_status"),
        ),
        sa.CheckConstraint("(invoice_id IS NULL) <> (quote_id IS NULL)", name=op.f("ck_payment_attempt_one_target")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_attempt_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["billing.invoice.company_id", "billing.invoice.id"],
            name=op.f("fk_payment_attempt_company_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_id"],
            ["billing.payment.company_id", "billing.payment.id"],
            name=op.f("fk_payment_attempt_company_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "quote_id"],
            ["billing.quote.company_id", "billing.quote.id"],
            name=op.f("fk_payment_attempt_company_id_quote_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "saved_method_id"],
            ["billing.saved_method.company_id", "billing.saved_method.id"],
            name=op.f("fk_payment_attempt_company_id_saved_method_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_attempt_company_id_id")),
        schema="billing",
    )
    op.create_index(
        "attempt_by_age", "payment_attempt", ["company_id", "created_at", "id"], unique=False, schema="billing"
    )
    op.create_index(
        "attempt_by_intent",
        "payment_attempt",
        ["intent_id"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("intent_id IS NOT NULL"),
    )
    op.create_index("attempt_by_job", "payment_attempt", ["company_id", "job_id"], unique=False, schema="billing")
    op.create_index(
        "attempt_by_session",
        "payment_attempt",
        ["session_id"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("session_id IS NOT NULL"),
    )
    op.create_index(
        "attempt_waiting",
        "payment_attempt",
        ["asked_at"],
        unique=False,
        schema="billing",
        postgresql_where=sa.text("status IN ('created','open','declined','processing')"),
    )
    op.create_index(
        "one_attempt_a_step",
        "payment_attempt",
        ["company_id", "step_key"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("step_key IS NOT NULL"),
    )
    op.create_index(
        "one_open_attempt",
        "payment_attempt",
        ["company_id", sa.literal_column("coalesce(invoice_id, quote_id)")],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("status IN ('created','open','declined') AND step_key IS NULL"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
