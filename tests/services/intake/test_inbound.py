"""Inbound mail: a reply lands on its job, once; what nobody can vouch for is held; nothing is lost."""

from __future__ import annotations

import httpx
import pytest

from services.kit import files, links
from services.kit.settings import get_settings
from tests.factories import Company
from tests.services.intake.corpus import CASES, CLIENT, TRUSTED_SERVER, Case, raw
from tests.services.intake.posting import Json, address_of, became, client_job, drop, mail
from tests.services.intake.world import make_site, rows
from tests.services.jobs.world import Office


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


@pytest.fixture(autouse=True)
def _trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "inbound_authserv_id", TRUSTED_SERVER)


async def test_a_reply_lands_on_its_job(office: Office, ours: Company) -> None:
    job = await client_job(office)
    mail_id = await drop(raw("gmail-reply-fr"), address_of(job).upper())
    row = await became(ours, mail_id)
    assert (row["status"], row["reason"], row["job_id"]) == ("delivered", "reply", job["id"])
    [message] = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    assert (message["direction"], message["channel"]) == ("in", "mail")
    assert message["id"] == row["message_id"]
    assert message["body"] == "Oui, jeudi à 9 h, c'est parfait."
    facts = [each for each in await rows(ours, "log.fact") if each["kind"] == "message.received"]
    assert [(each["data"]["channel"], each["actor"]) for each in facts] == [("mail", f"contact:{job['contact']['id']}")]
    [extra] = (await office.get("/v1/mails", message_id=message["id"]))["data"]
    assert extra["sender_address"] == CLIENT
    assert extra["has_html"]
    assert "Est-ce que jeudi vous convient" in extra["quoted"]
    html = (await office.get(f"/v1/mails/{message['id']}/html"))["html"]
    assert "c'est parfait" in html
    assert "<script" not in html


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.target == "job" and not case.code])
async def test_every_ugly_mail_ends_where_the_table_says(office: Office, ours: Company, name: str) -> None:
    case: Case = CASES[name]
    job = await client_job(office)
    mail_id = await drop(raw(name), address_of(job), case.envelope_from)
    row = await became(ours, mail_id)
    assert (row["status"], row["reason"]) == (case.status, case.reason)
    assert await files.get(row["file_key"]) == raw(name)  # whatever it was: the raw one is kept
    messages = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    assert len(messages) == (1 if case.status == "delivered" else 0)
    if case.status == "delivered":
        assert messages[0]["body"] == case.body
        attached = (await office.get("/v1/files", object=f"message:{messages[0]['id']}"))["data"]
        assert sorted(each["name"] for each in attached) == sorted(case.attachments)
        [extra] = (await office.get("/v1/mails", message_id=messages[0]["id"]))["data"]
        assert tuple(each["code"] for each in extra["notes"]) == case.notes


async def test_the_same_mail_again_is_the_same_mail(office: Office, ours: Company) -> None:
    """Also with other trace headers, as a second relay would add."""
    job = await client_job(office)
    first = await drop(mail(), address_of(job))
    assert await drop(b"Received: from a by b; Tue\n" + mail(), address_of(job)) == first
    assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1
    assert await drop(mail("Non, mercredi."), address_of(job)) != first  # a program that gives every mail the same id
    assert await drop(mail(message_id="deux@clients.example"), address_of(job)) != first


async def test_a_mail_to_two_jobs_lands_on_both(office: Office, ours: Company) -> None:
    one, two = await client_job(office), await client_job(office)
    assert await drop(mail(), address_of(one)) != await drop(mail(), address_of(two))
    for job in (one, two):
        assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1


async def test_a_person_of_a_company_may_write_too(office: Office, ours: Company) -> None:
    job = await client_job(office)
    person = {"name": "Paul Roy", "email": "Paul.Roy@clients.example"}
    await office.post(f"/v1/contacts/{job['contact']['id']}/people", person)
    mail_id = await drop(mail(sender="paul.roy@clients.example"), address_of(job), "paul.roy@clients.example")
    assert (await became(ours, mail_id))["status"] == "delivered"


async def test_a_mail_to_a_site_opens_a_numbered_job(
    intake_api: httpx.AsyncClient, office: Office, ours: Company
) -> None:
    site = await make_site(ours)
    headers = ours.headers()
    [shown] = (await intake_api.get("/v1/sites", headers=headers)).json()["data"]
    address = shown["mail_address"]
    assert address == links.site_address(site.id)
    mail_id = await drop(raw("request"), address)
    row = await became(ours, mail_id)
    assert (row["status"], row["reason"]) == ("delivered", "request")
    job = await office.get(f"/v1/jobs/{row['job_id']}")
    assert (job["source"], job["title"], job["contact"]["name"]) == ("email", "Fuite sous l'evier", "Marie Tremblay")
    [message] = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    assert message["body"].startswith("Bonjour,\n\nÇa coule")
    kinds = [each["kind"] for each in await rows(ours, "log.fact")]
    assert kinds == ["job.opened", "request.received", "message.received"]
    story = (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]
    assert "Demande reçue par courriel." in [each["text"] for each in story]
    # A second mail of the same person is another request of the same contact.
    await drop(mail("Et aussi le bain."), address)
    assert len(await rows(ours, "log.job")) == 2
    assert len(await rows(ours, "jobs.contact")) == 1


@pytest.mark.parametrize("name", ["spam-seo", "spam-flagged"])
async def test_spam_to_a_site_opens_nothing(office: Office, ours: Company, name: str) -> None:
    site = await make_site(ours)
    mail_id = await drop(raw(name), str(links.site_address(site.id)), CASES[name].envelope_from)
    assert (await became(ours, mail_id))["status"] == "held"
    assert await rows(ours, "log.job") == []
    assert await rows(ours, "jobs.contact") == []


async def test_an_answer_to_a_finished_job_still_lands(office: Office, ours: Company) -> None:
    job = await client_job(office)
    await office.verb(f"/v1/jobs/{job['id']}/close", {})
    mail_id = await drop(mail(), address_of(job))
    assert (await became(ours, mail_id))["status"] == "delivered"


async def test_a_flood_waits_for_a_person(office: Office, ours: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.intake.inbound.decide.MOST_AN_HOUR", 3)
    job = await client_job(office)
    seen: list[Json] = [
        await became(ours, await drop(mail(str(n), message_id=f"{n}@clients.example"), address_of(job)))
        for n in range(5)
    ]
    assert [each["status"] for each in seen] == ["delivered"] * 3 + ["held"] * 2
    assert seen[-1]["reason"] == "too-many"


async def test_mails_of_one_company_never_reach_another(office: Office, ours: Company, theirs: Company) -> None:
    their_office = Office(office.api, theirs)
    mine, other = await client_job(office), await client_job(their_office)
    await drop(mail(), address_of(mine))
    assert await rows(theirs, "intake.inbound_mail") == []
    assert (await their_office.get(f"/v1/jobs/{other['id']}/messages"))["data"] == []
    [message] = (await office.get(f"/v1/jobs/{mine['id']}/messages"))["data"]
    assert (await their_office.get("/v1/mails", message_id=message["id"]))["data"] == []
    await their_office.get(f"/v1/mails/{message['id']}/html", status=404)
