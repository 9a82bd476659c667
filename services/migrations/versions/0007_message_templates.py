"""The company's own texts for what is mailed and texted to its clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'sms')", name=op.f("ck_message_template_known_channel")),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_message_template_known_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_message_template_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "kind",
            "channel",
            "language",
            "version",
            name=op.f("uq_message_template_company_id_kind_channel_language_version"),
        ),
        schema="jobs",
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
