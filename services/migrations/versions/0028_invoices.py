"""Invoices: where they come from, the day they were voided, and parts of them that are due on days of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CHECKS = {
    "number_is_printed": "(number IS NULL) = (number_text IS NULL)",
    "voided_has_day": "(document = 'voided') = (voided_on IS NOT NULL)",
    "known_origin": "origin IN ('free','quote','progress','visit','recurring','copy')",
}


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("invoice", sa.Column("visit_id", sa.String(), nullable=True), schema="billing")
    op.add_column("invoice", sa.Column("origin", sa.String(), nullable=True), schema="billing")
    op.add_column("invoice", sa.Column("voided_on", sa.Date(), nullable=True), schema="billing")
    op.add_column("invoice", sa.Column("dues", json, nullable=True), schema="billing")
    op.execute("ALTER TABLE billing.invoice NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE billing.invoice i SET dues = '[]'::jsonb, origin = CASE WHEN quote_id IS NULL THEN 'free' ELSE 'quote' END,"
        " voided_on = (voided_at AT TIME ZONE c.time_zone)::date FROM accounts.companies c WHERE c.id = i.company_id"
    )
    op.execute("ALTER TABLE billing.invoice FORCE ROW LEVEL SECURITY")
    for column in ("origin", "dues"):
        op.alter_column("invoice", column, nullable=False, schema="billing")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_invoice_{name}"), "invoice", condition, schema="billing")
    op.create_index(
        "one_invoice_of_visit",
        "invoice",
        ["company_id", "visit_id"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("visit_id IS NOT NULL AND document <> 'voided'"),
    )
