"""The books as journal entries: one for each record and day, debits positive, each adds up to nothing. Pure but for `read`.

A record is a paper: an invoice, a credit note, a payment, a refund, a write-off. What happens to it on one day is one entry, so an
invoice that is voided a month later has two. What a payment pays on the day it comes is part of its entry; what is put on an
invoice later moves from deposits to receivables on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import text

from services.billing.accounting.accounts import sale
from services.billing.reports.books import DOCUMENTS, FLOWS, MOVES
from services.billing.reports.table import Asked

Kind = Literal["invoice", "credit_note", "payment", "refund", "write_off"]
KINDS: Final[tuple[Kind, ...]] = ("invoice", "credit_note", "payment", "refund", "write_off")
Key = tuple[Kind, str, date]


@dataclass
class Entry:
    """`lines` are cents by role. `what` is what happened first on that day, for the description."""

    kind: Kind
    record_id: str
    day: date
    what: str
    number: str
    contact_id: str
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (self.kind, self.record_id, self.day)

    def add(self, role: str, cents: int) -> None:
        self.lines[role] = self.lines.get(role, 0) + cents

    def clean(self) -> dict[str, int]:
        """Without roles that come to nothing."""
        return {role: cents for role, cents in sorted(self.lines.items()) if cents}


class Book(dict[Key, Entry]):
    def entry(self, kind: Kind, record_id: str, day: date, what: str, number: str, contact_id: str) -> Entry:
        key = (kind, record_id, day)
        if key not in self:
            self[key] = Entry(kind, record_id, day, what, number, contact_id)
        return self[key]

    def in_order(self) -> list[Entry]:
        return sorted(
            self.values(),
            key=lambda each: (each.day, KINDS.index(each.kind), len(each.number), each.number, each.record_id),
        )


def spread(amounts: dict[str, int], total: int) -> dict[str, int]:
    """What the lines of each role come to once the rebate on the whole document is taken off: in proportion, by largest remainder,
    so that they add up to `total` (the subtotal of the paper)."""
    whole = sum(amounts.values())
    if whole == total:
        return dict(amounts)
    if not amounts or whole == 0:
        # Nothing to share in proportion to: the first role takes it all.
        found = dict(amounts) or {sale(None, None): 0}
        first = min(found)
        found[first] += total - whole
        return found
    rebate = whole - total
    shares = {role: divmod(amount * rebate, whole) for role, amount in amounts.items()}
    left = rebate - sum(quotient for quotient, _ in shares.values())
    by_remainder = sorted(shares, key=lambda role: (-abs(shares[role][1]), role))
    more = {role: 1 if index < left else 0 for index, role in enumerate(by_remainder)}
    return {role: amount - shares[role][0] - more[role] for role, amount in amounts.items()}


_LINES = text(
    f"WITH {DOCUMENTS} SELECT d.what, d.id, l.item_id, l.tax_group_id, sum(l.amount)::bigint AS amount FROM documents d"  # noqa: S608
    " JOIN billing.invoice_line l ON l.company_id = :company AND l.invoice_id = d.invoice_id WHERE d.what IN ('invoice', 'void')"
    " GROUP BY 1, 2, 3, 4"
    " UNION ALL SELECT d.what, d.id, l.item_id, s.tax_group_id, sum(l.amount)::bigint FROM documents d"
    " JOIN billing.credit_note_line l ON l.company_id = :company AND l.credit_note_id = d.id"
    " LEFT JOIN billing.invoice_line s ON s.company_id = :company AND s.invoice_id = d.invoice_id AND s.position = l.invoice_position"
    " WHERE d.what = 'credit_note' GROUP BY 1, 2, 3, 4"
)
_DOCUMENTS = text(f"WITH {DOCUMENTS} SELECT * FROM documents")  # noqa: S608
_FLOWS = text(f"WITH {FLOWS} SELECT * FROM flows")  # noqa: S608
_WRITE_OFFS = text(
    f"WITH {MOVES} SELECT m.record_id, m.what, m.day, m.owed, i.number_text AS number, i.contact_id FROM moves m"  # noqa: S608
    " JOIN billing.invoice i ON i.company_id = :company AND i.id = m.invoice_id"
    " WHERE m.what IN ('write_off', 'write_off_reversed') AND m.day >= :since"
)
_ALLOCATIONS = text(
    f"WITH {MOVES} SELECT m.payment_id, m.day, sum(m.owed)::bigint AS owed, p.receipt_text AS number, p.contact_id FROM moves m"  # noqa: S608
    " JOIN billing.payment p ON p.company_id = :company AND p.id = m.payment_id"
    " WHERE m.what IN ('allocation', 'release') AND m.day >= :since GROUP BY 1, 2, 4, 5"
)


async def read(asked: Asked) -> Book:
    """Every entry of the days from `since` to `until`."""
    session, params = asked.session, asked.params
    book = Book()
    lines = (await session.execute(_LINES, params)).all()
    by_document: dict[tuple[str, str], dict[str, int]] = {}
    for row in lines:
        roles = by_document.setdefault((row.what, row.id), {})
        role = sale(row.item_id, row.tax_group_id)
        roles[role] = roles.get(role, 0) + row.amount
    papers(book, (await session.execute(_DOCUMENTS, params)).all(), by_document)
    flows(book, (await session.execute(_FLOWS, params)).all())
    for row in await session.execute(_WRITE_OFFS, params):
        entry = book.entry("write_off", row.record_id, row.day, row.what, row.number, row.contact_id)
        entry.add("receivable", row.owed)
        entry.add("write_off", -row.owed)
    for row in await session.execute(_ALLOCATIONS, params):
        entry = book.entry("payment", row.payment_id, row.day, "allocation", row.number, row.contact_id)
        entry.add("receivable", row.owed)
        entry.add("deposits", -row.owed)
    return Book({key: entry for key, entry in book.items() if entry.clean()})


def papers(book: Book, rows: Iterable[Any], lines: dict[tuple[str, str], dict[str, int]]) -> None:
    """Invoices, voids and credit notes: what is owed against sales and taxes."""
    for row in rows:
        kind: Kind = "credit_note" if row.what == "credit_note" else "invoice"
        entry = book.entry(kind, row.id, row.day, row.what, row.number, row.contact_id)
        entry.add("receivable", row.sign * row.total)
        for role, amount in spread(lines.get((row.what, row.id), {}), row.subtotal).items():
            entry.add(role, -row.sign * amount)
        for tax in row.taxes:
            entry.add(f"tax:{tax['code']}", -row.sign * tax["amount"])


def flows(book: Book, rows: Sequence[Any]) -> None:
    """Money that came and went: the bank against deposits, the five-cent rounding of cash for itself."""
    for row in rows:
        kind: Kind = "refund" if row.what.startswith("refund") else "payment"
        entry = book.entry(kind, row.record_id, row.day, row.what, row.number, row.contact_id)
        entry.add(f"bank:{row.method}", row.amount + row.rounding)
        entry.add("deposits", -row.amount)
        entry.add("rounding", -row.rounding)
