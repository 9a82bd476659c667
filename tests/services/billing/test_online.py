"""A client pays an invoice online: success, decline, a debit under way, and whatever order the bank's calls come in."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator

import pytest
import uvicorn

from services.billing.app import app
from tests.conftest import AsRole
from tests.services.billing.online_world import (
    KEY,
    SECRET,
    Client,
    LocalBank,
    client_of,
    event,
    local_bank,
    post_webhook,
    signed,
    soon,
)
from tests.services.billing.world import Office, cad


@pytest.fixture(scope="module")
async def bank(database: object, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalBank]:
    """The local bank, and billing on a port of its own for the bank to call."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/providers/stripe/webhook"
        async with local_bank(tmp_path_factory.mktemp("bank"), lambda: url) as made:
            server = uvicorn.Server(uvicorn.Config(AsRole(app, "billing"), log_level="warning", access_log=False))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            yield made
            server.should_exit = True
            await serving


@pytest.fixture
async def client(office: Office, bank: LocalBank) -> Client:
    return await client_of(office)


async def test_a_card_pays_the_invoice_once(client: Client, bank: LocalBank) -> None:
    page = await client.pays()
    assert (await client.attempt(page["attempt_id"]))["status"] == "open"
    await bank.choose(page["url"], "success")
    assert set(await bank.told()) == {"200"}
    attempt = await client.attempt(page["attempt_id"])
    (payment,) = await client.payments()
    assert (attempt["status"], attempt["payment_id"], attempt["method"]) == ("succeeded", payment["id"], "card")
    assert (payment["method"], payment["amount"]) == ("card", client.invoice["totals"]["total"])
    now = await client.now()
    assert (now["settlement"], now["balance"]["amount"]) == ("paid", 0)
    assert (await client.payable())["reason"] == "nothing-owed"


@pytest.mark.parametrize("delivery", ["twice", "reversed"])
async def test_calls_that_come_twice_or_out_of_order_count_once(client: Client, bank: LocalBank, delivery: str) -> None:
    page = await client.pays()
    await bank.choose(page["url"], "success", delivery)
    await bank.told()
    assert len(await client.payments()) == 1
    assert (await client.now())["settlement"] == "paid"


async def test_a_call_that_is_late_is_made_up_for_when_the_client_comes_back(client: Client, bank: LocalBank) -> None:
    page = await client.pays()
    await bank.choose(page["url"], "success", "late")
    assert (await client.now())["settlement"] == "unpaid"
    assert (await client.came_back(page["attempt_id"]))["status"] == "succeeded"
    assert (await client.now())["settlement"] == "paid"
    await bank.do("release")
    await bank.told()
    assert len(await client.payments()) == 1


async def test_a_declined_card_says_why_and_changes_nothing(client: Client, bank: LocalBank) -> None:
    page = await client.pays()
    await bank.choose(page["url"], "decline")
    await bank.told()
    attempt = await client.came_back(page["attempt_id"])
    assert (attempt["status"], attempt["code"]) == ("declined", "insufficient_funds")
    assert attempt["explained"] == "Les fonds sont insuffisants."
    assert (await client.now())["settlement"] == "unpaid"
    assert await client.payments() == []
    # The page is still open: another card may do.
    assert (await client.pays())["url"] == page["url"]
    await bank.choose(page["url"], "success")
    await bank.told()
    assert (await client.now())["settlement"] == "paid"


@pytest.mark.parametrize("delivery", ["normal", "twice", "reversed"])
async def test_a_debit_is_in_process_until_it_clears(client: Client, bank: LocalBank, delivery: str) -> None:
    page = await client.pays()
    await bank.choose(page["url"], "delayed", delivery)
    await bank.told()
    attempt = await client.came_back(page["attempt_id"])
    assert (attempt["status"], attempt["method"]) == ("processing", "bank_debit")
    assert (await client.payable())["reason"] == "in-process"
    assert (await client.now())["settlement"] == "unpaid"
    refused = await client.call("POST", f"/invoices/{client.invoice['id']}/pay", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "payment-in-process")
    (intent,) = await bank.of("intent", page["attempt_id"])
    await bank.do("clear", intent["id"], delivery)
    await bank.told()
    (payment,) = await client.payments()
    assert payment["method"] == "bank_debit"
    assert (await client.now())["settlement"] == "paid"


