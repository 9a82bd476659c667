"""Cancelling a job: the whole chain is shown before, and ticked off after. (What the workers do of it: tests/workers.)"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.kit import factlog
from tests.factories import Company
from tests.services.jobs.world import Office
from workflows import facts as f

Json = dict[str, Any]
LINE = {"description": "Main-d’œuvre", "quantity": "1", "unit_price": {"amount": 10000, "currency": "CAD"}}


@pytest.fixture
def billing(billing_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(billing_api, ours)


async def begun(office: Office, billing: Office) -> Json:
    """A job with a planned visit of two people, a quote in the making and a draft invoice."""
    job = await office.job()
    who = [(await office.resource(name))["id"] for name in ("Marc Roy", "Ève Côté")]
    await office.visit(job["id"], who, hour=240)
    await billing.post("/v1/quotes", {"job_id": job["id"], "lines": [LINE]})
    await billing.post("/v1/invoices", {"job_id": job["id"], "lines": [LINE]})
    return job


async def chain(office: Office, job: Json) -> Json:
    return await office.get(f"/v1/jobs/{job['id']}/cancellation")


async def test_the_chain_before_is_the_chain_after(office: Office, billing: Office) -> None:
    job = await begun(office, billing)
    before = await chain(office, job)
    assert before["possible"]
    assert {each["status"] for each in before["data"]} == {"will_happen"}
    assert [each["kind"] for each in before["data"]][:5] == [
        "visit.freed",
        "visit.cancelled_notice",
        "visit.cancelled_notice",
        "quote.void",
        "invoice.discard",
    ]
    texts = [each["text"] for each in before["data"]]
    assert texts[0].startswith("Libère la visite du ")
    assert texts[0].endswith("(Marc Roy et Ève Côté)")
    assert texts[1].startswith("Avise Marc Roy que la visite du ")
    assert texts[3].endswith("(brouillon)")
    assert "114,98" in texts[4]
    assert any(text.startswith("N’aura pas lieu : ") for text in texts)
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Le client déménage."})
    after = await chain(office, job)
    assert [(each["key"], each["text"]) for each in after["data"]] == [(e["key"], e["text"]) for e in before["data"]]
    assert not after["possible"]
    assert (after["reason"], after["cancelled_by"]["name"]) == ("Le client déménage.", "Josée Essai")
    statuses = {each["kind"]: each["status"] for each in after["data"]}
    assert (statuses["visit.freed"], statuses["quote.void"], statuses["step.gone"]) == ("done", "pending", "done")
    freed = after["data"][0]
    assert (freed["by"]["name"], freed["at"]) == ("Josée Essai", after["cancelled_at"])
    english = Office(office.api, office.company, "en")
    assert (await chain(english, job))["data"][0]["text"].startswith("Frees the visit of ")


async def test_the_freed_time_can_be_booked_at_once(office: Office, billing: Office) -> None:
    job, other, luc = await office.job(), await office.job(), await office.resource()
    await office.visit(job["id"], [luc["id"]], hour=48)
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Annulée."})
    await office.visit(other["id"], [luc["id"]], hour=48)


async def test_what_is_final_is_proposed_to_the_office(office: Office, billing: Office) -> None:
    job = await office.job()
    invoice = await billing.post("/v1/invoices", {"job_id": job["id"], "lines": [LINE]})
    issued = await billing.verb(f"/v1/invoices/{invoice['id']}/issue", {})
    paid = {"amount": 5000, "currency": "CAD"}
    allocation = {"invoice_id": invoice["id"], "amount": paid}
    await billing.post("/v1/payments", {"amount": paid, "method": "cash", "allocations": [allocation]})
    (before,) = [each for each in (await chain(office, job))["data"] if each["kind"] == "office.credit_invoice"]
    assert f"facture {issued['number']} (114,98" in before["text"]
    assert "50,00" in before["text"]
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Annulée."})
    (after,) = [each for each in (await chain(office, job))["data"] if each["kind"] == "office.credit_invoice"]
    assert (after["key"], after["status"]) == (before["key"], "yours")
    await office.verb(f"/v1/jobs/{job['id']}/plan/{after['key']}/done", {})
    (ticked,) = [each for each in (await chain(office, job))["data"] if each["kind"] == "office.credit_invoice"]
    assert (ticked["status"], ticked["by"]["name"]) == ("done", "Josée Essai")


async def test_a_step_that_came_to_nothing_says_so(office: Office, billing: Office) -> None:
    job = await begun(office, billing)
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Annulée."})
    first, second, quote, *_ = [each for each in (await chain(office, job))["data"] if each["status"] == "pending"]
    async with office.company.work() as work:
        await factlog.append(work, job["id"], f.MessageFailed(step_key=first["key"], code="smtp-550"))
        await factlog.append(work, job["id"], f.StepDropped(key=second["key"], reason="no-address"))
        await factlog.append(work, job["id"], f.StepStuck(key=quote["key"]))
    statuses = {each["key"]: each["status"] for each in (await chain(office, job))["data"]}
    assert [statuses[each["key"]] for each in (first, second, quote)] == ["failed", "dropped", "failed"]


async def test_a_reopened_job_shows_what_cancelling_it_again_would_bring(office: Office, billing: Office) -> None:
    job = await begun(office, billing)
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Annulée."})
    await office.verb(f"/v1/jobs/{job['id']}/reopen")
    again = await chain(office, job)
    assert again["possible"]
    assert {each["status"] for each in again["data"]} == {"will_happen"}
    assert "visit.freed" not in [each["kind"] for each in again["data"]]
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Cette fois pour de bon."})
    assert (await chain(office, job))["reason"] == "Cette fois pour de bon."


async def test_cancelling_needs_a_reason_and_an_open_job(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    for body in ({}, {"reason": ""}, {"reason": " \n "}, {"reason": "\u200b"}):
        refused = await office.call("POST", f"{path}/cancel", body, status=422)
        assert refused["errors"][0]["pointer"] == "/reason"
    await office.verb(f"{path}/close")
    assert (await office.verb(f"{path}/cancel", {"reason": "x"}, status=409))["code"] == "job-finished"
    closed = await chain(office, job)
    assert (closed["possible"], closed["data"]) == (False, [])


async def test_another_company_sees_no_chain(office: Office, neighbour: Office) -> None:
    job = await office.job()
    await neighbour.get(f"/v1/jobs/{job['id']}/cancellation", status=404)
    await neighbour.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "x"}, status=404)
    assert (await chain(office, job))["possible"]


async def test_a_series_ends_with_its_job(office: Office) -> None:
    job, who = await office.job(), await office.resource()
    starts = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%dT09:00:00")
    series = {
        "job_id": job["id"],
        "resource_ids": [who["id"]],
        "rrule": "FREQ=WEEKLY",
        "starts_at": starts,
        "minutes": 90,
    }
    made = await office.post("/v1/visit-series", series | {"holidays": "keep"})
    before = await chain(office, job)
    kinds = Counter(each["kind"] for each in before["data"])
    assert kinds["series.ended"] == 1
    assert kinds["visit.freed"] > 3
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Fin du contrat."})
    after = await chain(office, job)
    assert [(each["key"], each["text"]) for each in after["data"]] == [(e["key"], e["text"]) for e in before["data"]]
    assert {each["status"] for each in after["data"] if each["kind"] in ("series.ended", "visit.freed")} == {"done"}
    assert (await office.get(f"/v1/visit-series/{made['id']}"))["status"] == "ended"
    visits = (await office.get("/v1/visits", job_id=job["id"], limit=200))["data"]
    assert {each["status"] for each in visits} == {"cancelled"}
