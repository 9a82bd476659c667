"""Items with kind, code, cost and tax group; bundles; search by words; imports of catalogues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from services.migrations import guards

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("kind", sa.String(), server_default="service", nullable=False),
        sa.Column("code", sa.String(), server_default="", nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("tax_group_id", sa.String(), nullable=True),
    ):
        op.add_column("item", column, schema="billing")
    words = sa.Computed("log.fold(code || ' ' || name_fr || ' ' || name_en)", persisted=True)
    op.add_column("item", sa.Column("folded", sa.String(), words, nullable=False), schema="billing")
    op.create_check_constraint(
        op.f("ck_item_known_kind"), "item", "kind IN ('service','product','bundle')", schema="billing"
    )
    op.create_index("item_by_name_fr", "item", ["company_id", "name_fr", "id"], schema="billing")
    op.create_index("item_by_name_en", "item", ["company_id", "name_en", "id"], schema="billing")
    op.create_index(
        "item_by_code",
        "item",
        ["company_id", "code"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("code <> ''"),
    )
    op.create_index(
        "item_by_words",
        "item",
        ["company_id", "folded"],
        schema="billing",
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_table(
        "bundle_part",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("bundle_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(18, 6), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "bundle_id"],
            ["billing.item.company_id", "billing.item.id"],
            name=op.f("fk_bundle_part_company_id_bundle_id_item"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "item_id"],
            ["billing.item.company_id", "billing.item.id"],
            name=op.f("fk_bundle_part_company_id_item_id_item"),
        ),
        sa.PrimaryKeyConstraint("company_id", "bundle_id", "position", name=op.f("pk_bundle_part")),
        schema="billing",
    )
    op.create_index("bundle_part_by_item", "bundle_part", ["company_id", "item_id"], schema="billing")
    op.create_table(
        "item_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("separator", sa.String(), nullable=False),
        sa.Column("header", JSONB(), nullable=False),
        sa.Column("mapping", JSONB(), nullable=False),
        sa.Column("rows", JSONB(), nullable=False),
        sa.Column("update_existing", sa.Boolean(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('preview','done','cancelled')", name=op.f("ck_item_import_known_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_import")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_item_import_company_id_id")),
        schema="billing",
    )
    op.create_index("item_import_by_age", "item_import", ["company_id", "created_at", "id"], schema="billing")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
