"""A step that takes a payment may be taken again once its try has ended: only one is under way at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("one_attempt_a_step", "payment_attempt", schema="billing")
    op.create_index(
        "one_attempt_a_step",
        "payment_attempt",
        ["company_id", "step_key"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("step_key IS NOT NULL AND status IN ('created','processing')"),
    )
