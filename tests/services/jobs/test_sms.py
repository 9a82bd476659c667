"""What the text message provider tells us: signed, once, and on the right job of the right company."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.jobs.messages import commands as messages
from services.jobs.messages import queries
from services.jobs.sms.signing import sign
from services.kit.settings import get_settings
from tests.factories import Company
from tests.services.jobs.world import Json, Office, contact

SECRET = "a secret between the provider and us"
PATH = "/v1/providers/sms/webhook"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DOSSIER_SMS_WEBHOOK_SECRET", SECRET)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@dataclass
class Provider:
    """Calls as the provider of a company's number."""

    api: httpx.AsyncClient
    number: str

    async def call(self, event: Json, *, at: datetime | None = None, key: str = SECRET) -> httpx.Response:
        body = json.dumps({"id": secrets.token_hex(8)} | event).encode()
        at = at or datetime.now(UTC)
        headers = {
            "webhook-id": "evt",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": "v1,old " + sign(key, "evt", at, body),
        }
        return await self.api.post(PATH, content=body, headers=headers)

    async def text(self, sender: str, text: str, **event: Any) -> str:
        answer = await self.call({"type": "received", "from": sender, "to": self.number, "text": text} | event)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["result"])


def number() -> str:
    return f"+1438555{secrets.randbelow(9000) + 1000}"


@pytest.fixture
async def provider(office: Office, accounts_api: httpx.AsyncClient, ours: Company) -> Provider:
    return await turned_on(accounts_api, ours, office.api)


async def turned_on(accounts: httpx.AsyncClient, company: Company, api: httpx.AsyncClient) -> Provider:
    own = number()
    body = {"sms_enabled": True, "sms_number": own}
    answer = await accounts.patch("/v1/company", json=body, headers=company.headers())
    assert answer.status_code == 200, answer.text
    assert answer.json()["sms_number"] == own
    return Provider(api, own)


async def thread(office: Office, job: Json) -> list[Json]:
    found: list[Json] = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    return found


async def client_with(office: Office, phone: str) -> Json:
    return await office.job(contact=contact(phone=phone))


async def test_a_text_lands_on_the_clients_newest_open_job_once(office: Office, provider: Provider) -> None:
    phone = number()
    older = await client_with(office, phone)
    newer = await office.post("/v1/jobs", {"contact_id": older["contact"]["id"]})
    closed = await office.post("/v1/jobs", {"contact_id": older["contact"]["id"]})
    await office.verb(f"/v1/jobs/{closed['id']}/cancel", {"reason": "Déjà réglé"})
    event = secrets.token_hex(8)
    assert await provider.text(phone, "Bonjour, c'est pour quand?", id=event) == "received"
    assert await provider.text(phone, "Bonjour, c'est pour quand?", id=event) == "known"
    [message] = await thread(office, newer)
    assert (message["channel"], message["direction"], message["body"]) == ("sms", "in", "Bonjour, c'est pour quand?")
    assert await thread(office, older) == []
    assert "message.received" in [e["kind"] for e in (await office.get(f"/v1/jobs/{newer['id']}/timeline"))["data"]]


async def test_a_text_of_somebody_new_opens_a_job(office: Office, provider: Provider) -> None:
    assert await provider.text(number(), "Mon chauffe-eau coule!") == "received"
    [job] = (await office.get("/v1/jobs"))["data"]
    [message] = await thread(office, job)
    assert message["body"] == "Mon chauffe-eau coule!"


@pytest.mark.parametrize("word", ["STOP", " arrêt ", "Arret.", "unsubscribe"])
async def test_stop_stops(office: Office, provider: Provider, word: str) -> None:
    phone = number()
    job = await client_with(office, phone)
    await office.patch(f"/v1/contacts/{job['contact']['id']}", {"prefers_sms": True})
    assert await provider.text(phone, word) == "stopped"
    assert await provider.text(phone, word) == "stopped", "twice is once"
    client = await office.get(f"/v1/contacts/{job['contact']['id']}")
    assert client["unsubscribed_at"] is not None
    assert not client["prefers_sms"]
    assert await thread(office, job) == []
    refused = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Allô", "channel": "sms"}, status=409)
    assert refused["code"] == "sms-stopped"
    assert await provider.text(phone, "Start") == "resumed"
    assert (await office.get(f"/v1/contacts/{job['contact']['id']}"))["prefers_sms"]
    await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Allô", "channel": "sms"})


