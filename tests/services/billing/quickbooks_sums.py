"""What a file for QuickBooks comes to, by account: once from its objects, once from the lines of its import files. Knows none of the
product's code, only how QuickBooks books each paper."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tests.services.billing.world import Office

Objects = dict[str, list[dict[str, Any]]]
Rows = dict[str, list[dict[str, str]]]
Sums = dict[str, int]


async def opened(office: Office, made: Any) -> tuple[Objects, Rows]:
    """The objects of a run by their name, and the lines of each import file."""
    file = await office.call("GET", f"/v1/accounting/exports/{made['id']}/file", status=200)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        rows = {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        return json.loads(archive.read("objects.json")), rows


def papers(objects: Objects) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Each object under its kind and number."""
    for kind, found in objects.items():
        for body in found:
            yield (kind, body.get("DocNumber") or body["PaymentRefNum"]), body


def booked(objects: Objects, accounts: Mapping[str, str]) -> Sums:
    """Cents by account, debits positive. Sales are those of the one account that all items have here."""
    found: Counter[str] = Counter()
    receivable, deposits, sales = accounts["receivable"], accounts["deposits"], accounts["sales"]
    for sign, kind in ((1, "Invoice"), (-1, "CreditMemo")):
        for body in objects.get(kind, []):
            total = cents(body["TotalAmt"])
            found[receivable] += sign * total
            if "TxnTaxDetail" not in body:  # a bad debt
                [line] = body["Line"]
                assert cents(line["Amount"]) == total
                found[line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"]] += total
                continue
            taxes = body["TxnTaxDetail"]["TaxLine"]
            for tax in taxes:
                code = tax["TaxLineDetail"]["TaxRateRef"]["name"].lower()
                found[accounts[f"tax:{code}"]] -= sign * cents(tax["Amount"])
            found[sales] -= sign * (total - sum(cents(tax["Amount"]) for tax in taxes))
    for body in objects.get("Payment", []):
        paid = sum(cents(line["Amount"]) for line in body["Line"])
        assert cents(body["TotalAmt"]) == paid + cents(body["UnappliedAmt"])
        found[body["DepositToAccountRef"]["value"]] += cents(body["TotalAmt"])
        found[receivable] -= paid
        found[deposits] -= cents(body["UnappliedAmt"])
    for body in objects.get("RefundReceipt", []):
        found[body["DepositToAccountRef"]["value"]] -= cents(body["TotalAmt"])
        found[deposits] += cents(body["TotalAmt"])
    for body in objects.get("JournalEntry", []):
        for line in body["Line"]:
            detail = line["JournalEntryLineDetail"]
            sign = {"Debit": 1, "Credit": -1}[detail["PostingType"]]
            found[detail["AccountRef"]["value"]] += sign * cents(line["Amount"])
    assert sum(found.values()) == 0
    return {account: amount for account, amount in found.items() if amount}


def imported(rows: Rows, accounts: Mapping[str, str]) -> Sums:
    """The same of the import files, which name no account of taxes: theirs are with the sales."""
    found: Counter[str] = Counter()
    for sign, file in ((1, "invoices"), (-1, "credit_memos")):
        for row in rows.get(file, []):
            amount = sign * (exactly(row["ItemAmount"]) + exactly(row["ItemTaxAmount"]))
            found[accounts["receivable"]] += amount
            found[accounts["sales"]] -= amount
    for row in rows.get("write_offs", []):
        found[accounts["receivable"]] -= exactly(row["ItemAmount"])
        found[accounts["write_off"]] += exactly(row["ItemAmount"])
    for row in rows.get("payments", []):
        paid, free = exactly(row["Amount"]), exactly(row["UnappliedAmount"])
        found[row["DepositToAccountName"]] += paid + free
        found[accounts["receivable"]] -= paid
        found[accounts["deposits"]] -= free
    for row in rows.get("refunds", []):
        found[row["RefundFromAccountName"]] -= exactly(row["ItemAmount"])
        found[accounts["deposits"]] += exactly(row["ItemAmount"])
    for row in rows.get("journal_entries", []):
        assert bool(row["Debits"]) != bool(row["Credits"])
        found[row["AccountName"]] += exactly(row["Debits"]) - exactly(row["Credits"])
    return {account: amount for account, amount in found.items() if amount}


def with_taxes_in_sales(sums: Mapping[str, int], accounts: Mapping[str, str]) -> Sums:
    """Sums as `imported` has them."""
    found: Counter[str] = Counter(sums)
    for account in {account for role, account in accounts.items() if role.startswith("tax:")}:
        found[accounts["sales"]] += found.pop(account, 0)
    return {account: amount for account, amount in found.items() if amount}


async def accounts_of(office: Office) -> dict[str, str]:
    """The account of each role."""
    return {each["role"]: each["account"] for each in (await office.get("/v1/accounting/accounts"))["data"]}


def cents(amount: float) -> int:
    whole = round(amount * 100)
    assert abs(amount * 100 - whole) < 1e-6
    return whole


def exactly(amount: str) -> int:
    return int(Decimal(amount or 0) * 100)
