"""Jobs that an older build folded are found too, the closed ones among them."""

from __future__ import annotations

from alembic import op

from services.migrations import guards

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS log.jobs_without_summary(text, integer)")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
