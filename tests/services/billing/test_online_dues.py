"""An invoice payable in several payments, paid online: the one that is due is offered, and money covers the earliest first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.services.billing.online_world import Client, LocalBank, client_of
from tests.services.billing.test_online import bank as bank
from tests.services.billing.world import Office, cad, line, portal_path

TODAY = datetime.now(ZoneInfo("America/Toronto")).date()
PARTS = (30_00, 40_00, 44_98)


def day(n: int) -> str:
    return (TODAY + timedelta(days=n)).isoformat()


@pytest.fixture
async def client(office: Office, bank: LocalBank) -> Client:
    """Of an invoice of 114.98 $ in three payments, the first one due in ten days."""
    at_once = await client_of(office)
    dues = [{"due_on": day(10 * n), "amount": cad(cents)} for n, cents in enumerate(PARTS, 1)]
    draft = await office.invoice(at_once.job, line(100_00), dues=dues)
    await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    invoice = await office.post(f"/v1/invoices/{draft['id']}/send", {})
    return Client(office, at_once.job, invoice, portal_path(invoice["portal_url"]))


async def open_parts(client: Client) -> list[int]:
    seen = await client.office.api.get(f"{client.portal}/invoices/{client.invoice['id']}")
    return [due["open"]["amount"] for due in seen.json()["dues"]]


async def pays(client: Client, bank: LocalBank, amount: Any) -> None:
    page = await client.pays({"amount": amount})
    (session,) = await bank.of("session", page["attempt_id"])
    assert session["amount_total"] == amount["amount"], "the bank's page asks for what the button said"
    await bank.choose(page["url"], "success")
    await bank.told()


async def test_one_payment_of_three_is_paid_and_the_next_is_offered(client: Client, bank: LocalBank) -> None:
    first = await client.payable()
    assert first["amount"] == cad(sum(PARTS))
    expected = {"number": 1, "count": 1, "of": 3, "amount": cad(30_00), "due_on": day(10), "overdue": False}
    assert first["next_due"] == expected
    await pays(client, bank, first["next_due"]["amount"])
    assert await open_parts(client) == [0, 40_00, 44_98]
    second = await client.payable()
    assert (second["amount"], second["next_due"]["number"]) == (cad(84_98), 2)
    assert (second["next_due"]["amount"], second["next_due"]["due_on"]) == (cad(40_00), day(20))
    assert (await client.now())["settlement"] == "partially_paid"


async def test_another_amount_covers_the_earliest_and_the_rest_of_it_is_offered(
    client: Client, bank: LocalBank
) -> None:
    await pays(client, bank, cad(50_00))
    assert await open_parts(client) == [0, 20_00, 44_98]
    assert (await client.payable())["next_due"]["amount"] == cad(20_00)
    await pays(client, bank, cad(64_98))
    done = await client.payable()
    assert (done["reason"], done["next_due"]) == ("nothing-owed", None)
    assert (await client.now())["settlement"] == "paid"


async def test_an_invoice_that_is_due_in_one_has_no_next_payment(office: Office, bank: LocalBank) -> None:
    assert (await (await client_of(office)).payable())["next_due"] is None
