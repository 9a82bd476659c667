"""The books, as SQL: what every report reads. Each row that moves money has the day it counts from, and no later day changes it.

* `documents`: what sales and taxes are made of. An invoice on the day it was issued; taken away again on the day it was voided,
  and by what credit notes give back on theirs. `sign` is 1 or -1, amounts are those of the paper.
* `moves`: what clients owe (`owed`) and what is held for them (`held`): Σ over the days up to D is how things stood in the evening
  of D. An allocation takes from both; giving it back adds to both.

* `flows`: money that came in and went out. With cash, `amount + rounding` was in the hand.

Parameters of all: company, since, until.
"""

from __future__ import annotations

from typing import Final

# A payment that was voided or came back counts until the day before; what was allocated of it is released by the command. What was
# given back of it before stays given back: only the rest bounces. Of cash that is what still lay in the hand, five-cent rounding
# included; what coins made more or less of a refund of other money is that refund's and stays.
BOUNCED: Final = """
SELECT p.amount - coalesce(sum(r.amount), 0)::bigint AS amount,
       CASE p.method WHEN 'cash' THEN p.cash_rounding - coalesce(sum(r.cash_rounding), 0)::bigint ELSE 0 END AS rounding
  FROM billing.refund r
 WHERE r.company_id = p.company_id AND r.payment_id = p.id AND r.refunded_on <= p.returned_on
   AND (r.failed_on IS NULL OR r.failed_on > p.returned_on)"""

# A refund that fails after its payment came back leaves nothing to hold: the bank takes that part of the payment, too, on the day of
# the failure. On the day on which the payment came back it is in BOUNCED already.
BOUNCED_LATER: Final = """
billing.refund r JOIN billing.payment p ON p.company_id = r.company_id AND p.id = r.payment_id
 WHERE r.company_id = :company AND r.failed_on > p.returned_on"""

DOCUMENTS: Final = """
documents AS (
  SELECT 'invoice' AS what, i.id, i.id AS invoice_id, i.issued_on AS day, 1 AS sign, i.subtotal, i.taxes, i.total,
         i.number_text AS number, i.number AS rank, i.due_on, i.contact_id, i.job_id
    FROM billing.invoice i WHERE i.company_id = :company AND i.issued_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'void', i.id, i.id, i.voided_on, -1, i.subtotal, i.taxes, i.total, i.number_text, i.number, NULL, i.contact_id, i.job_id
    FROM billing.invoice i
   WHERE i.company_id = :company AND i.issued_on IS NOT NULL AND i.voided_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'credit_note', c.id, c.invoice_id, c.issued_on, -1, c.subtotal, c.taxes, c.total, c.number_text, c.number, NULL, i.contact_id,
         c.job_id
    FROM billing.credit_note c JOIN billing.invoice i ON i.company_id = c.company_id AND i.id = c.invoice_id
   WHERE c.company_id = :company AND c.issued_on BETWEEN :since AND :until
)"""

