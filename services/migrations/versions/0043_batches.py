"""Batches of invoices that are issued one after the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("send", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_batch_company_id_id")),
        schema="billing",
    )
    op.create_index("batch_by_age", "batch", ["company_id", "created_at", "id"], schema="billing")
    op.create_index(
        "batch_open", "batch", ["created_at"], schema="billing", postgresql_where=sa.text("finished_at IS NULL")
    )
    op.create_table(
        "batch_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('pending','done','failed')", name=op.f("ck_batch_line_known_status")),
        sa.CheckConstraint("(status = 'failed') = (code IS NOT NULL)", name=op.f("ck_batch_line_failed_has_code")),
        sa.ForeignKeyConstraint(
            ["company_id", "batch_id"],
            ["billing.batch.company_id", "billing.batch.id"],
            name=op.f("fk_batch_line_company_id_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["billing.invoice.company_id", "billing.invoice.id"],
            name=op.f("fk_batch_line_company_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_batch_line_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "batch_id", "position", name=op.f("uq_batch_line_company_id_batch_id_position")
        ),
        schema="billing",
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
