"""A checklist that was taken off a visit stays on record: by whom, when and why; the same list may be put on it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_TABLE = "visit_checklist"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("removed_at", sa.DateTime(timezone=True)), schema="jobs")
    op.add_column(_TABLE, sa.Column("removed_by", sa.String()), schema="jobs")
    op.add_column(
        _TABLE, sa.Column("removed_reason", sa.String(), nullable=False, server_default=sa.text("''")), schema="jobs"
    )
    op.alter_column(_TABLE, "removed_reason", server_default=None, schema="jobs")
    op.create_check_constraint(
        op.f("ck_visit_checklist_removed_when_by_whom"),
        _TABLE,
        "(removed_at IS NULL) = (removed_by IS NULL)",
        schema="jobs",
    )
    op.drop_constraint(op.f("uq_visit_checklist_company_id_visit_id_template_id"), _TABLE, schema="jobs")
    op.create_index(
        "visit_checklist_once",
        _TABLE,
        ["company_id", "visit_id", "template_id"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("removed_at IS NULL"),
    )