MOVES: Final = f"""
moves AS (
  SELECT 'invoice' AS what, i.id AS record_id, i.issued_on AS day, i.id AS invoice_id, NULL::text AS payment_id,
         i.total AS owed, 0::bigint AS held
    FROM billing.invoice i WHERE i.company_id = :company AND i.issued_on <= :until
  UNION ALL
  SELECT 'void', i.id, i.voided_on, i.id, NULL, -i.total, 0
    FROM billing.invoice i WHERE i.company_id = :company AND i.issued_on IS NOT NULL AND i.voided_on <= :until
  UNION ALL
  SELECT 'credit_note', c.id, c.issued_on, c.invoice_id, NULL, -c.total, 0
    FROM billing.credit_note c WHERE c.company_id = :company AND c.issued_on <= :until
  UNION ALL
  SELECT 'write_off', w.id, w.written_off_on, w.invoice_id, NULL, -w.amount, 0
    FROM billing.write_off w WHERE w.company_id = :company AND w.written_off_on <= :until
  UNION ALL
  SELECT 'write_off_reversed', w.id, w.reversed_on, w.invoice_id, NULL, w.amount, 0
    FROM billing.write_off w WHERE w.company_id = :company AND w.reversed_on <= :until
  UNION ALL
  SELECT 'allocation', a.id, a.effective_on, a.invoice_id, a.payment_id, -a.amount, -a.amount
    FROM billing.allocation a WHERE a.company_id = :company AND a.effective_on <= :until
  UNION ALL
  SELECT 'release', a.id, a.released_on, a.invoice_id, a.payment_id, a.amount, a.amount
    FROM billing.allocation a WHERE a.company_id = :company AND a.released_on <= :until
  UNION ALL
  SELECT 'payment', p.id, p.received_on, NULL, p.id, 0, p.amount
    FROM billing.payment p WHERE p.company_id = :company AND p.received_on <= :until
  UNION ALL
  SELECT 'payment_void', p.id, p.voided_on, NULL, p.id, 0, -p.amount
    FROM billing.payment p WHERE p.company_id = :company AND p.voided_on <= :until
  UNION ALL
  SELECT 'returned', p.id, p.returned_on, NULL, p.id, 0, -b.amount
    FROM billing.payment p CROSS JOIN LATERAL ({BOUNCED}) b
   WHERE p.company_id = :company AND p.returned_on <= :until
  UNION ALL
  SELECT 'returned', p.id, r.failed_on, NULL, p.id, 0, -r.amount FROM {BOUNCED_LATER} AND r.failed_on <= :until
  UNION ALL
  SELECT 'refund', r.id, r.refunded_on, NULL, r.payment_id, 0, -r.amount
    FROM billing.refund r WHERE r.company_id = :company AND r.refunded_on <= :until
  UNION ALL
  SELECT 'refund_failed', r.id, r.failed_on, NULL, r.payment_id, 0, r.amount
    FROM billing.refund r WHERE r.company_id = :company AND r.failed_on <= :until
)"""  # noqa: S608

FLOWS: Final = f"""
flows AS (
  SELECT 'payment' AS what, p.id AS record_id, p.received_on AS day, p.method, p.amount, p.cash_rounding AS rounding,
         p.receipt_text AS number, p.reference, p.contact_id, p.id AS payment_id
    FROM billing.payment p WHERE p.company_id = :company AND p.received_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'payment_void', p.id, p.voided_on, p.method, -p.amount, -p.cash_rounding, p.receipt_text, p.reference, p.contact_id, p.id
    FROM billing.payment p WHERE p.company_id = :company AND p.voided_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'returned', p.id, p.returned_on, p.method, -b.amount, -b.rounding, p.receipt_text, p.reference, p.contact_id, p.id
    FROM billing.payment p CROSS JOIN LATERAL ({BOUNCED}) b
   WHERE p.company_id = :company AND p.returned_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'returned', p.id, r.failed_on, p.method, -r.amount, CASE p.method WHEN 'cash' THEN -r.cash_rounding ELSE 0 END,
         p.receipt_text, p.reference, p.contact_id, p.id
    FROM {BOUNCED_LATER} AND r.failed_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'refund', r.id, r.refunded_on, r.method, -r.amount, -r.cash_rounding, r.number_text, r.reference, p.contact_id, p.id
    FROM billing.refund r JOIN billing.payment p ON p.company_id = r.company_id AND p.id = r.payment_id
   WHERE r.company_id = :company AND r.refunded_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'refund_failed', r.id, r.failed_on, r.method, r.amount, r.cash_rounding, r.number_text, r.reference, p.contact_id, p.id
    FROM billing.refund r JOIN billing.payment p ON p.company_id = r.company_id AND p.id = r.payment_id
   WHERE r.company_id = :company AND r.failed_on BETWEEN :since AND :until
)"""  # noqa: S608
