"""How numbers look, every number that was given out, and numbers as they are printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = {
    "quote": ("quote", "series", "number", "number_text"),
    "invoice": ("invoice", "series", "number", "number_text"),
    "receipt": ("payment", "receipt_series", "receipt_number", "receipt_text"),
}
"""By kind of document: where its number is."""


def upgrade() -> None:
    op.create_table(
        "number_format",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('quote','invoice','credit_note','receipt','refund')", name=op.f("ck_number_format_known_kind")
        ),
        sa.CheckConstraint("width BETWEEN 1 AND 12", name=op.f("ck_number_format_width_in_bounds")),
        sa.CheckConstraint("start BETWEEN 1 AND 999999999", name=op.f("ck_number_format_start_in_bounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_format")),
        sa.UniqueConstraint("company_id", "kind", name=op.f("uq_number_format_company_id_kind")),
        schema="billing",
    )
    op.create_table(
        "number_taken",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "kind", "series", "number", name=op.f("pk_number_taken")),
        sa.UniqueConstraint("company_id", "kind", "text", name=op.f("uq_number_taken_company_id_kind_text")),
        schema="billing",
    )
    for kind, (table, series, number, text) in KEPT.items():
        op.add_column(table, sa.Column(text, sa.String(), nullable=True), schema="billing")
        op.execute(f"ALTER TABLE billing.{table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"UPDATE billing.{table} SET {text} = {number}::text WHERE {number} IS NOT NULL")  # noqa: S608
        op.execute(
            "INSERT INTO billing.number_taken (company_id, kind, series, number, text)"  # noqa: S608  constants of ours
            f" SELECT company_id, '{kind}', {series}, {number}, {text} FROM billing.{table} WHERE {number} IS NOT NULL"
        )
        op.execute(f"ALTER TABLE billing.{table} FORCE ROW LEVEL SECURITY")
        if kind != "invoice":
            op.alter_column(table, text, nullable=False, schema="billing")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
