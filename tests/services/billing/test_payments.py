"""Payments over HTTP: recorded in full, allocated to the cent, receipted without gaps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.billing.documents.queries import document_for
from services.billing.payments import commands
from services.billing.payments.schemas import PaymentIn
from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Office, cad, line, paid, portal_path, same_contact


async def test_partial_then_the_rest(office: Office) -> None:
    invoice = await office.issued(await office.job())
    first = await office.pay(50_00, (invoice, 50_00), reference="CA123")
    assert (first["receipt_number"], first["unallocated"], first["status"]) == (1, cad(0), "received")
    shown = await office.get(f"/v1/invoices/{invoice['id']}")
    assert (shown["settlement"], shown["balance"], shown["paid"]) == ("partially_paid", cad(64_98), cad(50_00))
    second = await office.pay(64_98, (invoice, 64_98))
    assert second["receipt_number"] == 2
    shown = await office.get(f"/v1/invoices/{invoice['id']}")
    assert (shown["settlement"], shown["balance"]) == ("paid", cad(0))


async def test_overpayment_stays_to_the_clients_credit(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(200_00, (invoice, 200_00))
    assert payment["amount"] == cad(200_00)
    assert paid(payment) == {invoice["id"]: 114_98}
    assert payment["unallocated"] == cad(85_02)
    async with reading(office.company.id) as session:
        figures = (await factlog.state(session, job.id)).figures()
        receipt = await document_for(session, "receipt", payment["id"])
    assert (figures.outstanding.amount, figures.deposits_held.amount) == (0, 85_02)
    assert receipt is not None
    assert receipt.snapshot.receipt is not None
    assert receipt.snapshot.receipt.unapplied == 85_02


async def test_without_allocations_the_oldest_due_is_paid_first(office: Office) -> None:
    job = await office.job()
    soon = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    late = await office.issued(job, line(100_00))
    early_draft = await office.invoice(job, line(10_00), due_on=soon)
    early = await office.post(f"/v1/invoices/{early_draft['id']}/issue", {})
    body = {"amount": cad(20_00), "method": "cheque", "job_id": job.id}
    payment = await office.post("/v1/payments", body, status=201)
    assert list(paid(payment).items()) == [(early["id"], 11_50), (late["id"], 8_50)]


async def test_of_a_payment_plan_the_open_part_is_what_is_due(office: Office) -> None:
    """An invoice in two parts comes before one that is due between them, until its first part is paid."""
    job = await office.job()
    days = [(datetime.now(UTC).date() + timedelta(days=n)).isoformat() for n in (3, 10, 60)]
    dues = [{"due_on": days[0], "amount": cad(14_98)}, {"due_on": days[2], "amount": cad(100_00)}]
    plan = await office.post(f"/v1/invoices/{(await office.invoice(job, dues=dues))['id']}/issue", {})
    between = await office.post(f"/v1/invoices/{(await office.invoice(job, due_on=days[1]))['id']}/issue", {})
    body = {"amount": cad(20_00), "method": "cheque", "job_id": job.id}
    first = await office.post("/v1/payments", body, status=201)
    assert list(paid(first)) == [plan["id"]]
    second = await office.post("/v1/payments", body, status=201)
    assert list(paid(second)) == [between["id"]]


async def test_deposit_waits_on_the_job(office: Office) -> None:
    job = await office.job()
    body = {"amount": cad(300_00), "method": "cash", "job_id": job.id, "allocations": []}
    payment = await office.post("/v1/payments", body, status=201)
    assert (payment["unallocated"], payment["allocations"]) == (cad(300_00), [])


async def test_void_owes_everything_again(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(114_98, (invoice, 114_98))
    voided = await office.post(f"/v1/payments/{payment['id']}/void", {"reason": "Chèque sans provision"})
    assert (voided["status"], voided["receipt_number"], voided["allocations"]) == ("voided", 1, [])
    assert voided["voided"]["reason"] == "Chèque sans provision"
    shown = await office.get(f"/v1/invoices/{invoice['id']}")
    assert (shown["settlement"], shown["balance"]) == ("unpaid", cad(114_98))
    await office.refused(f"/v1/payments/{payment['id']}/void", {}, status=409, code="payment-not-voidable")
    again = await office.pay(114_98, (invoice, 114_98))
    assert again["receipt_number"] == 2
    async with reading(office.company.id) as session:
        figures = (await factlog.state(session, job.id)).figures()
    assert (figures.paid.amount, figures.outstanding.amount) == (114_98, 0)


async def test_same_key_twice_counts_once(office: Office) -> None:
    invoice = await office.issued(await office.job())
    body = {
        "amount": cad(50_00),
        "method": "interac",
        "allocations": [{"invoice_id": invoice["id"], "amount": cad(50_00)}],
    }
    answers = await asyncio.gather(*(office.call("POST", "/v1/payments", body, key="cheque-1") for _ in range(6)))
    assert {each.status_code for each in answers} <= {201, 409}
    assert len({each.content for each in answers if each.status_code == 201}) == 1
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["paid"] == cad(50_00)
    assert len((await office.get("/v1/payments"))["data"]) == 1


async def test_concurrent_payments_never_allocate_more_than_the_balance(office: Office) -> None:
    invoice = await office.issued(await office.job())
    await asyncio.gather(*(office.pay(40_00, (invoice, 40_00)) for _ in range(6)))
    shown = await office.get(f"/v1/invoices/{invoice['id']}")
    assert (shown["paid"], shown["balance"]) == (cad(114_98), cad(0))
    payments = (await office.get("/v1/payments"))["data"]
    assert sorted(each["receipt_number"] for each in payments) == [1, 2, 3, 4, 5, 6]
    assert sum(each["unallocated"]["amount"] for each in payments) == 6 * 40_00 - 114_98


async def test_draft_and_void_invoices_take_no_money(office: Office) -> None:
    job = await office.job()
    draft = await office.invoice(job)
    body = {"amount": cad(1), "method": "cash", "allocations": [{"invoice_id": draft["id"], "amount": cad(1)}]}
    await office.refused("/v1/payments", body, status=409, code="invoice-not-issued")
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    await office.post(f"/v1/invoices/{issued['id']}/void", {"reason": "other"})
    await office.refused("/v1/payments", body, status=409, code="invoice-not-issued")
    assert (await office.get("/v1/payments"))["data"] == []


async def test_one_payment_over_several_jobs_of_a_contact(office: Office) -> None:
    """One row, one receipt, and on each job a fact with that job's share."""
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    first, second = await office.issued(one), await office.issued(two)
    payment = await office.pay(150_00, (first, 114_98), (second, 20_00))
    assert paid(payment) == {first["id"]: 114_98, second["id"]: 20_00}
    assert {each["job_id"]: (each["amount"], each["held"]) for each in payment["shares"]} == {
        one.id: (cad(130_00), cad(15_02)),
        two.id: (cad(20_00), cad(0)),
    }
    for job, share, held in ((one, 130_00, 15_02), (two, 20_00, 0)):
        invoice = first if job is one else second
        for mine in (f"job_id={job.id}", f"invoice_id={invoice['id']}"):
            assert [each["id"] for each in (await office.get(f"/v1/payments?{mine}"))["data"]] == [payment["id"]]
        listed = (await office.get(f"/v1/payments?job_id={job.id}"))["data"]
        assert [each["id"] for each in listed] == [payment["id"]]
        async with reading(office.company.id) as session:
            state = await factlog.state(session, job.id)
        assert (state.figures().paid.amount, state.figures().deposits_held.amount) == (share, held)
        assert (state.payments[payment["id"]].document_id is None) == (job is two)


