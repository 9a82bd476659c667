"""What becomes of a mail: taken, refused, put off, or nobody knows; and never sent when it should no longer be."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from tests.deploy.test_inbox import REPOSITORY
from tests.factories import Company
from tests.workers.mail_server import mail_server
from tests.workers.world import JobFile, Jobs, owner_sql, perform, words
from tests.workflows.conftest import eventually
from workers.mail.activities import SmtpMail, message_id
from workflows.activities import StepCall
from workflows.facts import MessageFailed


async def refused(job: JobFile, call: StepCall) -> str:
    """The code that the try ends in."""
    with pytest.raises(ApplicationError) as caught:
        await job.do(call)
    assert caught.value.type == caught.value.message
    assert not caught.value.non_retryable
    return str(caught.value.type)


@asynccontextmanager
async def mail_worker(call: StepCall) -> AsyncIterator[Process]:
    """A worker of that one mail in a process of its own, killed in the end."""
    command = [sys.executable, "-m", "tests.workers.one_mail", call.model_dump_json()]
    worker = await asyncio.create_subprocess_exec(*command, cwd=REPOSITORY)
    try:
        yield worker
    finally:
        worker.kill()
        await worker.wait()


async def test_an_accepted_mail_is_one_fact_and_one_mail(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    news = await job.do(call)
    assert [each.kind for each in news] == ["message.accepted"]
    assert await job.delivery(call) == "accepted"
    [mail] = job.mails()
    assert mail["Message-ID"] == message_id(call)
    row = await job.message(call)
    assert row is not None
    assert (row.recipient, row.subject, row.rfc_message_id) == (job.address, mail["Subject"], mail["Message-ID"])
    # The answer was lost on its way to Temporal: the same call again tells the same and sends nothing.
    assert await job.do(call) == news
    assert len(job.mails()) == 1
    assert await job.due() == []


async def test_a_no_for_now_is_tried_again_and_then_put_off(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="451", to=job.address, count=2)
    assert await refused(job, call) == "smtp-451"
    assert await refused(job, call) == "smtp-451"
    assert await job.facts("message.deferred") == []
    news = await job.defer(call)
    assert [each.kind for each in news] == ["message.deferred"]
    assert await job.due() == []
    [again] = await job.due(call.now + timedelta(minutes=6))
    assert again.key == call.key
    await job.do(again)
    assert await job.delivery(call) == "accepted"
    assert len(job.mails()) == 1


async def test_a_lost_answer_of_putting_off_does_not_lose_the_mail(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    news = await job.defer(call)
    assert await job.defer(call) == news
    assert await job.do(call) == news, "it is put off: a late try does nothing"
    [again] = await job.due(call.now + timedelta(minutes=6))
    await job.do(again)
    assert len(job.mails()) == 1


async def test_a_server_that_is_away_is_tried_again(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    async with mail_server(deployment):
        pass  # nobody listens at this port any more
    assert await refused(job, call) == "SMTPConnectError"
    assert await job.delivery(call) is None


async def test_a_refused_recipient_is_failed_and_becomes_the_offices_move(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    news = await job.do(call)
    assert [(each.kind, each.data["code"]) for each in news] == [("message.failed", "smtp-550")]
    assert await job.do(call) == news, "the answer was lost"
    assert await job.due() == []
    assert job.mails() == []
    row = await job.message(call)
    assert row is not None
    assert (row.recipient, row.delivery, row.failure_status) == (job.address, "failed", "5.1.1")
    assert news[0].data["message_id"] == row.id


async def test_a_refused_mail_is_failed_with_its_message(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="550", stage="data", to=job.address)
    [news] = await job.do(call)
    row = await job.message(call)
    assert row is not None
    assert (news.kind, news.data["message_id"]) == ("message.failed", row.id)
    assert (row.delivery, row.failure, row.failure_status) == ("failed", "smtp-550", "5.1.1")


async def test_a_no_for_now_after_the_data_leaves_no_doubt(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="451", stage="data", to=job.address)
    assert await refused(job, call) == "smtp-451"
    assert await job.delivery(call) == "queued"
    await job.do(call)
    assert await job.delivery(call) == "accepted"


async def test_a_connection_dropped_before_the_data_is_certainly_tried_again(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="drop", stage="rcpt", to=job.address)
    assert await refused(job, call) == "SMTPServerDisconnected"
    assert await job.delivery(call) is None
    assert [each.kind for each in await job.do(call)] == ["message.accepted"]
    assert len(job.mails()) == 1


@pytest.mark.parametrize(("stage", "copies"), [("data", 1), ("data-after", 2)])
async def test_a_connection_dropped_after_the_data_is_marked_ambiguous(jobs: Jobs, stage: str, copies: int) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="drop", stage=stage, to=job.address)
    assert await refused(job, call) == "smtp-unknown"
    assert await job.delivery(call) == "sending"
    assert [each.kind for each in await job.do(call)] == ["message.ambiguous"]
    assert await job.delivery(call) == "ambiguous"
    mails = job.mails()
    assert len(mails) == copies
    assert {mail["Message-ID"] for mail in mails} == {message_id(call)}


async def test_the_doubt_outlives_other_failures_and_a_pause(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="drop", stage="data-after", to=job.address)
    assert await refused(job, call) == "smtp-unknown"
    jobs.inbox.next_deliveries(kind="451", to=job.address)
    assert await refused(job, call) == "smtp-451"
    await job.defer(call)
    assert await job.delivery(call) == "deferred"
    [again] = await job.due(call.now + timedelta(minutes=6))
    await job.do(again)
    assert await job.delivery(call) == "ambiguous"


async def test_a_worker_killed_after_sending_was_committed_is_marked_ambiguous(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="hang", stage="data-after", to=job.address)
    async with mail_worker(call) as worker:

        async def kept() -> bool:
            assert worker.returncode is None
            return await job.delivery(call) == "sending" and len(job.mails()) == 1

        await eventually(kept)
    assert [each.kind for each in await job.do(call)] == ["message.ambiguous"]
    mails = job.mails()
    assert len(mails) == 2
    assert {mail["Message-ID"] for mail in mails} == {message_id(call)}


async def test_a_worker_killed_before_the_recipient_was_taken_leaves_no_trace(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="hang", stage="rcpt", to=job.address)
    async with mail_worker(call) as worker:

        async def taken() -> bool:
            assert worker.returncode is None
            return not jobs.inbox.http.get("/api/faults").json()["data"]

        await eventually(taken)
    assert await job.delivery(call) is None
    assert [each.kind for each in await job.do(call)] == ["message.accepted"]


async def test_two_workers_at_once_tell_the_truth_about_it(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    """Temporal gave the first up while it still waited for its server."""
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    both = asyncio.Barrier(2)
    async with mail_server(deployment) as server:

        async def together() -> None:
            await both.wait()

        server.meanwhile = together
        await asyncio.gather(job.do(call), job.do(call))
        assert len({mail["Message-ID"] for mail in server.mails}) == 1
        assert await job.delivery(call) == ("ambiguous" if len(server.mails) > 1 else "accepted")
    ended = [kind for kind in await job.kinds() if kind in ("message.accepted", "message.ambiguous")]
    assert len(ended) == 1


# ── decided again at the last moment ─────────────────────────────────────────────────────────────────────────────────


async def test_a_payment_before_the_data_calls_the_reminder_off(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    job = await jobs.new()
    invoice, then = await jobs.overdue(job)
    call = await job.call("invoice.remind", then)
    async with mail_server(deployment) as server:

        async def pay() -> None:
            await jobs.billing.pay(114_98, (invoice, 114_98))

        server.meanwhile = pay
        news = await job.do(call)
        assert server.recipients == [job.address], "the server was reached, the recipient taken"
        assert server.mails == []
    assert [each.kind for each in news] == ["payment.received", "step.dropped"]
    assert await job.delivery(call) is None
    assert "invoice.remind" not in [each.kind for each in await job.due(then)]


async def test_a_part_payment_before_the_data_changes_what_the_reminder_asks(
    jobs: Jobs, deployment: pytest.MonkeyPatch
) -> None:
    job = await jobs.new()
    invoice, then = await jobs.overdue(job)
    call = await job.call("invoice.remind", then)
    async with mail_server(deployment) as server:

        async def pay() -> None:
            await jobs.billing.pay(100_00, (invoice, 100_00))

        server.meanwhile = pay
        await job.do(call)
        [mail] = server.mails
    assert "14,98\xa0$" in words(mail)
    assert "114,98" not in words(mail)
    row = await job.message(call)
    assert row is not None
    assert row.body in words(mail)


async def test_a_later_try_says_what_is_true_then_and_so_does_the_job(jobs: Jobs) -> None:
    job = await jobs.new()
    invoice, then = await jobs.overdue(job)
    call = await job.call("invoice.remind", then)
    jobs.inbox.next_deliveries(kind="451", stage="data", to=job.address)
    assert await refused(job, call) == "smtp-451"
    await jobs.billing.pay(100_00, (invoice, 100_00))
    await job.do(call)
    row = await job.message(call)
    assert row is not None
    assert "14,98\xa0$" in row.body
    assert "114,98" not in row.body
    assert row.body in words(job.mails()[0])


async def test_a_pause_before_the_data_holds_an_automatic_mail_but_not_a_reply(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    automatic = await job.call("request.acknowledge")
    await jobs.desk.post(f"/v1/jobs/{job.id}/messages", {"subject": "Demain", "body": "À demain."})
    reply = await job.call("message.deliver")
    await jobs.desk.verb(f"/v1/jobs/{job.id}/pause", {})
    assert [each.kind for each in await job.do(automatic)][-1] == "step.dropped"
    await job.do(reply)
    assert [words(mail).split("\n")[0] for mail in job.mails()] == ["À demain."]


async def test_a_client_without_an_address_is_the_offices_move(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    await owner_sql("UPDATE jobs.contact SET email = NULL WHERE id = :id", id=job.contact_id)
    call = await job.call("request.acknowledge")
    news = await job.do(call)
    assert [each.kind for each in news] == ["message.failed"]
    row = await job.message(call)
    assert row is not None, "what was to be said is in the thread all the same"
    assert (row.recipient, row.delivery, row.failure) == (None, "failed", "no-address")
    assert await job.facts("message.failed") == [MessageFailed(step_key=call.key, message_id=row.id, code="no-address")]
    assert await job.do(call) == news


async def test_no_address_is_no_failure_of_a_mail_that_is_no_longer_due(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    await owner_sql("UPDATE jobs.contact SET email = NULL WHERE id = :id", id=job.contact_id)
    await jobs.desk.verb(f"/v1/jobs/{job.id}/cancel", {"reason": "Le client renonce."})
    assert [each.kind for each in await job.do(call)] == ["job.cancelled", "step.dropped"]


async def test_a_failed_mail_goes_to_the_new_address_only_when_a_person_writes_again(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    jobs.inbox.next_deliveries(kind="550", to=job.address)
    await job.do(call)
    assert await job.due(datetime.now(UTC) + timedelta(days=2)) == []


async def test_the_worker_sees_no_other_companys_job(jobs: Jobs, theirs: Company) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    stranger = call.job.model_copy(update={"company_id": theirs.id, "company_code": theirs.code})
    with pytest.raises(Exception, match="not-found"):
        await perform(SmtpMail().send, call.model_copy(update={"job": stranger}))
    assert job.mails() == []