async def test_a_debit_that_comes_back_leaves_the_invoice_unpaid(client: Client, bank: LocalBank) -> None:
    page = await client.pays()
    await bank.choose(page["url"], "delayed")
    (intent,) = await bank.of("intent", page["attempt_id"])
    await bank.do("bounce", intent["id"])
    await bank.told()
    attempt = await client.attempt(page["attempt_id"])
    assert (attempt["status"], attempt["code"]) == ("failed", "insufficient_funds")
    assert await client.payments() == []
    again = await client.pays()
    assert again["attempt_id"] != page["attempt_id"]


async def test_the_end_of_a_debit_may_come_before_its_beginning(client: Client, bank: LocalBank) -> None:
    """Everything held and let go in the wrong order: what came first is of the past."""
    page = await client.pays()
    session = await bank.choose(page["url"], "delayed", "late")
    (intent,) = await bank.of("intent", page["attempt_id"])
    await bank.do("clear", intent["id"])
    await bank.told()
    assert (await client.now())["settlement"] == "paid"
    await bank.do("release")
    await bank.told()
    assert (await client.attempt(page["attempt_id"]))["status"] == "succeeded"
    assert len(await client.payments()) == 1
    assert session["payment_status"] == "unpaid"


async def test_pressing_pay_twice_opens_one_page(client: Client, bank: LocalBank) -> None:
    pages = await asyncio.gather(*(client.pays() for _ in range(4)))
    assert len({page["attempt_id"] for page in pages}) == 1
    assert len(await bank.of("session", pages[0]["attempt_id"])) == 1


