"""What load scripts stand on: a Postgres of their own, the demo company in it, and services as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import psycopg

from deploy import keys
from deploy.postgres import OWNER, Postgres
from services.kit import auth
from services.kit.settings import get_settings
from services.migrations.__main__ import migrate
from tests.load.processes import PATIENCE, Service

REPOSITORY = Path(__file__).resolve().parents[2]
DATABASE = "dossier"


@dataclass
class Ground:
    """A database with one company, and how its owner calls the services."""

    postgres: Postgres
    environment: dict[str, str]
    company_id: str
    company_code: str
    user_id: str

    def url(self, role: str = OWNER) -> str:
        return self.postgres.url(role, DATABASE)

    def headers(self, key: str | None = None) -> dict[str, str]:
        """A fresh token: one lasts fifteen minutes."""
        caller = auth.Caller(
            company_id=self.company_id,
            company_code=self.company_code,
            user_id=self.user_id,
            permissions=frozenset(auth.PERMISSIONS),
            features=frozenset(),
            language="fr",
        )
        token, _ = auth.mint(caller, datetime.now(UTC))
        return {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}

    @contextmanager
    def service(self, name: str, *, workers: int = 1) -> Iterator[str]:
        """`services.<name>` under its own database role; its URL."""
        service = Service(self.environment | {"DOSSIER_DATABASE_URL": self.url(name)}, name, workers=workers)
        service.start()
        try:
            httpx.get(f"{service.url}/health/ready", timeout=PATIENCE).raise_for_status()
            yield service.url
        finally:
            service.stop()


@contextmanager
def ground() -> Iterator[Ground]:
    """Everything in a folder that is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dossier-load-")))
        folder.chmod(0o755)
        secrets = keys.load(folder)
        postgres = stack.enter_context(Postgres(folder / "postgres", passwords=secrets.passwords))
        postgres.create_database(DATABASE)
        migrate(postgres.url(OWNER, DATABASE), {role: secrets.passwords[role] for role in keys.ROLES})
        (folder / "files").mkdir()
        settings = {
            "DOSSIER_TOKEN_PRIVATE_KEY_FILE": str(secrets.private_key),
            "DOSSIER_TOKEN_PUBLIC_KEY_FILE": str(secrets.public_key),
            "DOSSIER_LINK_KEY": secrets.link_key,
            "DOSSIER_FILES_URL": (folder / "files").as_uri(),
        }
        environment = os.environ | settings | {"PYTHONPATH": str(REPOSITORY)}
        made = folder / "company.json"
        subprocess.run(
            [sys.executable, "-m", "deploy.demo_company", "--out", str(made)],
            cwd=REPOSITORY,
            env=environment | {"DOSSIER_DATABASE_URL": postgres.url(OWNER, DATABASE)},
            check=True,
        )
        stack.enter_context(_in_this_process(settings))
        with psycopg.connect(postgres.url(OWNER, DATABASE)) as connection:
            connection.execute("SET row_security = off")
            query = "SELECT c.id, c.code, u.id FROM accounts.companies c JOIN accounts.users u ON u.company_id = c.id WHERE u.role = 'administrator'"
            row = connection.execute(query).fetchone()
            assert row is not None
        yield Ground(postgres, environment, *row)


@contextmanager
def _in_this_process(settings: dict[str, str]) -> Iterator[None]:
    """The settings of this ground until it is gone: what runs afterwards in the same process has its own."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    _forget_settings()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        _forget_settings()


def _forget_settings() -> None:
    get_settings.cache_clear()
    auth._key.cache_clear()


@dataclass
class Figures:
    """Milliseconds of many calls."""

    name: str
    times: list[float]

    @property
    def median(self) -> float:
        return median(self.times)

    @property
    def p99(self) -> float:
        return sorted(self.times)[max(int(len(self.times) * 0.99) - 1, 0)]

    def __str__(self) -> str:
        return f"{self.name:<46} median {self.median:7.1f} ms   p99 {self.p99:7.1f} ms   of {len(self.times)}"


def timed(name: str, times: int, call: Callable[[int], Any]) -> Figures:
    """Calls one after the other, the first few unmeasured."""
    found = []
    for n in range(-3, times):
        began = time.perf_counter()
        call(n)
        if n >= 0:
            found.append((time.perf_counter() - began) * 1000)
    return Figures(name, found)
