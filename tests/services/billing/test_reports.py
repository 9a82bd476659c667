"""Reports over HTTP: what they say of a small book, as of any day, in CSV too, and who may ask."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.billing.reports.registry import REPORTS
from services.kit import factlog, ids
from services.kit.texts import money
from tests.services.billing.world import Office, cad, line
from tests.unit.pdfs import made_on, plain, said
from workflows import facts
from workflows.money import Money


async def report(office: Office, name: str, **params: Any) -> Any:
    query = "&".join(f"{key}={value}" for key, value in params.items())
    return await office.get(f"/v1/reports/{name}?{query}")


def cells(found: Any, key: str) -> list[Any]:
    return [row["cells"][key] for row in found["rows"]]


async def test_every_report_of_an_empty_company_is_nothing(office: Office) -> None:
    listed = (await office.get("/v1/reports"))["data"]
    assert [each["name"] for each in listed] == list(REPORTS)
    for each in listed:
        found = await report(office, each["name"])
        assert found["title"]
        assert all(cell in (cad(0), 0) for key, cell in found["total"].items() if isinstance(cell, dict | int)), found
        response = await office.call("GET", f"/v1/reports/{each['name']}/csv", status=200)
        assert response.content.startswith(b"\xef\xbb\xbf")


async def test_a_small_book(office: Office) -> None:
    job = await office.job()
    first = await office.issued(job, line(100_00))
    second = await office.issued(job, line(40_00))
    gone = await office.issued(job, line(7_00))
    await office.post(f"/v1/invoices/{gone['id']}/void", {"reason": "duplicate"})
    await office.pay(60_00, (first, 60_00), reference="=1+1")
    await office.post(
        "/v1/payments", {"amount": cad(25_00), "method": "cash", "job_id": job.id, "allocations": []}, 201
    )

    owed = await report(office, "receivables")
    assert owed["from_on"] is None
    assert cells(owed, "contact") == ["Marie-Ève Tremblay"]
    assert owed["total"]["total"] == cad(114_98 + 45_99 - 60_00)
    assert owed["rows"][0]["cells"]["current"] == cad(114_98 + 45_99 - 60_00)
    by_invoice = await report(office, "receivables", detail="true")
    assert {(row["cells"]["number"], row["cells"]["total"]["amount"]) for row in by_invoice["rows"]} == {
        (str(first["number"]), 54_98),
        (str(second["number"]), 45_99),
    }
    later = date.fromisoformat(first["due_on"])
    for days, age in ((0, "current"), (1, "d30"), (30, "d30"), (31, "d60"), (60, "d60"), (61, "d90"), (91, "older")):
        aged = await report(office, "receivables", as_of=(later + timedelta(days=days)).isoformat())
        assert aged["total"][age] == owed["total"]["total"], (days, aged["total"])

    sales = await report(office, "sales")
    assert (sales["total"]["invoiced"], sales["total"]["credited"]) == (cad(147_00), cad(-7_00))
    assert (sales["total"]["net"], sales["total"]["total"]) == (cad(140_00), cad(160_97))
    assert sales["total"]["tax_gst_5"] == cad(7_00)
    assert sales["total"]["tax_qst_9_975"] == cad(13_97)
    assert sum(value["amount"] for value in sales["chart"]["series"][0]["values"]) == 140_00

    taxes = await report(office, "taxes")
    assert [(row["cells"]["tax"], row["cells"]["net_tax"]["amount"]) for row in taxes["rows"]] == [
        ("TPS 5\u00a0%", 7_00),
        ("TVQ 9,975\u00a0%", 13_97),
    ]
    journal = await report(office, "documents")
    assert [row["cells"]["total"]["amount"] for row in journal["rows"]] == [114_98, 45_99, 8_05, -8_05]

    money = await report(office, "payments")
    assert {row["cells"]["method"]: row["cells"]["kept"]["amount"] for row in money["rows"]} == {
        "Virement Interac": 60_00,
        "Comptant": 25_00,
    }
    held = await report(office, "deposits")
    assert (held["total"]["held"], cells(held, "amount")) == (cad(25_00), [cad(25_00)])
    items = await report(office, "items")
    assert items["total"]["net"] == cad(140_00)
    people = await report(office, "people")
    assert people["total"]["net"] == cad(140_00)
    margin = await report(office, "margin")
    assert margin["total"]["net"] == margin["total"]["margin"] == cad(140_00)


async def test_yesterday_is_empty_today(office: Office) -> None:
    await office.pay(20_00, (await office.issued(await office.job()), 20_00))
    yesterday = (date.fromisoformat((await report(office, "deposits"))["to_on"]) - timedelta(days=1)).isoformat()
    for name, entry in REPORTS.items():
        days = {"as_of": yesterday} if entry.on_a_day else {"from": "2020-01-01", "to": yesterday}
        found = await report(office, name, **days)
        assert all(cell in (cad(0), 0) for cell in found["total"].values() if isinstance(cell, dict | int)), found


async def test_csv_reads_as_spreadsheets_here_expect(office: Office) -> None:
    job = await office.job(name="=HYPERLINK(1)")
    await office.pay(60_00, (await office.issued(job), 60_00), reference="=1+1")
    french = await office.call("GET", "/v1/reports/payments/csv?detail=true", status=200)
    assert french.headers["content-type"] == "text/csv; charset=utf-8"
    assert french.headers["content-disposition"].startswith('attachment; filename="encaissements-')
    rows = list(csv.reader(io.StringIO(french.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Date"
    assert (rows[1][1], rows[1][5], rows[1][6]) == ("'=HYPERLINK(1)", "'=1+1", "60,00")
    assert (rows[-1][0], rows[-1][-1]) == ("Total", "60,00")
    english = await office.call("GET", "/v1/reports/payments/csv", status=200, language="en")
    assert list(csv.reader(io.StringIO(english.content.decode("utf-8-sig"))))[1][2] == "60.00"


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_pdf_sums_up_to_what_screen_and_csv_say(office: Office, language: str) -> None:
    job = await office.job()
    first = await office.issued(job, line(1_100_00, "1.5"))
    second = await office.issued(job, line(40_37))
    await office.post(f"/v1/invoices/{second['id']}/void", {"reason": "duplicate"})
    await office.pay(60_11, (first, 60_11), reference="CA9")
    await office.post(
        "/v1/payments", {"amount": cad(25_00), "method": "cash", "job_id": job.id, "allocations": []}, 201
    )
    quote = await office.sent_quote(job, line(200_00))
    body = {"version": 1, "name": "Marie-Ève", "note": "Oui", "document_sha256": quote["document_sha256"]}
    await office.post(f"/v1/quotes/{quote['id']}/accept", body)
    separator = ";" if language == "fr" else ","
    for name, entry in REPORTS.items():
        for query in ("", "?detail=true") if entry.detail else ("",):
            path = f"/v1/reports/{name}"
            screen = (await office.call("GET", path + query, status=200, language=language)).json()
            sheet = await office.call("GET", f"{path}/csv{query}", status=200, language=language)
            answers = [await office.call("GET", f"{path}/pdf{query}", status=200, language=language) for _ in range(2)]
            assert answers[0].content == answers[1].content, "the same books as of the same day"
            day = date.fromisoformat(screen["to_on"])
            assert made_on(answers[0].content) == datetime(day.year, day.month, day.day, tzinfo=UTC)
            assert answers[0].headers["content-disposition"].startswith(f'inline; filename="{screen_file(sheet)}-')
            row = next(csv.reader([sheet.content.decode().splitlines()[-1]], delimiter=separator))
            shown, total = said(answers[0].content), []
            for place, column in enumerate(screen["columns"]):
                value = screen["total"].get(column["key"])
                if column["kind"] == "money" and value is not None:
                    total.append(plain(money(language, value["amount"])))
                    assert round(float(row[place].replace(",", ".")) * 100) == value["amount"], (name, column)
            assert screen["rows"], name
            assert total, name
            sums = shown.rpartition(f" {screen['total'][screen['columns'][0]['key']]} ")[2]
            places = [sums.find(each) for each in total]
            assert -1 not in places, (name, total, sums)
            assert screen["title"] in shown


def screen_file(sheet: Any) -> str:
    """The word that the file of a report begins with."""
    name: str = sheet.headers["content-disposition"].partition('filename="')[2]
    return name.partition("-20")[0]


async def test_accepted_quotes_and_what_is_invoiced_of_them(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(200_00))
    await office.sent_quote(job, line(999_00))
    body = {"version": 1, "name": "Marie-Ève", "note": "Oui", "document_sha256": quote["document_sha256"]}
    await office.post(f"/v1/quotes/{quote['id']}/accept", body)
    [draft] = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {}))["data"]
    found = await report(office, "quotes")
    assert [(row["cells"]["number"], row["cells"]["subtotal"]) for row in found["rows"]] == [
        (str(quote["number"]), cad(200_00))
    ]
    assert cells(found, "invoiced_before_tax") == [cad(0)]
    await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert cells(await report(office, "quotes"), "invoiced_before_tax") == [cad(200_00)]


async def test_margin_takes_hours_and_items_off(office: Office) -> None:
    job = await office.job()
    await office.issued(job, line(50_00, "3", cost=cad(20_01)), line(10_00))
    async with office.company.work() as work:
        for seconds, cents in ((5400, 60_00), (-1800, -20_00)):
            fact = facts.TimeRecorded(
                entry_id=ids.new("tim"),
                visit_id=None,
                resource_id="res_x",
                seconds=seconds,
                labour_cost=Money(amount=cents),
            )
            await factlog.append(work, job.id, fact)
    [row] = (await report(office, "margin"))["rows"]
    assert row["link"] == {"kind": "job", "id": job.id}
    assert [row["cells"][key] for key in ("hours", "net", "labour", "item_cost", "margin", "margin_percent")] == [
        "1.00",
        cad(160_00),
        cad(40_00),
        cad(60_03),
        cad(59_97),
        "37.5",
    ]


async def test_a_sale_stays_with_who_was_in_charge(office: Office) -> None:
    job = await office.job()
    async with office.company.work() as work:
        await factlog.append(work, job.id, facts.JobAssigned(user_id=office.company.user_id))
    await office.issued(job, line(30_00))
    assert cells(await report(office, "people"), "person") == ["Josée Essai"]
    await office.issued(await office.job(), line(5_00))
    assert cells(await report(office, "people"), "net") == [cad(30_00), cad(5_00)]


async def test_limit_cuts_rows_and_never_the_sum(office: Office) -> None:
    for _ in range(3):
        await office.issued(await office.job(), line(10_00))
    found = await report(office, "receivables", limit=1)
    assert (len(found["rows"]), found["more"], found["total"]["total"]) == (1, 2, cad(3 * 11_50))


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("sales?as_of=2026-01-01", "query:/as_of"),
        ("receivables?from=2026-01-01", "query:/from"),
        ("sales?detail=true", "query:/detail"),
        ("sales?from=2026-02-01&to=2026-01-01", "query:/to"),
        ("sales?from=2000-01-01&to=2100-01-01", "query:/from"),
        ("sales?from=1999-12-31", "query:/from"),
        ("sales?from=2026-02-30", "query:/from"),
        ("sales?step=hour", "query:/step"),
        ("sales?nonsense=1", "query:/nonsense"),
        ("sales?limit=0", "query:/limit"),
    ],
)
async def test_bad_input(office: Office, query: str, pointer: str) -> None:
    problem = await office.refused(f"/v1/reports/{query}", method="GET", status=422, code="invalid")
    assert pointer in [each["pointer"] for each in problem["errors"]]


async def test_only_with_reports(office: Office) -> None:
    others = {"jobs", "visits", "contacts", "messages", "quotes", "invoices", "transactions", "settings"}
    for path in ("/v1/reports", "/v1/reports/margin", "/v1/reports/sales/csv", "/v1/reports/sales/pdf"):
        response = await office.api.get(path, headers=office.company.headers(*others))
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert (await office.call("GET", "/v1/reports/secrets")).status_code == 422


async def test_another_company_sees_nothing_of_it(office: Office, stranger: Office) -> None:
    await office.pay(20_00, (await office.issued(await office.job()), 10_00))
    for name in REPORTS:
        found = await report(stranger, name)
        assert all(cell in (cad(0), 0) for cell in found["total"].values() if isinstance(cell, dict | int))
        assert "Tremblay" not in str(found)
        assert "Tremblay" not in said((await stranger.call("GET", f"/v1/reports/{name}/pdf", status=200)).content)


async def test_credits_and_write_offs_are_in_every_report(office: Office) -> None:
    job = await office.job()
    invoice, other = await office.issued(job, line(100_00)), await office.issued(job, line(50_00))
    day = invoice["issued_on"]
    key = {"Idempotency-Key": "credit"}
    body = {"reason": "error", "amount": cad(14_98)}
    path = f"/v1/invoices/{invoice['id']}/credit"
    note = (await office.call("POST", path, body, status=201, headers=key)).json()
    await office.call(
        "POST",
        f"/v1/invoices/{other['id']}/write-off",
        {"reason": "other"},
        status=200,
        headers={"Idempotency-Key": "off"},
    )
    sales = (await report(office, "sales", **{"from": day, "to": day}))["total"]
    assert sales["credited"] == cad(-note["totals"]["subtotal"]["amount"])
    assert sales["net"]["amount"] == 150_00 - note["totals"]["subtotal"]["amount"]
    taxes = await report(office, "taxes", **{"from": day, "to": day})
    credited = sum(each["amount"]["amount"] for each in note["totals"]["taxes"])
    assert taxes["total"]["credited_tax"] == cad(-credited)
    items = (await report(office, "items", **{"from": day, "to": day}))["total"]
    assert items["net"] == sales["net"]
    owed = (await report(office, "receivables", as_of=day))["total"]
    assert owed["total"] == cad(100_00), "what was written off is not expected"
    account = await office.get(f"/v1/statements/{job.contact_id}?from={day}&to={day}")
    kinds = [each["kind"] for each in account["entries"]]
    assert {"invoice", "credit_note", "write_off"} <= set(kinds)
    assert account["closing"] == cad(100_00)


@pytest.mark.parametrize(
    ("method", "refund", "kept"),
    [
        ("cash", None, {}),
        ("cash", ("cash", 50_03), {}),
        ("cash", ("interac", 50_00), {"Comptant": 50_00, "Virement Interac": -50_00}),
        ("cheque", ("cash", 50_03), {"Chèque": 50_03, "Comptant": -50_05}),
    ],
)
async def test_a_payment_that_came_back_leaves_nothing_behind(
    office: Office, method: str, refund: tuple[str, int] | None, kept: dict[str, int]
) -> None:
    """In coins an invoice of 114.98 $ is 115.00 $: those two cents go back too. A refund in coins keeps what it rounded itself."""
    invoice = await office.issued(await office.job())
    payment = await office.pay(115_00 if method == "cash" else 114_98, (invoice, 114_98), method=method)
    path = f"/v1/payments/{payment['id']}"
    if refund:
        given = {"amount": cad(refund[1]), "method": refund[0]}
        await office.post(f"{path}/release", {"invoice_id": invoice["id"], "amount": given["amount"]})
        await office.post(f"{path}/refund", given)
    await office.post(f"{path}/return", {"reason": "other"})
    found = await report(office, "payments")
    assert {row["cells"]["method"]: row["cells"]["kept"]["amount"] for row in found["rows"]} == {
        "Comptant" if method == "cash" else "Chèque": 0
    } | kept
    assert found["total"]["kept"] == cad(sum(kept.values()))
    listed = await report(office, "payments", detail="true")
    assert sum(row["cells"]["amount"]["amount"] for row in listed["rows"]) == sum(kept.values())
