"""Contacts, folders, visits, hours, messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_contact_known_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_contact_company_id_id")),
        schema="jobs",
    )
    op.create_index("contact_by_change", "contact", ["company_id", "updated_at"], unique=False, schema="jobs")
    op.create_index(
        "contact_by_email", "contact", ["company_id", sa.literal_column("lower(email)")], unique=False, schema="jobs"
    )
    op.create_index("contact_by_name", "contact", ["company_id", "sort_name", "id"], unique=False, schema="jobs")
    op.create_index("contact_by_phone", "contact", ["company_id", "phone"], unique=False, schema="jobs")
    op.create_table(
        "resource",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("hourly_rate", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hourly_rate >= 0", name=op.f("ck_resource_rate_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_resource_company_id_id")),
        schema="jobs",
    )
    op.create_index("resource_by_name", "resource", ["company_id", "sort_name", "id"], unique=False, schema="jobs")
    op.create_table(
        "service",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_service_company_id_id")),
        schema="jobs",
    )
    op.create_index("service_by_name", "service", ["company_id", "name_fr", "id"], unique=False, schema="jobs")
    op.create_table(
        "address",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("line1", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('service', 'billing')", name=op.f("ck_address_known_kind")),
        sa.ForeignKeyConstraint(
            ["company_id", "contact_id"],
            ["jobs.contact.company_id", "jobs.contact.id"],
            name=op.f("fk_address_company_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_address_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "address_by_contact", "address", ["company_id", "contact_id", "position"], unique=False, schema="jobs"
    )
    op.create_table(
        "folder",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "contact_id"],
            ["jobs.contact.company_id", "jobs.contact.id"],
            name=op.f("fk_folder_company_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_folder_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_folder_company_id_number")),
        schema="jobs",
    )
    op.create_index(
        "folder_by_assignee", "folder", ["company_id", "assigned_to", "number"], unique=False, schema="jobs"
    )
    op.create_index("folder_by_contact", "folder", ["company_id", "contact_id", "number"], unique=False, schema="jobs")
    op.create_table(
        "folder_text",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("folder_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "folder_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_folder_text_company_id_folder_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder_text")),
        sa.UniqueConstraint(
            "company_id", "folder_id", "revision", name=op.f("uq_folder_text_company_id_folder_id_revision")
        ),
        schema="jobs",
    )
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=True),
        sa.Column("object_id", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("step_key", sa.String(), nullable=True),
        sa.Column("rfc_message_id", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('mail', 'portal', 'phone', 'note')", name=op.f("ck_message_known_channel")),
        sa.CheckConstraint(
            "delivery IN ('none', 'queued', 'sending', 'accepted', 'delivered', 'opened', 'deferred', 'failed', 'bounced', 'ambiguous')",
            name=op.f("ck_message_known_delivery"),
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_known_direction")),
        sa.ForeignKeyConstraint(
            ["company_id", "job_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_message_company_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_message_company_id_id")),
        sa.UniqueConstraint("company_id", "step_key", name=op.f("uq_message_company_id_step_key")),
        schema="jobs",
    )
    op.create_index(
        "message_by_job", "message", ["company_id", "job_id", "created_at", "id"], unique=False, schema="jobs"
    )
    op.create_index(
        "message_by_object",
        "message",
        ["company_id", "object_id"],
        unique=False,
        schema="jobs",
        postgresql_where=sa.text("object_id IS NOT NULL"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("folder_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "folder_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_note_company_id_folder_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_note_company_id_id")),
        schema="jobs",
    )
    op.create_index("note_by_folder", "note", ["company_id", "folder_id"], unique=False, schema="jobs")
    op.create_table(
        "request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("folder_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "folder_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_request_company_id_folder_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_request_company_id_id")),
        schema="jobs",
    )
    op.create_index("request_by_folder", "request", ["company_id", "folder_id"], unique=False, schema="jobs")
    op.create_table(
        "visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("service_id", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('scheduled', 'en_route', 'started', 'paused', 'completed', 'cancelled')",
            name=op.f("ck_visit_known_status"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_visit_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["company_id", "job_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_visit_company_id_job_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "service_id"],
            ["jobs.service.company_id", "jobs.service.id"],
            name=op.f("fk_visit_company_id_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_visit_company_id_id")),
        schema="jobs",
    )
    op.create_index("visit_by_job", "visit", ["company_id", "job_id", "starts_at"], unique=False, schema="jobs")
    op.create_index("visit_by_start", "visit", ["company_id", "starts_at", "id"], unique=False, schema="jobs")
    op.create_table(
        "booking",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("company_id"), "="),
            (sa.column("resource_id"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="booking_no_overlap",
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "resource_id"],
            ["jobs.resource.company_id", "jobs.resource.id"],
            name=op.f("fk_booking_company_id_resource_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "visit_id"],
            ["jobs.visit.company_id", "jobs.visit.id"],
            name=op.f("fk_booking_company_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint(
            "company_id", "visit_id", "resource_id", name=op.f("uq_booking_company_id_visit_id_resource_id")
        ),
        schema="jobs",
    )
    op.create_table(
        "time_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("hourly_rate", sa.BigInteger(), nullable=False),
        sa.Column("labour_cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_time_entry_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["company_id", "resource_id"],
            ["jobs.resource.company_id", "jobs.resource.id"],
            name=op.f("fk_time_entry_company_id_resource_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "visit_id"],
            ["jobs.visit.company_id", "jobs.visit.id"],
            name=op.f("fk_time_entry_company_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entry")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_time_entry_company_id_id")),
        schema="jobs",
    )
    op.create_index(
        "one_running_entry",
        "time_entry",
        ["company_id", "resource_id"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("time_entry_by_visit", "time_entry", ["company_id", "visit_id"], unique=False, schema="jobs")
