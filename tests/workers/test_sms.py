"""What becomes of a text message: taken once whatever breaks, refused, put off; never to who said STOP, never at night."""

from __future__ import annotations

import asyncio
import secrets
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.exceptions import ApplicationError

from services.kit.settings import get_settings
from tests.deploy.test_inbox import REPOSITORY
from tests.workers.world import JobFile, Jobs, owner_sql
from tests.workflows.conftest import eventually
from workflows.activities import StepCall
from workflows.calendar import Calendar
from workflows.facts import JobPreferencesSet, PolicyPinned
from workflows.policy import Policy, Preferences

CLIENT = "+14505550177"


@pytest.fixture(autouse=True)
def provider(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    deployment.setenv("DOSSIER_SMS_URL", f"{jobs.inbox.http.base_url}/sms")
    deployment.setenv("DOSSIER_SMS_TOKEN", "secret")
    get_settings.cache_clear()


@pytest.fixture
async def job(jobs: Jobs) -> JobFile:
    """A request of a client who wants text messages from a company that sends them; both twins are due."""
    return await texting(jobs)


async def texting(jobs: Jobs, phone: str = "") -> JobFile:
    number = f"+1514555{secrets.randbelow(9000) + 1000}"
    statement = "UPDATE accounts.companies SET sms_enabled = true, sms_number = :n WHERE id = :id"
    await owner_sql(statement, n=number, id=jobs.company.id)
    job = await jobs.new(requested=True)
    client = phone or f"+1450555{secrets.randbelow(9000) + 1000}"
    await jobs.desk.patch(f"/v1/contacts/{job.contact_id}", {"phones": [{"kind": "mobile", "number": client}]})
    await job.append(
        PolicyPinned(policy=Policy(channels=("mail", "sms")), calendar=Calendar()),
        JobPreferencesSet(preferences=Preferences(sms=True)),
    )
    return job


def noon() -> datetime:
    """Not in the quiet hours, and ahead: a text message waits for the morning."""
    local = datetime.now(ZoneInfo("America/Toronto")).replace(hour=12, minute=0) + timedelta(days=1)
    return local.astimezone(UTC)


async def sms_call(job: JobFile, kind: str = "request.acknowledge") -> StepCall:
    return next(call for call in await job.due(noon()) if (call.kind, call.channel) == (kind, "sms"))


async def number_of(job: JobFile) -> str:
    contact = await job.jobs.desk.get(f"/v1/contacts/{job.contact_id}")
    return str(contact["phone"])


async def texts(job: JobFile) -> list[Any]:
    """What the provider took for the client."""
    found: list[Any] = job.jobs.inbox.http.get("/api/sms", params={"to": await number_of(job)}).json()["data"]
    return found


async def fault(job: JobFile, kind: str, **more: Any) -> None:
    job.jobs.inbox.next_deliveries(kind=kind, channel="sms", to=await number_of(job), **more)


async def refused(job: JobFile, call: StepCall) -> str:
    with pytest.raises(ApplicationError) as caught:
        await job.do(call)
    return str(caught.value.type)


async def test_a_text_message_is_one_fact_and_one_text_beside_the_mail(job: JobFile) -> None:
    call = await sms_call(job)
    assert call.key.endswith("/sms")
    news = await job.do(call)
    assert [each.kind for each in news][-1] == "message.accepted"
    [sent] = await texts(job)
    assert sent["text"].startswith("Plomberie des Essais : nous avons bien reçu votre demande")
    row = await job.message(call)
    assert row is not None
    assert (row.channel, row.delivery, row.recipient, row.body) == ("sms", "accepted", sent["to"], sent["text"])
    assert row.provider_id == sent["id"]
    assert sent["key"] == row.reference
    assert await job.do(call) == news, "the answer was lost"
    assert len(await texts(job)) == 1
    assert [each.channel for each in await job.due(noon())] == ["mail"], "the mail is a step of its own"


async def test_one_may_fail_and_the_other_arrive(job: JobFile) -> None:
    await fault(job, "400")
    call = await sms_call(job)
    news = await job.do(call)
    assert (news[-1].kind, news[-1].data["code"]) == ("message.failed", "sms-400")
    await job.do(await job.call("request.acknowledge"))
    assert len(job.mails()) == 1
    assert await texts(job) == []


@pytest.mark.parametrize(("kind", "code"), [("429", "sms-429"), ("503", "sms-503")])
async def test_a_no_for_now_is_tried_again(job: JobFile, kind: str, code: str) -> None:
    await fault(job, kind)
    call = await sms_call(job)
    assert await refused(job, call) == code
    assert await job.delivery(call) == "queued"
    await job.do(call)
    assert await job.delivery(call) == "accepted"
    assert len(await texts(job)) == 1


@pytest.mark.parametrize("kind", ["500", "drop"])
@pytest.mark.parametrize("stage", ["data", "data-after"])
async def test_a_try_of_which_nobody_knows_is_made_again_under_the_same_key(
    job: JobFile, kind: str, stage: str
) -> None:
    await fault(job, kind, stage=stage)
    call = await sms_call(job)
    assert await refused(job, call) == "sms-unknown"
    assert await job.delivery(call) == "sending"
    news = await job.do(call)
    assert news[-1].kind == "message.accepted", "the provider does a key once: no doubt is left"
    assert len(await texts(job)) == 1


async def test_a_provider_that_is_away_is_tried_again(job: JobFile, deployment: pytest.MonkeyPatch) -> None:
    deployment.setenv("DOSSIER_SMS_URL", "http://127.0.0.1:9/sms")
    get_settings.cache_clear()
    call = await sms_call(job)
    assert await refused(job, call) == "ConnectError"
    assert await job.delivery(call) == "queued"


@asynccontextmanager
async def worker_of(call: StepCall) -> AsyncIterator[Process]:
    command = [sys.executable, "-m", "tests.workers.one_mail", call.model_dump_json()]
    worker = await asyncio.create_subprocess_exec(*command, cwd=REPOSITORY)
    try:
        yield worker
    finally:
        worker.kill()
        await worker.wait()


@pytest.mark.parametrize(("stage", "kept"), [("data", 0), ("data-after", 1)])
async def test_a_killed_worker_doubles_nothing_and_loses_nothing(job: JobFile, stage: str, kept: int) -> None:
    await fault(job, "hang", stage=stage)
    call = await sms_call(job)
    async with worker_of(call) as worker:

        async def reached() -> bool:
            assert worker.returncode is None
            waiting = job.jobs.inbox.http.get("/api/faults").json()["data"]
            return not waiting and await job.delivery(call) == "sending" and len(await texts(job)) == kept

        await eventually(reached)
    news = await job.do(call)
    assert news[-1].kind == "message.accepted"
    assert len(await texts(job)) == 1


async def test_nothing_is_texted_to_who_said_stop(job: JobFile) -> None:
    call = await sms_call(job)
    number = await number_of(job)
    await owner_sql("INSERT INTO jobs.sms_stop VALUES (:c, :p, now())", c=job.jobs.company.id, p=number)
    news = await job.do(call)
    assert (news[-1].kind, news[-1].data["code"]) == ("message.failed", "sms-stopped")
    assert await texts(job) == []


async def test_a_company_that_turned_it_off_texts_nobody(job: JobFile) -> None:
    call = await sms_call(job)
    await owner_sql("UPDATE accounts.companies SET sms_enabled = false WHERE id = :id", id=job.jobs.company.id)
    news = await job.do(call)
    assert (news[-1].kind, news[-1].data["code"]) == ("message.failed", "sms-off")


async def test_a_client_without_a_mobile_is_the_offices_move(job: JobFile) -> None:
    call = await sms_call(job)
    await job.jobs.desk.patch(f"/v1/contacts/{job.contact_id}", {"phones": [{"kind": "home", "number": CLIENT}]})
    news = await job.do(call)
    assert (news[-1].kind, news[-1].data["code"]) == ("message.failed", "no-address")


async def test_what_falls_due_at_night_leaves_in_the_morning(job: JobFile) -> None:
    """At 23:00 the mail leaves; the text message, which makes a noise, at 8:00."""
    zone = ZoneInfo("America/Toronto")
    late = datetime.now(zone).replace(hour=23, minute=0, second=0, microsecond=0) + timedelta(days=1)
    luc = await job.jobs.desk.resource()
    starts = late + timedelta(days=3)
    body = {
        "job_id": job.id,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
        "resource_ids": [luc["id"]],
    }
    await job.jobs.desk.post("/v1/visits", body)
    remind_at = starts - timedelta(hours=24)
    by_text = [call for call in await job.due(remind_at + timedelta(minutes=1)) if call.channel == "sms"]
    assert "visit.remind" not in [call.kind for call in by_text]
    morning = (remind_at + timedelta(days=1)).replace(hour=8, minute=0)
    before = [call.kind for call in await job.due(morning - timedelta(minutes=1)) if call.channel == "sms"]
    after = [call.kind for call in await job.due(morning + timedelta(minutes=1)) if call.channel == "sms"]
    assert "visit.remind" not in before
    assert "visit.remind" in after
