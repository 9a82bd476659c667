"""A payment or an invoice that is older than the last ten of its job can be changed like any other."""

from __future__ import annotations

from typing import Any

import pytest

from services.billing.payments import commands
from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.test_refunds import back
from tests.services.billing.world import Job, Office, cad, line, worked
from workflows.money import Money
from workflows.state import KEEP_CLOSED, JobState

Paid = list[tuple[Any, Any]]


@pytest.fixture
async def job(office: Office) -> Job:
    return await office.job()


@pytest.fixture
async def old(office: Office, job: Job) -> Paid:
    """Invoices and what paid each, oldest first: the first three are in the job's sums only."""
    found = []
    for _ in range(KEEP_CLOSED + 3):
        invoice = await office.issued(job, line(100_00, taxable=False))
        await office.post(f"/v1/invoices/{invoice['id']}/send", {})
        found.append((invoice, await office.pay(100_00, (invoice, 100_00), method="cheque")))
    await worked(office.company, job.id)
    state = await state_of(office, job)
    assert not any(payment["id"] in state.payments for _, payment in found[:3])
    return found


async def state_of(office: Office, job: Job) -> JobState:
    """As it is stored, which is as it is folded from the facts."""
    async with reading(office.company.id) as session:
        state = await factlog.state(session, job.id)
        assert await factlog.refold(session, job.id) == state
        return state


async def owed(office: Office, job: Job) -> dict[str, int]:
    """What is asked for in the folder; the figures say the same."""
    state = await state_of(office, job)
    found = {each.id: each.balance.amount for each in state.invoices.values() if each.balance}
    assert state.figures().outstanding.amount == sum(found.values())
    return found


@pytest.mark.parametrize("verb", ["void", "return"])
async def test_an_old_payment_is_taken_back_and_owed_again(office: Office, job: Job, old: Paid, verb: str) -> None:
    (invoice, payment), *_ = old
    body = {"reason": "mistake"} if verb == "void" else {"reason": "nsf"}
    await office.post(f"/v1/payments/{payment['id']}/{verb}", body)
    assert await owed(office, job) == {invoice["id"]: 100_00}
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "unpaid"
    state = await state_of(office, job)
    assert (state.phase, state.figures().paid.amount) == ("invoiced", 100_00 * (len(old) - 1))
    await office.pay(100_00, (invoice, 100_00))
    assert await owed(office, job) == {}
    assert (await state_of(office, job)).phase == "paid"


async def test_an_old_payment_is_moved_given_back_and_contested(office: Office, job: Job, old: Paid) -> None:
    (first, payment), (_, other), *_ = old
    path = f"/v1/payments/{payment['id']}"
    await office.post(f"{path}/release", {"invoice_id": first["id"]})
    assert await owed(office, job) == {first["id"]: 100_00}
    shown = await office.post(f"{path}/refund", back(40_00))
    refund = shown["refunds"][0]["id"]
    assert (await state_of(office, job)).figures().deposits_held.amount == 60_00
    await office.post(f"{path}/allocate", {"allocations": [{"invoice_id": first["id"], "amount": cad(60_00)}]})
    assert await owed(office, job) == {first["id"]: 40_00}
    for _, newer in old[-KEEP_CLOSED:]:  # it is old again
        await office.post(f"/v1/payments/{newer['id']}/return", {"reason": "nsf"})
    await worked(office.company, job.id)
    assert payment["id"] not in (await state_of(office, job)).payments
    async with office.company.work() as work:
        await commands.refund_failed(work, refund)
    assert (await state_of(office, job)).figures().deposits_held.amount == 40_00
    await office.post(f"/v1/payments/{other['id']}/dispute", {})
    await office.post(f"/v1/payments/{other['id']}/dispute-won", {})
    assert (await office.get(f"/v1/payments/{other['id']}"))["status"] == "received"


async def test_an_old_refund_fails_after_its_old_payment_came_back(office: Office, job: Job, old: Paid) -> None:
    (first, payment), *_ = old
    path = f"/v1/payments/{payment['id']}"
    await office.post(f"{path}/release", {"invoice_id": first["id"]})
    async with office.company.work() as work:
        row = await commands.refund(work, payment["id"], amount=Money(amount=40_00), method="card")
        refund = row.id
    await office.post(f"{path}/return", {"reason": "nsf"})
    for _, newer in old[-KEEP_CLOSED:]:
        await office.post(f"/v1/payments/{newer['id']}/return", {"reason": "nsf"})
    await worked(office.company, job.id)
    state = await state_of(office, job)
    assert payment["id"] not in state.payments
    async with office.company.work() as work:
        await commands.refund_failed(work, refund)
    assert (await state_of(office, job)).figures() == state.figures()


async def test_an_old_invoice_is_credited(office: Office, job: Job, old: Paid) -> None:
    (first, payment), *_ = old
    credit = {"reason": "goodwill", "amount": cad(30_00)}
    await office.call("POST", f"/v1/invoices/{first['id']}/credit", credit, status=201, key="c1")
    assert await owed(office, job) == {}
    state = await state_of(office, job)
    assert state.figures().deposits_held.amount == 30_00
    assert (await office.get(f"/v1/payments/{payment['id']}"))["unallocated"] == cad(30_00)


async def test_a_cheque_for_more_invoices_than_a_state_keeps_may_bounce(office: Office) -> None:
    job = await office.job()
    invoices = [await office.issued(job, line(10_00, taxable=False)) for _ in range(KEEP_CLOSED + 2)]
    payment = await office.pay(10_00 * len(invoices), *((each, 10_00) for each in invoices), method="cheque")
    await worked(office.company, job.id)
    assert len((await state_of(office, job)).invoices) == KEEP_CLOSED
    await office.post(f"/v1/payments/{payment['id']}/return", {"reason": "nsf"})
    assert await owed(office, job) == {each["id"]: 10_00 for each in invoices}


async def test_the_log_says_that_something_old_was_brought_back(office: Office, job: Job, old: Paid) -> None:
    _, payment = old[0]
    await office.post(f"/v1/payments/{payment['id']}/void", {"reason": "mistake"})
    async with reading(office.company.id) as session:
        kinds = [each.fact.kind for each in await factlog.facts(session, job.id, after=0, limit=1000)]
    assert kinds[-3:] == ["payment.recalled", "invoice.recalled", "payment.voided"]
