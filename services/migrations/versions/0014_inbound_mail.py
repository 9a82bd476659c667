"""Mails that come in, and what messages that came by mail have besides their text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("envelope_from", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=True),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("rfc_message_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("handled_by", sa.String(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('received', 'delivered', 'held', 'ignored', 'failed', 'discarded')",
            name=op.f("ck_inbound_mail_known_status"),
        ),
        sa.CheckConstraint("target_kind IN ('job', 'site', 'return')", name=op.f("ck_inbound_mail_known_target")),
        sa.CheckConstraint(
            "status <> 'delivered' OR job_id IS NOT NULL", name=op.f("ck_inbound_mail_delivered_has_job")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mail")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_inbound_mail_company_id_id")),
        sa.UniqueConstraint("company_id", "dedupe_key", name=op.f("uq_inbound_mail_company_id_dedupe_key")),
        schema="intake",
    )
    for name, columns in {
        "ix_inbound_mail_company_received": ["company_id", "received_at", "id"],
        "ix_inbound_mail_company_status": ["company_id", "status", "received_at", "id"],
        "ix_inbound_mail_sender": ["company_id", "from_address", "received_at"],
    }.items():
        op.create_index(name, "inbound_mail", columns, schema="intake")
    op.create_index(
        "ix_inbound_mail_waiting",
        "inbound_mail",
        ["next_attempt_at"],
        schema="intake",
        postgresql_where=sa.text("status = 'received'"),
    )
    op.create_index(
        "message_by_rfc_id",
        "message",
        ["rfc_message_id"],
        schema="jobs",
        postgresql_where=sa.text("rfc_message_id IS NOT NULL"),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("inbound_id", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("sender_address", sa.String(), nullable=False),
        sa.Column("quoted", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=True),
        sa.Column("notes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "message_id"],
            ["jobs.message.company_id", "jobs.message.id"],
            name=op.f("fk_incoming_mail_company_id_message_id"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("company_id", "inbound_id", name=op.f("uq_incoming_mail_company_id_inbound_id")),
        schema="jobs",
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
