"""Visits: their number, place, kinds of time and notes; bookings made anyway; slots held for a client."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from services.migrations import guards

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COUNT = """
    UPDATE jobs.visit v SET ordinal = counted.n, address = f.address FROM (
      SELECT id, row_number() OVER (PARTITION BY company_id, job_id ORDER BY created_at, id) AS n FROM jobs.visit
    ) counted, jobs.folder f WHERE counted.id = v.id AND f.company_id = v.company_id AND f.id = v.job_id
"""


def upgrade() -> None:
    _visit()
    op.create_table(
        "hold",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_hold_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["company_id", "job_id"],
            ["jobs.folder.company_id", "jobs.folder.id"],
            name=op.f("fk_hold_company_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_hold_company_id_id")),
        schema="jobs",
    )
    _booking()
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)


def _visit() -> None:
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("ordinal", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("title", sa.String(), nullable=False, server_default=""),
        sa.Column("address", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("timing", sa.String(), nullable=False, server_default="fixed"),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_visible", sa.String(), nullable=False, server_default=""),
        sa.Column("note_internal", sa.String(), nullable=False, server_default=""),
        sa.Column("billable", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
    )
    for column in columns:
        op.add_column("visit", column, schema="jobs")
    _for_every_company(_COUNT)
    for column in columns:
        if column.server_default is not None:
            op.alter_column("visit", column.name, server_default=None, schema="jobs")
    for name in ("starts_at", "ends_at"):
        op.alter_column("visit", name, nullable=True, schema="jobs")
    op.drop_constraint("ck_visit_known_status", "visit", schema="jobs")
    checks = {
        "known_status": "status IN ('unscheduled', 'scheduled', 'en_route', 'started', 'paused', 'completed', 'cancelled',"
        " 'no_show')",
        "both_times_or_none": "(starts_at IS NULL) = (ends_at IS NULL)",
        "scheduled_has_times": "starts_at IS NOT NULL OR status IN ('unscheduled', 'cancelled')",
        "known_timing": "timing IN ('fixed', 'window', 'all_day')",
        "window_ends": "(timing = 'window' AND starts_at IS NOT NULL) = (window_ends_at IS NOT NULL)",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_visit_{name}"), "visit", condition, schema="jobs")
    op.create_unique_constraint(
        op.f("uq_visit_company_id_job_id_ordinal"), "visit", ["company_id", "job_id", "ordinal"], schema="jobs"
    )


def _booking() -> None:
    op.add_column("booking", sa.Column("hold_id", sa.String(), nullable=True), schema="jobs")
    op.add_column(
        "booking", sa.Column("anyway", sa.Boolean(), nullable=False, server_default=sa.false()), schema="jobs"
    )
    op.alter_column("booking", "anyway", server_default=None, schema="jobs")
    op.alter_column("booking", "visit_id", nullable=True, schema="jobs")
    op.create_foreign_key(
        op.f("fk_booking_company_id_hold_id"),
        "booking",
        "hold",
        ["company_id", "hold_id"],
        ["company_id", "id"],
        source_schema="jobs",
        referent_schema="jobs",
        ondelete="CASCADE",
    )
    checks = {
        "visit_or_hold": "(visit_id IS NULL) <> (hold_id IS NULL)",
        "no_hold_anyway": "hold_id IS NULL OR NOT anyway",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_booking_{name}"), "booking", condition, schema="jobs")
    op.create_index(
        "booking_by_hold",
        "booking",
        ["company_id", "hold_id"],
        unique=False,
        schema="jobs",
        postgresql_where=sa.text("hold_id IS NOT NULL"),
    )
    op.drop_constraint("booking_no_overlap", "booking", schema="jobs")
    op.create_exclude_constraint(
        "booking_no_overlap",
        "booking",
        ("company_id", "="),
        ("resource_id", "="),
        ("during", "&&"),
        where=sa.text("active AND NOT anyway"),
        using="gist",
        schema="jobs",
    )


def _for_every_company(statement: str) -> None:
    """Row security is forced on the owner, too: each company's rows are changed while working for it."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id FROM accounts.companies"))
    for (company_id,) in rows.all():
        bind.execute(sa.text("SELECT set_config('app.company_id', :id, true)"), {"id": company_id})
        bind.execute(sa.text(statement))
    bind.execute(sa.text("SELECT set_config('app.company_id', '', true)"))
