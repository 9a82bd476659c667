"""Quotes in full: payment schedules, terms, itinerant contracts, the whole proof of an acceptance, and templates."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_VERSION: tuple[sa.Column[Any], ...] = (
    sa.Column("schedules", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb")),
    sa.Column("itinerant", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("deposit_percent", sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column("chosen_schedule", sa.Integer(), nullable=True),
    sa.Column("terms", sa.String(), nullable=True),
    sa.Column("cancellable_until", sa.Date(), nullable=True),
    sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("invoicing", sa.String(), nullable=True),
    sa.Column("accepted_kind", sa.String(), nullable=True),
    sa.Column("accepted_note", sa.String(), nullable=True),
    sa.Column("accepted_signature", sa.String(), nullable=True),
    sa.Column("accepted_sha256", sa.String(), nullable=True),
    sa.Column("renewal_asked_at", sa.DateTime(timezone=True), nullable=True),
)


def upgrade() -> None:
    op.add_column(
        "companies",
        sa.Column("quote_invoicing", sa.String(), nullable=False, server_default="by_hand"),
        schema="accounts",
    )
    op.create_check_constraint(
        op.f("ck_companies_known_quote_invoicing"),
        "companies",
        "quote_invoicing IN ('automatic', 'by_hand')",
        schema="accounts",
    )
    for column in _VERSION:
        op.add_column("quote_version", column, schema="billing")
    for emptied in ("schedules", "itinerant"):
        op.alter_column("quote_version", emptied, server_default=None, schema="billing")
    for name, condition in (
        ("no_deposit_when_itinerant", "NOT itinerant OR deposit IS NULL"),
        ("known_invoicing", "invoicing IN ('automatic','by_hand')"),
        ("known_acceptance", "accepted_kind IN ('typed','drawn','office')"),
    ):
        op.create_check_constraint(op.f(f"ck_quote_version_{name}"), "quote_version", condition, schema="billing")
    op.create_table(
        "template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_template_company_id_id")),
        schema="billing",
    )
    op.create_index("template_by_name", "template", ["company_id", "name", "id"], unique=False, schema="billing")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
