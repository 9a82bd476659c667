"""The way out at the foot of a mail: it ends commercial mails and opens nothing else; and the link that tells what was opened."""

from __future__ import annotations

from services.accounts.queries import portal_url, unsubscribe_url
from services.jobs.messages import commands as messages
from services.jobs.messages import queries
from services.kit import links
from tests.factories import Company
from tests.services.jobs.world import Json, Office


async def tokens(company: Company, contact_id: str) -> tuple[str, str]:
    """Of the portal, and of the way out."""
    async with company.work() as work:
        portal = await portal_url(work.session, contact_id)
        out = await unsubscribe_url(work.session, contact_id)
    return portal.rpartition("/c/")[2], out.rpartition("/u/")[2]


async def test_unsubscribing_twice_is_once_and_can_be_taken_back(office: Office, ours: Company) -> None:
    job = await office.job()
    _, out = await tokens(ours, job["contact"]["id"])
    path = f"/v1/unsubscribe/{out}"
    shown = (await office.api.get(path)).json()
    email = job["contact"]["email"]
    assert shown == {
        "company": "Plomberie des Essais",
        "address": f"{email[:2]}…@courriel.example",
        "language": "fr",
        "unsubscribed": False,
    }
    for _ in range(2):
        assert (await office.api.post(path)).json()["unsubscribed"]
    assert (await office.get(f"/v1/contacts/{job['contact']['id']}"))["unsubscribed_at"] is not None
    assert not (await office.api.delete(path)).json()["unsubscribed"]
    assert (await office.get(f"/v1/contacts/{job['contact']['id']}"))["unsubscribed_at"] is None


async def test_one_link_is_not_the_other(office: Office, ours: Company) -> None:
    job = await office.job()
    portal, out = await tokens(ours, job["contact"]["id"])
    assert (await office.api.get(f"/v1/unsubscribe/{portal}")).status_code == 404
    assert (await office.api.get(f"/v1/portal/{out}")).status_code == 404
    assert (await office.api.post(f"/v1/unsubscribe/{out}x")).status_code == 404
    assert links.link_id_of(out) is None


async def opened(office: Office, token: str, reference: str) -> int:
    return (await office.api.post(f"/v1/portal/{token}/opened", json={"reference": reference})).status_code


async def test_opening_the_link_is_recorded_once_and_only_for_ones_own(
    office: Office, ours: Company, neighbour: Office, theirs: Company
) -> None:
    job, other = await office.job(), await office.job()
    stranger = await neighbour.job()
    sent = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Bonjour"})
    reference = "0123456789abcdef" * 2
    async with ours.work() as work:
        row = await queries.message(work.session, sent["id"])
        row.reference = reference
        await messages.set_delivery(work, row.id, "accepted", at=work.now)
    portal, _ = await tokens(ours, job["contact"]["id"])
    for company, contact in ((ours, other), (theirs, stranger)):
        wrong, _ = await tokens(company, contact["contact"]["id"])
        assert await opened(office, wrong, reference) == 204
    assert (await message(office, job, sent))["delivery"] == "accepted"
    for _ in range(2):
        assert await opened(office, portal, reference) == 204
    shown = await message(office, job, sent)
    assert (shown["delivery"], shown["opened_at"] is not None) == ("opened", True)
    kinds = [each["kind"] for each in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert kinds.count("message.opened") == 1
    assert await opened(office, portal, "f" * 32) == 204
    assert await opened(office, portal, "' OR 1=1") == 422


async def message(office: Office, job: Json, sent: Json) -> Json:
    return await office.get(f"/v1/jobs/{job['id']}/messages/{sent['id']}")
