"""The first tables."""

from __future__ import annotations

from alembic import op

from services.migrations.tables import all_metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for metadata in all_metadata():
        metadata.create_all(op.get_bind())
