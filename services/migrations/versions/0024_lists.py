"""Lists of a company with many jobs, walked by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_job_company_next", "job", ["company_id", "next_due", sa.text("number DESC")], schema="log")
    op.create_index("folder_by_source", "folder", ["company_id", "source", "number"], schema="jobs")
