"""Versions of quotes that the client got by other means than our mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058_quotes"
down_revision = "0057_books"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("delivered_by", "delivered_note"):
        op.add_column("quote_version", sa.Column(name, sa.String(), nullable=True), schema="billing")
    op.create_check_constraint(
        "known_delivery", "quote_version", "delivered_by IN ('hand','post','other')", schema="billing"
    )
    op.create_check_constraint(
        "delivery_is_whole", "quote_version", "num_nulls(delivered_by, delivered_note) IN (0, 2)", schema="billing"
    )
