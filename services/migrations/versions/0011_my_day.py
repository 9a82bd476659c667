"""Presses on technicians' phones, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "late_action",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("received", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resource_ids", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("says", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('done', 'done_partly', 'ignored', 'refused', 'already')",
            name=op.f("ck_late_action_known_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "visit_id"],
            ["jobs.visit.company_id", "jobs.visit.id"],
            name=op.f("fk_late_action_company_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("company_id", "id", name=op.f("pk_late_action")),
        schema="jobs",
    )
    op.create_index(
        "late_action_by_visit", "late_action", ["company_id", "visit_id", "received"], unique=False, schema="jobs"
    )
    op.create_index(
        "late_action_by_clock",
        "late_action",
        ["company_id", "at"],
        unique=False,
        schema="jobs",
        postgresql_where=sa.text("resource_ids <> '{}'"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
