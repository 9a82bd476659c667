"""Reports of mail servers find the mail that they are about, and tell the office what became of it."""

from __future__ import annotations

import httpx
import pytest

from services.jobs.messages import commands as messages
from services.kit.settings import get_settings
from tests.factories import Company
from tests.services.intake.corpus import CASES, CLIENT, raw
from tests.services.intake.posting import Json, address_of, became, client_job, drop, mail
from tests.services.intake.world import rows
from tests.services.jobs.world import Office

REPORTS = [name for name, case in CASES.items() if case.code and case.reason != "report-of-nothing"]
RETURN_ADDRESS = get_settings().mail_from


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


async def sent(company: Company, job: Json) -> tuple[str, str]:
    """A mail to the client that the mail server took: its row's id, and its `Message-ID` without brackets."""
    async with company.work() as work:
        written = await messages.reply(work, job["id"], "Votre soumission 318", "Bonjour Marie")
        reference = (
            written.id.removeprefix("msg_").rjust(32, "0").translate(str.maketrans("ghjkmnpqrstvwxyz", "0" * 16))
        )
        written.rfc_message_id = f"<{reference}@{RETURN_ADDRESS.partition('@')[2]}>"
        await messages.set_delivery(work, written.id, "accepted")
        return written.id, written.rfc_message_id.strip("<>")


async def state(office: Office, job: Json, message_id: str) -> Json:
    listed = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    [found] = [each for each in listed if each["id"] == message_id]
    return dict(found)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("to", ["return address", "job address"])
async def test_a_report_tells_of_its_mail(office: Office, ours: Company, name: str, to: str) -> None:
    case, job = CASES[name], await client_job(office)
    message_id, rfc_id = await sent(ours, job)
    recipient = RETURN_ADDRESS if to == "return address" else address_of(job)
    row = await became(ours, await drop(raw(name, rfc_id), recipient, "<>"))
    assert (row["status"], row["reason"]) == ("ignored", case.reason)
    assert (row["job_id"], row["message_id"]) == (job["id"], message_id)
    found = await state(office, job, message_id)
    facts = [each for each in await rows(ours, "log.fact") if each["kind"].startswith("message.")]
    if case.reason == "report-bounced":
        assert found["delivery"] == "bounced"
        assert found["failure"]["code"] == case.code
        assert found["failure"]["text"]
        assert facts[-1]["kind"] == "message.bounced"
        assert facts[-1]["data"]["code"] == case.code
    elif case.reason == "report-delivered":
        assert found["delivery"] == "delivered"
        assert facts[-1]["kind"] == "message.delivered"
    else:
        assert found["delivery"] == "accepted"
    assert not [each for each in facts if each["kind"] == "message.received"]


async def test_a_report_that_comes_twice_counts_once(office: Office, ours: Company) -> None:
    job = await client_job(office)
    message_id, rfc_id = await sent(ours, job)
    for name in ("dsn-postfix", "dsn-gmail", "dsn-delivered"):
        await drop(raw(name, rfc_id), RETURN_ADDRESS, "<>")
    assert (await state(office, job, message_id))["delivery"] == "bounced"
    kinds = [each["kind"] for each in await rows(ours, "log.fact")]
    assert kinds.count("message.bounced") == 1
    assert "message.delivered" not in kinds


async def test_a_client_who_answers_the_return_address_is_heard(office: Office, ours: Company) -> None:
    """Some mail programs ignore Reply-To; what they answer names the mail of ours."""
    job = await client_job(office)
    _, rfc_id = await sent(ours, job)
    row = await became(ours, await drop(mail(head=f"In-Reply-To: <{rfc_id}>\n"), RETURN_ADDRESS))
    assert (row["status"], row["job_id"]) == ("delivered", job["id"])
    stranger = mail(
        sender="x@ailleurs.example", head=f"References: <a@b.example> <{rfc_id}>\n", message_id="2@c.example"
    )
    row = await became(ours, await drop(stranger, RETURN_ADDRESS, "x@ailleurs.example"))
    assert (row["status"], row["reason"]) == ("held", "unknown-sender")


async def test_a_report_about_another_companys_mail_changes_nothing(
    office: Office, ours: Company, theirs: Company
) -> None:
    """Sent to our job's address, it names a mail of theirs."""
    their_office = Office(office.api, theirs)
    mine, other = await client_job(office), await client_job(their_office)
    message_id, rfc_id = await sent(theirs, other)
    row = await became(ours, await drop(raw("dsn-postfix", rfc_id), address_of(mine), "<>"))
    assert row["reason"] == "report-of-nothing"
    assert (await state(their_office, other, message_id))["delivery"] == "accepted"


async def test_an_out_of_office_is_no_answer(office: Office, ours: Company) -> None:
    job = await client_job(office)
    _, rfc_id = await sent(ours, job)
    row = await became(ours, await drop(raw("out-of-office-exchange", rfc_id), address_of(job), "<>"))
    assert (row["status"], row["reason"]) == ("ignored", "auto-reply")
    assert row["from_address"] == CLIENT
    kinds = [each["kind"] for each in await rows(ours, "log.fact")]
    assert "message.received" not in kinds
