"""Credit notes and proofs of refunds are documents too."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NAME = "ck_document_known_kind"


def upgrade() -> None:
    op.drop_constraint(NAME, "document", schema="billing", type_="check")
    op.create_check_constraint(
        op.f(NAME), "document", "kind IN ('quote','invoice','receipt','credit_note','refund')", schema="billing"
    )
