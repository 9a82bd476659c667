"""A post office for tests: mails by SMTP to a real listener, and what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiosmtplib

from services.intake.inbound import reception
from services.intake.inbound.addresses import find
from services.intake.inbound.process import Desk
from services.intake.inbound.server import listen
from services.intake.inbound.settle import settle
from services.kit import links
from services.kit.settings import get_settings
from tests.conftest import role
from tests.factories import Company
from tests.services.intake.corpus import CLIENT
from tests.services.intake.world import rows
from tests.services.jobs.world import Office

Json = dict[str, Any]


def mail(
    body: str = "Mardi me convient.",
    *,
    sender: str = f"Marie Tremblay <{CLIENT}>",
    message_id: str = "un@clients.example",
    subject: str = "Re: Votre soumission",
    head: str = "",
) -> bytes:
    text = (
        f"From: {sender}\nSubject: {subject}\nMessage-ID: <{message_id}>\nDate: Tue, 3 Mar 2026 10:14:22 -0500\n{head}"
    )
    return f"{text}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()


async def client_job(office: Office, email: str = CLIENT) -> Json:
    """A job of Marie, who writes from that address."""
    found: Json = await office.post(
        "/v1/jobs", {"contact": {"name": "Marie Tremblay", "email": email}, "title": "Évier"}
    )
    return found


def address_of(job: Json) -> str:
    found = links.job_address(job["id"])
    assert found
    return found


async def drop(raw: bytes, recipient: str, envelope_from: str = CLIENT) -> str:
    """Takes a mail and brings it to where it belongs, as the process does; its id."""
    token = role.set("intake")
    try:
        target = await find(recipient)
        assert target, recipient
        if target.kind == "return":
            target = await reception.about_ours(raw, envelope_from)
            assert target, "not about any mail of ours"
        kept = await reception.keep(raw, envelope_from, recipient, target)
        await settle(kept.company_id, kept.company_code, kept.mail_id)
        return kept.mail_id
    finally:
        role.reset(token)


async def became(company: Company, mail_id: str) -> Json:
    """The row of a mail."""
    [found] = [each for each in await rows(company, "intake.inbound_mail") if each["id"] == mail_id]
    return found


@dataclass
class Listener:
    """A listener in this process, on a free port, whose mails go to nobody but the test."""

    port: int
    protocol: str

    async def send(self, raw: bytes, *recipients: str, sender: str = CLIENT) -> dict[str, tuple[int, str]]:
        """Sends a mail; what each recipient was refused with. Raises what the server says to the whole."""
        async with self.client() as client:
            refused, _ = await client.sendmail(sender, list(recipients), raw, mail_options=["BODY=8BITMIME"])
            return {name: (answer.code, answer.message) for name, answer in refused.items()}

    @asynccontextmanager
    async def client(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=self.port, timeout=20)
        await client.connect()
        try:
            yield client
        finally:
            with suppress(aiosmtplib.SMTPException):
                await client.quit()
            client.close()


@asynccontextmanager
async def listening(protocol: str = "smtp", *, hands: int = 2) -> AsyncIterator[Listener]:
    """The listener and its hands, under the intake service's database role."""
    settings = get_settings()
    before = settings.inbound_port, settings.inbound_protocol
    settings.inbound_port, settings.inbound_protocol = 0, protocol  # type: ignore[assignment]
    token = role.set("intake")
    desk = Desk()
    server = await listen(desk.put)
    working = [asyncio.create_task(desk.work()) for _ in range(hands)]
    role.reset(token)
    try:
        yield Listener(server.sockets[0].getsockname()[1], protocol)
    finally:
        settings.inbound_port, settings.inbound_protocol = before
        server.close()
        for each in working:
            each.cancel()
        await asyncio.gather(*working, return_exceptions=True)


async def settled(company: Company, count: int, seconds: float = 20) -> list[Json]:
    """The company's mails once there are `count` and none waits for its turn."""
    async with asyncio.timeout(seconds):
        while True:
            found = await rows(company, "intake.inbound_mail")
            if len(found) >= count and all(each["status"] != "received" for each in found):
                return found
            await asyncio.sleep(0.02)
