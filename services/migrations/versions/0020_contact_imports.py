"""Imports of contacts: files as rows, with what would become of each and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_import",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("id", "company_id", "name", "status", "encoding", "separator")
        ),
        sa.Column("header", postgresql.JSONB(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("duplicates", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('preview', 'writing', 'done', 'cancelled')", name=op.f("ck_contact_import_known_status")
        ),
        sa.CheckConstraint("duplicates IN ('skip', 'update')", name=op.f("ck_contact_import_known_choice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_import")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_contact_import_company_id_id")),
        schema="jobs",
    )
    op.create_index("import_by_age", "contact_import", ["company_id", "created_at", "id"], schema="jobs")
    op.create_table(
        "contact_import_line",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("wrong", postgresql.JSONB(), nullable=False),
        sa.Column("twin_id", sa.String(), nullable=True),
        sa.Column("twin_line", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "plan IN ('create', 'update', 'skip', 'refuse')", name=op.f("ck_contact_import_line_known_plan")
        ),
        sa.CheckConstraint(
            "outcome IN ('created', 'updated', 'skipped', 'refused')", name=op.f("ck_contact_import_line_known_outcome")
        ),
        sa.PrimaryKeyConstraint("company_id", "import_id", "line", name=op.f("pk_contact_import_line")),
        sa.ForeignKeyConstraint(
            ["company_id", "import_id"],
            ["jobs.contact_import.company_id", "jobs.contact_import.id"],
            name=op.f("fk_contact_import_line_company_id_import_id"),
        ),
        schema="jobs",
    )
    op.create_index(
        "import_line_by_plan", "contact_import_line", ["company_id", "import_id", "plan", "line"], schema="jobs"
    )
    for name, column in (("import_line_by_key", "key"), ("import_line_by_contact", "contact_id")):
        op.create_index(
            name,
            "contact_import_line",
            ["company_id", column],
            schema="jobs",
            postgresql_where=sa.text("contact_id IS NOT NULL"),
        )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
