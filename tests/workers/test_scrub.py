"""No text of the outside world in Temporal: refusals quote addresses, SQL errors quote values."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

import aiosmtplib
import pytest
from sqlalchemy import text
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.testing import WorkflowEnvironment

from deploy.postgres import Postgres
from services.kit import db
from services.kit.problems import Conflict
from tests.workers.mail_server import mail_server
from tests.workers.relaying import one_round
from tests.workers.world import Jobs, owner_sql, working
from tests.workflows.conftest import eventually
from workers.temporal import new_worker

SECRET = "marie-eve.tremblay@courriel.example"


def _smtp() -> None:
    raise aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(550, f"{SECRET} unknown", SECRET)])


def _chained() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise RuntimeError(f"about {SECRET}") from error


def _group() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


def _named() -> None:
    raise type("Odd", (Exception,), {})(SECRET)


def _problem() -> None:
    raise Conflict("contact-without-email", name=SECRET)


FAILURES: dict[str, Callable[[], None]] = {
    "smtp": _smtp,
    "chained": _chained,
    "group": _group,
    "named": _named,
    "problem": _problem,
}


@activity.defn(name="Fail")
async def fail(kind: str) -> None:
    if kind == "sql":
        async with db.session() as session:
            await session.execute(text("SELECT CAST(:value AS integer)"), {"value": SECRET})
    FAILURES[kind]()


@workflow.defn(name="Fails", sandboxed=False)
class Fails:
    @workflow.run
    async def run(self, kind: str) -> None:
        once = RetryPolicy(maximum_attempts=2, initial_interval=timedelta(milliseconds=1))
        await workflow.execute_activity(fail, kind, start_to_close_timeout=timedelta(seconds=20), retry_policy=once)


async def history(client: Client, workflow_id: str) -> str:
    """Everything that Temporal keeps of a workflow, decoded as far as it goes."""
    handle = client.get_workflow_handle(workflow_id)
    found = await handle.fetch_history()
    pending = (await handle.describe()).raw_description
    return found.to_json() + str(pending) + "".join(str(event) for event in found.events)


@pytest.mark.parametrize("kind", [*FAILURES, "sql"])
async def test_a_failed_activity_leaves_no_text_in_the_history(
    database: Postgres, temporal: WorkflowEnvironment, kind: str
) -> None:
    queue = secrets.token_hex(4)
    async with new_worker(temporal.client, queue, workflows=[Fails], activities=[fail]):
        with pytest.raises(WorkflowFailureError):
            await temporal.client.execute_workflow(Fails.run, kind, id=queue, task_queue=queue)
    kept = await history(temporal.client, queue)
    assert "marie-eve" not in kept
    assert "courriel" not in kept
    assert "ActivityTaskFailed" in kept or "ACTIVITY_TASK_FAILED" in kept


async def test_a_whole_life_of_refusals_leaves_no_text_in_the_history(
    jobs: Jobs, temporal: WorkflowEnvironment, deployment: pytest.MonkeyPatch
) -> None:
    await owner_sql("DELETE FROM log.outbox")
    job = await jobs.new(requested=True, name="Gisèle Unique-Nom")
    async with mail_server(deployment) as server:
        server.answers["RCPT"] = f"550 5.1.1 <{job.address}> no such Gisèle Unique-Nom"
        await one_round(temporal.client)
        async with working(temporal.client):

            async def given_up() -> bool:
                return "message.failed" in await job.kinds()

            await eventually(given_up)
    kept = await history(temporal.client, job.workflow_id)
    for secret in (job.address, "Gis", "Unique-Nom", "no such", "Plomberie", "Érables", "Chauffe-eau"):
        assert secret not in kept, secret
