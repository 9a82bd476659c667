"""The guard of money counts credit notes and write-offs too."""

from __future__ import annotations

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

# What an issued invoice was paid, credited and written off is never more than it is. The row lock makes two transactions look one
# after the other.
INVOICE = """
CREATE OR REPLACE FUNCTION billing.guard_invoice(company text, invoice text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE whole bigint; state text; less bigint;
BEGIN
  SELECT i.total, i.document INTO whole, state FROM billing.invoice i
   WHERE i.company_id = company AND i.id = invoice FOR NO KEY UPDATE;
  SELECT coalesce(sum(x.amount), 0) INTO less FROM (
    SELECT a.amount FROM billing.allocation a WHERE a.company_id = company AND a.invoice_id = invoice AND a.released_at IS NULL
    UNION ALL SELECT c.total FROM billing.credit_note c WHERE c.company_id = company AND c.invoice_id = invoice
    UNION ALL SELECT w.amount FROM billing.write_off w WHERE w.company_id = company AND w.invoice_id = invoice AND w.reversed_at IS NULL
  ) x;
  IF less > whole OR state <> 'issued' THEN
    RAISE EXCEPTION 'invoice % is paid twice', invoice USING ERRCODE = 'check_violation';
  END IF;
END $$"""

PAYMENT = """
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
    PERFORM billing.guard_invoice(NEW.company_id, NEW.invoice_id);
  END IF;
  RETURN NULL;
END $$"""

LOWERED = """
CREATE OR REPLACE FUNCTION billing.guard_lowered() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM billing.guard_invoice(NEW.company_id, NEW.invoice_id);
  RETURN NULL;
END $$"""


def upgrade() -> None:
    for function in (INVOICE, PAYMENT, LOWERED):
        op.execute(function)
    for table in ("credit_note", "write_off"):
        op.execute(
            f"CREATE TRIGGER guard_money AFTER INSERT ON billing.{table}"
            " FOR EACH ROW EXECUTE FUNCTION billing.guard_lowered()"
        )
