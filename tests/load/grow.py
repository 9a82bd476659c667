"""Makes a company large: its own jobs with all that hangs on them, copied in Postgres under new ids, numbers and names.

What is copied is what the product wrote: facts and folded states agree in every copy. Only the time that visits take is left
free, since one technician cannot be at a thousand places.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from services.migrations.tables import all_metadata

OWNED_BY = (
    "job_id",
    "folder_id",
    "contact_id",
    "visit_id",
    "quote_id",
    "invoice_id",
    "payment_id",
    "credit_note_id",
    "object_id",
)
"""A row that refers to something of a job is copied with it."""
NEVER = {"log.outbox", "log.audit", "log.idempotency", "accounts.portal_links"}
"""Nor anything that came in: a mail is taken once."""
BATCH = 500
"""Copies of the company's jobs that one transaction makes."""

FIRST = "Marie,Luc,Ève,Jean-François,Zoé,André,Josée,Benoît,Chloé,Étienne,Françoise,Gaël,Hélène,Ioan,Jérôme,Maïté,Noël,Océane,Réjean,Sylvie"
LAST = (
    "Tremblay,Gagnon,Roy,Côté,Bouchard,Gauthier,Morin,Lavoie,Fortin,Gagné,Ouellet,Pelletier,Bélanger,Lévesque,Bergeron,Leblanc,"
    "Paquette,Girard,Simard,Boucher,Caron,Beaulieu,Cloutier,Dubé,Poirier,Fournier,Lapointe,Leclerc,Lefebvre,Poulin,Thibault,St-Pierre,"
    "Nadeau,Martel,Deschênes,Turgeon,Archambault,Vaillancourt,Desrosiers,Charbonneau"
)


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]
    """Without those that Postgres numbers by itself."""
    owners: tuple[str, ...]


