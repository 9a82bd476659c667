"""What every test stands on: a real Postgres, migrated once, and each service in this process under its own database role."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

import httpx
import hypothesis
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.postgres import OWNER, Postgres
from services.kit import db
from services.kit.settings import get_settings
from services.migrations.__main__ import migrate
from services.migrations.roles import SERVICE_ROLES
from tests.factories import Company, make_company
from tests.system.running import running as running
from tests.system.running import stack as stack

hypothesis.settings.register_profile(
    "dossier",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("dossier")

role: ContextVar[str] = ContextVar("role", default=OWNER)
"""The database role that code in this task connects as. Factories use the owner, each service its own."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    passwords = dict.fromkeys((OWNER, *SERVICE_ROLES), "secret-of-tests")
    folder = tmp_path_factory.mktemp("postgres") / "data"
    with Postgres(folder, passwords=passwords, durable=False) as server:
        server.create_database("dossier")
        migrate(server.url(), passwords)
        yield server


@pytest.fixture(scope="session", autouse=True)
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings of a complete deployment; the database comes with the `database` fixture."""
    folder = tmp_path_factory.mktemp("settings")
    private = Ed25519PrivateKey.generate()
    private_file, public_file = folder / "private.pem", folder / "public.pem"
    pem = serialization.Encoding.PEM
    private_file.write_bytes(
        private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public_file.write_bytes(private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    files = folder / "files"
    files.mkdir()
    values = {
        "DOSSIER_TOKEN_PRIVATE_KEY_FILE": str(private_file),
        "DOSSIER_TOKEN_PUBLIC_KEY_FILE": str(public_file),
        "DOSSIER_LINK_KEY": "a key that only the tests know, and long",
        "DOSSIER_FILES_URL": files.as_uri(),
        "DOSSIER_INBOUND_DOMAIN": "reply.dossier.example",
    }
    os.environ.update(values)
    get_settings.cache_clear()
    yield
    for name in values:
        del os.environ[name]
    get_settings.cache_clear()


@pytest.fixture(scope="session")
async def database(postgres: Postgres) -> AsyncIterator[Postgres]:
    """The migrated database, reached by whoever `role` says."""
    engines: dict[str, AsyncEngine] = {}

    def engine() -> AsyncEngine:
        name = role.get()
        if name not in engines:
            url = postgres.url(name).replace("postgresql://", "postgresql+psycopg://")
            engines[name] = create_async_engine(url, pool_size=10, max_overflow=60, hide_parameters=True)
        return engines[name]

    patch = pytest.MonkeyPatch()
    patch.setattr(db, "engine", engine)
    yield postgres
    patch.undo()
    for each in engines.values():
        await each.dispose()


class AsRole:
    """An application whose requests connect as its service's role."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self.app, self.name = app, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = role.set(self.name)
        try:
            await self.app(scope, receive, send)
        finally:
            role.reset(token)


def client(app: ASGIApp, name: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=AsRole(app, name), client=("203.0.113.7", 40000))
    return httpx.AsyncClient(transport=transport, base_url=f"http://{name}.test")


@pytest.fixture
async def accounts_api(database: Postgres) -> AsyncIterator[httpx.AsyncClient]:
    from services.accounts.app import app

    async with client(app, "accounts") as api:
        yield api


@pytest.fixture
async def intake_api(database: Postgres) -> AsyncIterator[httpx.AsyncClient]:
    from services.intake.app import app

    async with client(app, "intake") as api:
        yield api


@pytest.fixture
async def jobs_api(database: Postgres) -> AsyncIterator[httpx.AsyncClient]:
    from services.jobs.app import app

    async with client(app, "jobs") as api:
        yield api


@pytest.fixture
async def billing_api(database: Postgres) -> AsyncIterator[httpx.AsyncClient]:
    from services.billing.app import app

    async with client(app, "billing") as api:
        yield api


@pytest.fixture
async def ours(database: Postgres) -> Company:
    """The company that a test works for; new for each test, so tests never meet."""
    return await make_company()


@pytest.fixture
async def theirs(database: Postgres) -> Company:
    """Another company in the same database, whose things must never show."""
    return await make_company()
