"""Own tax groups can be retired; any group, also a built-in one, can be the default; numbers of provincial taxes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.migrations import guards

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tax_settings",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("default_group_id", sa.String(), nullable=False),
        sa.Column("numbers", JSONB(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_tax_settings")),
        schema="billing",
    )
    op.execute(
        "INSERT INTO billing.tax_settings (company_id, default_group_id, numbers, updated_at)"
        " SELECT company_id, id, '{}', updated_at FROM billing.tax_group WHERE is_default"
    )
    op.drop_index("one_default_tax_group", "tax_group", schema="billing")
    op.drop_column("tax_group", "is_default", schema="billing")
    op.add_column("tax_group", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True), schema="billing")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
