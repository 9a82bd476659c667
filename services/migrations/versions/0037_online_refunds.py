"""Refunds through the payment provider: which ones wait for its answer."""

from __future__ import annotations

from alembic import op

from services.migrations import guards

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
