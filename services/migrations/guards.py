"""The statements that close the tables: row-level security and grants; and the functions that look through them (`lookups.py`).

Each migration that adds tables runs `statements` again; all of them may be repeated.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from services.migrations import lookups, searching
from services.migrations.roles import OWNER, SERVICE_ROLES
from services.migrations.tables import COMPANY, SCHEMAS, Table

# Tables that are about no company. Everything else has a company_id and is closed by it.
_SHARED = {("log", "rules"), ("log", "alembic_version")}

# Who may do what. `s` select, `i` insert, `u` update, `d` delete.
_SCHEMA_RIGHTS = {
    "accounts": {"accounts": "siud"},
    "intake": {"intake": "siud", "worker": "s"},
    "jobs": {"jobs": "siud", "intake": "siu", "worker": "siu", "billing": "s"},
    "billing": {"billing": "siud", "worker": "siu", "jobs": "s"},
}
_LOG_RIGHTS = {
    "fact": "si",
    "job": "siu",
    "counter": "siu",
    "idempotency": "siu",
    "outbox": "si",
    "audit": "si",
}
_WORD = {"s": "SELECT", "i": "INSERT", "u": "UPDATE", "d": "DELETE"}

# Of accounts the neighbours see who a company and its people are, never a password or a session.
_NEIGHBOURS_OF_ACCOUNTS = ("intake", "jobs", "billing", "worker")
_PUBLIC_OF_ACCOUNTS = {
    "companies": None,
    "users": ("id", "company_id", "name", "email", "language", "role", "active", "notify"),
}


def statements(bind: Connection) -> Iterator[str]:
    tables = _tables(bind)
    yield from _rights(tables)
    for schema, table in tables:
        if (schema, table) in _SHARED:
            continue
        key = "id" if (schema, table) == ("accounts", "companies") else "company_id"
        name = f"{schema}.{table}"
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS company ON {name}"
        yield f"CREATE POLICY company ON {name} USING ({key} = {COMPANY}) WITH CHECK ({key} = {COMPANY})"
    yield from _everybodys_rows(tables)
    yield from lookups.statements(tables)


def _tables(bind: Connection) -> list[Table]:
    rows = bind.execute(
        text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(:schemas) ORDER BY 1, 2"),
        {"schemas": list(SCHEMAS)},
    )
    return [(row[0], row[1]) for row in rows]


def _rights(tables: list[Table]) -> Iterator[str]:
    everyone = ", ".join(SERVICE_ROLES)
    for schema in SCHEMAS:
        yield f"GRANT USAGE ON SCHEMA {schema} TO {everyone}"
    for schema, table in tables:
        for role, rights in _SCHEMA_RIGHTS.get(schema, {}).items():
            yield f"GRANT {_words(rights)} ON {schema}.{table} TO {role}"
    for table, rights in _LOG_RIGHTS.items():
        yield f"GRANT {_words(rights)} ON log.{table} TO accounts, intake, jobs, billing, worker"
    yield "GRANT SELECT, INSERT, UPDATE ON log.rules TO worker"
    yield "GRANT DELETE ON jobs.booking TO worker"  # a worker that schedules a series makes way as the office does
    yield "GRANT SELECT ON log.fact, log.job TO relay"
    yield "GRANT SELECT, UPDATE, DELETE ON log.outbox TO relay"
    for table, columns in _PUBLIC_OF_ACCOUNTS.items():
        if ("accounts", table) in tables:
            shown = f"({', '.join(columns)})" if columns else ""
            yield f"GRANT SELECT {shown} ON accounts.{table} TO {', '.join(_NEIGHBOURS_OF_ACCOUNTS)}"


def _words(rights: str) -> str:
    return ", ".join(_WORD[right] for right in rights)


def _everybodys_rows(tables: list[Table]) -> Iterator[str]:
    """The relay carries every company's facts; the owner's functions look before a company is known."""
    rows = {
        "log.outbox": "relay",
        "log.fact": "relay",
        "log.job": f"relay, {OWNER}",
        "accounts.companies": OWNER,
        "accounts.users": OWNER,
        "accounts.sessions": OWNER,
        "accounts.portal_links": OWNER,
        "intake.sites": OWNER,
        "jobs.contact": OWNER,
        "intake.inbound_mail": OWNER,
        "jobs.message": OWNER,
        "billing.payment_attempt": OWNER,
        "billing.webhook": OWNER,
        "billing.refund": OWNER,
        "billing.batch": OWNER,
        "billing.recurring": OWNER,
        **dict.fromkeys(searching.LOOKED_THROUGH, OWNER),
    }
    for table, roles in rows.items():
        if tuple(table.split(".")) not in tables:
            continue  # a migration of later makes it
        yield f"DROP POLICY IF EXISTS lookup ON {table}"
        yield f"CREATE POLICY lookup ON {table} TO {roles} USING (true)"
