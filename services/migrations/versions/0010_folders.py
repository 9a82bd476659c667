"""Labels, custom fields, and folders that are put away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB()


def upgrade() -> None:
    op.add_column("folder", sa.Column("archived_at", _INSTANT, nullable=True), schema="jobs")
    op.create_index(
        "folder_archived",
        "folder",
        ["company_id", "number"],
        schema="jobs",
        postgresql_where=sa.text("archived_at IS NOT NULL"),
    )
    op.create_table(
        "label",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("company_id", "folded", name=op.f("uq_label_company_id_folded")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_label_company_id_id")),
        schema="jobs",
    )
    op.create_table(
        "label_link",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("label_id", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("object_kind IN ('contact', 'job', 'visit')", name=op.f("ck_label_link_known_kind")),
        sa.ForeignKeyConstraint(
            ["company_id", "label_id"],
            ["jobs.label.company_id", "jobs.label.id"],
            name=op.f("fk_label_link_company_id_label_id"),
        ),
        sa.PrimaryKeyConstraint("company_id", "object_kind", "object_id", "label_id", name=op.f("pk_label_link")),
        schema="jobs",
    )
    op.create_index(
        "label_link_by_label", "label_link", ["company_id", "label_id", "object_kind", "object_id"], schema="jobs"
    )
    op.create_table(
        "custom_field",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("help_fr", sa.String(), nullable=False),
        sa.Column("help_en", sa.String(), nullable=True),
        sa.Column("choices", _JSON, nullable=False),
        sa.Column("minimum", sa.Numeric(), nullable=True),
        sa.Column("maximum", sa.Numeric(), nullable=True),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("default", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("defaults", _JSON, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("copied_on_recurrence", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "object_kind IN ('contact', 'job', 'visit', 'quote', 'invoice')",
            name=op.f("ck_custom_field_known_object_kind"),
        ),
        sa.CheckConstraint(
            "kind IN ('text', 'paragraph', 'number', 'date', 'choice', 'toggle')",
            name=op.f("ck_custom_field_known_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_custom_field_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "custom_field_in_order", "custom_field", ["company_id", "object_kind", "position", "id"], schema="jobs"
    )
    op.create_table(
        "custom_values",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("values", _JSON, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "object_kind", "object_id", name=op.f("pk_custom_values")),
        schema="jobs",
    )
    op.create_index(
        "custom_values_by_value",
        "custom_values",
        ["values"],
        schema="jobs",
        postgresql_using="gin",
        postgresql_ops={"values": "jsonb_path_ops"},
    )
    op.create_table(
        "custom_value_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("field_id", sa.String(), nullable=False),
        sa.Column("before", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "field_id"],
            ["jobs.custom_field.company_id", "jobs.custom_field.id"],
            name=op.f("fk_custom_value_change_company_id_field_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_value_change")),
        schema="jobs",
    )
    op.create_index(
        "custom_value_change_by_object",
        "custom_value_change",
        ["company_id", "object_kind", "object_id", "at"],
        schema="jobs",
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
