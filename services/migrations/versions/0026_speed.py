"""What lists show of a job, kept with the head of its log.

Jobs of before have none: their lists read the plan as they did, until the workers have written it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("summary", postgresql.JSONB(), nullable=True), schema="log")
    op.create_index(
        "ix_job_company_phase_next", "job", ["company_id", "phase", "next_due", sa.text("number DESC")], schema="log"
    )
    op.create_index(
        "ix_job_without_summary", "job", ["job_id"], schema="log", postgresql_where=sa.text("summary IS NULL")
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