async def test_what_a_contact_owes_is_paid_over_its_jobs_oldest_due_first(office: Office) -> None:
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    late = await office.issued(one)
    soon = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    early = await office.invoice(two, due_on=soon)
    early = await office.post(f"/v1/invoices/{early['id']}/issue", {})
    body = {"amount": cad(120_00), "method": "cheque", "contact_id": one.contact_id}
    payment = await office.post("/v1/payments", body, status=201)
    assert list(paid(payment).items()) == [(early["id"], 114_98), (late["id"], 5_02)]
    assert payment["job_id"] == two.id


async def test_one_payment_one_client(office: Office) -> None:
    one, two = await office.issued(await office.job()), await office.issued(await office.job())
    body = {
        "amount": cad(20_00),
        "method": "cash",
        "allocations": [{"invoice_id": each["id"], "amount": cad(10_00)} for each in (one, two)],
    }
    problem = await office.refused("/v1/payments", body, status=422, code="invalid")
    assert problem["errors"][0]["code"] == "several-clients"


@pytest.mark.parametrize(
    ("handed", "credited", "rounding"),
    [(115_00, 114_98, 2), (114_98, 114_98, 0), (120_00, 120_00, 0), (50_00, 50_00, 0)],
)
async def test_cash_is_rounded_to_five_cents_where_it_settles(
    office: Office, handed: int, credited: int, rounding: int
) -> None:
    """An invoice of 114.98 $ is settled with 115.00 $ in coins; nobody gets two cents of credit."""
    invoice = await office.issued(await office.job())
    payment = await office.pay(handed, (invoice, min(handed, 114_98)), method="cash")
    assert (payment["amount"], payment["cash_rounding"]) == (cad(credited), cad(rounding))
    assert payment["handed_over"] == cad(handed)
    assert payment["unallocated"] == cad(max(credited - 114_98, 0))


