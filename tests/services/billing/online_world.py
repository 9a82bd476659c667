"""The local bank in this process, and short ways to say what a client and their bank do."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import stripe
import uvicorn

from deploy.bank.store import Store
from deploy.bank.web import create_app
from services.billing.online.stripe import get_provider
from services.kit import factlog
from services.kit.settings import get_settings
from tests.services.billing.world import Job, Office, cad, line, portal_path

KEY, SECRET = "sk_local_key-of-the-tests-only", "whsec_secret-of-the-tests-only"


@dataclass
class LocalBank:
    """`api` is the bank's JSON side. Its calls go to `webhook`; what they were answered is in the events' `_state`."""

    url: str
    api: httpx.AsyncClient

    async def things(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api.get(f"/api/things/{kind}")).json()["data"]
        return found

    async def of(self, kind: str, attempt_id: str) -> list[dict[str, Any]]:
        return [each for each in await self.things(kind) if each["metadata"].get("attempt_id") == attempt_id]

    async def choose(self, url: str, choice: str, delivery: str = "normal") -> Any:
        """What the client presses on the page at `url`."""
        answer = await self.api.post(
            f"/api/sessions/{url.rpartition('/')[2]}", json={"choice": choice, "delivery": delivery}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, what: str, thing_id: str = "all", delivery: str = "normal") -> Any:
        answer = await self.api.post(f"/api/do/{what}/{thing_id}", json={"delivery": delivery})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def fault(self, path: str, kind: str) -> None:
        assert (await self.api.post("/api/faults", json={"path": path, "kind": kind})).status_code == 204

    async def told(self) -> list[str]:
        """Waits until every call that is not held was answered; how, in the order of the events."""

        async def all_answered() -> list[str] | None:
            states = [each["_state"] for each in await self.things("event")]
            return states if "waiting" not in states else None

        states: list[str] = await soon(all_answered)
        return states


async def soon(condition: Callable[[], Awaitable[Any]], within: float = 20.0) -> Any:
    """What the condition gives once it gives something. It asks somebody each time, so that others have their turn."""
    deadline = time.monotonic() + within
    while not (found := await condition()):
        assert time.monotonic() < deadline, "not in time"
    return found


@asynccontextmanager
async def local_bank(folder: Path, webhook: Callable[[], str]) -> AsyncIterator[LocalBank]:
    """The bank on a free port, and this process's settings leading to it."""
    (folder / "key").write_text(KEY)
    (folder / "secret").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        values = {
            "DOSSIER_STRIPE_API_URL": url,
            "DOSSIER_STRIPE_KEY_FILE": str(folder / "key"),
            "DOSSIER_STRIPE_WEBHOOK_SECRET_FILE": str(folder / "secret"),
        }
        os.environ.update(values)
        get_settings.cache_clear()
        get_provider.cache_clear()
        app = create_app(Store(folder / "bank"), url=url, key=KEY, webhook=webhook(), secret=SECRET)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with httpx.AsyncClient(base_url=url) as api:
                yield LocalBank(url, api)
        finally:
            server.should_exit = True
            await serving
            for name in values:
                del os.environ[name]
            get_settings.cache_clear()
            get_provider.cache_clear()


def event(kind: str, thing: dict[str, Any], event_id: str = "", **more: Any) -> dict[str, Any]:
    made = {"object": "event", "type": kind, "created": int(time.time()), "data": {"object": thing}} | more
    return {"id": event_id or f"evt_{os.urandom(8).hex()}", **made}


def signed(body: str, *, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    return {"Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, secret, at)}


@dataclass
class Client:
    """The client of one issued and sent invoice."""

    office: Office
    job: Job
    invoice: Any
    portal: str

    async def call(self, method: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        headers = {"Accept-Language": "fr", "User-Agent": "Essai/1.0"}
        if method == "POST":
            headers["Idempotency-Key"] = key or os.urandom(8).hex()
        return await self.office.api.request(method, f"{self.portal}/online{path}", json=body, headers=headers)

    async def payable(self) -> Any:
        answer = await self.call("GET", f"/invoices/{self.invoice['id']}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def pays(self, body: Any = None, **more: Any) -> Any:
        answer = await self.call("POST", f"/invoices/{self.invoice['id']}/pay", body or {}, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def came_back(self, attempt_id: str) -> Any:
        answer = await self.call("POST", f"/attempts/{attempt_id}/check", {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def now(self) -> Any:
        return await self.office.get(f"/v1/invoices/{self.invoice['id']}")

    async def payments(self) -> Any:
        return (await self.office.get(f"/v1/payments?job_id={self.job.id}"))["data"]

    async def attempt(self, attempt_id: str) -> Any:
        return await self.office.get(f"/v1/online/attempts/{attempt_id}")


async def client_of(office: Office, cents: int = 100_00) -> Client:
    """A client with an invoice of `cents` before taxes, and online payment switched on."""
    on = {"card": True, "bank_debit": True, "saving": True}
    await office.call("PATCH", "/v1/online/settings", on, status=200)
    job = await office.job()
    issued = await office.issued(job, line(cents))
    invoice = await office.post(f"/v1/invoices/{issued['id']}/send", {})
    return Client(office, job, invoice, portal_path(invoice["portal_url"]))


async def post_webhook(
    office: Office, body: dict[str, Any] | str, headers: dict[str, str] | None = None
) -> httpx.Response:
    content = body if isinstance(body, str) else json.dumps(body)
    given = signed(content) if headers is None else headers
    return await office.api.post("/v1/providers/stripe/webhook", content=content.encode(), headers=given)


async def state_of(client: Client) -> Any:
    async with client.office.company.work() as work:
        return await factlog.state(work.session, client.job.id)


async def paid(client: Client, bank: LocalBank, choice: str = "success") -> Any:
    page = await client.pays()
    await bank.choose(page["url"], choice)
    if choice == "delayed":
        (intent,) = await bank.of("intent", page["attempt_id"])
        await bank.do("clear", intent["id"])
    await bank.told()
    (payment,) = await client.payments()
    return payment


async def freed(client: Client, payment: Any) -> None:
    """Its money lies on no invoice any more."""
    await client.office.post(f"/v1/payments/{payment['id']}/release", {"invoice_id": client.invoice["id"]})


async def give_back(client: Client, payment: Any, cents: int, key: str, status: int = 201) -> Any:
    body = {"payment_id": payment["id"], "amount": cad(cents)}
    return (await client.office.call("POST", "/v1/online/refunds", body, status=status, key=key)).json()


async def intent_of(client: Client, bank: LocalBank) -> dict[str, Any]:
    attempts = (await client.office.get(f"/v1/online/attempts?job_id={client.job.id}"))["data"]
    done = next(each for each in attempts if each["status"] == "succeeded")
    return (await bank.of("intent", done["id"]))[0]
