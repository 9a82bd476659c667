"""What comes after the payment, or without the client: saved methods, debits, refunds, disputes, and what kills leave behind."""

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
from services.billing.online import debits, sweep, webhooks
from services.billing.online.provider import Unavailable
from services.billing.online.stripe import get_provider
from services.kit import factlog
from tests.services.billing.online_world import Client, LocalBank, client_of, event, post_webhook, soon
from tests.services.billing.test_accounting import balances, journal
from tests.services.billing.test_online import bank as bank
from tests.services.billing.test_online import client as client
from tests.services.billing.world import Office, cad, line
from tests.services.jobs.test_my_day_killed import REPOSITORY, until_ready
from workflows.money import Money


async def saved(client: Client, bank: LocalBank, delivery: str = "normal", choice: str = "success") -> dict[str, Any]:
    """The client paid the first invoice and left the card for the next ones."""
    page = await client.pays({"save": True})
    await bank.choose(page["url"], choice, delivery)
    await bank.told()
    found = await client.office.get(f"/v1/online/methods?job_id={client.job.id}")
    (method,) = [each for each in found if each["status"] == "active"]
    return dict(method)


async def next_invoice(client: Client) -> Any:
    issued = await client.office.issued(client.job, line(50_00))
    return await client.office.post(f"/v1/invoices/{issued['id']}/send", {})


async def debited(client: Client, invoice: Any, key: str, *, stop: str = "") -> str | None:
    """As the step `invoice.debit` does it; killed `stop`: "before" or "after" the bank was asked."""
    company, bank = client.office.company, get_provider()
    assert bank is not None
    async with company.work() as work:
        await factlog.lock(work, client.job.id)
        attempt = await debits.under_way(work, key)
        if attempt is None:
            due = Money(amount=invoice["totals"]["total"]["amount"], currency="CAD")
            attempt = await debits.begin(work, invoice["id"], key, due)
        if attempt is None:
            return None
        charge = await debits.order(work, attempt)
    if stop == "before":
        return attempt.id
    outcome = await debits.ask(bank, charge, attempt.created_at, datetime.now(UTC))
    if stop == "after":
        return attempt.id
    async with company.work() as work:
        await debits.record(work, attempt.id, outcome)
    return attempt.id


async def state_of(client: Client) -> Any:
    async with client.office.company.work() as work:
        return await factlog.state(work.session, client.job.id)


# ── saved methods and debits ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delivery", ["normal", "reversed", "twice"])
async def test_a_method_is_kept_with_the_words_that_were_agreed_to(
    client: Client, bank: LocalBank, delivery: str
) -> None:
    shown = (await client.payable())["consent"]
    method = await saved(client, bank, delivery)
    assert (method["method"], method["brand"], method["last4"]) == ("card", "visa", "4242")
    assert method["consent_text"] == shown
    assert "24 heures" in shown
    assert list((await state_of(client)).autopay) == [method["id"]]
    answer = await client.call("POST", f"/methods/{method['id']}/revoke", {})
    assert answer.json()["status"] == "revoked"
    assert (await state_of(client)).autopay == {}
    assert (await client.call("GET", "/methods")).json() == []
    assert (await bank.things("method"))[-1]["_detached"]
    assert await debited(client, await next_invoice(client), "d/revoked") is None


async def test_nobody_else_revokes_a_method(client: Client, bank: LocalBank, stranger: Office) -> None:
    method = await saved(client, bank)
    other = await client_of(stranger)
    answer = await other.call("POST", f"/methods/{method['id']}/revoke", {})
    assert answer.status_code == 404
    await stranger.refused(f"/v1/online/methods/{method['id']}/revoke", {}, status=404, code="not-found")
    contact_id = method["contact_id"]
    for of in (f"job_id={client.job.id}", f"contact_id={contact_id}"):
        assert await stranger.get(f"/v1/online/methods?{of}") == []
    mine = await client.office.get(f"/v1/online/methods?contact_id={contact_id}")
    assert [each["id"] for each in mine] == [method["id"]]
    neighbour = await client_of(client.office)
    assert await client.office.get(f"/v1/online/methods?contact_id={neighbour.invoice['contact_id']}") == []
    answer = await neighbour.call("POST", f"/methods/{method['id']}/revoke", {})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    for each, seen in ((client, [method["id"]]), (neighbour, []), (other, [])):
        assert [saved["id"] for saved in (await each.call("GET", "/methods")).json()] == seen