async def test_coins_round_the_sum_that_is_handed_over_and_nothing_else(office: Office) -> None:
    """Two invoices of 114.98 $ are 229.96 $, in coins 229.95 $ and not twice 115.00 $. No line, tax or total knows of it, and
    whoever pays by other means pays to the cent."""
    job = await office.job()
    first, second, third = [await office.issued(job) for _ in range(3)]
    payment = await office.pay(229_95, (first, 114_98), (second, 114_98), method="cash")
    assert (payment["amount"], payment["cash_rounding"]) == (cad(229_96), cad(-1))
    other = await office.pay(114_98, (third, 114_98), method="cheque")
    assert (other["handed_over"], other["cash_rounding"]) == (cad(114_98), cad(0))
    for before in (first, second, third):
        after = await office.get(f"/v1/invoices/{before['id']}")
        assert (after["settlement"], after["totals"], after["lines"]) == ("paid", before["totals"], before["lines"])
        assert after["document_sha256"] == before["document_sha256"]
    sales = (await office.get("/v1/reports/sales"))["total"]
    assert (sales["total"], sales["tax_gst_5"], sales["tax_qst_9_975"]) == (cad(344_94), cad(15_00), cad(29_94))


async def test_coins_may_fall_short_and_settle_it_all_the_same(office: Office) -> None:
    """111.66 + taxes are 128.38: in coins 128.40; 111.63 are 128.35; 111.61 are 128.33 → 128.35; 111.60 → 128.31 → 128.30."""
    invoice = await office.issued(await office.job(), line(111_60))
    total = invoice["totals"]["total"]["amount"]
    assert total == 128_31
    body = {
        "amount": cad(128_30),
        "method": "cash",
        "allocations": [{"invoice_id": invoice["id"], "amount": cad(total)}],
    }
    payment = await office.post("/v1/payments", body, status=201)
    assert (payment["amount"], payment["cash_rounding"]) == (cad(total), cad(-1))
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"
    refused = body | {"method": "interac"}
    other = await office.issued(await office.job(), line(111_60))
    refused["allocations"] = [{"invoice_id": other["id"], "amount": cad(total)}]
    problem = await office.refused("/v1/payments", refused, status=422, code="invalid")
    assert problem["errors"][0]["code"] == "allocations-exceed-amount"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount": cad(0)}, "/amount"),
        ({"amount": cad(-5)}, "/amount"),
        ({"amount": cad(10_000_000_01)}, "/amount"),
        ({"amount": {"amount": 1, "currency": "USD"}}, "/amount/currency"),
        ({"method": "bitcoin"}, "/method"),
        ({"received_on": "1900-01-01"}, "/received_on"),
        ({"received_on": "2005-01-01"}, "/received_on"),
        ({"received_on": "2099-01-01"}, "/received_on"),
        ({"reference": "a\nb"}, "/reference"),
        ({"reference": "x" * 201}, "/reference"),
        ({"amount": cad(10)}, "/allocations"),
        ({"note": "?"}, "/note"),
    ],
)
async def test_bad_input(office: Office, change: dict[str, Any], pointer: str) -> None:
    invoice = await office.issued(await office.job())
    body = {
        "amount": cad(20),
        "method": "cash",
        "allocations": [{"invoice_id": invoice["id"], "amount": cad(20)}],
    }
    problem = await office.refused("/v1/payments", body | change, status=422, code="invalid")
    assert pointer in [each["pointer"] for each in problem["errors"]]
    assert (await office.get("/v1/payments"))["data"] == []
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "unpaid"


