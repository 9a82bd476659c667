"""Lines with sections, discounts, tax groups, choices and costs; discounts on whole documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("quote_line", "invoice_line"):
        op.add_column(table, sa.Column("section", sa.String(), server_default="", nullable=False), schema="billing")
        op.add_column(table, sa.Column("discount", JSONB(), nullable=True), schema="billing")
        op.add_column(table, sa.Column("tax_group_id", sa.String(), nullable=True), schema="billing")
        op.add_column(table, sa.Column("cost", sa.BigInteger(), nullable=True), schema="billing")
    op.add_column("quote_line", sa.Column("alternative", sa.String(), nullable=True), schema="billing")
    for table in ("quote_version", "invoice"):
        op.add_column(table, sa.Column("discount", JSONB(), nullable=True), schema="billing")
