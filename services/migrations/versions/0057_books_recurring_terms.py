"""What a recurring contract saves on each invoice, and how long its client has to pay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057_books"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recurring", sa.Column("discount", postgresql.JSONB(), nullable=True), schema="billing")
    op.add_column("recurring", sa.Column("payment_terms_days", sa.Integer(), nullable=True), schema="billing")
    op.add_column("invoice", sa.Column("payment_terms_days", sa.Integer(), nullable=True), schema="billing")
