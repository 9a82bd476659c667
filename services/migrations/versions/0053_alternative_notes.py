"""What is said about each choice of a quote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty = sa.text("'[]'::jsonb")
    column = sa.Column("alternative_notes", postgresql.JSONB(), nullable=False, server_default=empty)
    op.add_column("quote_version", column, schema="billing")
