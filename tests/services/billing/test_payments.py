"""Payments over HTTP: recorded in full, allocated to the cent, receipted without gaps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.billing.documents.queries import document_for
from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Office, cad, line, portal_path


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
    assert payment["allocations"] == [{"invoice_id": invoice["id"], "amount": cad(114_98)}]
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
    assert payment["allocations"] == [
        {"invoice_id": early["id"], "amount": cad(11_50)},
        {"invoice_id": late["id"], "amount": cad(8_50)},
    ]


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


async def test_one_payment_one_job(office: Office) -> None:
    one, two = await office.issued(await office.job()), await office.issued(await office.job())
    body = {
        "amount": cad(20_00),
        "method": "cash",
        "allocations": [{"invoice_id": each["id"], "amount": cad(10_00)} for each in (one, two)],
    }
    problem = await office.refused("/v1/payments", body, status=422, code="invalid")
    assert problem["errors"][0]["code"] == "several-jobs"


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
