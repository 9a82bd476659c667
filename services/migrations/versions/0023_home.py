"""What the home page asks for, found by an index."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "visit_by_status", "visit", ["company_id", "status", "starts_at", "id"], unique=False, schema="jobs"
    )
