"""Money by the day: refunds, what part of a payment is whose, and a guard that no cent is spent twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.migrations import guards

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TOUCHED = ("payment", "allocation", "invoice")

# Whatever a command forgets: a payment never pays more than it is, and an invoice never takes more than its total. The row locks
# make two transactions look one after the other. Raised as a check violation, so it is a 409 like any other constraint.
GUARD = """
CREATE OR REPLACE FUNCTION billing.guard_money() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE paid bigint; live bigint; given bigint; state text;
BEGIN
  SELECT p.amount, p.status INTO paid, state FROM billing.payment p
   WHERE p.company_id = NEW.company_id AND p.id = NEW.payment_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(a.amount), 0) INTO live FROM billing.allocation a
   WHERE a.company_id = NEW.company_id AND a.payment_id = NEW.payment_id AND a.released_at IS NULL;
  SELECT coalesce(sum(r.amount), 0) INTO given FROM billing.refund r
   WHERE r.company_id = NEW.company_id AND r.payment_id = NEW.payment_id AND r.status <> 'failed';
  IF live + given > paid OR (live > 0 AND state <> 'received') THEN
    RAISE EXCEPTION 'payment % is spent twice', NEW.payment_id USING ERRCODE = 'check_violation';
  END IF;
  IF TG_TABLE_NAME = 'refund' THEN
    RETURN NULL;
  END IF;
  IF NEW.released_at IS NULL THEN
    SELECT i.total, i.document INTO paid, state FROM billing.invoice i
     WHERE i.company_id = NEW.company_id AND i.id = NEW.invoice_id FOR NO KEY UPDATE;
    SELECT sum(a.amount) INTO live FROM billing.allocation a
     WHERE a.company_id = NEW.company_id AND a.invoice_id = NEW.invoice_id AND a.released_at IS NULL;
    IF live > paid OR state <> 'issued' THEN
      RAISE EXCEPTION 'invoice % is paid twice', NEW.invoice_id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$"""


def upgrade() -> None:
    for table in TOUCHED:
        op.execute(f"ALTER TABLE billing.{table} NO FORCE ROW LEVEL SECURITY")
    _payment()
    _allocation()
    _share()
    _refund()
    for table in TOUCHED:
        op.execute(f"ALTER TABLE billing.{table} FORCE ROW LEVEL SECURITY")
    for statement in guards.statements(op.get_bind()):
        op.execute(statement)
    op.execute(GUARD)
    for table in ("allocation", "refund"):
        op.execute(
            f"CREATE TRIGGER guard_money AFTER INSERT OR UPDATE ON billing.{table}"
            " FOR EACH ROW EXECUTE FUNCTION billing.guard_money()"
        )


def _payment() -> None:
    texts = ("quote_id", "attempt_id", "online_reference", "return_reason", "return_note")
    days = ("voided_on", "returned_on", "disputed_on", "dispute_won_on")
    columns: list[sa.Column[Any]] = [
        *(sa.Column(name, sa.String(), nullable=True) for name in texts),
        *(sa.Column(name, sa.Date(), nullable=True) for name in days),
        sa.Column("cash_rounding", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispute_amount", sa.BigInteger(), nullable=True),
    ]
    for column in columns:
        op.add_column("payment", column, schema="billing")
    op.execute(
        "UPDATE billing.payment p SET cash_rounding = 0, voided_on = (p.voided_at AT TIME ZONE c.time_zone)::date"
        " FROM accounts.companies c WHERE c.id = p.company_id"
    )
    op.alter_column("payment", "cash_rounding", nullable=False, schema="billing")
    op.create_foreign_key(
        op.f("fk_payment_company_id_quote_id"),
        "payment",
        "quote",
        ["company_id", "quote_id"],
        ["company_id", "id"],
        source_schema="billing",
        referent_schema="billing",
    )
    op.drop_constraint(op.f("ck_payment_known_status"), "payment", schema="billing")
    checks = {
        "cash_only": "cash_rounding BETWEEN -2 AND 2 AND (method = 'cash' OR cash_rounding = 0)",
        "known_status": "status IN ('received','voided','returned')",
        "voided_has_day": "(status = 'voided') = (voided_on IS NOT NULL)",
        "returned_has_day": "(status = 'returned') = (returned_on IS NOT NULL)",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_payment_{name}"), "payment", condition, schema="billing")
    op.create_index("payment_by_day", "payment", ["company_id", "received_on"], schema="billing")
    op.create_index(
        "payment_by_quote",
        "payment",
        ["company_id", "quote_id"],
        schema="billing",
        postgresql_where=sa.text("quote_id IS NOT NULL"),
    )
    op.create_index(
        "payment_of_attempt",
        "payment",
        ["company_id", "attempt_id"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("attempt_id IS NOT NULL"),
    )


def _allocation() -> None:
    for name in ("effective_on", "released_on"):
        op.add_column("allocation", sa.Column(name, sa.Date(), nullable=True), schema="billing")
    op.add_column("allocation", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True), schema="billing")
    op.execute(
        "UPDATE billing.allocation a SET created_at = p.created_at, effective_on = greatest(p.received_on, i.issued_on),"
        " released_on = greatest((a.released_at AT TIME ZONE c.time_zone)::date, p.received_on, i.issued_on)"
        " FROM billing.payment p, billing.invoice i, accounts.companies c"
        " WHERE p.company_id = a.company_id AND p.id = a.payment_id AND i.company_id = a.company_id AND i.id = a.invoice_id"
        " AND c.id = a.company_id"
    )
    op.execute("UPDATE billing.allocation SET released_on = NULL WHERE released_at IS NULL")
    for name in ("effective_on", "created_at"):
        op.alter_column("allocation", name, nullable=False, schema="billing")
    op.drop_constraint(op.f("uq_allocation_company_id_payment_id_invoice_id"), "allocation", schema="billing")
    checks = {
        "released_has_day": "(released_at IS NULL) = (released_on IS NULL)",
        "released_after": "released_on IS NULL OR released_on >= effective_on",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_allocation_{name}"), "allocation", condition, schema="billing")
    op.create_index("allocation_by_payment", "allocation", ["company_id", "payment_id"], schema="billing")


def _share() -> None:
    op.create_table(
        "payment_share",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_share_moves_something")),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_id"],
            ["billing.payment.company_id", "billing.payment.id"],
            name=op.f("fk_payment_share_company_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_share")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_share_company_id_id")),
        schema="billing",
    )
    op.create_index("payment_share_by_payment", "payment_share", ["company_id", "payment_id"], schema="billing")
    op.create_index("payment_share_by_job", "payment_share", ["company_id", "job_id"], schema="billing")
    op.execute(
        "INSERT INTO billing.payment_share (id, company_id, payment_id, job_id, amount, effective_on, created_at)"
        " SELECT replace(id, 'pay_', 'pys_'), company_id, id, job_id, amount, received_on, created_at FROM billing.payment"
    )


def _refund() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("cash_rounding", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("online_reference", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("failed_on", sa.Date(), nullable=True),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("number_text", sa.String(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_amount_is_positive")),
        sa.CheckConstraint(
            "cash_rounding BETWEEN -2 AND 2 AND (method = 'cash' OR cash_rounding = 0)",
            name=op.f("ck_refund_cash_only"),
        ),
        sa.CheckConstraint("status IN ('pending','succeeded','failed')", name=op.f("ck_refund_known_status")),
        sa.CheckConstraint(
            "(refunded_on IS NULL) = (number IS NULL) AND (refunded_on IS NULL) = (document_id IS NULL)"
            " AND (status <> 'succeeded' OR refunded_on IS NOT NULL) AND (status <> 'pending' OR refunded_on IS NULL)",
            name=op.f("ck_refund_refunded_is_numbered"),
        ),
        sa.CheckConstraint(
            "failed_on IS NULL OR (status = 'failed' AND failed_on >= refunded_on)",
            name=op.f("ck_refund_failed_after"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_id"],
            ["billing.payment.company_id", "billing.payment.id"],
            name=op.f("fk_refund_company_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_refund_company_id_id")),
        sa.UniqueConstraint("company_id", "series", "number", name=op.f("uq_refund_company_id_series_number")),
        schema="billing",
    )
    op.create_index("refund_by_age", "refund", ["company_id", "created_at", "id"], schema="billing")
    op.create_index("refund_by_payment", "refund", ["company_id", "payment_id"], schema="billing")
    op.create_index("refund_by_job", "refund", ["company_id", "job_id"], schema="billing")
    op.create_index(
        "refund_of_provider",
        "refund",
        ["company_id", "online_reference"],
        unique=True,
        schema="billing",
        postgresql_where=sa.text("online_reference IS NOT NULL"),
    )
