"""A COMMIT that fails: no 2xx, nothing half-written, no number lost, and the same request again is a first one."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from sqlalchemy import text

from deploy.postgres import Postgres
from services.kit import db
from tests.factories import Company
from tests.services.jobs.world import contact

FAILURES = {
    "a constraint": "RAISE EXCEPTION 'late' USING ERRCODE = '23514'",
    "a serialization failure": "RAISE EXCEPTION 'late' USING ERRCODE = '40001'",
    "an error of its own": "RAISE EXCEPTION 'Marie-Ève is not to be told'",
    "a killed backend": "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5)",
}
STATUS = {"a constraint": 409, "a serialization failure": 409, "an error of its own": 500, "a killed backend": 503}
TABLES = ("log.fact", "log.job", "log.outbox", "log.idempotency", "log.counter", "jobs.folder", "jobs.contact")


@asynccontextmanager
async def commits_fail(company: Company, how: str) -> AsyncIterator[None]:
    """Every COMMIT of the company that added a fact fails: the trigger is put off until then."""
    name = f"late_{secrets.token_hex(4)}"
    async with db.engine().begin() as connection:
        await connection.execute(
            text(
                f"CREATE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                f" $$ BEGIN {FAILURES[how]}; RETURN NULL; END $$"
            )
        )
        await connection.execute(
            text(
                f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON log.fact DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                f" WHEN (NEW.company_id = '{company.id}') EXECUTE FUNCTION public.{name}()"
            )
        )
    try:
        yield
    finally:
        async with db.engine().begin() as connection:
            await connection.execute(text(f"DROP TRIGGER {name} ON log.fact"))
            await connection.execute(text(f"DROP FUNCTION public.{name}()"))


async def rows(company: Company) -> dict[str, int]:
    async with db.engine().connect() as connection:
        query = "SELECT count(*) FROM {} WHERE company_id = :id"
        return {
            table: (await connection.scalar(text(query.format(table)), {"id": company.id})) or 0 for table in TABLES
        }


@pytest.mark.parametrize("how", FAILURES)
async def test_a_failed_commit_answers_no_2xx_and_leaves_nothing(
    jobs_api: httpx.AsyncClient, database: Postgres, ours: Company, theirs: Company, how: str
) -> None:
    headers = ours.headers()
    body = {"contact": contact(), "title": "Chauffe-eau"}
    before = await rows(ours)
    async with commits_fail(ours, how):
        response = await jobs_api.post("/v1/jobs", json=body, headers=headers)
        assert response.status_code == STATUS[how], response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert "late" not in response.text
        assert "Marie" not in response.text
        assert await rows(ours) == before
        assert (await jobs_api.post("/v1/jobs", json=body, headers=theirs.headers())).status_code == 201
        assert (await jobs_api.get("/v1/jobs", headers=ours.headers())).json()["data"] == [], "the service goes on"
    again = await jobs_api.post("/v1/jobs", json=body, headers=headers)
    assert again.status_code == 201, again.text
    assert "idempotency-replayed" not in again.headers
    assert again.json()["number"] == 1, "the failed one took no number"
