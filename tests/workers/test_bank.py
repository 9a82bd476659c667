"""The step that takes what the client authorised: announced a day ahead, taken on the due date, once, and tried again when refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from tests.services.billing.online_world import Client, LocalBank, local_bank
from tests.services.billing.world import line, portal_path
from tests.workers.world import JobFile, Jobs
from workflows.activities import StepCall


@pytest.fixture
async def bank(deployment: object, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalBank]:
    """A bank that calls nobody: what happened, the steps learn by asking."""
    async with local_bank(tmp_path_factory.mktemp("bank"), lambda: "") as made:
        yield made


async def authorised(jobs: Jobs, bank: LocalBank) -> tuple[JobFile, Any]:
    """A job whose client paid one invoice and left the card, and its next invoice, sent."""
    await jobs.billing.call("PATCH", "/v1/online/settings", {"card": True, "saving": True}, status=200)
    job = await jobs.new()
    invoices = []
    for cents in (100_00, 50_00):
        issued = await jobs.billing.issued(job.opened, line(cents))
        invoices.append(await jobs.billing.post(f"/v1/invoices/{issued['id']}/send", {}))
    client = Client(jobs.billing, job.opened, invoices[0], portal_path(invoices[0]["portal_url"]))
    page = await client.pays({"save": True})
    await bank.choose(page["url"], "success")
    assert (await client.came_back(page["attempt_id"]))["status"] == "succeeded"
    await job.settle()
    return job, invoices[1]


async def announced(job: JobFile, invoice: Any) -> tuple[StepCall, datetime]:
    """The debit as it is due once the client was told."""
    due = datetime.fromisoformat(invoice["due_on"]).replace(tzinfo=UTC)
    told_at = due - timedelta(hours=6)
    await job.do(await job.call("invoice.debit_notice", told_at))
    taken_at = due + timedelta(days=6)  # whatever holidays lie between
    return await job.call("invoice.debit", taken_at), taken_at


async def test_what_was_authorised_is_announced_and_taken_once(jobs: Jobs, bank: LocalBank) -> None:
    job, invoice = await authorised(jobs, bank)
    call, _ = await announced(job, invoice)
    news = await job.do(call)
    assert [each.kind for each in news] == ["payment.pending", "payment.received"]
    assert await job.do(call) == news, "the answer was lost: nothing more happens"
    assert (await jobs.billing.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"
    assert len(await bank.things("intent")) == 2


async def test_a_bank_that_is_away_is_asked_again_with_the_same_key(jobs: Jobs, bank: LocalBank) -> None:
    job, invoice = await authorised(jobs, bank)
    call, _ = await announced(job, invoice)
    for _ in range(3):
        await bank.fault("/v1/payment_intents", "503")  # done there, and the answer lost
    with pytest.raises(Exception, match="bank-unavailable"):
        await job.do(call)
    assert "payment.received" in [each.kind for each in await job.do(call)]
    assert len(await bank.things("intent")) == 2
    assert (await jobs.billing.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"


async def test_nothing_is_taken_while_the_client_is_on_the_banks_page(jobs: Jobs, bank: LocalBank) -> None:
    job, invoice = await authorised(jobs, bank)
    call, at = await announced(job, invoice)
    client = Client(jobs.billing, job.opened, invoice, portal_path(invoice["portal_url"]))
    page = await client.pays()
    with pytest.raises(ApplicationError, match="client-is-paying"):
        await job.do(call)
    assert [each.kind for each in await job.defer(call, "client-is-paying")] == ["step.snoozed"]
    await bank.choose(page["url"], "success")
    await client.came_back(page["attempt_id"])
    assert "invoice.debit" not in [each.kind for each in await job.due(at + timedelta(hours=2))]
    assert (await jobs.billing.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"
    assert len(await bank.things("intent")) == 2


async def test_a_refused_card_is_tried_again_a_day_later(jobs: Jobs, bank: LocalBank) -> None:
    job, invoice = await authorised(jobs, bank)
    await bank.do("method-declines", (await bank.things("method"))[-1]["id"])
    call, at = await announced(job, invoice)
    assert [each.kind for each in await job.do(call)] == ["payment.pending", "payment.failed"]
    again = await job.call("invoice.debit", at + timedelta(days=1))
    assert again.key != call.key
    await bank.do("method-pays", (await bank.things("method"))[-1]["id"])
    assert [each.kind for each in await job.do(again)] == ["payment.pending", "payment.received"]
