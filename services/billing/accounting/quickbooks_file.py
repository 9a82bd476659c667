"""The file of a run for QuickBooks: a ZIP with the CSV of each import wizard, and the objects as JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final

from services.billing.accounting.entries import Kind
from services.billing.accounting.quickbooks import Object
from services.billing.accounting.rounding import COLUMNS

FILES: Final[dict[Kind, tuple[str, str, tuple[str, ...]]]] = {
    "invoice": (
        "invoices",
        "Invoice",
        (
            "InvoiceNo", "Customer", "InvoiceDate", "DueDate", "Terms", "Memo", "Item(Product/Service)", "ItemDescription",
            "ItemQuantity", "ItemRate", "ItemAmount", "ItemTaxCode", "ItemTaxAmount", "Currency",
        ),
    ),
    "credit_note": (
        "credit_memos",
        "CreditMemo",
        (
            "CreditMemoNo", "Customer", "CreditMemoDate", "Memo", "Item(Product/Service)", "ItemDescription", "ItemQuantity",
            "ItemRate", "ItemAmount", "ItemTaxCode", "ItemTaxAmount", "Currency",
        ),
    ),
    "payment": (
        "payments",
        "Payment",
        ("RefNo", "Customer", "PaymentDate", "PaymentMethod", "DepositToAccountName", "InvoiceNo", "Amount", "UnappliedAmount", "Memo", "Currency"),
    ),
    "refund": (
        "refunds",
        "RefundReceipt",
        ("RefundReceiptNo", "Customer", "RefundReceiptDate", "PaymentMethod", "RefundFromAccountName", "PaymentRefNo", "ItemAmount", "Memo", "Currency"),
    ),
    "write_off": ("write_offs", "CreditMemo", ("CreditMemoNo", "Customer", "CreditMemoDate", "Memo", "InvoiceNo", "ItemAmount", "Currency")),
}  # fmt: skip
"""By kind: the file, the name of the object, the columns of the import wizard."""
ROUNDINGS: Final = ("journal_entries", "JournalEntry", COLUMNS)
"""The same of the entries beside cash that was rounded."""


def archive(objects: Sequence[Object], language: str) -> bytes:
    """A ZIP with a CSV for each kind that there is, and `objects.json`: the same objects, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive_:
        for kind, (file, _, columns) in FILES.items():
            rows = [row for each in objects if each.kind == kind for row in each.rows]
            if rows:
                _put(archive_, f"{file}.csv", _csv(columns, rows))
        roundings = [each.rounding for each in objects if each.rounding is not None]
        file, named, columns = ROUNDINGS
        if roundings:
            _put(archive_, f"{file}.csv", _csv(columns, [row for each in roundings for row in each.rows]))
        shaped: dict[str, list[dict[str, Any]]] = {}
        for each in objects:
            shaped.setdefault(FILES[each.kind][1], []).append(each.body)
        if roundings:
            shaped[named] = [each.body for each in roundings]
        _put(archive_, "objects.json", json.dumps(shaped, ensure_ascii=False, indent=1).encode())
    return out.getvalue()


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _put(archive_: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Under a fixed day: a ZIP otherwise tells when it was made."""
    info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive_.writestr(info, content)
