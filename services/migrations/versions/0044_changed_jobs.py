"""Who asks for what changed since a moment ago does not walk through all jobs."""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_job_company_updated", "job", ["company_id", "updated_at"], schema="log")