async def test_recorded_once_for_an_attempt(office: Office) -> None:
    """What the online part asks twice, at once or later, is one payment."""
    job = await office.job()
    invoice = await office.issued(job)
    data = PaymentIn.model_validate({"amount": cad(114_98), "method": "card", "job_id": job.id})

    async def come() -> str:
        async with office.company.work() as work:
            return (await commands.record(work, data, attempt_id="pat_1", online_reference="ch_1")).id

    assert len(set(await asyncio.gather(*(come() for _ in range(4))))) == 1
    assert len((await office.get("/v1/payments"))["data"]) == 1
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["settlement"] == "paid"


async def test_same_invoice_twice_and_no_target(office: Office) -> None:
    invoice = await office.issued(await office.job())
    share = {"invoice_id": invoice["id"], "amount": cad(5)}
    body: dict[str, Any] = {"amount": cad(20), "method": "cash", "allocations": [share, share]}
    problem = await office.refused("/v1/payments", body, status=422, code="invalid")
    assert problem["errors"][0]["code"] == "invoice-twice"
    problem = await office.refused("/v1/payments", {"amount": cad(1), "method": "cash"}, status=422, code="invalid")
    assert problem["errors"][0]["pointer"] == "/job_id"


async def test_another_companys_money(office: Office, stranger: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(10_00, (invoice, 10_00))
    assert (await stranger.call("GET", f"/v1/payments/{payment['id']}")).status_code == 404
    assert (await stranger.call("GET", f"/v1/payments/{payment['id']}/pdf")).status_code == 404
    await stranger.refused(f"/v1/payments/{payment['id']}/void", {}, status=404, code="not-found")
    share = [{"invoice_id": invoice["id"], "amount": cad(1)}]
    foreign = {"amount": cad(1), "method": "cash", "allocations": share}
    await stranger.refused("/v1/payments", foreign, status=404, code="not-found")
    onto = {"amount": cad(1), "method": "cash", "job_id": job.id}
    await stranger.refused("/v1/payments", onto, status=404, code="not-found")
    assert (await stranger.get("/v1/payments"))["data"] == []


async def test_client_sees_receipts(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    sent = await office.post(f"/v1/invoices/{invoice['id']}/send", {})
    payment = await office.pay(10_00, (invoice, 10_00))
    portal = portal_path(sent["portal_url"])
    listed = (await office.api.get(f"{portal}/payments")).json()["data"]
    assert [each["id"] for each in listed] == [payment["id"]]
    assert (await office.api.get(f"{portal}/payments/{payment['id']}/pdf")).status_code == 202
    other = await office.sent_quote(await office.job(name="Voisin"))
    foreign = portal_path(other["portal_url"])
    assert (await office.api.get(f"{foreign}/payments")).json()["data"] == []
    assert (await office.api.get(f"{foreign}/payments/{payment['id']}/pdf")).status_code == 404
