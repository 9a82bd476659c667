"""Website forms and what they received."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sites",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{fr,en}'"), nullable=False),
        sa.Column(
            "services", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("allowed_origins", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key ~ '^[a-z0-9](-?[a-z0-9])+$' AND length(key) <= 48", name=op.f("ck_sites_key_is_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sites_company_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_sites_key")),
        schema="intake",
    )
    op.create_index(
        "ix_sites_company_created", "sites", ["company_id", "created_at", "id"], unique=False, schema="intake"
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("job_number", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "verdict <> 'accepted' OR (job_id IS NOT NULL AND job_number IS NOT NULL)",
            name=op.f("ck_submissions_accepted_has_job"),
        ),
        sa.CheckConstraint("verdict IN ('accepted','honeypot','too_fast')", name=op.f("ck_submissions_known_verdict")),
        sa.ForeignKeyConstraint(
            ["company_id", "site_id"],
            ["intake.sites.company_id", "intake.sites.id"],
            name=op.f("fk_submissions_company_id_site_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_submissions_company_id_id")),
        sa.UniqueConstraint("site_id", "dedupe_key", name=op.f("uq_submissions_site_id_dedupe_key")),
        schema="intake",
    )
    op.create_index(
        "ix_submissions_company_received",
        "submissions",
        ["company_id", "received_at", "id"],
        unique=False,
        schema="intake",
    )
