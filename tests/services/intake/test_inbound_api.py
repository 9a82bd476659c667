"""What people see of inbound mail, and what they decide about it."""

from __future__ import annotations

import httpx
import pytest

from services.kit import links
from tests.factories import Company
from tests.services.intake.corpus import raw
from tests.services.intake.posting import Json, address_of, became, client_job, drop, mail
from tests.services.intake.world import make_site, rows
from tests.services.jobs.world import Office

STRANGER = "inconnu@ailleurs.example"


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


@pytest.fixture
def desk(intake_api: httpx.AsyncClient, ours: Company) -> Office:
    """The same person, asking the intake service."""
    return Office(intake_api, ours)


async def held(office: Office, message_id: str = "x@ailleurs.example") -> tuple[Json, str]:
    """A job, and a mail of a stranger to it."""
    job = await client_job(office)
    stranger = mail("C'est mon mari qui paie.", sender=f"Paul <{STRANGER}>", message_id=message_id)
    return job, await drop(stranger, address_of(job), STRANGER)


async def listed(desk: Office, *statuses: str) -> list[Json]:
    answer = await desk.raw("GET", "/v1/inbound-mail", None, status=list(statuses))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_what_waits_is_listed_with_its_reason(office: Office, desk: Office) -> None:
    job, mail_id = await held(office)
    await drop(mail(), address_of(job))  # delivered by itself
    [row] = await listed(desk, "held")
    assert row["id"] == mail_id
    assert row["job"] == {"id": job["id"], "number": job["number"], "title": "Évier"}
    assert (row["sender_name"], row["sender_address"], row["subject"]) == ("Paul", STRANGER, "Re: Votre soumission")
    assert row["reason"]["code"] == "unknown-sender"
    assert "adresse du client" in row["reason"]["text"]
    assert await desk.get("/v1/inbound-mail/waiting") == {"count": 1}
    assert len((await desk.get("/v1/inbound-mail"))["data"]) == 2
    assert len(await listed(desk, "held", "delivered")) == 2
    english = Office(desk.api, desk.company, "en")
    assert "not an address" in (await listed(english, "held"))[0]["reason"]["text"]


async def test_pages_go_on_where_they_ended(office: Office, desk: Office) -> None:
    job = await client_job(office)
    made = [await drop(mail(str(n), message_id=f"{n}@clients.example"), address_of(job)) for n in range(5)]
    seen: list[str] = []
    after = None
    while True:
        page = await desk.get("/v1/inbound-mail", limit=2, **({"after": after} if after else {}))
        seen += [each["id"] for each in page["data"]]
        after = page["page"]["next"]
        if not page["page"]["has_more"]:
            break
    assert seen == made[::-1]
    assert (await desk.get("/v1/inbound-mail", job_id=job["id"], limit=1))["page"]["has_more"]
    await desk.get("/v1/inbound-mail", status=422, after="nonsense")
    await desk.get("/v1/inbound-mail", status=422, nonsense="1")


async def test_a_mail_opened_shows_everything_and_can_be_saved(office: Office, desk: Office) -> None:
    job = await client_job(office)
    mail_id = await drop(raw("outlook-en-html"), address_of(job))
    found = await desk.get(f"/v1/inbound-mail/{mail_id}")
    assert found["body"] == "Sounds good, please go ahead."
    assert "Here is your quote." in found["quoted"]
    assert "<p>Sounds good" in found["html"]
    assert "script" not in found["html"]
    assert {"name": "Subject", "value": "RE: Your quote 318"} in found["headers"]
    answer = await desk.raw("GET", f"/v1/inbound-mail/{mail_id}/raw")
    assert answer.content == raw("outlook-en-html")
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    attached = await drop(raw("tnef"), address_of(job))
    [part] = (await desk.get(f"/v1/inbound-mail/{attached}"))["attachments"]
    assert (part["name"], part["size"]) == ("winmail.dat", 46)
    assert "Outlook" in part["note"]


async def test_delivered_by_hand_it_is_a_message_like_any_other(office: Office, desk: Office, ours: Company) -> None:
    job, mail_id = await held(office)
    done = await desk.verb(f"/v1/inbound-mail/{mail_id}/deliver", {})
    assert (done["status"], done["reason"]["code"]) == ("delivered", "delivered-by-hand")
    assert done["handled_by"] == f"user:{ours.user_id}"
    [message] = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    assert (message["body"], message["direction"]) == ("C'est mon mari qui paie.", "in")
    [extra] = (await office.get("/v1/mails", message_id=message["id"]))["data"]
    assert extra["sender_address"] == STRANGER
    audited = [each["action"] for each in await rows(ours, "log.audit") if each["target"] == mail_id]
    assert audited == ["inbound_mail.delivered"]
    refused = await desk.call("POST", f"/v1/inbound-mail/{mail_id}/deliver", {}, status=409)
    assert refused["code"] == "inbound-not-waiting"
    await desk.call("POST", f"/v1/inbound-mail/{mail_id}/discard", {}, status=409)
    assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1


