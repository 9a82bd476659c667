"""All tables of all services, for Alembic."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import MetaData

import services
from services.kit.log import Base as LogBase

SCHEMAS = ("log", "accounts", "intake", "jobs", "billing")
Table = tuple[str, str]
"""Schema and name."""
COMPANY = "NULLIF(current_setting('app.company_id', true), '')"
"""SQL: whose rows the transaction may see."""


def all_metadata() -> list[MetaData]:
    """One metadata a schema, with every `tables.py` below `services/` imported."""
    root = Path(services.__path__[0])
    for path in sorted(root.glob("*/**/tables.py")):
        if path.parent.name != "migrations":
            importlib.import_module(".".join(("services", *path.relative_to(root).with_suffix("").parts)))
    bases = [importlib.import_module(f"services.{schema}.tables").Base for schema in SCHEMAS if schema != "log"]
    return [LogBase.metadata, *(base.metadata for base in bases)]
