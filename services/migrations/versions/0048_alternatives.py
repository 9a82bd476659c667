"""Of the choices of a quote, the one that counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quote_version", sa.Column("alternative", sa.String(), nullable=True), schema="billing")
    op.execute(
        "UPDATE billing.quote_version v SET alternative = (SELECT l.alternative FROM billing.quote_line l"
        " WHERE l.company_id = v.company_id AND l.quote_id = v.quote_id AND l.version = v.version AND l.alternative IS NOT NULL"
        " ORDER BY l.position LIMIT 1)"
    )
