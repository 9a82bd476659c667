"""Catalogue, taxes, quotes, invoices, payments, documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("document_sha256", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'rendered') = (file_key IS NOT NULL)", name=op.f("ck_document_rendered_has_file")
        ),
        sa.CheckConstraint("kind IN ('quote','invoice','receipt')", name=op.f("ck_document_known_kind")),
        sa.CheckConstraint("status IN ('pending','rendered','failed')", name=op.f("ck_document_known_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_document_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "kind", "object_id", "version", name=op.f("uq_document_company_id_kind_object_id_version")
        ),
        schema="billing",
    )
    op.create_table(
        "item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("description_fr", sa.String(), nullable=False),
        sa.Column("description_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_item_company_id_id")),
        schema="billing",
    )
    op.create_index("item_by_age", "item", ["company_id", "created_at", "id"], unique=False, schema="billing")
    op.create_table(
        "number_series",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("company_id", "kind", "series", name=op.f("uq_number_series_company_id_kind_series")),
        schema="billing",
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("receipt_series", sa.String(), nullable=False),
        sa.Column("receipt_number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('received','voided')", name=op.f("ck_payment_known_status")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "receipt_series",
            "receipt_number",
            name=op.f("uq_payment_company_id_receipt_series_receipt_number"),
        ),
        schema="billing",
    )
    op.create_index("payment_by_age", "payment", ["company_id", "created_at", "id"], unique=False, schema="billing")
    op.create_index("payment_by_contact", "payment", ["company_id", "contact_id"], unique=False, schema="billing")
    op.create_index("payment_by_job", "payment", ["company_id", "job_id"], unique=False, schema="billing")
    op.create_table(
        "quote",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open_version", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_quote_company_id_id")),
        sa.UniqueConstraint("company_id", "series", "number", name=op.f("uq_quote_company_id_series_number")),
        schema="billing",
    )
    op.create_index("quote_by_age", "quote", ["company_id", "created_at", "id"], unique=False, schema="billing")
    op.create_index("quote_by_contact", "quote", ["company_id", "contact_id"], unique=False, schema="billing")
    op.create_index("quote_by_job", "quote", ["company_id", "job_id"], unique=False, schema="billing")
    op.create_table(
        "tax_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_group")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_group_company_id_id")),
        schema="billing",
    )
    op.create_index(
        "one_default_tax_group",
        "tax_group",
        ["company_id"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=True),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("taxes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("document_sha256", sa.String(), nullable=True),
        sa.Column("sent_count", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("void_note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("document <> 'draft' OR number IS NULL", name=op.f("ck_invoice_draft_has_no_number")),
        sa.CheckConstraint(
            "document <> 'issued' OR (number IS NOT NULL AND issued_on IS NOT NULL AND due_on IS NOT NULL AND document_sha256 IS NOT NULL)",
            name=op.f("ck_invoice_issued_is_frozen"),
        ),
        sa.CheckConstraint("document IN ('draft','issued','voided')", name=op.f("ck_invoice_known_document")),
        sa.ForeignKeyConstraint(
            ["company_id", "quote_id"],
            ["billing.quote.company_id", "billing.quote.id"],
            name=op.f("fk_invoice_company_id_quote_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_company_id_id")),
        sa.UniqueConstraint("company_id", "series", "number", name=op.f("uq_invoice_company_id_series_number")),
        schema="billing",
    )
    op.create_index("invoice_by_age", "invoice", ["company_id", "created_at", "id"], unique=False, schema="billing")
    op.create_index("invoice_by_contact", "invoice", ["company_id", "contact_id"], unique=False, schema="billing")
    op.create_index("invoice_by_job", "invoice", ["company_id", "job_id"], unique=False, schema="billing")
    op.create_index("invoice_by_quote", "invoice", ["company_id", "quote_id"], unique=False, schema="billing")
    op.create_table(
        "quote_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("deposit", sa.BigInteger(), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("taxes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("document_sha256", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("accepted_name", sa.String(), nullable=True),
        sa.Column("accepted_ip", sa.String(), nullable=True),
        sa.Column("accepted_agent", sa.String(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'accepted' OR (accepted_at IS NOT NULL AND document_sha256 IS NOT NULL)",
            name=op.f("ck_quote_version_acceptance_has_proof"),
        ),
        sa.CheckConstraint(
            "status IN ('draft','sent','viewed','accepted','declined','expired','superseded','voided')",
            name=op.f("ck_quote_version_known_status"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "quote_id"],
            ["billing.quote.company_id", "billing.quote.id"],
            name=op.f("fk_quote_version_company_id_quote_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_version")),
        sa.UniqueConstraint(
            "company_id", "quote_id", "version", name=op.f("uq_quote_version_company_id_quote_id_version")
        ),
        schema="billing",
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("registration", sa.String(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.CheckConstraint("rate >= 0 AND rate <= 100", name=op.f("ck_tax_rate_rate_is_percent")),
        sa.ForeignKeyConstraint(
            ["company_id", "group_id"],
            ["billing.tax_group.company_id", "billing.tax_group.id"],
            name=op.f("fk_tax_rate_company_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_rate_company_id_id")),
        schema="billing",
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_allocation_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["billing.invoice.company_id", "billing.invoice.id"],
            name=op.f("fk_allocation_company_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_id"],
            ["billing.payment.company_id", "billing.payment.id"],
            name=op.f("fk_allocation_company_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "company_id", "payment_id", "invoice_id", name=op.f("uq_allocation_company_id_payment_id_invoice_id")
        ),
        schema="billing",
    )
    op.create_index("allocation_by_invoice", "allocation", ["company_id", "invoice_id"], unique=False, schema="billing")
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["billing.invoice.company_id", "billing.invoice.id"],
            name=op.f("fk_invoice_line_company_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint(
            "company_id", "invoice_id", "position", name=op.f("uq_invoice_line_company_id_invoice_id_position")
        ),
        schema="billing",
    )
    op.create_table(
        "quote_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "quote_id", "version"],
            ["billing.quote_version.company_id", "billing.quote_version.quote_id", "billing.quote_version.version"],
            name=op.f("fk_quote_line_company_id_quote_id_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
        sa.UniqueConstraint(
            "company_id",
            "quote_id",
            "version",
            "position",
            name=op.f("uq_quote_line_company_id_quote_id_version_position"),
        ),
        schema="billing",
    )
