"""Erasing a person, and giving out what is held on them, reaches mails that never came to a job."""

from __future__ import annotations

from alembic import op

from services.migrations import guards

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS intake.forget(text[], text[])")
    op.execute("DROP FUNCTION IF EXISTS intake.held_on(text[], text[])")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
