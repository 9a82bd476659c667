"""Saved methods, and what is taken from them without the client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.billing.online import debits, sweep
from services.billing.online.provider import Unavailable
from services.billing.online.stripe import get_provider
from services.kit import factlog
from tests.services.billing.online_world import (
    Client,
    LocalBank,
    client_of,
    state_of,
)
from tests.services.billing.test_online import bank as bank
from tests.services.billing.test_online import client as client
from tests.services.billing.world import Office, line
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
