"""Answers that the office gives again and again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snippet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body_fr", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_snippet_company_id_id")),
        schema="jobs",
    )
    op.create_index("snippet_by_title", "snippet", ["company_id", "title", "id"], unique=False, schema="jobs")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
