"""How each record of a period stands with the accountant: not given yet, given, or changed since it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from sqlalchemy import TextClause, text

from services.billing.accounting import entries, quickbooks
from services.billing.accounting.entries import KINDS, Kind
from services.billing.accounting.queries import Run, headings, mapping, told, told_journal, told_quickbooks
from services.billing.reports import names
from services.billing.reports.table import Asked, Link, LinkKind
from services.kit.lists import PageInfo, decode, page

State = Literal["not_exported", "changed", "exported"]
Ran = Mapping[tuple[str, str], tuple[Run, ...]]


class Standing(NamedTuple):
    """How a record stands: the runs that had it, and whether something of it is not told yet."""

    kind: Kind
    record_id: str
    number: str
    contact: str
    day: date
    state: State
    runs: tuple[Run, ...]

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """Where it stands in the list: by day, as the journal has them. A change of its state does not move it."""
        return (self.day.isoformat(), KINDS.index(self.kind), len(self.number), self.number, self.record_id)


async def standings(asked: Asked, form: Literal["journal", "quickbooks"]) -> list[Standing]:
    """Every record that does something in the period, or that the accountant was told did something in it; by day."""
    ran: dict[tuple[str, str], dict[Run, None]] = {}
    for row, run in await told(asked, form):
        ran.setdefault((row.kind, row.record_id), {})[run] = None
    runs = {record: tuple(found) for record, found in ran.items()}
    found = await (_of_journal if form == "journal" else _of_quickbooks)(asked, runs)
    return sorted(found, key=lambda each: each.place)


async def _of_quickbooks(asked: Asked, ran: Ran) -> list[Standing]:
    mapped = await mapping(asked.session, asked.company.id)
    known = await told_quickbooks(asked)
    return [
        Standing(
            each.kind,
            each.record_id,
            each.number,
            each.contact,
            each.day,
            "not_exported"
            if each.key not in known
            else "exported"
            if known[each.key] == quickbooks.digest(each)
            else "changed",
            ran.get((each.kind, each.record_id), ()),
        )
        for each in await quickbooks.read(asked, mapped)
    ]


async def _of_journal(asked: Asked, ran: Ran) -> list[Standing]:
    """One line a record, on its first day of the period; what a single day still misses, the record misses."""
    book, known = await entries.read(asked), await told_journal(asked)
    book.update(await headings(asked, [key for key in known if key not in book]))
    called = await names.contacts(asked, {entry.contact_id for entry in book.values()})
    found: dict[tuple[str, str], Standing] = {}
    for entry in book.in_order():
        same = {role: cents for role, cents in known.get(entry.key, {}).items() if cents} == entry.clean()
        seen = ran.get((entry.kind, entry.record_id), ())
        state: State = "exported" if same else "changed" if seen else "not_exported"
        before = found.get((entry.kind, entry.record_id))
        if before is not None:
            if state != "exported":
                found[entry.kind, entry.record_id] = before._replace(state=state)
            continue
        contact = called.get(entry.contact_id, "")
        found[entry.kind, entry.record_id] = Standing(
            entry.kind, entry.record_id, entry.number, contact, entry.day, state, seen
        )
    return list(found.values())


def cut(found: Sequence[Standing], limit: int, after: str | None) -> tuple[list[Standing], PageInfo, int]:
    """A page of the list, how to go on, and how many come after it. Raises a 422 problem."""
    if cursor := decode(after, str, int, int, str, str):
        found = [each for each in found if each.place > cursor]
    shown, info = page(found, limit, lambda each: each.place)
    return shown, info, len(found) - len(shown)


_ABOUT: Final[dict[Kind, tuple[LinkKind, TextClause | None]]] = {
    "invoice": ("invoice", None),
    "credit_note": ("credit_note", None),
    "payment": ("payment", None),
    "refund": (
        "payment",
        text("SELECT id, payment_id AS other FROM billing.refund WHERE company_id = :company AND id = ANY(:ids)"),
    ),
    "write_off": (
        "invoice",
        text("SELECT id, invoice_id AS other FROM billing.write_off WHERE company_id = :company AND id = ANY(:ids)"),
    ),
}
"""By kind what to open of a record, and who knows its id where it is another paper than the record itself."""


async def links(asked: Asked, shown: Sequence[Standing]) -> dict[str, Link]:
    """By record what to open of it: what has no page of its own is seen on the page of its payment or its invoice."""
    found: dict[str, Link] = {}
    for kind, (where, query) in _ABOUT.items():
        wanted = [each.record_id for each in shown if each.kind == kind]
        others = {record_id: record_id for record_id in wanted}
        if wanted and query is not None:
            rows = await asked.session.execute(query, {"company": asked.company.id, "ids": wanted})
            others = {row.id: row.other for row in rows}
        found |= {record_id: Link(where, other) for record_id, other in others.items()}
    return found
