"""Money that goes back: refunds through the bank, disputes, and both at once."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from services.billing.online import sweep
from tests.services.billing.online_world import (
    Client,
    LocalBank,
    event,
    freed,
    give_back,
    intent_of,
    paid,
    post_webhook,
    state_of,
)
from tests.services.billing.test_accounting import balances, journal
from tests.services.billing.test_online import bank as bank
from tests.services.billing.test_online import client as client
from tests.services.billing.world import cad


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
