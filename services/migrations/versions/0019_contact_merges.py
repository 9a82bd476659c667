"""Merges of contacts and how to undo them; a client's link and billing's documents follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_merge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("survivor_id", sa.String(), nullable=False),
        sa.Column("merged_id", sa.String(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unmerged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unmerged_by", sa.String(), nullable=True),
        sa.CheckConstraint("survivor_id <> merged_id", name=op.f("ck_contact_merge_two_contacts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_merge")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_contact_merge_company_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_contact_merge_seq")),
        sa.ForeignKeyConstraint(
            ["company_id", "survivor_id"],
            ["jobs.contact.company_id", "jobs.contact.id"],
            name=op.f("fk_contact_merge_company_id_survivor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "merged_id"],
            ["jobs.contact.company_id", "jobs.contact.id"],
            name=op.f("fk_contact_merge_company_id_merged_id"),
        ),
        schema="jobs",
    )
    op.create_index("merge_by_survivor", "contact_merge", ["company_id", "survivor_id", "at"], schema="jobs")
    op.create_index(
        "one_merge_at_a_time",
        "contact_merge",
        ["company_id", "merged_id"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("unmerged_at IS NULL"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
