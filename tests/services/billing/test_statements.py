"""Statements of account over HTTP: open items, activity with its running balance, money held, as of any day."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from tests.services.billing.world import Office, cad, line
from tests.unit.pdfs import said


async def statement(office: Office, contact_id: str, **params: str) -> Any:
    query = "&".join(f"{key.rstrip('_')}={value}" for key, value in params.items())
    return await office.get(f"/v1/statements/{contact_id}?{query}")


async def test_a_clients_account(office: Office) -> None:
    job = await office.job()
    other = await office.issued(await office.job(), line(1_000_00))
    first = await office.issued(job, line(100_00))
    gone = await office.issued(job, line(7_00))
    await office.post(f"/v1/invoices/{gone['id']}/void", {"reason": "duplicate"})
    await office.pay(60_00, (first, 60_00), reference="CA9")
    bounced = await office.pay(10_00, (first, 10_00), method="cheque")
    await office.post(f"/v1/payments/{bounced['id']}/return", {"reason": "nsf"})
    deposit = {"amount": cad(25_00), "method": "cash", "job_id": job.id, "allocations": []}
    await office.post("/v1/payments", deposit, 201)
    today = first["issued_on"]

    found = await statement(office, job.contact_id)
    assert (found["from_on"], found["entries"]) == (None, [])
    assert [(each["number"], each["balance"], each["days_late"]) for each in found["open_items"]] == [
        (first["number_text"], cad(54_98), 0)
    ]
    assert (found["closing"], found["held"], found["aging"]["current"]) == (cad(54_98), cad(25_00), cad(54_98))

    ages = found["chart"]
    assert (ages["kind"], [each["amount"] for each in ages["series"][0]["values"]]) == ("bars", [54_98, 0, 0, 0, 0])

    activity = await statement(office, job.contact_id, from_=today)
    assert (activity["chart"]["kind"], activity["chart"]["series"][0]["values"]) == ("columns", [cad(54_98)])
    assert activity["opening"] == cad(0)
    # The cheque came and went on one day: it left no trace in what is owed.
    assert [(each["kind"], each["amount"]["amount"]) for each in activity["entries"]] == [
        ("invoice", 114_98),
        ("invoice", 8_05),
        ("void", -8_05),
        ("payment", -60_00),
    ]
    assert activity["entries"][-1]["balance"] == activity["closing"] == cad(54_98)
    assert "CA9" in activity["entries"][-1]["note"]
    assert other["number_text"] not in [each["number"] for each in activity["entries"] if each["kind"] == "invoice"]

    later = (date.fromisoformat(first["due_on"]) + timedelta(days=45)).isoformat()
    late = await statement(office, job.contact_id, from_=later, to=later)
    assert (late["opening"], late["entries"], late["closing"]) == (cad(54_98), [], cad(54_98))
    assert (late["aging"]["d60"], late["open_items"][0]["days_late"]) == (cad(54_98), 45)
    before = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    empty = await statement(office, job.contact_id, to=before)
    assert (empty["open_items"], empty["closing"], empty["held"]) == ([], cad(0), cad(0))


async def test_an_invoice_in_parts_is_late_by_its_oldest_open_part(office: Office) -> None:
    job = await office.job()
    draft = await office.invoice(job, line(100_00))
    first = date.fromisoformat((await office.get("/v1/reports/receivables"))["to_on"]) + timedelta(days=5)
    dues = [
        {"due_on": first.isoformat(), "amount": cad(40_00)},
        {"due_on": (first + timedelta(days=40)).isoformat(), "amount": cad(74_98)},
    ]
    await office.call("PATCH", f"/v1/invoices/{draft['id']}", {"dues": dues}, status=200)
    invoice = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    await office.pay(10_00, (invoice, 10_00))
    found = await statement(office, job.contact_id, to=(first + timedelta(days=41)).isoformat())
    assert (found["aging"]["d30"], found["aging"]["d60"]) == (cad(74_98), cad(30_00))
    assert [(each["balance"], each["due_on"]) for each in found["open_items"]] == [(cad(104_98), first.isoformat())]
    await office.pay(30_00, (invoice, 30_00))
    found = await statement(office, job.contact_id, to=(first + timedelta(days=41)).isoformat())
    assert (found["aging"]["d30"], found["aging"]["d60"]) == (cad(74_98), cad(0))


async def test_csv_of_both_kinds(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job, line(100_00))
    await office.pay(14_98, (invoice, 14_98), reference="=2")
    opened = await office.call("GET", f"/v1/statements/{job.contact_id}/csv", status=200)
    rows = list(csv.reader(io.StringIO(opened.content.decode("utf-8-sig")), delimiter=";"))
    assert (rows[1][0], rows[1][-1], rows[-1][-1]) == (invoice["number_text"], "100,00", "100,00")
    path = f"/v1/statements/{job.contact_id}/csv?from={invoice['issued_on']}"
    moved = await office.call("GET", path, status=200, language="en")
    rows = list(csv.reader(io.StringIO(moved.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["Balance brought forward", "Invoice", "Payment", "Balance due"]
    assert rows[-1][-1] == "100.00"
    assert moved.headers["content-disposition"].startswith('attachment; filename="statement-')


async def test_the_pdf_says_what_the_screen_says_in_the_clients_language(office: Office) -> None:
    job = await office.job(language="en")
    invoice = await office.issued(job, line(100_00))
    await office.pay(14_98, (invoice, 14_98), reference="CA9")
    path = f"/v1/statements/{job.contact_id}/pdf?from={invoice['issued_on']}"
    first, again = [await office.call("GET", path, status=200) for _ in range(2)]
    assert first.content == again.content, "the same books as of the same day"
    assert first.headers["content-type"] == "application/pdf"
    assert first.headers["content-disposition"] == (
        f'inline; filename="statement-{invoice["issued_on"]}-{invoice["issued_on"]}.pdf"'
    )
    shown = said(first.content)
    for each in ("Statement of account", "Interac", "CA9", "-$14.98", "Balance due $100.00", "Invoices to pay"):
        assert each in shown, each
    french = said((await office.call("GET", f"{path}&lang=fr", status=200, language="en")).content)
    assert "Solde dû 100,00 $" in french
    await office.refused(f"{path}&lang=de", method="GET", status=422, code="invalid")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-02-01&to=2026-01-01", "query:/to"),
        ("from=2001-01-01&to=2099-01-01", "query:/from"),
        ("to=never", "query:/to"),
        ("as_of=2026-01-01", "query:/as_of"),
    ],
)
async def test_bad_input(office: Office, query: str, pointer: str) -> None:
    job = await office.job()
    path = f"/v1/statements/{job.contact_id}?{query}"
    problem = await office.refused(path, method="GET", status=422, code="invalid")
    assert pointer in [each["pointer"] for each in problem["errors"]]


async def test_another_companys_client_is_nobody(office: Office, stranger: Office) -> None:
    job = await office.job()
    await office.issued(job)
    for path in ("", "/csv", "/pdf"):
        await stranger.refused(f"/v1/statements/{job.contact_id}{path}", method="GET", status=404, code="not-found")
        response = await office.api.get(
            f"/v1/statements/{job.contact_id}{path}", headers=office.company.headers("invoices")
        )
        assert response.status_code == 403
