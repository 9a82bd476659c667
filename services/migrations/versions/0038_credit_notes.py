"""Credit notes and write-offs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("taxes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("released", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("document_sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("total > 0", name=op.f("ck_credit_note_total_is_positive")),
        sa.CheckConstraint("released BETWEEN 0 AND total", name=op.f("ck_credit_note_released_within_total")),
        sa.CheckConstraint("kind IN ('whole','lines','amount')", name=op.f("ck_credit_note_known_kind")),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["billing.invoice.company_id", "billing.invoice.id"],
            name=op.f("fk_credit_note_company_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_credit_note_company_id_id")),
        sa.UniqueConstraint("company_id", "series", "number", name=op.f("uq_credit_note_company_id_series_number")),
        schema="billing",
    )
    op.create_index("credit_note_by_age", "credit_note", ["company_id", "created_at", "id"], schema="billing")
    op.create_index("credit_note_by_invoice", "credit_note", ["company_id", "invoice_id"], schema="billing")
    op.create_index("credit_note_by_day", "credit_note", ["company_id", "issued_on"], schema="billing")
    op.create_table(
        "credit_note_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("credit_note_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("invoice_position", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(18, 6), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "credit_note_id"],
            ["billing.credit_note.company_id", "billing.credit_note.id"],
            name=op.f("fk_credit_note_line_company_id_credit_note_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note_line")),
        sa.UniqueConstraint(
            "company_id",
            "credit_note_id",
            "position",
            name=op.f("uq_credit_note_line_company_id_credit_note_id_position"),
        ),
        schema="billing",
    )
    op.create_table(
        "write_off",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("written_off_on", sa.Date(), nullable=False),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_write_off_amount_is_positive")),
        sa.CheckConstraint("(reversed_at IS NULL) = (reversed_on IS NULL)", name=op.f("ck_write_off_reversed_has_day")),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["billing.invoice.company_id", "billing.invoice.id"],
            name=op.f("fk_write_off_company_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_off")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_write_off_company_id_id")),
        schema="billing",
    )
    op.create_index("write_off_by_invoice", "write_off", ["company_id", "invoice_id"], schema="billing")
    op.create_index(
        "one_write_off",
        "write_off",
        ["company_id", "invoice_id"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("reversed_at IS NULL"),
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
