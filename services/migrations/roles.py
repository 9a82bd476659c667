"""Roles, schemas and extensions: what must be there before the first table. Run by the database's owner, any number of times."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

from services.migrations.tables import SCHEMAS

OWNER = "dossier"
"""Owns every table and function. Nobody logs in as it."""

SERVICE_ROLES = ("accounts", "intake", "jobs", "billing", "worker", "relay")
"""One role a kind of process, each with just the rights it needs."""

EXTENSIONS = ("btree_gin", "btree_gist", "pg_trgm", "unaccent")


def prepare(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Makes roles (with a password where one is given), extensions and schemas that are missing."""
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    if OWNER not in known:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER)))
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    for role in SERVICE_ROLES:
        if role not in known:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if role in passwords:
            alter = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(alter.format(sql.Identifier(role), sql.Literal(passwords[role])))
    for schema in SCHEMAS:
        make = sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}")
        connection.execute(make.format(sql.Identifier(schema), sql.Identifier(OWNER)))
