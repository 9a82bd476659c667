"""Searching that picks the first hits inside the database, and compares no more texts than it must."""

from __future__ import annotations

from alembic import op

from services.migrations import searching

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in searching.statements():
        op.execute(statement)
