"""Invoices that the client got by other means than our mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("delivered_by", sa.String(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("delivered_note", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("invoice", column, schema="billing")
    op.create_check_constraint("known_delivery", "invoice", "delivered_by IN ('hand','post','other')", schema="billing")
    op.create_check_constraint(
        "delivery_is_whole",
        "invoice",
        "num_nulls(delivered_by, delivered_on, delivered_note, delivered_at) IN (0, 4)",
        schema="billing",
    )
