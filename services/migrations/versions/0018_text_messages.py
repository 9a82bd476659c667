"""Text messages: whether a company sends them and from which number, and the numbers that said STOP."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "companies",
        sa.Column("sms_enabled", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        schema="accounts",
    )
    op.add_column("companies", sa.Column("sms_number", sa.String(), nullable=True), schema="accounts")
    op.create_unique_constraint(op.f("uq_companies_sms_number"), "companies", ["sms_number"], schema="accounts")
    op.create_table(
        "sms_stop",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "phone", name=op.f("pk_sms_stop")),
        schema="jobs",
    )
    op.create_index(
        "message_by_provider_id",
        "message",
        ["company_id", "provider_id"],
        unique=False,
        schema="jobs",
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
