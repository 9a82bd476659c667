"""Contracts whose invoices come by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recurring",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rrule", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('draft','issue','send')", name=op.f("ck_recurring_known_mode")),
        sa.CheckConstraint("status IN ('active','paused','ended')", name=op.f("ck_recurring_known_status")),
        sa.CheckConstraint("(problem IS NULL) = (retry_at IS NULL)", name=op.f("ck_recurring_problem_is_retried")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_recurring_company_id_id")),
        schema="billing",
    )
    op.create_index("recurring_by_age", "recurring", ["company_id", "created_at", "id"], schema="billing")
    op.create_index(
        "recurring_due", "recurring", ["next_on"], schema="billing", postgresql_where=sa.text("status = 'active'")
    )
    op.add_column("invoice", sa.Column("recurring_id", sa.String(), nullable=True), schema="billing")
    op.add_column("invoice", sa.Column("recurring_on", sa.Date(), nullable=True), schema="billing")
    op.create_index(
        "one_invoice_of_date",
        "invoice",
        ["company_id", "recurring_id", "recurring_on"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("recurring_id IS NOT NULL"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
