"""What becomes of a message after it left, how often it was tried by hand, and text messages beside mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("failure_status", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("send_to", sa.String(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("message", column, schema="jobs")
    op.drop_constraint(op.f("ck_message_known_channel"), "message", schema="jobs")
    op.create_check_constraint(
        op.f("ck_message_known_channel"),
        "message",
        "channel IN ('mail', 'sms', 'portal', 'phone', 'note')",
        schema="jobs",
    )
    op.create_index(
        "message_in_trouble",
        "message",
        ["company_id", "created_at", "id"],
        unique=False,
        schema="jobs",
        postgresql_where=sa.text("delivery IN ('failed', 'bounced', 'ambiguous')"),
    )
    op.create_index(
        "message_by_reference",
        "message",
        ["company_id", "reference"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
