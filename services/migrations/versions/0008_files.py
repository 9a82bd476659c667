"""Files that hang on jobs, visits, quotes, messages and contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("thumbnail_key", sa.String(), nullable=True),
        sa.Column("thumbnail_size", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "object_kind IN ('job', 'visit', 'quote', 'message', 'contact')", name=op.f("ck_file_known_object")
        ),
        sa.CheckConstraint(
            "role IN ('attachment', 'photo', 'photo_before', 'photo_after', 'signature', 'raw')",
            name=op.f("ck_file_known_role"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_file_not_empty")),
        sa.CheckConstraint("object_kind = 'contact' OR job_id IS NOT NULL", name=op.f("ck_file_belongs_to_job")),
        sa.ForeignKeyConstraint(
            ["company_id", "job_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_file_company_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_file_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "file_by_object", "file", ["company_id", "object_kind", "object_id", "created_at", "id"], schema="jobs"
    )
    op.create_index(
        "file_by_job",
        "file",
        ["company_id", "job_id", "created_at", "id"],
        schema="jobs",
        postgresql_where=sa.text("job_id IS NOT NULL"),
    )
    op.create_index("file_by_change", "file", ["company_id", "updated_at"], schema="jobs")
    op.create_index("file_by_key", "file", ["company_id", "key"], schema="jobs")
    op.create_index(
        "file_by_thumbnail",
        "file",
        ["company_id", "thumbnail_key"],
        schema="jobs",
        postgresql_where=sa.text("thumbnail_key IS NOT NULL"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
