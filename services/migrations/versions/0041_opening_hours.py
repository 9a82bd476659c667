"""When somebody is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("opens_at", sa.Time(), server_default="08:00", nullable=False),
        sa.Column("closes_at", sa.Time(), server_default="17:00", nullable=False),
        sa.Column("open_days", postgresql.ARRAY(sa.SmallInteger()), server_default="{0,1,2,3,4}", nullable=False),
    ):
        op.add_column("companies", column, schema="accounts")
