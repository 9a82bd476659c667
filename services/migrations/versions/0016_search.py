"""One search box: folded texts of messages and lines, their trigrams, and the functions that look through them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.migrations import guards, searching

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_FOLDED = {
    ("jobs", "message"): "log.fold(\"left\"((subject || ' ' || body), 4000))",
    ("billing", "quote_line"): "log.fold(description)",
    ("billing", "invoice_line"): "log.fold(description)",
}
_SEARCHED = [*_FOLDED, ("jobs", "folder"), ("jobs", "contact")]


def upgrade() -> None:
    op.execute(searching.FOLD)
    for (schema, table), words in _FOLDED.items():
        op.add_column(
            table, sa.Column("folded", sa.String(), sa.Computed(words, persisted=True), nullable=False), schema=schema
        )
    for schema, table in _SEARCHED:
        op.create_index(
            f"{table}_by_words",
            table,
            ["company_id", "folded"],
            unique=False,
            schema=schema,
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        )
    for statement in (*guards.statements(op.get_bind()), *searching.statements()):
        op.execute(statement)
