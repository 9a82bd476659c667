"""Companies, people, sessions, portal links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("trade_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("line1", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), server_default="QC", nullable=False),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("country", sa.String(), server_default="CA", nullable=False),
        sa.Column("language", sa.String(), server_default="fr", nullable=False),
        sa.Column("time_zone", sa.String(), server_default="America/Toronto", nullable=False),
        sa.Column("currency", sa.String(), server_default="CAD", nullable=False),
        sa.Column("tax_registered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("gst_number", sa.String(), nullable=True),
        sa.Column("qst_number", sa.String(), nullable=True),
        sa.Column("licence_kind", sa.String(), nullable=True),
        sa.Column("licence_number", sa.String(), nullable=True),
        sa.Column("quote_validity_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column("payment_terms_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column("quote_terms_fr", sa.String(), nullable=True),
        sa.Column("quote_terms_en", sa.String(), nullable=True),
        sa.Column("invoice_terms_fr", sa.String(), nullable=True),
        sa.Column("invoice_terms_en", sa.String(), nullable=True),
        sa.Column("privacy_officer", sa.String(), nullable=True),
        sa.Column("plan", sa.String(), server_default="free", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "code ~ '^[a-z0-9](-?[a-z0-9])+$' AND length(code) <= 24", name=op.f("ck_companies_code_is_slug")
        ),
        sa.CheckConstraint("language IN ('fr','en')", name=op.f("ck_companies_known_language")),
        sa.CheckConstraint(
            "licence_kind IS NULL OR licence_kind IN ('rbq','cmeq','cmmtq')", name=op.f("ck_companies_known_licence")
        ),
        sa.CheckConstraint("plan IN ('free','pro','premium','premium_plus')", name=op.f("ck_companies_known_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("code", name=op.f("uq_companies_code")),
        schema="accounts",
    )
    op.create_table(
        "portal_links",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["accounts.companies.id"], name=op.f("fk_portal_links_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_links")),
        schema="accounts",
    )
    op.create_index(
        "ix_portal_links_contact",
        "portal_links",
        ["company_id", "contact_id", "created_at"],
        unique=False,
        schema="accounts",
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "notify", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("role IN ('administrator','manager','employee')", name=op.f("ck_users_known_role")),
        sa.ForeignKeyConstraint(["company_id"], ["accounts.companies.id"], name=op.f("fk_users_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_users_company_id_id")),
        schema="accounts",
    )
    op.create_index("ix_users_company_name", "users", ["company_id", "name", "id"], unique=False, schema="accounts")
    op.create_index("uq_users_email", "users", [sa.literal_column("lower(email)")], unique=True, schema="accounts")
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "user_id"],
            ["accounts.users.company_id", "accounts.users.id"],
            name=op.f("fk_sessions_company_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
        schema="accounts",
    )
    op.create_index("ix_sessions_family", "sessions", ["company_id", "family"], unique=False, schema="accounts")
    op.create_index("ix_sessions_user", "sessions", ["company_id", "user_id"], unique=False, schema="accounts")
