"""Servers that report deliveries are asked to, and know each mail by its reference."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.workers.mail_server import HOST, set_mail
from tests.workers.world import Jobs, owner_sql
from workers.mail.compose import reference


@asynccontextmanager
async def reporting_server(patch: pytest.MonkeyPatch, *extensions: str) -> AsyncIterator[list[str]]:
    """A server of a few lines (aiosmtpd knows no reports); the commands that it heard, in order."""
    heard: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            heard.append(line)
            if line.startswith("EHLO"):
                lines = ["mail.test", *extensions]
                writer.write("".join(f"250{'-' if each != lines[-1] else ' '}{each}\r\n" for each in lines).encode())
            elif line == "DATA":
                writer.write(b"354 go on\r\n")
                while await reader.readline() != b".\r\n":
                    pass
                writer.write(b"250 taken\r\n")
            else:
                writer.write(b"250 ok\r\n")
            if line == "QUIT":
                break
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    set_mail(patch, PORT=str(server.sockets[0].getsockname()[1]))
    try:
        yield heard
    finally:
        server.close()


async def test_reports_are_asked_for_and_carry_the_reference(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    job = await jobs.new(requested=True)
    await owner_sql("UPDATE jobs.contact SET email = 'eve+job=1@courriel.example' WHERE id = :id", id=job.contact_id)
    call = await job.call("request.acknowledge")
    async with reporting_server(deployment, "DSN", "SIZE") as heard:
        await job.do(call)
    [sender] = [line for line in heard if line.startswith("MAIL")]
    [recipient] = [line for line in heard if line.startswith("RCPT")]
    assert sender == f"MAIL FROM:<envoi@dossier.example> ENVID={reference(call)} RET=HDRS"
    assert recipient == (
        "RCPT TO:<eve+job=1@courriel.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;eve+2Bjob+3D1@courriel.example"
    )
    row = await job.message(call)
    assert row is not None
    assert row.reference == reference(call)


async def test_an_address_with_accents_is_named_in_full(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    job = await jobs.new(requested=True)
    await owner_sql("UPDATE jobs.contact SET email = 'josé@courriel.example' WHERE id = :id", id=job.contact_id)
    async with reporting_server(deployment, "DSN", "SMTPUTF8") as heard:
        await job.do(await job.call("request.acknowledge"))
    [recipient] = [line for line in heard if line.startswith("RCPT")]
    assert recipient.endswith(r" ORCPT=utf-8;jos\x{E9}@courriel.example")


async def test_other_servers_are_asked_for_nothing(jobs: Jobs, deployment: pytest.MonkeyPatch) -> None:
    job = await jobs.new(requested=True)
    async with reporting_server(deployment, "SIZE") as heard:
        await job.do(await job.call("request.acknowledge"))
    assert "MAIL FROM:<envoi@dossier.example>" in heard
    assert f"RCPT TO:<{job.address}>" in heard


async def test_ids_and_links_in_headers_stand_as_they_are(jobs: Jobs) -> None:
    """A mail program reads them by their letters: none is encoded, however long it is."""
    job = await jobs.new(requested=True)
    await job.settle()
    long_id = f"<{'a' * 120}@courriel.example>"
    await owner_sql("UPDATE jobs.message SET rfc_message_id = :id WHERE job_id = :job", id=long_id, job=job.id)
    await jobs.quoted(job)
    await job.settle()
    found = jobs.inbox.messages(to=job.address)
    raw = [jobs.inbox.http.get(f"/api/messages/{each['id']}").text for each in found]
    for each in raw:
        assert "\r\nList-Unsubscribe: <http" in each
        assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in each
    assert f"\r\nReferences: {long_id}\r\n" in raw[0]
    assert f"\r\nIn-Reply-To: {long_id}\r\n" in raw[0]
