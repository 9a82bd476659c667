"""The listener: what it takes, what it refuses and how it says so."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import aiosmtplib
import httpx
import pytest

from services.intake.inbound import server
from services.kit import ids, links
from services.kit.settings import get_settings
from tests.factories import Company
from tests.services.intake.corpus import CLIENT, raw
from tests.services.intake.posting import Listener, address_of, client_job, listening, mail, settled
from tests.services.intake.world import make_site, rows
from tests.services.jobs.world import Office


@pytest.fixture
def office(jobs_api: httpx.AsyncClient, ours: Company) -> Office:
    return Office(jobs_api, ours)


@pytest.fixture
async def listener(jobs_api: httpx.AsyncClient) -> AsyncIterator[Listener]:
    async with listening() as running:
        yield running


async def test_a_mail_comes_in_and_lands(listener: Listener, office: Office, ours: Company) -> None:
    job = await client_job(office)
    assert await listener.send(raw("apple-mail"), address_of(job)) == {}
    [row] = await settled(ours, 1)
    assert (row["status"], row["job_id"], row["envelope_from"]) == ("delivered", job["id"], CLIENT)


async def test_what_the_server_offers(listener: Listener) -> None:
    async with listener.client() as client:
        await client.ehlo()
        assert client.esmtp_extensions["size"] == str(25 * 1024 * 1024)
        assert {"8bitmime", "smtputf8"} <= client.esmtp_extensions.keys()


REFUSED = [
    ("quelquun@ailleurs.example", 550, "domain"),
    ("job+nonsense@reply.dossier.example", 550, "5.1.1"),
    ("job@reply.dossier.example", 550, "5.1.1"),
    ("postmaster@reply.dossier.example.evil.example", 550, "domain"),
    ("job+x@reply.dossier.example@ailleurs.example", 553, ""),
]


@pytest.mark.parametrize(("address", "code", "said"), REFUSED)
async def test_addresses_that_were_not_made_here(listener: Listener, address: str, code: int, said: str) -> None:
    async with listener.client() as client:
        await client.ehlo()
        await client.mail(CLIENT)
        with pytest.raises(aiosmtplib.SMTPRecipientRefused) as refusal:
            await client.rcpt(address)
    assert refusal.value.code == code
    assert said in refusal.value.message


async def test_a_good_signature_of_a_job_that_is_not_there(listener: Listener, ours: Company) -> None:
    for address in (links.job_address(ids.new("job")), links.site_address(ids.new("sit"))):
        async with listener.client() as client:
            await client.ehlo()
            await client.mail(CLIENT)
            with pytest.raises(aiosmtplib.SMTPRecipientRefused):
                await client.rcpt(str(address))


async def test_a_site_that_was_switched_off_takes_nothing(listener: Listener, office: Office, ours: Company) -> None:
    from services.intake.sites import commands
    from services.intake.sites.schemas import SitePatch

    site = await make_site(ours)
    async with ours.work() as work:
        await commands.change(work, site.id, SitePatch(active=False), None)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await listener.send(mail(), str(links.site_address(site.id)))


async def test_one_good_and_one_bad_recipient(listener: Listener, office: Office, ours: Company) -> None:
    job = await client_job(office)
    refused = await listener.send(mail(), address_of(job), "x@ailleurs.example")
    assert refused["x@ailleurs.example"][0] == 550
    assert len(await settled(ours, 1)) == 1


async def test_two_jobs_of_one_mail_and_two_companies(
    listener: Listener, office: Office, ours: Company, theirs: Company
) -> None:
    one, other = await client_job(office), await client_job(Office(office.api, theirs))
    await listener.send(mail(), address_of(one), address_of(other))
    [mine], [foreign] = await settled(ours, 1), await settled(theirs, 1)
    assert (mine["job_id"], foreign["job_id"]) == (one["id"], other["id"])
    assert mine["file_key"] != foreign["file_key"]  # each company has its own copy


async def test_a_mail_that_is_too_large(listener: Listener, office: Office, ours: Company) -> None:
    job = await client_job(office)
    large = mail("x" * 70 + "\n") + (b"y" * 76 + b"\r\n") * 340_000
    assert len(large) > server.SIZE_LIMIT
    async with listener.client() as client:
        await client.ehlo()
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as announced:
            await client.mail(CLIENT, options=[f"SIZE={len(large)}"])
        assert announced.value.code == 552
        await client.rset()
        await client.mail(CLIENT)
        await client.rcpt(address_of(job))
        with pytest.raises(aiosmtplib.SMTPDataError) as sent:
            await client.data(large)
        assert sent.value.code == 552
    assert await rows(ours, "intake.inbound_mail") == []


async def test_a_mail_just_below_the_limit_with_endless_lines(
    listener: Listener, office: Office, ours: Company
) -> None:
    """Lines longer than the standard allows are common; a photo of 18 MB in base64 on one line is a mail of 24 MB."""
    job = await client_job(office)
    head = b"MIME-Version: 1.0\nContent-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\n"
    large = f"From: {CLIENT}\nMessage-ID: <g@clients.example>\n".encode() + head + b"JVBERi0xLjQK" + b"QUJD" * 6_000_000
    await listener.send(large, address_of(job))
    [row] = await settled(ours, 1)
    assert row["status"] == "delivered"
    [message] = (await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]
    [attached] = (await office.get("/v1/files", object=f"message:{message['id']}"))["data"]
    assert (attached["name"], attached["media_type"]) == ("plan.pdf", "application/pdf")
    assert attached["size"] == 18_000_009


async def test_to_the_return_address_only_what_is_about_our_mails(listener: Listener, ours: Company) -> None:
    with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
        await listener.send(mail(), get_settings().mail_from)
    assert refusal.value.code == 550


async def test_without_a_database_nothing_is_taken(
    listener: Listener, office: Office, ours: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await client_job(office)

    async def broken(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("services.kit.files.put", broken)
        with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
            await listener.send(mail(), address_of(job))
    assert refusal.value.code == 451
    assert await rows(ours, "intake.inbound_mail") == []
    await listener.send(mail(), address_of(job))  # its sender comes again
    assert len(await settled(ours, 1)) == 1


async def test_the_same_mail_at_the_same_moment_over_many_connections(
    listener: Listener, office: Office, ours: Company
) -> None:
    job = await client_job(office)
    await asyncio.gather(*(listener.send(mail(), address_of(job)) for _ in range(8)))
    await settled(ours, 1)
    assert len(await rows(ours, "intake.inbound_mail")) == 1
    assert len((await office.get(f"/v1/jobs/{job['id']}/messages"))["data"]) == 1


async def test_lmtp_answers_for_each_recipient(office: Office, ours: Company, theirs: Company) -> None:
    one, other = await client_job(office), await client_job(Office(office.api, theirs))
    async with listening("lmtp") as running:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)

        async def say(line: str) -> str:
            writer.write(line.encode() + b"\r\n")
            answer = await reader.readline()
            while answer[3:4] == b"-":
                answer = await reader.readline()
            return answer.decode().strip()

        assert (await reader.readline()).startswith(b"220")
        assert (await say("EHLO x")).startswith("500")
        assert (await say("LHLO x")).startswith("250")
        assert (await say(f"MAIL FROM:<{CLIENT}>")).startswith("250")
        assert (await say(f"RCPT TO:<{address_of(one)}>")).startswith("250")
        assert (await say("RCPT TO:<x@ailleurs.example>")).startswith("550")
        assert (await say(f"RCPT TO:<{get_settings().mail_from}>")).startswith("250")
        assert (await say(f"RCPT TO:<{address_of(other)}>")).startswith("250")
        assert (await say("DATA")).startswith("354")
        writer.write(mail().replace(b"\n", b"\r\n") + b".\r\n")
        answers = [(await reader.readline()).decode()[:3] for _ in range(3)]
        assert answers == ["250", "550", "250"]
        writer.close()
        assert [each["job_id"] for each in await settled(ours, 1)] == [one["id"]]
        assert [each["job_id"] for each in await settled(theirs, 1)] == [other["id"]]


async def test_too_many_connections_are_told_to_come_again(
    office: Office, ours: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 2)
    async with listening() as running:
        held = [await asyncio.open_connection("127.0.0.1", running.port) for _ in range(2)]
        for reader, _ in held:
            assert (await reader.readline()).startswith(b"220")
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        assert (await reader.readline()).startswith(b"421")
        writer.close()
        held[0][1].close()
        async with asyncio.timeout(10):
            while True:
                reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
                if re.match(rb"220", await reader.readline()):
                    break
                writer.close()
        for _, each in [*held, (reader, writer)]:
            each.close()
