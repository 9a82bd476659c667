"""What shows that a client said yes to the office: how, and a file that is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059_quotes"
down_revision = "0058_quotes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("accepted_how", "accepted_file", "accepted_file_sha256"):
        op.add_column("quote_version", sa.Column(name, sa.String(), nullable=True), schema="billing")
    op.create_check_constraint(
        "known_way", "quote_version", "accepted_how IN ('phone','paper','email','other')", schema="billing"
    )
    op.create_check_constraint(
        "file_has_hash", "quote_version", "num_nulls(accepted_file, accepted_file_sha256) IN (0, 2)", schema="billing"
    )
