"""A company's logo and colour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("companies", sa.Column("logo", sa.String(), nullable=True), schema="accounts")
    op.add_column("companies", sa.Column("accent", sa.String(), nullable=True), schema="accounts")
