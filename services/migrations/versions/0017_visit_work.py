"""What a visit may carry (checklists, materials, a signature), series of visits, and calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("blocks_completion", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_template")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_checklist_template_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "checklist_template_by_name", "checklist_template", ["company_id", "name_fr", "id"], unique=False, schema="jobs"
    )
    op.create_table(
        "checklist_template_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("template_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_fr", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "template_id"],
            ["jobs.checklist_template.company_id", "jobs.checklist_template.id"],
            name=op.f("fk_checklist_template_item_company_id_template_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_template_item")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_checklist_template_item_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "checklist_template_item_in_order",
        "checklist_template_item",
        ["company_id", "template_id", "position"],
        unique=False,
        schema="jobs",
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "resource_id"],
            ["jobs.resource.company_id", "jobs.resource.id"],
            name=op.f("fk_feed_company_id_resource_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_feed_company_id_id")),
        schema="jobs",
    )
    op.create_index("feed_by_resource", "feed", ["company_id", "resource_id", "id"], unique=False, schema="jobs")
    op.create_table(
        "series",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("follows", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rrule", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_time", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("timing", sa.String(), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=True),
        sa.Column("holidays", sa.String(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=False),
        sa.Column("resource_ids", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("service_id", sa.String(), nullable=True),
        sa.Column("checklist_template_ids", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column("note_visible", sa.String(), nullable=False),
        sa.Column("note_internal", sa.String(), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(timing = 'window') = (window_minutes IS NOT NULL)", name=op.f("ck_series_window_minutes")),
        sa.CheckConstraint("holidays IN ('skip', 'next_business_day', 'keep')", name=op.f("ck_series_known_holidays")),
        sa.CheckConstraint("status IN ('active', 'ended')", name=op.f("ck_series_known_status")),
        sa.CheckConstraint("timing IN ('fixed', 'window', 'all_day')", name=op.f("ck_series_known_timing")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_series_has_length")),
        sa.ForeignKeyConstraint(
            ["company_id", "follows"],
            ["jobs.series.company_id", "jobs.series.id"],
            name=op.f("fk_series_company_id_follows"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "job_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_series_company_id_job_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "service_id"],
            ["jobs.service.company_id", "jobs.service.id"],
            name=op.f("fk_series_company_id_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_series_company_id_id")),
        schema="jobs",
    )
    op.create_index("series_by_job", "series", ["company_id", "job_id", "id"], unique=False, schema="jobs")
    op.create_table(
        "series_exception",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("series_id", sa.String(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("skip", sa.Boolean(), nullable=False),
        sa.Column("moved_to", sa.DateTime(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("skip = (moved_to IS NULL)", name=op.f("ck_series_exception_skipped_or_moved")),
        sa.ForeignKeyConstraint(
            ["company_id", "series_id"],
            ["jobs.series.company_id", "jobs.series.id"],
            name=op.f("fk_series_exception_company_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_exception")),
        sa.UniqueConstraint(
            "company_id", "series_id", "on_date", name=op.f("uq_series_exception_company_id_series_id_on_date")
        ),
        schema="jobs",
    )
    op.create_table(
        "material",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_material_quantity_positive")),
        sa.CheckConstraint("unit_price >= 0 AND unit_cost >= 0", name=op.f("ck_material_prices_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "visit_id"],
            ["jobs.visit.company_id", "jobs.visit.id"],
            name=op.f("fk_material_company_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_material_company_id_id")),
        schema="jobs",
    )
    op.create_index("material_by_visit", "material", ["company_id", "visit_id", "id"], unique=False, schema="jobs")
    op.create_table(
        "signature",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("image_sha256", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_from", sa.String(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "file_id"],
            ["jobs.file.company_id", "jobs.file.id"],
            name=op.f("fk_signature_company_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "visit_id"],
            ["jobs.visit.company_id", "jobs.visit.id"],
            name=op.f("fk_signature_company_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_signature_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "one_signature",
        "signature",
        ["company_id", "visit_id"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "visit_checklist",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("template_id", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("blocks_completion", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "template_id"],
            ["jobs.checklist_template.company_id", "jobs.checklist_template.id"],
            name=op.f("fk_visit_checklist_company_id_template_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "visit_id"],
            ["jobs.visit.company_id", "jobs.visit.id"],
            name=op.f("fk_visit_checklist_company_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_checklist")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_visit_checklist_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "visit_id", "template_id", name=op.f("uq_visit_checklist_company_id_visit_id_template_id")
        ),
        schema="jobs",
    )
    op.create_table(
        "visit_checklist_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("checklist_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_fr", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by IS NULL)", name=op.f("ck_visit_checklist_item_checked_when_by_whom")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "checklist_id"],
            ["jobs.visit_checklist.company_id", "jobs.visit_checklist.id"],
            name=op.f("fk_visit_checklist_item_company_id_checklist_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_checklist_item")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_visit_checklist_item_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "visit_checklist_item_in_order",
        "visit_checklist_item",
        ["company_id", "checklist_id", "position"],
        unique=False,
        schema="jobs",
    )
    op.add_column(
        "visit", sa.Column("unscheduled_reason", sa.String(), nullable=False, server_default=""), schema="jobs"
    )
    op.alter_column("visit", "unscheduled_reason", server_default=None, schema="jobs")
    op.add_column("visit", sa.Column("series_id", sa.String(), nullable=True), schema="jobs")
    op.add_column("visit", sa.Column("series_key", sa.Date(), nullable=True), schema="jobs")
    op.add_column(
        "visit", sa.Column("detached", sa.Boolean(), nullable=False, server_default=sa.false()), schema="jobs"
    )
    op.alter_column("visit", "detached", server_default=None, schema="jobs")
    op.add_column("visit", sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True), schema="jobs")
    op.create_unique_constraint(
        op.f("uq_visit_company_id_series_id_series_key"),
        "visit",
        ["company_id", "series_id", "series_key"],
        schema="jobs",
    )
    op.create_foreign_key(
        op.f("fk_visit_company_id_series_id"),
        "visit",
        "series",
        ["company_id", "series_id"],
        ["company_id", "id"],
        source_schema="jobs",
        referent_schema="jobs",
    )
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