async def test_a_sentence_with_stop_in_it_is_a_message(office: Office, provider: Provider) -> None:
    phone = number()
    job = await client_with(office, phone)
    assert await provider.text(phone, "Stop, ne venez pas demain") == "received"
    assert len(await thread(office, job)) == 1


async def test_a_reply_by_text_is_queued_for_the_mobile(office: Office, provider: Provider) -> None:
    phone = number()
    job = await client_with(office, phone)
    sent = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "J'arrive", "channel": "sms"})
    assert (sent["channel"], sent["delivery"], sent["recipient"]) == ("sms", "queued", phone)
    landline = await office.job(contact={"name": "Sans cellulaire", "email": "s@courriel.example"})
    problem = await office.post(f"/v1/jobs/{landline['id']}/messages", {"body": "x", "channel": "sms"}, status=409)
    assert problem["code"] == "contact-without-mobile"


async def test_without_text_messages_none_is_written(office: Office) -> None:
    job = await client_with(office, number())
    problem = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "x", "channel": "sms"}, status=409)
    assert problem["code"] == "sms-off"


async def test_reports_say_what_became_of_it(office: Office, provider: Provider, ours: Company) -> None:
    phone = number()
    job = await client_with(office, phone)
    sent = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "J'arrive", "channel": "sms"})
    async with ours.work() as work:
        await messages.set_delivery(work, sent["id"], "accepted", at=work.now)
        row = await queries.message(work.session, sent["id"])
        row.provider_id = name = f"sms-{secrets.token_hex(4)}"
    about = {"from": provider.number, "to": phone, "message": name}
    assert (await provider.call(about | {"type": "delivered"})).json() == {"result": "reported"}
    assert (await provider.call(about | {"type": "delivered"})).json() == {"result": "known"}
    [shown] = await thread(office, job)
    assert (shown["delivery"], shown["delivered_at"] is not None) == ("delivered", True)
    assert (await provider.call(about | {"type": "failed", "code": "blocked"})).json() == {"result": "reported"}
    [shown] = await thread(office, job)
    assert (shown["delivery"], shown["failure"]["code"]) == ("bounced", "sms-blocked")
    nothing = about | {"message": "sms-nobody"}
    assert (await provider.call(nothing | {"type": "delivered"})).json() == {"result": "ignored"}


async def test_who_does_not_sign_is_not_heard(office: Office, provider: Provider) -> None:
    event = {"type": "received", "from": number(), "to": provider.number, "text": "Allô"}
    late = datetime.now(UTC) - timedelta(minutes=6)
    assert (await provider.call(event, key="another")).status_code == 401
    assert (await provider.call(event, at=late)).status_code == 401
    assert (await office.api.post(PATH, json=event)).status_code == 401
    assert (await provider.call(event | {"to": number()})).status_code == 404
    assert (await provider.call(event | {"text": 3})).status_code == 422
    assert (await office.get("/v1/jobs"))["data"] == []


async def test_each_company_has_its_own_number_and_stops(
    office: Office, neighbour: Office, provider: Provider, accounts_api: httpx.AsyncClient
) -> None:
    phone = number()
    ours, theirs = await client_with(office, phone), await client_with(neighbour, phone)
    next_door = await turned_on(accounts_api, neighbour.company, office.api)
    taken = {"sms_number": provider.number}
    answer = await accounts_api.patch("/v1/company", json=taken, headers=neighbour.company.headers())
    assert [each["code"] for each in answer.json()["errors"]] == ["sms-number-taken"]
    assert await provider.text(phone, "stop") == "stopped"
    assert await next_door.text(phone, "Bonjour") == "received"
    assert await thread(office, ours) == []
    assert len(await thread(neighbour, theirs)) == 1
    await neighbour.post(f"/v1/jobs/{theirs['id']}/messages", {"body": "Oui", "channel": "sms"})


async def test_text_messages_need_a_number(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    answer = await accounts_api.patch("/v1/company", json={"sms_enabled": True}, headers=ours.headers())
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["errors"]] == ["sms-number"]
