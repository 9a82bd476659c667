"""The activities that only write down: what they answer, and that doing them again changes nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlparse
from zoneinfo import ZoneInfo

import pytest
from temporalio.exceptions import ApplicationError

from services.kit.settings import get_settings
from tests.factories import Company
from tests.services.billing.world import line
from tests.workers.world import RECORDS, Jobs, owner_sql, perform, weekday
from workers.records import DatabaseReconciling
from workflows import facts as f
from workflows.activities import Loaded, StepFailure
from workflows.folds import apply
from workflows.money import Money
from workflows.planner import plan
from workflows.steps import Target


async def test_load_gives_what_the_log_folds_to(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    await jobs.quoted(job)
    loaded: Loaded = await perform(RECORDS.load, job.ref)
    state, seq = await job.load()
    assert (loaded.state, loaded.epoch, loaded.seq) == (state, 1, seq)
    assert Loaded.model_validate_json(loaded.model_dump_json()) == loaded


async def test_nobody_loads_another_companys_job(jobs: Jobs, theirs: Company) -> None:
    job = await jobs.new()
    with pytest.raises(Exception, match="not-found"):
        await perform(RECORDS.load, job.ref.model_copy(update={"company_id": theirs.id}))


async def test_a_quote_expires_once(jobs: Jobs) -> None:
    job = await jobs.new()
    quote = await jobs.quoted(job)
    await job.settle()
    then = datetime.now(UTC) + timedelta(days=60)
    call = await job.call("quote.expire", then)
    news = await job.do(call)
    assert [each.kind for each in news] == ["quote.expired"]
    assert await job.do(call) == news, "the answer was lost: nothing more happens"
    assert (await jobs.billing.get(f"/v1/quotes/{quote['id']}"))["status"] == "expired"


async def test_an_acceptance_at_the_last_moment_wins_over_the_expiry(jobs: Jobs) -> None:
    job = await jobs.new()
    quote = await jobs.quoted(job)
    await job.settle()
    call = await job.call("quote.expire", datetime.now(UTC) + timedelta(days=60))
    body = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie-Ève", "note": "Oui"}
    await jobs.billing.post(f"/v1/quotes/{quote['id']}/accept", body)
    assert [each.kind for each in await job.do(call)] == ["quote.accepted"]


async def test_a_paid_and_quiet_folder_closes_once(jobs: Jobs) -> None:
    job = await jobs.new()
    invoice = await jobs.invoiced(job)
    await jobs.billing.pay(114_98, (invoice, 114_98))
    await job.settle()
    call = await job.call("job.close", datetime.now(UTC) + timedelta(days=6))
    news = await job.do(call)
    assert [each.kind for each in news] == ["job.closed"]
    assert await job.do(call) == news
    state, _ = await job.load()
    assert state.phase == "closed"


async def test_a_client_who_writes_at_the_last_moment_keeps_the_folder_open(jobs: Jobs) -> None:
    job = await jobs.new()
    invoice = await jobs.invoiced(job)
    await jobs.billing.pay(114_98, (invoice, 114_98))
    await job.settle()
    call = await job.call("job.close", datetime.now(UTC) + timedelta(days=6))
    await job.append(f.MessageReceived(message_id="msg_1", channel="portal"))
    assert [each.kind for each in await job.do(call)] == ["message.received"]
    state, _ = await job.load()
    assert state.open


async def test_a_mail_is_put_off_for_72_hours_and_then_given_up(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    first = call = await job.call("request.acknowledge")
    tries = 0
    while due := [each for each in await job.due(call.now) if each.key == first.key]:
        call, tries = due[0], tries + 1
        [news] = await job.defer(call)
        if news.kind == "message.failed":
            break
        call = call.model_copy(update={"now": datetime.fromisoformat(news.data["next_try_at"])})
    state, _ = await job.load()
    assert state.deliveries[first.key].next_try_at is None
    assert timedelta(hours=48) < call.now - first.now <= timedelta(hours=72)
    attempts = [fact.attempt for fact in await job.facts("message.deferred") if isinstance(fact, f.MessageDeferred)]
    assert attempts == list(range(1, tries))
    assert len(await job.facts("message.failed")) == 1
    assert await job.due(first.now + timedelta(days=30)) == []


async def test_a_step_that_does_nothing_gets_a_person_and_stays_with_them(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    news = await perform(RECORDS.stuck, call)
    assert [each.kind for each in news] == ["step.stuck"]
    assert await perform(RECORDS.stuck, call) == news, "the answer was lost"
    assert await job.do(call) == news, "no more tries by the system"
    assert await job.due() == []
    assert job.mails() == []


async def test_a_planned_invoice_that_is_refused_asks_for_a_person_who_may_have_it_tried_again(jobs: Jobs) -> None:
    job = await jobs.new()
    today = datetime.now(ZoneInfo("America/Toronto")).date().isoformat()
    draft = await jobs.billing.post("/v1/invoices", {"job_id": job.id, "lines": [line(100_00)]}, status=201)
    await jobs.billing.call("PATCH", f"/v1/invoices/{draft['id']}", {"issue_on": today}, status=200)
    numbers = "UPDATE accounts.companies SET gst_number = :number WHERE id = :id"
    await owner_sql(numbers, number=None, id=jobs.company.id)
    call = await job.call("invoice.issue_planned", datetime.now(UTC) + timedelta(days=4))
    with pytest.raises(ApplicationError) as refused:
        await job.do(call)
    assert (refused.value.type, refused.value.non_retryable) == ("tax-numbers-missing", True)
    news = await perform(RECORDS.defer, StepFailure(call=call, code="tax-numbers-missing"))
    assert [(each.kind, each.data["code"]) for each in news] == [("step.stuck", "tax-numbers-missing")]
    assert await job.do(call) == news, "no more tries by itself"
    [ask] = [each for each in plan((await job.load())[0], call.now) if each.kind == "office.stuck"]
    assert ask.target == Target(kind="invoice", id=draft["id"])
    await owner_sql(numbers, number="123456789 RT0001", id=jobs.company.id)
    await job.append(f.StepDone(key=ask.key), now=call.now)
    again = await job.call("invoice.issue_planned", call.now)
    assert [each.kind for each in await job.do(again)] == ["invoice.issued", "invoice.sent"]
    assert "office.stuck" not in [each.kind for each in plan((await job.load())[0], call.now)]


def stored() -> set[Path]:
    """Every file in the store."""
    folder = Path(urlparse(get_settings().files_url).path)
    return {path for path in folder.rglob("*") if path.is_file()}


async def test_a_pdf_rendered_twice_is_one_file_and_one_fact(jobs: Jobs) -> None:
    job = await jobs.new()
    await jobs.billing.sent_quote(job.opened)
    call = await job.call("document.render")
    before = stored()
    first, second = await asyncio.gather(job.do(call), job.do(call))
    third = await job.do(call)
    assert [each.kind for each in third] == ["document.rendered"]
    assert first == second == third
    assert len(stored() - before) == 1
    assert await job.kinds() == ["job.opened", "quote.drafted", "quote.sent", "document.rendered"]


async def test_a_pdf_that_fails_is_tried_again_and_given_up(jobs: Jobs) -> None:
    job = await jobs.new()
    await jobs.billing.sent_quote(job.opened)
    call = await job.call("document.render")
    [failed] = await job.defer(call, "RenderError")
    assert await job.defer(call, "RenderError") == [failed], "the answer was lost: it is still tried again"
    assert failed.kind == "document.failed"
    assert await job.due() == []
    again = call.model_copy(update={"now": datetime.fromisoformat(failed.data["next_try_at"])})
    assert [each.key for each in await job.due(again.now)] == [call.key]
    while due := await job.due(again.now):
        [*_, news] = await job.defer(due[0].model_copy(update={"seq": (await job.load())[1]}), "RenderError")
        if news.data["next_try_at"] is None:
            break
        again = again.model_copy(update={"now": datetime.fromisoformat(news.data["next_try_at"])})
    state, _ = await job.load()
    assert [document.status for document in state.documents.values()] == ["failed"]
    assert again.now - call.now <= timedelta(hours=72)


async def test_an_answer_has_every_fact_that_the_workflow_does_not_know(jobs: Jobs) -> None:
    """More than one page of the log: else the workflow would see its step still due, and call it stuck."""
    job = await jobs.new(requested=True)
    call = await job.call("request.acknowledge")
    state, _ = await job.load()
    await job.append(*[f.JobDescribed(revision=n) for n in range(430)])
    news = await job.do(call)
    assert [each.seq for each in news] == list(range(3, 434))
    assert news[-1].kind == "message.accepted"
    for envelope in news:
        state = apply(state, f.decode(envelope.kind, envelope.version, envelope.data), envelope.at)
    assert state == (await job.load())[0], "folding the answer gives what Postgres has"


async def test_facts_of_the_jobs_own_activities_are_not_relayed_too(jobs: Jobs) -> None:
    job = await jobs.new(requested=True)
    await job.settle()
    rows = await owner_sql(
        "SELECT f.kind FROM log.outbox o JOIN log.fact f ON f.id = o.fact_id WHERE o.job_id = :id ORDER BY o.seq",
        id=job.id,
    )
    assert [row.kind for row in rows] == ["job.opened", "request.received"]


async def test_a_retry_at_the_last_reminder_sends_no_burst(jobs: Jobs) -> None:
    """The machine was off for three weeks: of three reminders only the last leaves."""
    job = await jobs.new()
    _, then = await jobs.overdue(job, days=21)
    done = await job.settle(weekday(then))
    assert [call.kind for call in done].count("invoice.remind") == 1


async def test_the_reconciler_nudges_what_is_overdue(jobs: Jobs) -> None:
    late, ahead = await jobs.new(requested=True), await jobs.new()
    await owner_sql("DELETE FROM log.outbox")
    await owner_sql(
        "UPDATE log.job SET system_due = clock_timestamp() - interval '1 hour' WHERE job_id = :id", id=late.id
    )
    nudged = await perform(DatabaseReconciling().nudge_overdue, datetime.now(UTC) - timedelta(minutes=10))
    rows = await owner_sql("SELECT job_id, seq FROM log.outbox WHERE job_id = ANY(:ids)", ids=[late.id, ahead.id])
    assert [(row.job_id, row.seq) for row in rows] == [(late.id, 0)]
    assert nudged >= 1


async def test_amounts_survive_the_way(jobs: Jobs) -> None:
    job = await jobs.new()
    amount = Money(amount=99_999_999_99)
    await job.append(f.InvoiceDrafted(invoice_id="inv_1", total=amount))
    loaded: Loaded = await perform(RECORDS.load, job.ref)
    assert loaded.state.invoices["inv_1"].total == amount