@pytest.mark.parametrize("stop", ["", "before", "after"])
async def test_a_debit_is_taken_once_wherever_it_is_cut_off(client: Client, bank: LocalBank, stop: str) -> None:
    await saved(client, bank)
    invoice = await next_invoice(client)
    first = await debited(client, invoice, "d/1", stop=stop)
    if stop:
        if stop == "before":
            assert list((await state_of(client)).in_flight) == [first]
        # Where the bank's own call was quicker, nothing is left to be taken up.
        assert await debited(client, invoice, "d/1") in (first, None)
    await bank.told()
    assert first is not None
    assert len(await bank.of("intent", first)) == 1
    now = await client.office.get(f"/v1/invoices/{invoice['id']}")
    assert now["settlement"] == "paid"
    payments = [each for each in await client.payments() if each["allocations"][0]["invoice_id"] == invoice["id"]]
    assert len(payments) == 1
    assert (await state_of(client)).in_flight == {}


@pytest.mark.parametrize("stop", ["before", "after"])
async def test_the_sweeper_ends_a_debit_that_nobody_takes_up_again(client: Client, bank: LocalBank, stop: str) -> None:
    await saved(client, bank)
    invoice = await next_invoice(client)
    attempt = await debited(client, invoice, "d/1", stop=stop)
    assert attempt is not None
    await sweep.sweep(datetime.now(UTC) + sweep.ASK_AFTER)
    await bank.told()
    assert len(await bank.of("intent", attempt)) == 1
    assert (await client.office.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"


@pytest.mark.parametrize("again", ["d/try-2", "d/try-1"])  # tries count anew once a part was paid another way
async def test_a_refused_debit_is_told_and_tried_again(client: Client, bank: LocalBank, again: str) -> None:
    await saved(client, bank)
    invoice = await next_invoice(client)
    method = (await bank.things("method"))[-1]
    await bank.do("method-declines", method["id"])
    first = await debited(client, invoice, "d/try-1")
    await bank.told()
    attempt = await client.attempt(str(first))
    assert (attempt["status"], attempt["code"], attempt["by_itself"]) == ("failed", "insufficient_funds", True)
    state = await state_of(client)
    assert (state.in_flight, state.invoices[invoice["id"]].debits_failed) == ({}, 1)
    await bank.do("method-pays", method["id"])
    second = await debited(client, invoice, again)
    await bank.told()
    assert second != first
    assert (await client.office.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"


async def test_a_key_that_the_bank_may_have_forgotten_is_not_asked_again(client: Client, bank: LocalBank) -> None:
    await saved(client, bank)
    attempt = await debited(client, await next_invoice(client), "d/1", stop="before")
    later = datetime.now(UTC) + timedelta(days=2)
    provider = get_provider()
    assert provider is not None
    async with client.office.company.work() as work:
        row = await debits.under_way(work, "d/1")
        assert row is not None
        charge = await debits.order(work, row)
    with pytest.raises(Unavailable):
        await debits.ask(provider, charge, row.created_at, later)
    assert await bank.of("intent", str(attempt)) == []


# ── refunds and disputes ─────────────────────────────────────────────────────────────────────────────────────────────


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


async def test_a_refund_goes_back_through_the_bank_once(client: Client, bank: LocalBank) -> None:
    payment = await paid(client, bank)
    await give_back(client, payment, 10_00, "k0", status=409)  # it lies on the invoice
    await freed(client, payment)
    done = [await give_back(client, payment, 10_00, "k1") for _ in range(2)]
    assert done[0] == done[1]
    assert done[0]["status"] == "succeeded"
    await bank.told()
    (refund,) = [each for each in await bank.things("refund") if each["metadata"]["refund_id"] == done[0]["refund_id"]]
    assert refund["amount"] == 10_00
    now = await client.office.get(f"/v1/payments/{payment['id']}")
    assert now["unallocated"]["amount"] == payment["amount"]["amount"] - 10_00
    total = payment["amount"]["amount"]
    assert (await give_back(client, payment, total, "k2", status=409))["code"] == "refund-too-large"


async def test_a_refund_of_a_debit_is_on_its_way_and_may_fail(client: Client, bank: LocalBank) -> None:
    payment = await paid(client, bank, "delayed")
    await freed(client, payment)
    made = await give_back(client, payment, 10_00, "k1")
    assert made["status"] == "pending"
    (refund,) = [each for each in await bank.things("refund") if each["metadata"]["refund_id"] == made["refund_id"]]
    await bank.do("refund-failed", refund["id"])
    await bank.told()
    assert (await client.office.get(f"/v1/refunds/{made['refund_id']}"))["status"] == "failed"
    now = await client.office.get(f"/v1/payments/{payment['id']}")
    assert now["unallocated"] == payment["amount"]


async def test_a_refund_whose_answer_was_lost_is_asked_for_again(client: Client, bank: LocalBank) -> None:
    payment = await paid(client, bank)
    await freed(client, payment)
    for _ in range(3):
        await bank.fault("/v1/refunds", "503")
    made = await give_back(client, payment, 10_00, "k1")  # the bank's own call may have told it meanwhile
    await sweep.sweep(datetime.now(UTC) + timedelta(minutes=1))
    await bank.told()
    assert (await client.office.get(f"/v1/refunds/{made['refund_id']}"))["status"] == "succeeded"
    backs = [each for each in await bank.things("refund") if each["metadata"]["refund_id"] == made["refund_id"]]
    assert len(backs) == 1


async def test_a_cheque_is_not_refunded_through_the_bank(client: Client, bank: LocalBank) -> None:
    payment = await client.office.pay(10_00, job_id=client.job.id, method="cheque")
    assert (await give_back(client, payment, 10_00, "k", status=409))["code"] == "not-paid-online"


@pytest.mark.parametrize(("end", "status", "settlement"), [("won", "received", "paid"), ("lost", "returned", "unpaid")])
async def test_a_dispute_is_opened_and_ended(
    client: Client, bank: LocalBank, end: str, status: str, settlement: str
) -> None:
    payment = await paid(client, bank)
    dispute = await bank.do("dispute", (await intent_of(client, bank))["id"])
    await bank.told()
    assert (await client.office.get(f"/v1/payments/{payment['id']}"))["status"] == "disputed"
    await bank.do(end, dispute["id"])
    await bank.told()
    assert (await client.office.get(f"/v1/payments/{payment['id']}"))["status"] == status
    assert (await client.now())["settlement"] == settlement


@pytest.mark.parametrize(("end", "status"), [("won", "received"), ("lost", "returned")])
async def test_the_end_of_a_dispute_may_be_told_before_its_beginning(
    client: Client, bank: LocalBank, end: str, status: str
) -> None:
    payment = await paid(client, bank)
    intent = await intent_of(client, bank)
    thing = {"id": f"du_{os.urandom(4).hex()}", "object": "dispute", "payment_intent": intent["id"], "metadata": {}}
    thing |= {"amount": intent["amount"], "currency": "cad"}
    for kind, state in (("charge.dispute.closed", end), ("charge.dispute.created", "needs_response")):
        answer = await post_webhook(client.office, event(kind, thing | {"status": state}))
        assert answer.json() == {"result": "done"}, answer.text
    assert (await client.office.get(f"/v1/payments/{payment['id']}"))["status"] == status


@pytest.mark.parametrize("order", [("refund", "dispute"), ("dispute", "refund")])
async def test_a_refund_may_fail_before_or_after_its_payment_came_back(
    client: Client, bank: LocalBank, order: tuple[str, str]
) -> None:
    """The bank's late word gets in, and in either order it is the same: the refund failed, nothing is held, the books balance."""
    payment = await paid(client, bank)
    await freed(client, payment)
    made = await give_back(client, payment, 10_00, "k1")
    assert made["status"] == "succeeded"
    await bank.told()
    (refund,) = [each for each in await bank.things("refund") if each["metadata"]["refund_id"] == made["refund_id"]]
    intent = await intent_of(client, bank)
    dispute = {"id": f"du_{os.urandom(4).hex()}", "object": "dispute", "payment_intent": intent["id"], "metadata": {}}
    dispute |= {"amount": intent["amount"], "currency": "cad", "status": "lost"}
    calls = {
        "refund": event("refund.failed", refund | {"status": "failed"}),
        "dispute": event("charge.dispute.closed", dispute),
    }
    for each in (*order, *order):  # and told twice, nothing more happens
        answer = await post_webhook(client.office, calls[each])
        assert answer.json()["result"] in ("done", "known"), answer.text
    late = await post_webhook(client.office, event("refund.updated", refund | {"status": "succeeded"}))
    assert late.json() == {"result": "done"}, "what failed stays failed"
    assert (await client.office.get(f"/v1/refunds/{made['refund_id']}"))["status"] == "failed"
    now = await client.office.get(f"/v1/payments/{payment['id']}")
    assert (now["status"], now["unallocated"], now["refunded"]) == ("returned", cad(0), cad(0))
    figures = (await state_of(client)).figures()
    assert (figures.paid.amount, figures.deposits_held.amount) == (0, 0)
    day = payment["received_on"]
    exported = await client.office.post("/v1/accounting/exports", {"format": "journal", "from": day, "to": day}, 201)
    assert not {"1060", "2180"} & balances(await journal(client.office, exported)).keys()


async def intent_of(client: Client, bank: LocalBank) -> dict[str, Any]:
    attempts = (await client.office.get(f"/v1/online/attempts?job_id={client.job.id}"))["data"]
    done = next(each for each in attempts if each["status"] == "succeeded")
    return (await bank.of("intent", done["id"]))[0]


# ── kills ────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── deposits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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
