"""Accounts of the books, runs of the export, what each run told; indexes that reports read by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account_mapping",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_mapping")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_account_mapping_company_id_id")),
        sa.UniqueConstraint("company_id", "role", name=op.f("uq_account_mapping_company_id_role")),
        schema="billing",
    )
    op.create_table(
        "accounting_export",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("format IN ('journal','quickbooks')", name=op.f("ck_accounting_export_known_format")),
        sa.CheckConstraint("contents IN ('new','all')", name=op.f("ck_accounting_export_known_contents")),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_accounting_export_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_export")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_accounting_export_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_accounting_export_company_id_number")),
        schema="billing",
    )
    op.create_index(
        "accounting_export_by_age", "accounting_export", ["company_id", "created_at", "id"], schema="billing"
    )
    op.create_table(
        "exported_record",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("export_id", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "export_id"],
            ["billing.accounting_export.company_id", "billing.accounting_export.id"],
            name=op.f("fk_exported_record_company_id_export_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exported_record")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_exported_record_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "export_id",
            "kind",
            "record_id",
            "day",
            name=op.f("uq_exported_record_company_id_export_id_kind_record_id_day"),
        ),
        schema="billing",
    )
    op.create_index(
        "exported_record_by_record",
        "exported_record",
        ["company_id", "format", "kind", "record_id"],
        schema="billing",
    )
    op.create_index("exported_record_by_day", "exported_record", ["company_id", "format", "day"], schema="billing")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
