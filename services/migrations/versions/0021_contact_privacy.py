"""Erasures of persons, and what intake and accounts do for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("erased", postgresql.JSONB(), nullable=False),
        sa.Column("kept", postgresql.JSONB(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_erasure")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_contact_erasure_company_id_id")),
        sa.UniqueConstraint("company_id", "contact_id", name=op.f("uq_contact_erasure_company_id_contact_id")),
        sa.ForeignKeyConstraint(
            ["company_id", "contact_id"],
            ["jobs.contact.company_id", "jobs.contact.id"],
            name=op.f("fk_contact_erasure_company_id_contact_id"),
        ),
        schema="jobs",
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
