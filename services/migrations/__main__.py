"""Brings the database in DOSSIER_DATABASE_URL (its owner's) up to date.

DOSSIER_ROLE_PASSWORDS, a JSON object, sets the passwords of the service roles.
"""

from __future__ import annotations

import json
import os

import psycopg
from alembic import command
from alembic.config import Config

from services.migrations import roles


def migrate(url: str, passwords: dict[str, str]) -> None:
    """Roles, then every migration that is missing; one that fails leaves nothing behind."""
    with psycopg.connect(url) as connection:
        roles.prepare(connection, passwords)
    config = Config()
    config.set_main_option("script_location", "services:migrations")
    config.attributes["url"] = url
    command.upgrade(config, "head")


def main() -> None:
    migrate(os.environ["DOSSIER_DATABASE_URL"], json.loads(os.environ.get("DOSSIER_ROLE_PASSWORDS", "{}")))


if __name__ == "__main__":
    main()
