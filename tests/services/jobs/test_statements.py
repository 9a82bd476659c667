"""Mailing a statement of account: on which job it goes, what goes along, once a key, and when it cannot be."""

from __future__ import annotations

import httpx
import pytest

from services.jobs.contacts.tables import Contact
from services.kit import ids
from tests.factories import Company
from tests.services.billing.world import Job, line, same_contact
from tests.services.billing.world import Office as Billing
from tests.services.jobs.world import Json, Office


@pytest.fixture
def billing(billing_api: httpx.AsyncClient, ours: Company) -> Billing:
    return Billing(billing_api, ours)


async def mail(office: Office, contact_id: str, body: Json | None = None, *, key: str = "", status: int = 201) -> Json:
    headers = {"Idempotency-Key": key or ids.new("key")}
    return await office.post(f"/v1/contacts/{contact_id}/statements", body or {}, status=status, headers=headers)


async def clients(billing: Billing, count: int, **more: str) -> list[Job]:
    """Jobs of one client, the oldest first."""
    jobs = [await billing.job(**more) for _ in range(count)]
    await same_contact(billing, *jobs)
    return jobs


async def test_it_goes_on_the_job_that_has_waited_the_longest(office: Office, billing: Billing) -> None:
    first, second, _ = await clients(billing, 3)
    async with office.company.work() as work:
        (await work.session.get_one(Contact, first.contact_id)).payment_terms_days = 60
    await billing.issued(second, line(40_00))
    async with office.company.work() as work:
        (await work.session.get_one(Contact, first.contact_id)).payment_terms_days = 0
    await billing.issued(first, line(100_00))
    sent = await mail(office, first.contact_id, {"note": "Merci de regarder ceci."})
    assert (sent["job_id"], sent["job_number"]) == (first.id, first.number)
    assert (sent["purpose"], sent["delivery"], sent["channel"]) == ("statement", "queued", "mail")
    for said in ("Bonjour Marie-Ève Tremblay", "Merci de regarder ceci.", "160,97\u00a0$"):
        assert said in sent["body"], said
    [file] = sent["files"]
    assert file["name"].startswith("etat-de-compte-")
    assert file["media_type"] == "application/pdf"
    assert [each["id"] for each in (await office.get(f"/v1/jobs/{first.id}/messages"))["data"]] == [sent["id"]]
    plan = (await office.get(f"/v1/jobs/{first.id}/plan"))["data"]
    assert [each["kind"] for each in plan if each["target"] == {"kind": "message", "id": sent["id"]}] == [
        "message.deliver"
    ]
    listed = (await office.get(f"/v1/contacts/{first.contact_id}/statements"))["data"]
    assert [(each["id"], each["delivery"]) for each in listed] == [(sent["id"], "queued")]


async def test_every_job_of_which_something_is_open_hears_of_it(office: Office, billing: Billing) -> None:
    first, second, clear = await clients(billing, 3)
    for job in (first, second):
        await billing.issued(job)
    await mail(office, first.contact_id, key="one-press")
    await mail(office, first.contact_id, key="one-press")
    for job, times in ((first, 1), (second, 1), (clear, 0)):
        said = [each["kind"] for each in (await office.get(f"/v1/jobs/{job.id}/timeline"))["data"]]
        assert said.count("job.statement_sent") == times


async def test_the_same_key_never_mails_twice(office: Office, billing: Billing) -> None:
    [job] = await clients(billing, 1)
    await billing.issued(job)
    once = await mail(office, job.contact_id, key="one-press")
    assert await mail(office, job.contact_id, key="one-press") == once
    assert len((await office.get(f"/v1/jobs/{job.id}/messages"))["data"]) == 1
    await mail(office, job.contact_id, {"note": "autre"}, key="one-press", status=422)
    headers = {name: value for name, value in office.company.headers().items() if name != "Idempotency-Key"}
    refused = await office.api.post(f"/v1/contacts/{job.contact_id}/statements", json={}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "key-required")


async def test_who_owes_nothing_gets_it_on_their_newest_job_in_their_language(office: Office, billing: Billing) -> None:
    _, newest = await clients(billing, 2, language="en")
    sent = await mail(office, await _contact(office, newest), {"to_on": "2026-01-31"})
    assert sent["job_id"] == newest.id
    assert sent["subject"] == "Statement of account as of 2026-01-31"
    assert "Balance due: $0.00." in sent["body"]
    assert "past due" not in sent["body"]
    assert sent["files"][0]["name"] == "statement-2026-01-31.pdf"


async def test_it_never_goes_to_whom_an_invoices_job_was_given_since(office: Office, billing: Billing) -> None:
    [old] = await clients(billing, 1)
    own, other = await billing.job(), await billing.job()
    await billing.issued(old)
    await same_contact(billing, old, own)
    await same_contact(billing, other, old)
    sent = await mail(office, old.contact_id)
    assert (sent["job_id"], sent["recipient"]) == (own.id, f"{old.contact_id}@courriel.example")


async def test_without_an_address_or_a_job_nothing_is_written(office: Office, billing: Billing) -> None:
    [job] = await clients(billing, 1)
    async with office.company.work() as work:
        (await work.session.get_one(Contact, job.contact_id)).email = None
    refused = await mail(office, job.contact_id, status=409)
    assert (refused["code"], "Marie-Ève" in refused["detail"]) == ("contact-without-email", True)
    nobody = await office.post("/v1/contacts", {"name": "Luc Roy", "email": "luc@courriel.example"})
    refused = await mail(office, nobody["id"], status=409)
    assert refused["code"] == "contact-without-job"
    assert (await office.get(f"/v1/jobs/{job.id}/messages"))["data"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"from_on": "2026-02-01", "to_on": "2026-01-01"}, "/to"),
        ({"from_on": "2001-01-01", "to_on": "2099-01-01"}, "/from"),
        ({"to_on": "never"}, "/to_on"),
        ({"to_on": "0001-01-01"}, "/to_on"),
        ({"note": "x" * 4001}, "/note"),
        ({"as_of": "2026-01-01"}, "/as_of"),
    ],
)
async def test_bad_input(office: Office, billing: Billing, body: Json, pointer: str) -> None:
    [job] = await clients(billing, 1)
    problem = await mail(office, job.contact_id, body, status=422)
    assert problem["errors"][0]["pointer"] == pointer
    assert problem["errors"][0]["detail"]
    assert (await office.get(f"/v1/jobs/{job.id}/messages"))["data"] == []


async def _contact(office: Office, job: Job) -> str:
    found: str = (await office.get(f"/v1/jobs/{job.id}"))["contact"]["id"]
    return found