def grow(url: str, company_id: str, jobs: int, facts: int = 0) -> tuple[int, int]:
    """Copies until the company has at least so many jobs and facts. Gives how many it has of each."""
    with psycopg.connect(url, autocommit=True) as connection:
        # The database's own owner is bound by row-level security as everybody is, unless it says otherwise.
        connection.execute("SET row_security = off")
        tables = list(_tables())
        ids = _ids(connection, company_id, tables)
        there = _count(connection, company_id)
        copies = max(-(-wanted // has) - 1 for wanted, has in zip((jobs, facts), there, strict=True))
        with _without_indexes(connection):
            for first in range(1, copies + 1, BATCH):
                last = min(first + BATCH - 1, copies)
                with connection.transaction():
                    connection.execute(
                        "SET LOCAL session_replication_role = replica"
                    )  # the rows agree, as the first ones did
                    for table in tables:
                        _copy(connection, company_id, table, ids, first, last)
            _rename(connection, company_id)
        connection.execute("UPDATE log.counter SET value = 10000000 WHERE company_id = %s", [company_id])
        connection.execute("UPDATE billing.number_series SET next = 10000000 WHERE company_id = %s", [company_id])
        connection.execute("VACUUM ANALYZE")
        return _count(connection, company_id)


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """What only speeds up reading is made anew afterwards: that costs less than keeping it up to date for every row."""
    found = connection.execute(_INDEXES).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for _, definition in found:
        connection.execute(definition)


def _count(connection: psycopg.Connection[Any], company_id: str) -> tuple[int, int]:
    """Jobs and facts."""
    query = "SELECT (SELECT count(*) FROM log.job WHERE company_id = %(id)s), (SELECT count(*) FROM log.fact WHERE company_id = %(id)s)"
    row = connection.execute(query, {"id": company_id}).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('log', 'jobs', 'billing') AND NOT i.indisunique AND NOT i.indisexclusion
"""


def _tables() -> Iterator[Table]:
    for metadata in all_metadata():
        for each in metadata.sorted_tables:
            name = f"{each.schema}.{each.name}"
            kept = tuple(c.name for c in each.columns if c.identity is None and c.computed is None)
            owners = tuple(c for c in kept if c in OWNED_BY)
            if name == "jobs.contact":
                owners = ("id",)
            if owners and "company_id" in kept and name not in NEVER and each.schema != "intake":
                yield Table(name, kept, owners)


def _ids(connection: psycopg.Connection[Any], company_id: str, tables: list[Table]) -> list[str]:
    """Every id of a row that is copied: wherever it stands, in a column or in a document, the copy has its own."""
    found: set[str] = set()
    for table in tables:
        for column in ("id", "job_id"):
            if column in table.columns:
                query = sql.SQL("SELECT {} FROM {} WHERE company_id = %s").format(
                    sql.Identifier(column), sql.Identifier(*table.name.split("."))
                )
                found |= {str(row[0]) for row in connection.execute(query, [company_id]) if row[0]}
    return sorted(found)


def _copy(
    connection: psycopg.Connection[Any], company_id: str, table: Table, ids: list[str], first: int, last: int
) -> None:
    """The company's first rows of a table, once for each n: `job_06dq…` becomes `job_06dq…_7`, number 12 becomes 7012."""
    name = sql.Identifier(*table.name.split("."))
    prefixes = "|".join(sorted({each.partition("_")[0] for each in ids}))
    changed = [
        f"'{column}', COALESCE((r.doc ->> '{column}')::bigint + n * 1000, NULL)"
        for column in ("number", "receipt_number", "revision_number")
        if column in table.columns
    ]
    if table.name == "jobs.booking":
        changed.append("'active', false")
    if table.name == "jobs.time_entry":
        # One technician cannot work at two places, so each copy worked two months before the one before.
        ended = "COALESCE(r.doc ->> 'ended_at', r.doc ->> 'started_at')"
        changed += [
            f"'{column}', ({value})::timestamptz - n * interval '60 days'"
            for column, value in (("started_at", "r.doc ->> 'started_at'"), ("ended_at", ended))
        ]
        # Nor does a copied clock run: one runs for a technician, and the copy of it is a stretch of no length.
        changed += [
            "'status', CASE r.doc ->> 'status' WHEN 'running' THEN 'recorded' ELSE r.doc ->> 'status' END",
            *(f"'{column}', COALESCE((r.doc ->> '{column}')::bigint, 0)" for column in ("seconds", "labour_cost")),
        ]
    if table.name == "log.fact":
        changed.append("'id', 0")
    override = f" || jsonb_build_object({', '.join(changed)})" if changed else ""
    # Words that stand next to a letter are no ids: the boundary keeps `"job_…"` and leaves `update-job_…` alone.
    query = sql.SQL(
        "INSERT INTO {name} ({columns}) SELECT {picked} FROM ("
        "  SELECT to_jsonb(t) AS doc FROM {name} t WHERE company_id = %(company)s AND {owner} !~ '_[0-9]+$'"
        ") r CROSS JOIN generate_series(%(first)s::int, %(last)s::int) n CROSS JOIN LATERAL jsonb_populate_record(NULL::{name},"
        " regexp_replace(r.doc::text, %(pattern)s, E'\\\\1_' || n, 'g')::jsonb{override}) p"
    ).format(
        override=sql.SQL(override),  # this file's own words
        name=name,
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        picked=sql.SQL(", ").join(sql.Identifier("p", column) for column in table.columns),
        owner=sql.Identifier(table.owners[0]),
    )
    pattern = rf"\m((?:{prefixes})_[0-9a-hjkmnp-tv-z]{{26}})\M"
    connection.execute(query, {"company": company_id, "first": first, "last": last, "pattern": pattern})


def _rename(connection: psycopg.Connection[Any], company_id: str) -> None:
    """Copied clients get names, addresses and numbers of their own, and their folders the name for a title."""
    connection.execute(_NAMES, {"company": company_id, "first": FIRST.split(","), "last": LAST.split(",")})
    connection.execute(_TITLES, {"company": company_id})


# Numbers spread over the lists by steps that share no factor with their lengths, so that all pairs occur.
_NAMES = """
    UPDATE jobs.contact c SET name = x.name, sort_name = x.plain, name_key = x.plain, email = x.email, email_key = x.email,
           phone = x.phone, folded = x.plain || ' ' || x.email || ' ' || ltrim(x.phone, '+')
      FROM (SELECT id, first || ' ' || last AS name, lower(unaccent(first || ' ' || last)) AS plain,
                   '+1514' || lpad((2000000 + n * 37 %% 7999999)::text, 7, '0') AS phone,
                   lower(unaccent(replace(first, '-', '')) || '.' || unaccent(last)) || n || '@courriel.example' AS email
              FROM (SELECT id, h AS n, (%(first)s::text[])[1 + h * 7 %% array_length(%(first)s::text[], 1)] AS first,
                           (%(last)s::text[])[1 + h / 3 %% array_length(%(last)s::text[], 1)] AS last
                      FROM (SELECT id, abs(hashtext(id)::bigint) / 7 AS h FROM jobs.contact
                             WHERE company_id = %(company)s AND id ~ '_[0-9]+$' AND (email IS NULL OR email !~ '[0-9]@')) s) s) x
     WHERE c.id = x.id
"""
_TITLES = """
    UPDATE jobs.folder f SET folded = f.number || ' ' || lower(unaccent(f.title)) FROM jobs.contact c
     WHERE f.company_id = %(company)s AND c.id = f.contact_id AND f.id ~ '_[0-9]+$' AND f.folded NOT LIKE f.number || ' %%'
"""