async def test_a_part_is_paid_and_a_page_of_another_amount_is_closed(client: Client, bank: LocalBank) -> None:
    whole = await client.pays()
    part = await client.pays({"amount": cad(40_00)})
    assert part["attempt_id"] != whole["attempt_id"]
    assert (await client.attempt(whole["attempt_id"]))["status"] == "expired"
    gone = await bank.api.post(f"/api/sessions/{whole['url'].rpartition('/')[2]}", json={"choice": "success"})
    assert gone.status_code == 400
    await bank.choose(part["url"], "success")
    await bank.told()
    now = await client.now()
    assert (now["settlement"], now["balance"]["amount"]) == ("partially_paid", now["totals"]["total"]["amount"] - 40_00)
    refused = await client.call("POST", f"/invoices/{client.invoice['id']}/pay", {"amount": now["totals"]["total"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "pays-too-much")


async def test_money_for_an_invoice_that_was_paid_meanwhile_is_held_for_the_client(
    client: Client, bank: LocalBank, office: Office
) -> None:
    page = await client.pays()
    total = client.invoice["totals"]["total"]["amount"]
    await office.pay(total, (client.invoice, total))
    await bank.choose(page["url"], "success")
    await bank.told()
    online = next(each for each in await client.payments() if each["method"] == "card")
    assert (online["allocations"], online["unallocated"]["amount"]) == ([], total)


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_call_that_the_bank_did_not_sign_changes_nothing(client: Client, bank: LocalBank) -> None:
    page = await client.pays()
    await bank.choose(page["url"], "success", "late")
    (intent,) = await bank.of("intent", page["attempt_id"])
    body = '{"id":"evt_1"}'
    whole = event("payment_intent.succeeded", intent)
    said = json.dumps(whole)
    for headers, code, content in (
        ({}, "webhook-signature-invalid", said),
        ({"Stripe-Signature": "t=1,v1=00"}, "webhook-signature-invalid", said),
        (signed(said, secret="whsec_another"), "webhook-signature-invalid", said),
        (signed(said), "webhook-signature-invalid", said.replace("succeeded", "Succeeded")),
        (signed(said, at=int(time.time()) - 301), "webhook-signature-old", said),
    ):
        answer = await post_webhook(client.office, content, headers)
        assert (answer.status_code, answer.json()["code"]) == (401, code)
    answer = await post_webhook(client.office, body, signed(body))
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook-malformed")
    assert (await client.now())["settlement"] == "unpaid"
    assert await client.payments() == []


async def test_an_unknown_event_is_kept_and_ignored(client: Client) -> None:
    told = event("price.created", {"id": "price_1", "object": "price"}, "evt_unknown_1")
    assert (await post_webhook(client.office, told)).json() == {"result": "ignored"}
    assert (await post_webhook(client.office, told)).json() == {"result": "known"}


async def test_an_event_of_another_amount_account_or_attempt_is_refused(
    client: Client, bank: LocalBank, stranger: Office
) -> None:
    page = await client.pays()
    other = await client_of(stranger)
    theirs = await other.pays()
    await bank.choose(theirs["url"], "decline")
    await bank.choose(page["url"], "success", "late")
    await bank.told()
    (intent,) = await bank.of("intent", page["attempt_id"])
    (foreign,) = await bank.of("intent", theirs["attempt_id"])
    sent: set[str] = set()
    for thing, more, reason in (
        (intent | {"amount_received": 1}, {}, "amount-mismatch"),
        (intent | {"currency": "usd"}, {}, "amount-mismatch"),
        (intent, {"account": "acct_of_somebody"}, "account-mismatch"),
        (
            intent | {"metadata": {"attempt_id": theirs["attempt_id"]}, "payment_method_types": ["card"]},
            {},
            "attempt-mismatch",
        ),
    ):
        told = event("payment_intent.succeeded", thing | {"payment_method_types": ["card"]}, **more)
        sent.add(told["id"])
        answer = await post_webhook(client.office, told)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "webhook-refused"), (reason, problem)
        assert reason in problem["detail"]
    assert await client.payments() == [] == await other.payments()
    assert (await client.now())["settlement"] == "unpaid"
    assert foreign["id"] != intent["id"]
    kept, foreigns = [(await each.get("/v1/online/calls"))["data"] for each in (client.office, stranger)]
    reasons = ["account-mismatch", "amount-mismatch", "amount-mismatch"]
    assert [(each["status"], each["code"]) for each in kept if each["id"] in sent] == [("refused", r) for r in reasons]
    assert [each["code"] for each in foreigns if each["id"] in sent] == ["attempt-mismatch"], "it names their attempt"
    assert all(each["explained"] and "(" not in each["explained"] for each in kept), "said in words"
    first = await client.office.get("/v1/online/calls?limit=1")
    older = await client.office.get(f"/v1/online/calls?limit=1&after={first['page']['next']}")
    assert [*first["data"], *older["data"]] == kept[:2]
    assert (await post_webhook(client.office, event("payment_intent.succeeded", intent))).json() == {"result": "done"}
    assert (await client.now())["settlement"] == "paid"


async def test_a_client_sees_and_pays_nothing_of_others(client: Client, stranger: Office) -> None:
    other = await client_of(stranger)
    page = await other.pays()
    for method, path in (
        ("GET", f"/invoices/{other.invoice['id']}"),
        ("POST", f"/invoices/{other.invoice['id']}/pay"),
        ("POST", f"/attempts/{page['attempt_id']}/check"),
    ):
        answer = await client.call(method, path, {} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
    answer = await client.office.call("GET", f"/v1/online/attempts/{page['attempt_id']}")
    assert answer.status_code == 404
    assert (await client.office.get("/v1/online/attempts"))["data"] == []


async def test_a_draft_and_a_void_invoice_are_not_paid(client: Client, office: Office) -> None:
    draft = await office.invoice(client.job)
    answer = await client.call("POST", f"/invoices/{draft['id']}/pay", {})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    await office.post(f"/v1/invoices/{client.invoice['id']}/void", {"reason": "other", "note": "Essai"})
    answer = await client.call("POST", f"/invoices/{client.invoice['id']}/pay", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-owed")


async def test_what_is_switched_off_is_not_offered(client: Client) -> None:
    off = {"card": False, "bank_debit": False, "saving": False}
    await client.office.call("PATCH", "/v1/online/settings", off, status=200)
    assert (await client.payable())["reason"] == "off"
    answer = await client.call("POST", f"/invoices/{client.invoice['id']}/pay", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "online-off")


async def test_no_answer_shows_a_key(client: Client, bank: LocalBank, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    texts = [
        (await client.office.call("GET", "/v1/online/settings")).text,
        (await client.call("POST", f"/invoices/{client.invoice['id']}/pay", {})).text,
        (await client.call("GET", f"/invoices/{client.invoice['id']}")).text,
        (await client.office.call("GET", "/v1/online/attempts")).text,
        (await client.office.api.get("/openapi.json")).text,
    ]
    assert not [text for text in texts if KEY in text or SECRET in text]
    assert KEY not in caplog.text
    assert SECRET not in caplog.text
    assert "stripe-webhook" not in caplog.text


async def test_a_bank_that_is_away_is_said_so_and_asked_again_with_the_same_key(
    client: Client, bank: LocalBank
) -> None:
    for kind in ("503", "503", "503"):  # the library asks three times by itself
        await bank.fault("/v1/checkout/sessions", kind)
    answer = await client.call("POST", f"/invoices/{client.invoice['id']}/pay", {})
    assert (answer.status_code, answer.json()["code"]) == (503, "provider-away")
    page = await client.pays()
    assert len(await bank.of("session", page["attempt_id"])) == 1
    await soon(lambda: client.attempt(page["attempt_id"]))
