"""What a client saved by the way to pay that they chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("schedule_discount", postgresql.JSONB(), nullable=True)
    op.add_column("quote_version", column, schema="billing")
