"""The permit without which no contract is made at a consumer's place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("companies", sa.Column("opc_permit", sa.String(), nullable=True), schema="accounts")
