"""Words that are not quite common are found among the newest jobs too, before the indexes are walked."""

from __future__ import annotations

from alembic import op

from services.migrations import searching

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in searching.statements():
        op.execute(statement)
