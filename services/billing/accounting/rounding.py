"""The five cents that coins make more or less of a payment or refund, as QuickBooks takes them: a journal entry. Pure.

QuickBooks' payment has no line for it: what it brings is what it pays and what is left over. So the payment stands there with what
counts for the client, and beside it an entry of the same day between the money in the hand and the account of rounding. It has a
number of its own that never changes (`PAY-318`, `REF-12`), and like every paper it stays and comes to nothing if the coins go back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.billing.reports.spreadsheet import amount as decimal

COLUMNS: Final = ("JournalNo", "JournalDate", "AccountName", "Debits", "Credits", "Description", "Currency")


@dataclass(frozen=True)
class Rounding:
    """`cents` more (or, negative, less) that the cash account has. `body` is the object of the API, `rows` its lines in the file."""

    cents: int
    body: dict[str, Any]
    rows: tuple[tuple[str, ...], ...]


def entry(number: str, day: date, cents: int, currency: str, description: str, *, bank: str, account: str) -> Rounding:
    """Debit first. An entry of nothing has both its lines, without an amount."""
    debit, credit = (bank, account) if cents >= 0 else (account, bank)
    lines = [
        {
            "DetailType": "JournalEntryLineDetail",
            "Amount": abs(cents) / 100,
            "Description": description,
            "JournalEntryLineDetail": {"PostingType": posting, "AccountRef": {"value": each}},
        }
        for posting, each in (("Debit", debit), ("Credit", credit))
    ]
    body = {
        "DocNumber": number,
        "TxnDate": day.isoformat(),
        "CurrencyRef": {"value": currency},
        "Line": lines,
        "PrivateNote": description,
    }
    much = decimal(abs(cents))
    start = (number, day.isoformat())
    rows = (
        (*start, debit, much, "", description, currency),
        (*start, credit, "", much, description, currency),
    )
    return Rounding(cents, body, rows)