async def test_delivered_to_another_job(office: Office, desk: Office) -> None:
    _, mail_id = await held(office)
    other = await client_job(office)
    await desk.verb(f"/v1/inbound-mail/{mail_id}/deliver", {"job_id": other["id"]})
    assert len((await office.get(f"/v1/jobs/{other['id']}/messages"))["data"]) == 1


async def test_discarded_and_taken_back(office: Office, desk: Office) -> None:
    job, mail_id = await held(office)
    assert (await desk.verb(f"/v1/inbound-mail/{mail_id}/discard", {}))["status"] == "discarded"
    assert await desk.get("/v1/inbound-mail/waiting") == {"count": 0}
    assert (await desk.verb(f"/v1/inbound-mail/{mail_id}/deliver", {}))["status"] == "delivered"
    assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1


async def test_what_was_ignored_is_there_and_may_be_delivered(office: Office, desk: Office) -> None:
    job = await client_job(office)
    mail_id = await drop(raw("out-of-office-gmail"), address_of(job))
    [row] = await listed(desk, "ignored")
    assert row["reason"]["code"] == "auto-reply"
    assert (await desk.verb(f"/v1/inbound-mail/{mail_id}/deliver", {}))["job"]["id"] == job["id"]


async def test_a_held_request_opens_a_job_when_a_person_says_so(office: Office, desk: Office, ours: Company) -> None:
    site = await make_site(ours)
    address = str(links.site_address(site.id))
    mail_id = await drop(raw("spam-flagged"), address)
    done = await desk.verb(f"/v1/inbound-mail/{mail_id}/deliver", {})
    assert done["job"]["number"] == 1
    assert (await office.get(f"/v1/jobs/{done['job']['id']}"))["source"] == "email"
    nobody = await drop(raw("no-from"), address, "<x@y.example>")
    refused = await desk.call("POST", f"/v1/inbound-mail/{nobody}/deliver", {}, status=422)
    assert refused["code"] == "inbound-sender-unfit"
    job = await client_job(office)
    assert (await desk.verb(f"/v1/inbound-mail/{nobody}/deliver", {"job_id": job["id"]}))["job"]["id"] == job["id"]


async def test_a_repeated_request_delivers_once(office: Office, desk: Office) -> None:
    job, mail_id = await held(office)
    headers = {"Idempotency-Key": "une-fois"}
    for _ in range(2):
        await desk.call("POST", f"/v1/inbound-mail/{mail_id}/deliver", {}, headers=headers)
    assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1


async def test_another_company_sees_nothing_and_may_do_nothing(
    office: Office, desk: Office, ours: Company, theirs: Company
) -> None:
    job, mail_id = await held(office)
    foreign = Office(desk.api, theirs)
    assert (await foreign.get("/v1/inbound-mail"))["data"] == []
    assert await foreign.get("/v1/inbound-mail/waiting") == {"count": 0}
    for path in ("", "/raw"):
        await foreign.get(f"/v1/inbound-mail/{mail_id}{path}", status=404)
    for verb in ("deliver", "discard"):
        await foreign.call("POST", f"/v1/inbound-mail/{mail_id}/{verb}", {}, status=404)
    their_mail = await drop(mail(sender=STRANGER), address_of(await client_job(Office(office.api, theirs))), STRANGER)
    await foreign.call("POST", f"/v1/inbound-mail/{their_mail}/deliver", {"job_id": job["id"]}, status=404)
    assert (await became(theirs, their_mail))["status"] == "held"
    assert (await became(ours, mail_id))["status"] == "held"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_it_takes_the_permission_for_messages(office: Office, desk: Office, ours: Company, method: str) -> None:
    _, mail_id = await held(office)
    headers = ours.headers("jobs")
    if method == "GET":
        paths = ["", "/waiting", f"/{mail_id}", f"/{mail_id}/raw"]
    else:
        paths = [f"/{mail_id}/deliver", f"/{mail_id}/discard"]
    for path in paths:
        answer = await desk.api.request(method, f"/v1/inbound-mail{path}", headers=headers, json={})
        assert answer.status_code == 403, path
        assert (await desk.api.request(method, f"/v1/inbound-mail{path}", json={})).status_code == 401
    assert (await office.api.get("/v1/mails", headers=headers, params={"message_id": "msg_x"})).status_code == 403
