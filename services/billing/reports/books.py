"""The books, as SQL: what every report reads. Each row that moves money has the day it counts from, and no later day changes it.

* `documents`: what sales and taxes are made of. An invoice on the day it was issued; taken away again on the day it was voided,
  and by what credit notes give back on theirs. `sign` is 1 or -1, amounts are those of the paper.
* `moves`: what clients owe (`owed`) and what is held for them (`held`): Σ over the days up to D is how things stood in the evening
  of D. An allocation takes from both; giving it back adds to both.

Parameters of both: company, since, until.
"""

from __future__ import annotations

from typing import Final

# A payment that was voided or came back counts until the day before; what was allocated of it is released by the command.
DOCUMENTS: Final = """
documents AS (
  SELECT 'invoice' AS what, i.id, i.id AS invoice_id, i.issued_on AS day, 1 AS sign, i.subtotal, i.taxes, i.total,
         i.number_text AS number, i.number AS rank, i.due_on, i.contact_id, i.job_id
    FROM billing.invoice i WHERE i.company_id = :company AND i.issued_on BETWEEN :since AND :until
  UNION ALL
  SELECT 'void', i.id, i.id, i.voided_on, -1, i.subtotal, i.taxes, i.total, i.number_text, i.number, NULL, i.contact_id, i.job_id
    FROM billing.invoice i
   WHERE i.company_id = :company AND i.issued_on IS NOT NULL AND i.voided_on BETWEEN :since AND :until
)"""

MOVES: Final = """
moves AS (
  SELECT 'invoice' AS what, i.id AS record_id, i.issued_on AS day, i.id AS invoice_id, NULL::text AS payment_id,
         i.total AS owed, 0::bigint AS held
    FROM billing.invoice i WHERE i.company_id = :company AND i.issued_on <= :until
  UNION ALL
  SELECT 'void', i.id, i.voided_on, i.id, NULL, -i.total, 0
    FROM billing.invoice i WHERE i.company_id = :company AND i.issued_on IS NOT NULL AND i.voided_on <= :until
  UNION ALL
  SELECT 'allocation', a.id, e.day, a.invoice_id, a.payment_id, -a.amount, -a.amount
    FROM billing.allocation a JOIN billing.payment p ON p.company_id = a.company_id AND p.id = a.payment_id
         JOIN billing.invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
         CROSS JOIN LATERAL (SELECT greatest(p.received_on, i.issued_on) AS day) e
   WHERE a.company_id = :company AND e.day <= :until
  UNION ALL
  SELECT 'release', a.id, e.day, a.invoice_id, a.payment_id, a.amount, a.amount
    FROM billing.allocation a JOIN billing.payment p ON p.company_id = a.company_id AND p.id = a.payment_id
         JOIN billing.invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
         JOIN accounts.companies c ON c.id = a.company_id
         CROSS JOIN LATERAL (SELECT greatest((a.released_at AT TIME ZONE c.time_zone)::date, p.received_on, i.issued_on) AS day) e
   WHERE a.company_id = :company AND a.released_at IS NOT NULL AND e.day <= :until
  UNION ALL
  SELECT 'payment', p.id, p.received_on, NULL, p.id, 0, p.amount
    FROM billing.payment p WHERE p.company_id = :company AND p.received_on <= :until
  UNION ALL
  SELECT 'payment_void', p.id, v.day, NULL, p.id, 0, -p.amount
    FROM billing.payment p JOIN accounts.companies c ON c.id = p.company_id
         CROSS JOIN LATERAL (SELECT greatest((p.voided_at AT TIME ZONE c.time_zone)::date, p.received_on) AS day) v
   WHERE p.company_id = :company AND p.voided_at IS NOT NULL AND v.day <= :until
)"""
