"""Journal entries as CSV for Acomba, Sage and whatever takes a general journal: one line an account, each entry balanced.

Columns in the company's language, comma-separated, UTF-8, amounts with a point and two decimals, days as YYYY-MM-DD: importers take
this everywhere, and the bytes depend on nothing but the books and the accounts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from services.billing.accounting.accounts import Account, account_of
from services.billing.accounting.entries import Entry, Kind
from services.billing.reports.spreadsheet import amount
from services.kit.spreadsheets import guarded
from services.kit.texts import t

COLUMNS = ("date", "account", "description", "debit", "credit", "reference")


def text_of(entries: Iterable[Entry], mapped: Mapping[str, Account], names: Mapping[str, str], language: str) -> str:
    """Debits before credits; within an entry an account has one line. Every role must have an account."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([t(language, f"journal-{each}") for each in COLUMNS])
    for entry in entries:
        what = t(language, f"journal-what-{entry.what.replace('_', '-')}", number=entry.number)
        description = guarded(f"{what} · {names[entry.contact_id]}" if names.get(entry.contact_id) else what)
        for account, cents in booked(entry.lines, mapped):
            debit, credit = (amount(cents), "") if cents > 0 else ("", amount(-cents))
            named = reference(entry.kind, entry.number)
            writer.writerow([entry.day.isoformat(), account, description, debit, credit, named])
    return out.getvalue()


def booked(lines: Mapping[str, int], mapped: Mapping[str, Account]) -> list[tuple[str, int]]:
    """Cents by account, debits first; accounts that come to nothing are left out."""
    sums: dict[str, int] = {}
    for role, cents in lines.items():
        found = account_of(role, mapped)
        assert found is not None, role
        sums[found.account] = sums.get(found.account, 0) + cents
    return sorted(
        ((account, cents) for account, cents in sums.items() if cents), key=lambda each: (each[1] < 0, each[0])
    )


def reference(kind: Kind, number: str) -> str:
    """`INV-1042`, `PAY-318`: what kind of paper, and its number."""
    return f"{kind[:3].upper()}-{number}"
