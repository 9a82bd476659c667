"""Row-level security, grants, and the few functions that act before a company is known.

Every table with a `company_id` shows a transaction one company's rows: those of `app.company_id`, set locally by
`kit.db.enter_company`. A forgotten WHERE therefore leaks nothing.
"""

from __future__ import annotations

from alembic import op

from services.migrations import guards

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
