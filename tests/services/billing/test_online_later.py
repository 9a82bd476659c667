"""What kills leave behind, calls that wait or are given up, and deposits."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from deploy.postgres import Postgres
from services.billing.online import sweep, webhooks
from tests.services.billing.online_world import (
    Client,
    LocalBank,
    event,
    freed,
    give_back,
    intent_of,
    paid,
    post_webhook,
    soon,
)
from tests.services.billing.test_online import bank as bank
from tests.services.billing.test_online import client as client
from tests.services.billing.world import Office, cad, line
from tests.services.jobs.test_my_day_killed import REPOSITORY, until_ready


@contextmanager
def billing_service(database: Postgres, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The service in a process of its own, with this process's settings."""
    url = database.url("billing").replace("postgresql://", "postgresql+psycopg://")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "services.billing.app:app", "--port", str(port), "--log-level", "error"],
        cwd=REPOSITORY,
        env=os.environ | {"DOSSIER_DATABASE_URL": url},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
async def killed(database: Postgres, client: Client, unused_port: int) -> AsyncIterator[tuple[str, Any]]:
    with billing_service(database, unused_port) as process:
        url = f"http://127.0.0.1:{unused_port}"
        await until_ready(url)
        yield url, process


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.timeout(120)
async def test_a_kill_between_the_banks_page_and_the_commit_leads_to_the_same_page(
    client: Client, bank: LocalBank, killed: tuple[str, Any]
) -> None:
    """The bank has made its page and its answer never comes: kill -9, and the client presses again elsewhere."""
    url, process = killed
    await bank.fault("/v1/checkout/sessions", "hang")
    before = len(await bank.things("session"))
    path = f"{url}{client.portal}/online/invoices/{client.invoice['id']}/pay"
    async with httpx.AsyncClient(timeout=60) as api:
        pressed = asyncio.create_task(api.post(path, json={}, headers={"Idempotency-Key": "press-1"}))

        async def made() -> bool:
            return len(await bank.things("session")) > before

        await soon(made)
        process.kill()
        with pytest.raises(httpx.HTTPError):
            await pressed
    page = await client.pays(key="press-1")
    assert len(await bank.of("session", page["attempt_id"])) == 1
    await bank.choose(page["url"], "success")
    await bank.told()
    assert len(await client.payments()) == 1


async def test_a_call_that_was_kept_and_not_done_is_done_by_the_sweeper(
    client: Client, bank: LocalBank, database: Postgres
) -> None:
    """The state that a kill -9 leaves between the two transactions of a call, twice over: the row is there and waits."""
    page = await client.pays()
    await bank.choose(page["url"], "success", "late")
    held = [each for each in await bank.things("event") if each["_state"] == "held"]
    with psycopg.connect(database.url("billing")) as connection:
        for each in held:
            body = json.dumps({key: value for key, value in each.items() if key != "_state"})
            at = datetime.now(UTC) - timedelta(minutes=1)
            company = client.office.company.id if each["type"] != "payment_intent.created" else None
            connection.execute(
                "SELECT billing.keep_webhook(%s, %s, %s, %s, %s)", [each["id"], each["type"], at, body, company]
            )
    assert (await client.now())["settlement"] == "unpaid"
    now = datetime.now(UTC) + sweep.SOON + timedelta(seconds=5)
    await asyncio.gather(*(sweep.sweep(now) for _ in range(3)))
    assert (await client.now())["settlement"] == "paid"
    assert len(await client.payments()) == 1
    await bank.do("release")  # the bank calls again: known
    await bank.told()
    assert len(await client.payments()) == 1


async def test_a_call_that_our_books_never_take_is_given_up_and_holds_up_no_other(
    client: Client, bank: LocalBank, database: Postgres
) -> None:
    payment = await paid(client, bank)
    await freed(client, payment)
    await give_back(client, payment, 10_00, "k1")
    await bank.told()
    intent = await intent_of(client, bank)  # all of it is contested, though a part was given back
    thing = {"id": f"du_{os.urandom(4).hex()}", "object": "dispute", "payment_intent": intent["id"], "metadata": {}}
    thing |= {"amount": intent["amount"], "currency": "cad", "status": "needs_response"}
    told = event("charge.dispute.created", thing)
    assert (await post_webhook(client.office, told)).json() == {"result": "waiting"}
    with psycopg.connect(database.url()) as connection:
        tries = {"id": told["id"], "company": client.office.company.id, "tries": webhooks.GIVE_UP - 2}
        connection.execute("SET row_security = off")
        connection.execute("UPDATE billing.webhook SET tries = %(tries)s WHERE id = %(id)s", tries)
    for status in ("waiting", "refused", "refused"):
        await sweep.sweep(datetime.now(UTC) + sweep.SOON + timedelta(seconds=5))
        [call] = (await client.office.get("/v1/online/calls"))["data"]
        assert call["status"] == status
    assert call["tries"] == webhooks.GIVE_UP


async def test_the_words_of_old_calls_are_emptied(client: Client, bank: LocalBank, database: Postgres) -> None:
    await paid(client, bank)
    await sweep.sweep(datetime.now(UTC) + sweep.KEEP_BODIES + timedelta(minutes=1))
    with psycopg.connect(database.url()) as connection:
        row = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE body = '') FROM billing.webhook WHERE company_id = %s",
            [client.office.company.id],
        ).fetchone()
    assert row is not None
    assert row[0] == row[1] > 0


async def test_a_deposit_of_an_accepted_quote_is_paid_online(client: Client, bank: LocalBank, office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(100_00), deposit=cad(40_00))
    token = quote["portal_url"].split("/c/")[1].split("/")[0]
    portal = f"/v1/portal/{token}"
    path = f"{portal}/online/quotes/{quote['id']}"
    assert (await office.api.get(path)).json()["reason"] == "not-asked"
    proof = {"version": quote["version"], "document_sha256": quote["document_sha256"], "name": "Zoé"}
    accepted = await office.api.post(
        f"{portal}/quotes/{quote['id']}/accept", json=proof, headers={"Idempotency-Key": "a"}
    )
    assert accepted.status_code == 200, accepted.text
    payable = (await office.api.get(path)).json()
    assert (payable["reason"], payable["amount"]["amount"]) == (None, 40_00)
    page = (await office.api.post(f"{path}/pay", json={}, headers={"Idempotency-Key": "p"})).json()
    await bank.choose(page["url"], "success")
    await bank.told()
    (payment,) = (await office.get(f"/v1/payments?job_id={job.id}"))["data"]
    assert (payment["quote_id"], payment["unallocated"]["amount"]) == (quote["id"], 40_00)
    assert (await office.api.get(path)).json()["reason"] == "nothing-owed"
