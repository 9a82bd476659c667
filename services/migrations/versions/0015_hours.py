"""Hours by hand, corrections that keep the original, rates by date, weeks that are approved."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "companies",
        sa.Column("week_starts", sa.String(), server_default="monday", nullable=False),
        schema="accounts",
    )
    op.create_check_constraint(
        op.f("ck_companies_known_week_start"), "companies", "week_starts IN ('monday', 'sunday')", schema="accounts"
    )
    _time_entries()
    _rates()
    _timesheets()
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)


def _time_entries() -> None:
    # The owner of forced tables sees the rows of no company; the guards close them again below.
    for table in ("time_entry", "visit", "resource"):
        op.execute(f"ALTER TABLE jobs.{table} NO FORCE ROW LEVEL SECURITY")
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("job_id", sa.String()),
        sa.Column("kind", sa.String(), server_default="work"),
        sa.Column("source", sa.String(), server_default="clock"),
        sa.Column("status", sa.String()),
        sa.Column("note", sa.String(), server_default=""),
        sa.Column("replaces", sa.String()),
        sa.Column("reason", sa.String(), server_default=""),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("created_by", sa.String(), server_default="system"),
        sa.Column("created_at", _INSTANT),
        sa.Column("updated_at", _INSTANT),
    )
    for column in columns:
        op.add_column("time_entry", column, schema="jobs")
    # Times become whole seconds; what was counted stays what it was, and no two stretches meet that did not.
    op.execute(
        "UPDATE jobs.time_entry e SET job_id = v.job_id, created_at = e.started_at,"
        " status = CASE WHEN e.ended_at IS NULL THEN 'running' ELSE 'recorded' END,"
        " updated_at = COALESCE(e.ended_at, e.started_at), started_at = date_trunc('second', e.started_at),"
        " ended_at = date_trunc('second', e.started_at) + make_interval(secs => e.seconds)"
        " FROM jobs.visit v WHERE v.company_id = e.company_id AND v.id = e.visit_id"
    )
    for name in ("job_id", "kind", "source", "status", "note", "reason", "created_by", "created_at", "updated_at"):
        op.alter_column("time_entry", name, nullable=False, server_default=None, schema="jobs")
    op.alter_column("time_entry", "visit_id", nullable=True, schema="jobs")
    for other, own in (("folder", "job_id"), ("time_entry", "replaces")):
        op.create_foreign_key(
            op.f(f"fk_time_entry_company_id_{own}"),
            "time_entry",
            other,
            ["company_id", own],
            ["company_id", "id"],
            source_schema="jobs",
            referent_schema="jobs",
        )
    for name, condition in (
        ("seconds_are_the_stretch", "seconds = extract(epoch FROM ended_at - started_at)"),
        ("running_has_no_end", "(status = 'running') = (ended_at IS NULL)"),
        (
            "ended_is_counted",
            "(ended_at IS NULL) = (seconds IS NULL) AND (ended_at IS NULL) = (labour_cost IS NULL)",
        ),
        ("known_status", "status IN ('running', 'recorded', 'superseded', 'voided')"),
        ("known_kind", "kind IN ('work', 'travel')"),
        ("known_source", "source IN ('clock', 'manual', 'correction', 'late')"),
    ):
        op.create_check_constraint(op.f(f"ck_time_entry_{name}"), "time_entry", condition, schema="jobs")
    op.create_exclude_constraint(
        "time_entry_no_overlap",
        "time_entry",
        (sa.column("company_id"), "="),
        (sa.column("resource_id"), "="),
        (sa.literal_column("tstzrange(started_at, ended_at)"), "&&"),
        where=sa.text("status IN ('running', 'recorded')"),
        using="gist",
        schema="jobs",
    )
    op.create_index(
        "replaced_once",
        "time_entry",
        ["company_id", "replaces"],
        unique=True,
        schema="jobs",
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    op.create_index("time_entry_by_job", "time_entry", ["company_id", "job_id", "started_at"], schema="jobs")
    op.create_index("time_entry_by_resource", "time_entry", ["company_id", "resource_id", "started_at"], schema="jobs")
    op.create_index("time_entry_by_start", "time_entry", ["company_id", "started_at", "id"], schema="jobs")


def _rates() -> None:
    op.create_table(
        "resource_rate",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("hourly_rate", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint("hourly_rate >= 0", name=op.f("ck_resource_rate_rate_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "resource_id"],
            ["jobs.resource.company_id", "jobs.resource.id"],
            name=op.f("fk_resource_rate_company_id_resource_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_rate")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_resource_rate_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "resource_id", "starts_on", name=op.f("uq_resource_rate_company_id_resource_id_starts_on")
        ),
        schema="jobs",
    )
    # What is known of the past: today's rate, as it always was.
    op.execute(
        "INSERT INTO jobs.resource_rate (id, company_id, resource_id, starts_on, hourly_rate, currency, created_by, created_at)"
        " SELECT 'rat_' || replace(gen_random_uuid()::text, '-', ''), company_id, id, DATE '2000-01-01', hourly_rate, currency,"
        " 'system', created_at FROM jobs.resource"
    )


def _timesheets() -> None:
    op.create_table(
        "timesheet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=True),
        sa.Column("submitted_at", _INSTANT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'submitted', 'approved', 'sent_back')", name=op.f("ck_timesheet_known_status")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "resource_id"],
            ["jobs.resource.company_id", "jobs.resource.id"],
            name=op.f("fk_timesheet_company_id_resource_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timesheet")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_timesheet_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "resource_id", "starts_on", name=op.f("uq_timesheet_company_id_resource_id_starts_on")
        ),
        schema="jobs",
    )
    op.create_index("timesheet_by_week", "timesheet", ["company_id", "starts_on"], schema="jobs")
