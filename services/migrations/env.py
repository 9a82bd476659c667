"""How Alembic connects: as the database's owner, acting as the role that owns the tables."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from services.migrations.roles import OWNER
from services.migrations.tables import SCHEMAS, all_metadata


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    return name in SCHEMAS if kind == "schema" else name != "alembic_version"


def run() -> None:
    url = make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, connect_args={"options": f"-c role={OWNER}"})
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=all_metadata(),
            version_table_schema="log",
            include_schemas=True,
            include_name=_ours,
            compare_server_default=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
