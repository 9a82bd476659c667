"""A report as CSV: heads, rows, and the sum as the last line.

UTF-8 with a byte order mark. In French fields are parted by semicolons and decimals by commas, as spreadsheets here expect. A text
that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io

from services.billing.reports.table import Cell, Kind, Report
from services.kit.spreadsheets import guarded


def csv_of(report: Report, language: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([guarded(each.label) for each in report.columns])
    for cells in (*(row.cells for row in report.rows), report.total):
        writer.writerow([written(cells.get(each.key), each.kind, language) for each in report.columns])
    return ("\ufeff" + out.getvalue()).encode()


def written(cell: Cell, kind: Kind, language: str) -> str:
    """Amounts with two decimals and no grouping, so that any program reads them."""
    if cell is None:
        return ""
    if kind == "money" and isinstance(cell, int):
        return _comma(amount(cell), language)
    if kind in ("decimal", "percent"):
        return _comma(str(cell), language)
    if kind == "text":
        return guarded(str(cell))
    return str(cell)


def amount(cents: int) -> str:
    """`-1234` → `-12.34`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _comma(number: str, language: str) -> str:
    return number.replace(".", ",") if language == "fr" else number
