"""What a new quote of a company begins with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("companies", sa.Column("quote_deposit_percent", sa.Numeric(5, 2), nullable=True), schema="accounts")
    op.add_column(
        "companies",
        sa.Column("quote_itinerant", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="accounts",
    )
    op.create_check_constraint(
        op.f("ck_companies_quote_deposit_is_share"),
        "companies",
        "quote_deposit_percent > 0 AND quote_deposit_percent <= 100",
        schema="accounts",
    )
    op.create_check_constraint(
        op.f("ck_companies_no_deposit_when_itinerant"),
        "companies",
        "NOT quote_itinerant OR quote_deposit_percent IS NULL",
        schema="accounts",
    )
