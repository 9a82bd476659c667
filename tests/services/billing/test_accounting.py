"""The accounting export over HTTP: balanced entries, nothing twice, files that stay, accounts, QuickBooks' shapes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from tests.services.billing import quickbooks_sums
from tests.services.billing.world import Office, cad, line

Line = dict[str, str]


async def run(office: Office, day: str, form: str = "journal", contents: str = "new", status: int = 201) -> Any:
    body = {"format": form, "from": day, "to": day, "contents": contents}
    return await office.post("/v1/accounting/exports", body, status)


async def journal(office: Office, made: Any) -> list[Line]:
    file = await office.call("GET", f"/v1/accounting/exports/{made['id']}/file", status=200)
    names = ("date", "account", "description", "debit", "credit", "reference")
    return [dict(zip(names, row, strict=True)) for row in list(csv.reader(io.StringIO(file.content.decode())))[1:]]


def balances(lines: list[Line]) -> dict[str, Decimal]:
    """By account, debits positive. Every entry balances by itself."""
    entries: dict[tuple[str, str], Decimal] = {}
    found: dict[str, Decimal] = {}
    for each in lines:
        assert bool(each["debit"]) != bool(each["credit"])
        cents = Decimal(each["debit"] or 0) - Decimal(each["credit"] or 0)
        key = (each["date"], each["reference"])
        entries[key] = entries.get(key, Decimal(0)) + cents
        found[each["account"]] = found.get(each["account"], Decimal(0)) + cents
    assert not any(entries.values()), entries
    return {account: cents for account, cents in found.items() if cents}


async def states(office: Office, day: str, form: str = "journal") -> dict[str, tuple[str, tuple[int, ...]]]:
    found = await office.get(f"/v1/accounting/records?format={form}&from={day}&to={day}")
    return {f"{each['kind']} {each['number']}": (each["state"], tuple(each["runs"])) for each in found["data"]}


async def test_a_day_goes_to_the_accountant_once(office: Office) -> None:
    job = await office.job()
    first = await office.issued(job, line(100_00))
    day = first["issued_on"]
    await office.pay(60_00, (first, 60_00))
    deposit = {"amount": cad(25_03), "method": "cash", "job_id": job.id, "allocations": []}
    await office.post("/v1/payments", deposit, 201)
    assert set((await states(office, day)).values()) == {("not_exported", ())}

    made = await run(office, day)
    assert (made["number"], made["records"]) == (1, 3)
    lines = await journal(office, made)
    assert balances(lines) == {
        "1200": Decimal("54.98"),
        "4000": Decimal("-100.00"),
        "2310": Decimal("-5.00"),
        "2340": Decimal("-9.98"),
        "1060": Decimal("60.00"),
        "1050": Decimal("25.03"),
        "2180": Decimal("-25.03"),
    }
    assert [each["reference"] for each in lines[:1]] == [f"INV-{first['number_text']}"]
    assert "Tremblay" in lines[0]["description"]
    assert set((await states(office, day)).values()) == {("exported", (1,))}
    body = {"format": "journal", "from": day, "to": day}
    await office.refused("/v1/accounting/exports", body, status=409, code="nothing-to-export")

    again = await run(office, day, contents="all")
    assert await journal(office, again) == lines
    assert (again["file_sha256"], again["number"]) == (made["file_sha256"], 2)

    second = await office.issued(job, line(40_00))
    await office.post(f"/v1/invoices/{first['id']}/send", {})
    third = await run(office, day)
    fresh = await journal(office, third)
    assert {each["reference"] for each in fresh if each["reference"].startswith("INV")} == {
        f"INV-{second['number_text']}"
    }
    await run(office, day, contents="all")
    known = await states(office, day)
    assert known[f"invoice {second['number_text']}"] == ("exported", (3, 4))


async def test_what_changed_since_is_corrected_by_its_difference(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job, line(100_00))
    day = invoice["issued_on"]
    payment = await office.pay(114_98, (invoice, 114_98))
    first = await journal(office, await run(office, day))
    await office.post(f"/v1/payments/{payment['id']}/void", {"reason": "mistake"})
    await office.post(f"/v1/invoices/{invoice['id']}/void", {"reason": "duplicate"})
    assert {state for state, _ in (await states(office, day)).values()} <= {"changed"}
    second = await journal(office, await run(office, day))
    assert balances(first + second) == {}
    assert balances(first) != {}
    body = {"format": "journal", "from": day, "to": day}
    await office.refused("/v1/accounting/exports", body, status=409, code="nothing-to-export")


async def test_of_cash_that_came_back_no_rounding_stays(office: Office) -> None:
    invoice = await office.issued(await office.job(), line(100_00))
    day = invoice["issued_on"]
    payment = await office.pay(115_00, (invoice, 114_98), method="cash")
    before = await journal(office, await run(office, day))
    assert (balances(before)["1050"], balances(before)["5690"]) == (Decimal("115.00"), Decimal("-0.02"))
    await office.post(f"/v1/payments/{payment['id']}/return", {"reason": "other"})
    after = balances(before + await journal(office, await run(office, day)))
    assert after["1200"] == Decimal("114.98")
    assert not {"1050", "5690", "2180"} & after.keys()


async def test_quickbooks_has_the_coins_of_the_journal(office: Office) -> None:
    """Cash that settles an invoice, cash given back, both taken back again: QuickBooks' sums are the journal's at every turn."""
    await office.call(
        "PATCH", "/v1/accounting/accounts", {"accounts": [{"role": "rounding", "account": "5999"}]}, status=200
    )
    invoice = await office.issued(await office.job(), line(100_00))
    day = invoice["issued_on"]
    paid = await office.pay(115_00, (invoice, 114_98), method="cash")
    other = await office.pay(20_00, method="cash", job_id=invoice["job_id"])
    objects, rows = await alike(office, day)
    [beside] = objects["JournalEntry"]
    assert (beside["DocNumber"], [each["Amount"] for each in beside["Line"]]) == (
        f"PAY-{paid['receipt_text']}",
        [0.02, 0.02],
    )
    assert [(row["AccountName"], row["Debits"], row["Credits"]) for row in rows["journal_entries"]] == [
        ("1050", "0.02", ""),
        ("5999", "", "0.02"),
    ]
    assert [each["TotalAmt"] for each in objects["Payment"]] == [114.98, 20]
    back = {"amount": cad(10_02), "method": "cash"}
    await keyed(office, f"/v1/payments/{other['id']}/refund", back, 200)
    objects, _ = await alike(office, day)
    assert [each["DocNumber"][:3] for each in objects["JournalEntry"]] == ["PAY", "REF"]
    await office.post(f"/v1/payments/{paid['id']}/return", {"reason": "other"})
    objects, _ = await alike(office, day)
    assert [each["Amount"] for each in objects["JournalEntry"][0]["Line"]] == [0, 0], "it keeps its number"
    await office.post(f"/v1/payments/{other['id']}/return", {"reason": "other"})
    objects, _ = await alike(office, day)
    assert [each["TotalAmt"] for each in objects["Payment"]] == [0, 10.02], "what was given back had come"


async def alike(office: Office, day: str) -> tuple[quickbooks_sums.Objects, quickbooks_sums.Rows]:
    """QuickBooks' file of everything; its sums are the journal's, and the accountant is told what is new."""
    whole = balances(await journal(office, await run(office, day, contents="all")))
    await run(office, day, "quickbooks")
    objects, rows = await quickbooks_sums.opened(office, await run(office, day, "quickbooks", "all"))
    accounts = await quickbooks_sums.accounts_of(office)
    sums = {account: int(amount * 100) for account, amount in whole.items()}
    assert quickbooks_sums.booked(objects, accounts) == sums
    assert quickbooks_sums.imported(rows, accounts) == quickbooks_sums.with_taxes_in_sales(sums, accounts)
    return objects, rows


async def test_accounts_of_items_and_what_is_missing(office: Office) -> None:
    item = {"name_fr": "Chauffe-eau", "name_en": "Water heater", "unit_price": cad(900_00), "unit": "ch."}
    heater = await office.post("/v1/items", item, 201)
    accounts = (await office.get("/v1/accounting/accounts"))["data"]
    by_role = {each["role"]: each for each in accounts}
    assert (by_role["receivable"]["account"], by_role["receivable"]["default"]) == ("1200", True)
    assert all(each["label"] and each["account"] for each in accounts)
    wanted = {
        "accounts": [
            {"role": f"item:{heater['id']}", "account": "4010", "name": "Ventes, chauffe-eau"},
            {"role": "sales", "account": "4005"},
        ]
    }
    await office.call("PATCH", "/v1/accounting/accounts", wanted, status=200)
    draft = await office.invoice(
        await office.job(), line(900_00, item_id=heater["id"]), line(33_33), discount={"amount": cad(10_00)}
    )
    invoice = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    found = balances(await journal(office, await run(office, invoice["issued_on"])))
    assert found["4010"] + found["4005"] == Decimal("-923.33")
    assert abs(found["4010"]) < Decimal("900.00")
    back = await office.call(
        "PATCH", "/v1/accounting/accounts", {"accounts": [{"role": "sales", "account": ""}]}, status=200
    )
    assert {each["role"]: each["account"] for each in back.json()["data"]}["sales"] == "4000"


async def test_a_tax_of_ones_own_needs_an_account(office: Office) -> None:
    tax = {"code": "eco", "name_fr": "Écofrais", "name_en": "Eco fee", "rate": "2", "effective_from": "2020-01-01"}
    group = await office.post(
        "/v1/tax-groups", {"name_fr": "Éco", "name_en": "Eco", "taxes": [tax | {"registration": "E1"}]}, 201
    )
    invoice = await office.issued(await office.job(), line(100_00, tax_group_id=group["id"]))
    body = {"format": "journal", "from": invoice["issued_on"], "to": invoice["issued_on"]}
    problem = await office.refused("/v1/accounting/exports", body, status=409, code="accounts-missing")
    assert [each["role"] for each in problem["missing"]] == ["tax:eco"]
    assert "ECO" in problem["detail"]
    missing = [each for each in (await office.get("/v1/accounting/accounts"))["data"] if not each["account"]]
    assert [each["role"] for each in missing] == ["tax:eco"]
    await office.call(
        "PATCH", "/v1/accounting/accounts", {"accounts": [{"role": "tax:eco", "account": "2390"}]}, status=200
    )
    made = await run(office, invoice["issued_on"])
    assert made["number"] == 1
    assert balances(await journal(office, made))["2390"] == Decimal("-2.00")


async def test_quickbooks_shapes(office: Office) -> None:
    job = await office.job(name="=Tremblay")
    invoice = await office.issued(job, line(100_00, "1.5"), line(-10_00, taxable=False))
    gone = await office.issued(job, line(5_00))
    await office.post(f"/v1/invoices/{gone['id']}/void", {"reason": "duplicate"})
    await office.pay(200_00, (invoice, 60_00), reference="CA1")
    day = invoice["issued_on"]
    made = await run(office, day, "quickbooks")
    file = await office.call("GET", f"/v1/accounting/exports/{made['id']}/file", status=200)
    assert file.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert set(archive.namelist()) == {"invoices.csv", "payments.csv", "objects.json"}
        objects = json.loads(archive.read("objects.json"))
        rows = list(csv.DictReader(io.StringIO(archive.read("invoices.csv").decode())))
        paid = list(csv.DictReader(io.StringIO(archive.read("payments.csv").decode())))
    sold, void = objects["Invoice"]
    assert (sold["DocNumber"], sold["TotalAmt"]) == (invoice["number_text"], invoice["totals"]["total"]["amount"] / 100)
    assert sum(each["Amount"] for each in sold["Line"]) + sold["TxnTaxDetail"]["TotalTax"] == pytest.approx(
        sold["TotalAmt"]
    )
    assert (void["TotalAmt"], void["Line"], void["PrivateNote"]) == (0, [], "Annulé")
    assert [(row["InvoiceNo"], row["Customer"], row["ItemAmount"]) for row in rows] == [
        (invoice["number_text"], "'=Tremblay", "150.00"),
        (invoice["number_text"], "'=Tremblay", "-10.00"),
        (gone["number_text"], "'=Tremblay", "0.00"),
    ]
    [payment] = objects["Payment"]
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (200, 140)
    assert payment["Line"] == [
        {"Amount": 60, "LinkedTxn": [{"TxnType": "Invoice", "DocNumber": invoice["number_text"]}]}
    ]
    assert [(row["InvoiceNo"], row["Amount"], row["UnappliedAmount"]) for row in paid] == [
        (invoice["number_text"], "60.00", "0.00"),
        ("", "0.00", "140.00"),
    ]
    again = await run(office, day, "quickbooks", "all")
    assert again["file_sha256"] == made["file_sha256"]
    body = {"format": "quickbooks", "from": day, "to": day}
    await office.refused("/v1/accounting/exports", body, status=409, code="nothing-to-export")
    await office.pay(1_00, (invoice, 1_00))
    third = await run(office, day, "quickbooks")
    assert third["records"] == 1
    assert set((await states(office, day, "quickbooks")).values()) == {("exported", (1, 2)), ("exported", (3,))}
    assert set((await states(office, day)).values()) == {("not_exported", ())}


async def test_credits_and_write_offs_balance_and_are_told(office: Office) -> None:
    job = await office.job()
    invoice, other = await office.issued(job, line(100_00), line(40_00, taxable=False)), await office.issued(job)
    await office.pay(54_98, (invoice, 54_98))
    day = invoice["issued_on"]
    first = await journal(office, await run(office, day))
    credit = {"reason": "error", "lines": [{"position": 1, "amount": cad(40_00)}]}
    await keyed(office, f"/v1/invoices/{invoice['id']}/credit", credit, 201)
    await keyed(office, f"/v1/invoices/{other['id']}/write-off", {"reason": "uncollectible"}, 200)
    second = await journal(office, await run(office, day))
    found = balances(second)
    assert found["1200"] == Decimal("-154.98")
    assert (found["4000"], found["5650"]) == (Decimal("40.00"), Decimal("114.98"))
    assert sum(found.values()) == 0
    await keyed(office, f"/v1/invoices/{other['id']}/reverse-write-off", {}, 200)
    third = balances(await journal(office, await run(office, day)))
    assert (third["1200"], third["5650"]) == (Decimal("114.98"), Decimal("-114.98"))
    assert sum(balances(first + second).values()) == 0
    made = await run(office, day, "quickbooks")
    file = await office.call("GET", f"/v1/accounting/exports/{made['id']}/file", status=200)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        objects = json.loads(archive.read("objects.json"))
        assert {"credit_memos.csv", "write_offs.csv"} <= set(archive.namelist())
    memo, off = objects["CreditMemo"]
    assert (memo["TotalAmt"], memo["TxnTaxDetail"]["TotalTax"]) == (40, 0)
    assert off["TotalAmt"] == 0, "it was reversed"


async def keyed(office: Office, path: str, body: Any, status: int) -> None:
    await office.call("POST", path, body, status=status, headers={"Idempotency-Key": path})


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"format": "xml"}, "/format"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "/to"),
        ({"from": "2001-01-01", "to": "2090-01-01"}, "/from"),
        ({"to": None}, "/to"),
        ({"contents": "some"}, "/contents"),
        ({"more": 1}, "/more"),
    ],
)
async def test_bad_input(office: Office, change: dict[str, Any], pointer: str) -> None:
    body = {"format": "journal", "from": "2026-01-01", "to": "2026-01-31"} | change
    problem = await office.refused("/v1/accounting/exports", body, status=422, code="invalid")
    assert pointer in [each["pointer"] for each in problem["errors"]]
    assert (await office.get("/v1/accounting/exports"))["data"] == []


@pytest.mark.parametrize(
    "account",
    [
        {"role": "profit", "account": "1"},
        {"role": "tax:", "account": "1"},
        {"role": "sales", "account": "x" * 41},
        {"role": "sales", "account": "=1"},
    ],
)
async def test_bad_accounts(office: Office, account: Any) -> None:
    await office.refused("/v1/accounting/accounts", {"accounts": [account]}, method="PATCH", status=422, code="invalid")


async def test_two_people_set_accounts(office: Office) -> None:
    first = await office.call("GET", "/v1/accounting/accounts", status=200)
    body = {"accounts": [{"role": "sales", "account": "4100"}]}
    tag = {"If-Match": first.headers["etag"]}
    await office.call("PATCH", "/v1/accounting/accounts", body, status=200, headers=tag)
    lost = await office.call("PATCH", "/v1/accounting/accounts", body, status=412, headers=tag)
    assert lost.json()["current"]["data"]


async def test_records_are_gone_through_by_pages_and_by_state(office: Office) -> None:
    """Each record once, on pages of two; what was asked for by state is all of that state, and the counts are of all."""
    job = await office.job()
    first = await office.issued(job, line(100_00))
    day = first["issued_on"]
    other = await office.issued(job, line(40_00))
    await office.post(f"/v1/invoices/{other['id']}/write-off", {"reason": "other", "note": "Faillite"})
    made = await run(office, day)
    payment = await office.pay(114_98, (first, 114_98))
    back = await office.pay(10_00, job_id=job.id)
    gave = {"amount": cad(10_00), "method": "cheque"}
    await keyed(office, f"/v1/payments/{back['id']}/refund", gave, 200)
    await office.post(f"/v1/invoices/{(await office.issued(job, line(5_00)))['id']}/void", {"reason": "duplicate"})
    path = f"/v1/accounting/records?from={day}&to={day}"
    whole = await office.get(path)
    assert (whole["more"], whole["page"]) == (0, {"next": None, "has_more": False})
    assert whole["counts"] == {"not_exported": 3, "changed": 0, "exported": 3}
    by_kind = {(each["kind"], each["id"]): each for each in whole["data"]}
    [refund] = (await office.get(f"/v1/payments/{back['id']}"))["refunds"]
    opened = {
        ("invoice", first["id"]): {"kind": "invoice", "id": first["id"]},
        ("payment", payment["id"]): {"kind": "payment", "id": payment["id"]},
        ("refund", refund["id"]): {"kind": "payment", "id": back["id"]},
    }
    assert {key: by_kind[key]["link"] for key in opened} == opened
    [lost] = [each for each in whole["data"] if each["kind"] == "write_off"]
    assert lost["link"] == {"kind": "invoice", "id": other["id"]}
    assert (lost["runs"], lost["exports"]) == ([1], [{"number": 1, "id": made["id"]}])

    for state, count in (("", 6), ("not_exported", 3), ("exported", 3)):
        seen: list[Any] = []
        asked = path + "&limit=2" + (f"&state={state}" if state else "")
        page = await office.get(asked)
        while True:
            seen += page["data"]
            assert (page["more"], page["counts"]) == (count - len(seen), whole["counts"])
            if not page["page"]["has_more"]:
                break
            page = await office.get(f"{asked}&after={page['page']['next']}")
        assert seen == [each for each in whole["data"] if state in ("", each["state"])]
    for wrong in ("state=gone", "after=x", "limit=0", "format=sage"):
        await office.refused(f"{path}&{wrong}", method="GET", status=422, code="invalid")


async def test_what_comes_to_nothing_after_it_was_told_still_stands_in_the_list(office: Office) -> None:
    payment = await office.pay(50_00, job_id=(await office.job()).id)
    day = payment["received_on"]
    name = f"payment {payment['receipt_text']}"
    await run(office, day)
    await office.post(f"/v1/payments/{payment['id']}/void", {"reason": "mistake"})
    assert await states(office, day) == {name: ("changed", (1,))}
    await run(office, day)
    assert await states(office, day) == {name: ("exported", (1, 2))}


async def test_another_company_has_books_of_its_own(office: Office, stranger: Office) -> None:
    invoice = await office.issued(await office.job())
    made = await run(office, invoice["issued_on"])
    await office.call(
        "PATCH", "/v1/accounting/accounts", {"accounts": [{"role": "sales", "account": "4999"}]}, status=200
    )
    for path in ("", "/file"):
        await stranger.refused(f"/v1/accounting/exports/{made['id']}{path}", method="GET", status=404, code="not-found")
    assert (await stranger.get("/v1/accounting/exports"))["data"] == []
    assert await states(stranger, invoice["issued_on"]) == {}
    accounts = (await stranger.get("/v1/accounting/accounts"))["data"]
    assert {each["role"]: each["account"] for each in accounts}["sales"] == "4000"
    for path in ("/v1/accounting/exports", "/v1/accounting/accounts", "/v1/accounting/records"):
        response = await office.api.get(path, headers=office.company.headers("invoices", "settings"))
        assert response.status_code == 403
