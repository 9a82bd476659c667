"""Who issues a draft: a person, or the job's workflow on a day or once the work is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

CHECKS = {
    "known_issue": "issue IN ('by_hand','planned','work_done')",
    "planned_has_day": "(issue = 'planned') = (issue_on IS NOT NULL)",
}


def upgrade() -> None:
    op.add_column(
        "invoice", sa.Column("issue", sa.String(), nullable=False, server_default="by_hand"), schema="billing"
    )
    op.alter_column("invoice", "issue", server_default=None, schema="billing")
    op.add_column("invoice", sa.Column("issue_on", sa.Date(), nullable=True), schema="billing")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_invoice_{name}"), "invoice", condition, schema="billing")
