"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url

from deploy.postgres import Postgres
from services.migrations.__main__ import migrate
from services.migrations.tables import SCHEMAS, all_metadata


def test_the_migrated_database_is_the_declared_one(postgres: Postgres) -> None:
    engine = create_engine(make_url(postgres.url()).set(drivername="postgresql+psycopg"))

    def ours(name: str | None, kind: str, parents: Any) -> bool:
        return name in SCHEMAS if kind == "schema" else name != "alembic_version"

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_schemas": True, "include_name": ours})
        assert compare_metadata(context, all_metadata()) == []  # type: ignore[arg-type]
    engine.dispose()


def test_migrating_again_changes_nothing(postgres: Postgres) -> None:
    migrate(postgres.url(), {})
