"""What the workers do of a cancellation: every link is ticked off, once, also when everything is done twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from services.jobs.folders import cancellation
from tests.workers.world import Jobs


async def chain(jobs: Jobs, job_id: str) -> dict[str, list[Any]]:
    async with jobs.company.work() as work:
        shown = await cancellation.read(work, job_id)
    found: dict[str, list[Any]] = {}
    for each in shown.data:
        found.setdefault(each.kind, []).append(each)
    return found


async def test_everything_that_was_begun_is_undone_once(jobs: Jobs) -> None:
    job = await jobs.new()
    sent = await jobs.quoted(job)
    line = {"description": "Robinet", "quantity": "1", "unit_price": {"amount": 14000, "currency": "CAD"}}
    draft = await jobs.billing.post("/v1/quotes", {"job_id": job.id, "lines": [line]}, status=201)
    invoice = await jobs.billing.post("/v1/invoices", {"job_id": job.id, "lines": [line]}, status=201)
    await job.settle()
    before = await chain(jobs, job.id)
    assert len(before["quote.void"]) == 2
    await jobs.desk.verb(f"/v1/jobs/{job.id}/cancel", {"reason": "Le client renonce."})
    calls = await job.settle()
    for call in calls:
        await job.do(call)  # the answer was lost: the workflow asks again
    kinds = Counter(await job.kinds())
    assert (kinds["quote.voided"], kinds["invoice.voided"]) == (2, 1)
    for quote in (sent, draft):
        assert (await jobs.billing.get(f"/v1/quotes/{quote['id']}"))["status"] == "voided"
    assert (await jobs.billing.get(f"/v1/invoices/{invoice['id']}"))["document"] == "voided"
    after = await chain(jobs, job.id)
    assert after.keys() == before.keys()
    undone = [each for kind in ("quote.void", "invoice.discard") for each in after[kind]]
    assert {(each.status, each.by.name) for each in undone} == {("done", "Dossier")}
    assert all(each.at for each in undone)
    assert [call.kind for call in await job.due()] == []
