"""A message that did not arrive, tried again by a person: the same words, exactly once, where they said."""

from __future__ import annotations

from typing import Any

from services.jobs.messages import outcomes
from tests.services.jobs.world import Json
from tests.workers.test_mail import mail_worker, refused
from tests.workers.world import JobFile, Jobs, weekday, words
from tests.workflows.conftest import eventually
from workers.mail.activities import message_id
from workflows.activities import StepCall


async def failed(jobs: Jobs) -> tuple[JobFile, StepCall, Json]:
    """A reply that its server refused for good, and its message."""
    job = await jobs.new()
    sent = await jobs.desk.post(f"/v1/jobs/{job.id}/messages", {"subject": "Demain", "body": "À demain."})
    call = await job.call("message.deliver")
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    await job.do(call)
    return job, call, await jobs.desk.get(f"/v1/jobs/{job.id}/messages/{sent['id']}")


async def retry(jobs: Jobs, job: JobFile, message: Json, body: Any = None, *, status: int = 200) -> Json:
    path = f"/v1/jobs/{job.id}/messages/{message['id']}/retry"
    return await jobs.desk.call("POST", path, body or {}, status=status)


async def office_steps(jobs: Jobs, job: JobFile) -> list[str]:
    return [step["kind"] for step in (await jobs.desk.get(f"/v1/jobs/{job.id}/plan"))["data"]]


async def test_a_retry_sends_the_same_words_once(jobs: Jobs) -> None:
    job, first, message = await failed(jobs)
    assert message["failure"]["kind"] == "address_wrong"
    assert "office.mail_failed" in await office_steps(jobs, job)
    shown = await retry(jobs, job, message)
    assert (shown["delivery"], shown["failure"]) == ("queued", None)
    assert "office.mail_failed" not in await office_steps(jobs, job)
    call = await job.call("message.deliver")
    assert call.key == first.key
    news = await job.do(call)
    assert news[-1].kind == "message.accepted"
    assert await job.do(call) == news, "the answer was lost"
    [mail] = job.mails()
    assert words(mail).startswith("À demain.")
    assert mail["Message-ID"] == message_id(call, 1) != message_id(call)
    assert await job.due() == []
    assert (await retry(jobs, job, message, status=409))["code"] == "message-not-failed"


async def test_a_retry_may_fail_and_be_tried_again(jobs: Jobs) -> None:
    """Each time is a fact of its own, and none of it is taken for the time before."""
    job, _, message = await failed(jobs)
    for _ in range(2):
        await retry(jobs, job, message)
        jobs.inbox.next_deliveries(kind="550", to=job.address)
        news = await job.do(await job.call("message.deliver"))
        assert news[-1].kind == "message.failed"
        assert await job.due() == []
    await retry(jobs, job, message)
    await job.do(await job.call("message.deliver"))
    kinds = await job.kinds()
    assert (kinds.count("message.failed"), kinds.count("message.retried"), kinds.count("message.accepted")) == (3, 3, 1)
    assert len(job.mails()) == 1


async def test_a_retry_goes_where_the_person_says(jobs: Jobs) -> None:
    job, _, message = await failed(jobs)
    other = f"autre.{job.address}"
    await retry(jobs, job, message, {"email": other})
    await job.do(await job.call("message.deliver"))
    assert job.mails() == []
    assert [each["to"] for each in jobs.inbox.messages(to=other)] == [other]
    client = await jobs.desk.get(f"/v1/contacts/{job.contact_id}")
    assert client["email"] == job.address, "only this one"


async def test_the_other_address_may_become_the_contacts_own(jobs: Jobs) -> None:
    job, _, message = await failed(jobs)
    other = f"autre.{job.address}"
    await retry(jobs, job, message, {"email": other, "keep": True})
    assert (await jobs.desk.get(f"/v1/contacts/{job.contact_id}"))["email"] == other


async def test_a_bounced_mail_is_tried_again_under_a_new_name(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    await job.do(call)
    row = await job.message(call)
    assert row is not None
    async with jobs.company.work() as work:
        assert await outcomes.bounced(work, row.id, "smtp-552", "5.2.2")
        assert not await outcomes.bounced(work, row.id, "smtp-552", "5.2.2"), "the same report twice"
    assert "office.mail_failed" in await office_steps(jobs, job)
    await retry(jobs, job, {"id": row.id})
    again = await job.call("request.acknowledge")
    await job.do(again)
    assert {mail["Message-ID"] for mail in job.mails()} == {message_id(call), message_id(call, 1)}
    assert await job.delivery(call) == "accepted"


async def test_a_killed_worker_doubles_no_retry(jobs: Jobs) -> None:
    job, _, message = await failed(jobs)
    await retry(jobs, job, message)
    call = await job.call("message.deliver")
    jobs.inbox.next_deliveries(kind="hang", stage="rcpt", to=job.address)
    async with mail_worker(call) as worker:

        async def taken() -> bool:
            assert worker.returncode is None
            return not jobs.inbox.http.get("/api/faults").json()["data"]

        await eventually(taken)
    assert await job.delivery(call) == "queued"
    assert (await job.do(call))[-1].kind == "message.accepted"
    assert len(job.mails()) == 1


async def test_a_retry_that_was_put_off_is_put_off_anew(jobs: Jobs) -> None:
    job, _, message = await failed(jobs)
    await retry(jobs, job, message)
    call = await job.call("message.deliver")
    jobs.inbox.next_deliveries(kind="451", to=job.address)
    assert await refused(job, call) == "smtp-451"
    assert (await job.defer(call))[-1].kind == "message.deferred"
    assert await job.due() == []


async def test_what_is_no_longer_true_is_not_sent_again(jobs: Jobs) -> None:
    job = await jobs.new()
    invoice, then = await jobs.overdue(job)
    call = await job.call("invoice.remind", then)
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    await job.do(call)
    row = await job.message(call)
    assert row is not None
    await jobs.billing.pay(114_98, (invoice, 114_98))
    assert (await retry(jobs, job, {"id": row.id}, status=409))["code"] == "message-no-longer-due"
    assert await job.delivery(call) == "failed", "and nothing has changed"
    assert weekday(then) == then


async def test_i_called_settles_it(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    await job.do(call)
    row = await job.message(call)
    assert row is not None
    path = f"/v1/jobs/{job.id}/messages/{row.id}/called"
    note = await jobs.desk.post(path, {"body": "Dit au téléphone : à demain."})
    assert note["channel"] == "phone"
    assert "office.mail_failed" not in await office_steps(jobs, job)
    assert await job.due() == []
    assert (await job.kinds())[-2:] == ["message.logged", "step.done"]
    assert await job.delivery(call) == "failed", "what happened, happened"
    await jobs.desk.post(path, {"body": "Rappelé."})
    assert (await job.kinds())[-1] == "message.logged", "a second call settles nothing anew"


async def test_i_called_settles_a_reply_too(jobs: Jobs) -> None:
    job, _, message = await failed(jobs)
    await jobs.desk.post(f"/v1/jobs/{job.id}/messages/{message['id']}/called", {"body": "Dit au téléphone."})
    assert "office.mail_failed" not in await office_steps(jobs, job)


async def test_a_neighbour_can_do_neither(jobs: Jobs, theirs: Any) -> None:
    job, _, message = await failed(jobs)
    path = f"/v1/jobs/{job.id}/messages/{message['id']}"
    for verb, body in (("retry", {}), ("called", {"body": "x"})):
        answer = await jobs.desk.api.post(f"{path}/{verb}", json=body, headers=theirs.headers())
        assert answer.status_code == 404
