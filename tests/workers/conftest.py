"""A database of the workers' own (a relay takes every company's facts), a mail inbox, and a Temporal server a test."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from deploy.postgres import Postgres
from services.kit import db
from services.kit.settings import get_settings
from services.migrations.__main__ import migrate
from tests.conftest import role
from tests.deploy.test_inbox import Inbox, running
from tests.factories import Company
from tests.services.billing.world import Office
from tests.services.jobs.world import Office as Desk
from tests.workers.world import Jobs
from tests.workflows.conftest import temporal_binary
from workflows import search

DATABASE = "workers"


@pytest.fixture(scope="package")
async def database(postgres: Postgres) -> AsyncIterator[Postgres]:
    """As `tests.conftest.database`, but nobody else's facts wait in this outbox."""
    postgres.create_database(DATABASE)
    migrate(postgres.url(database=DATABASE), postgres.passwords)
    engines: dict[str, AsyncEngine] = {}

    def engine() -> AsyncEngine:
        name = role.get()
        if name not in engines:
            engines[name] = create_async_engine(
                postgres.url(name, DATABASE), pool_size=10, max_overflow=30, hide_parameters=True
            )
        return engines[name]

    patch = pytest.MonkeyPatch()
    patch.setattr(db, "engine", engine)
    yield postgres
    patch.undo()
    for each in engines.values():
        await each.dispose()
    postgres.drop_database(DATABASE)


@pytest.fixture(scope="package")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with running(tmp_path_factory.mktemp("mails")) as mails:
        yield mails


@pytest.fixture(autouse=True)
def deployment(
    database: Postgres, inbox: Inbox, settings: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """Settings of a worker; processes that a test starts inherit them."""
    inbox.http.delete("/api/faults")
    monkeypatch.setenv("DOSSIER_DATABASE_URL", database.url("worker", DATABASE))
    monkeypatch.setenv("DOSSIER_SMTP_PORT", str(inbox.smtp_port))
    monkeypatch.setenv("DOSSIER_MAIL_FROM", "envoi@dossier.example")
    get_settings.cache_clear()
    yield monkeypatch
    for name in [name for name in os.environ if name.startswith("DOSSIER_SMTP")]:
        monkeypatch.delenv(name)
    get_settings.cache_clear()


@pytest.fixture
def jobs(ours: Company, inbox: Inbox, billing_api: httpx.AsyncClient, jobs_api: httpx.AsyncClient) -> Jobs:
    return Jobs(ours, inbox, Office(billing_api, ours), Desk(jobs_api, ours))


@pytest.fixture
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A server without a past, so that no test finds another one's workflows."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_binary(),
        data_converter=pydantic_data_converter,
        search_attributes=search.ALL,
        dev_server_log_level="error",
    )
    async with environment:
        yield environment
