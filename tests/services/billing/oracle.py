"""What reports must say of random books: the frozen papers and the rows of money, added up in plain Python. No SQL of the product.

`Oracle.<report>` gives what is expected of a report, by what its rows are about; amounts in cents in the order of `COLUMNS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.texts import t
from tests.services.billing.random_books import Books

COLUMNS: Final = {
    "receivables": ("invoices", "current", "d30", "d60", "d90", "older", "total"),
    "receivables-detail": ("current", "d30", "d60", "d90", "older", "total"),
    "sales": ("invoices", "invoiced", "credited", "net", "total"),
    "taxes": ("base", "charged", "base_credited", "credited_tax", "net_base", "net_tax"),
    "documents": ("subtotal", "total"),
    "payments": ("payments", "received", "taken_back", "refunded", "kept"),
    "payments-detail": ("amount",),
    "deposits": ("amount", "used", "held"),
    "quotes": ("subtotal", "taxes", "total", "invoiced_before_tax"),
    "items": ("invoiced", "credited", "net"),
    "people": ("jobs", "invoices", "invoiced", "credited", "net"),
    "margin": ("net", "labour", "item_cost", "margin"),
}
Sums = tuple[int, ...]
Row = tuple[Any, Sums]


class Paper(NamedTuple):
    """An invoice, what takes it away again, or a credit note. `snapshot` is what was frozen."""

    what: str
    id: str
    day: date
    sign: int
    invoice: Any
    snapshot: dict[str, Any]
    item_ids: tuple[str | None, ...]

    @property
    def net(self) -> int:
        return self.sign * int(self.snapshot["subtotal"])

    @property
    def total(self) -> int:
        return self.sign * int(self.snapshot["total"])


class Flow(NamedTuple):
    what: str
    day: date
    payment_id: str
    method: str
    amount: int


@dataclass
class Oracle:
    books: Books
    papers: list[Paper]
    invoices: dict[str, Any]
    lines: dict[str, list[Any]]
    write_offs: list[Any]
    payments: list[Any]
    allocations: list[Any]
    refunds: list[Any]

    # ── how things stand in the evening of a day ─────────────────────────────────────────────────────────────────────

    def owed(self, invoice_id: str, day: date) -> int:
        found: int = sum(each.total for each in self.papers if each.invoice.id == invoice_id and each.day <= day)
        found -= sum(
            each.amount
            for each in self.write_offs
            if each.invoice_id == invoice_id and lives(each.written_off_on, each.reversed_on, day)
        )
        found -= sum(
            each.amount
            for each in self.allocations
            if each.invoice_id == invoice_id and lives(each.effective_on, each.released_on, day)
        )
        return found

    def held(self, payment: Any, day: date) -> int:
        if not lives(payment.received_on, payment.voided_on or payment.returned_on, day):
            return 0
        used = sum(
            each.amount
            for each in self.allocations
            if each.payment_id == payment.id and lives(each.effective_on, each.released_on, day)
        )
        given = sum(
            each.amount
            for each in self.refunds
            if each.payment_id == payment.id and lives(each.refunded_on, each.failed_on, day)
        )
        return int(payment.amount - used - given)

    def open_parts(self, invoice: Any, day: date) -> Iterator[tuple[date, int]]:
        """What of an invoice is open, by the day it is due: money covers the earliest first."""
        [paper] = [each for each in self.papers if each.id == invoice.id and each.what == "invoice"]
        dues = paper.snapshot.get("dues") or [{"due_on": paper.snapshot["due_on"], "amount": paper.total}]
        covered = paper.total - self.owed(invoice.id, day)
        for due in dues:
            taken = min(covered, due["amount"])
            covered -= taken
            if due["amount"] > taken:
                yield date.fromisoformat(due["due_on"]), due["amount"] - taken

    def ages(self, invoices: Iterable[Any], day: date) -> Sums:
        found = dict.fromkeys((0, 30, 60, 90, 1_000_000), 0)
        for invoice in invoices:
            for due, amount in self.open_parts(invoice, day):
                found[next(upto for upto in found if (day - due).days <= upto)] += amount
        return (*found.values(), sum(found.values()))

    # ── reports on a day ─────────────────────────────────────────────────────────────────────────────────────────────

    def receivables(self, day: date) -> list[Row]:
        clients: dict[str, list[Any]] = defaultdict(list)
        for each in self.invoices.values():
            if self.owed(each.id, day):
                clients[each.contact_id].append(each)
        return [(key, (len(found), *self.ages(found, day))) for key, found in clients.items()]

    def receivables_detail(self, day: date) -> list[Row]:
        return [(each.id, self.ages([each], day)) for each in self.invoices.values() if self.owed(each.id, day)]

    def deposits(self, day: date) -> list[Row]:
        held = {each.id: (each.amount, self.held(each, day)) for each in self.payments}
        return [(key, (amount, amount - left, left)) for key, (amount, left) in held.items() if left]

    # ── reports of a period ──────────────────────────────────────────────────────────────────────────────────────────

    def within(self, since: date, until: date) -> list[Paper]:
        return [each for each in self.papers if since <= each.day <= until]

    def sales(self, since: date, until: date, step: str) -> list[Row]:
        found: dict[date, list[Paper]] = defaultdict(list)
        for each in self.within(since, until):
            found[period(each.day, step)].append(each)
        return [
            (
                first,
                (
                    sum(each.what == "invoice" for each in papers),
                    *_two_sides((each.net for each in papers), papers),
                    sum(each.total for each in papers),
                ),
            )
            for first, papers in sorted(found.items())
        ]

    def taxes(self, since: date, until: date, step: str) -> list[Row]:
        found: dict[tuple[date, str, Decimal], list[tuple[Paper, Any]]] = defaultdict(list)
        for each in self.within(since, until):
            for tax in each.snapshot["taxes"]:
                found[period(each.day, step), tax["code"], Decimal(tax["rate"])].append((each, tax))
        rows: list[Row] = []
        for key, pairs in sorted(found.items()):
            papers = [each for each, _ in pairs]
            base, base_credited, net_base = _two_sides((each.sign * tax["base"] for each, tax in pairs), papers)
            charged, credited, net = _two_sides((each.sign * tax["amount"] for each, tax in pairs), papers)
            rows.append((key, (base, charged, base_credited, credited, net_base, net)))
        return rows

    def documents(self, since: date, until: date) -> list[Row]:
        return [((each.day, each.id), (each.net, each.total)) for each in self.within(since, until)]

    def flows(self, since: date, until: date) -> list[Flow]:
        found: list[Flow] = []
        for each in self.payments:
            handed = each.amount + each.cash_rounding
            found.append(Flow("payment", each.received_on, each.id, each.method, handed))
            if each.voided_on:
                found.append(Flow("taken_back", each.voided_on, each.id, each.method, -handed))
            if each.returned_on:
                found.append(Flow("taken_back", each.returned_on, each.id, each.method, -self.left(each)))
        for each in self.refunds:
            handed = each.amount + each.cash_rounding
            if each.refunded_on:
                found.append(Flow("refunded", each.refunded_on, each.payment_id, each.method, -handed))
            if each.failed_on:
                found.append(Flow("refunded", each.failed_on, each.payment_id, each.method, handed))
                payment = next(one for one in self.payments if one.id == each.payment_id)
                if payment.returned_on and payment.returned_on < each.failed_on:  # the bank takes that part, too
                    more = handed if payment.method == "cash" else each.amount
                    found.append(Flow("taken_back", each.failed_on, payment.id, payment.method, -more))
        return [each for each in found if since <= each.day <= until]

    def left(self, payment: Any) -> int:
        """What a payment that comes back still was on that day: of cash all that lay in the hand, of other money what it counted."""
        given = [
            each
            for each in self.refunds
            if each.payment_id == payment.id and lives(each.refunded_on, each.failed_on, payment.returned_on)
        ]
        if payment.method == "cash":
            return int(payment.amount + payment.cash_rounding - sum(each.amount + each.cash_rounding for each in given))
        return int(payment.amount - sum(each.amount for each in given))

    def payments_by_method(self, since: date, until: date) -> list[Row]:
        flows, rows = self.flows(since, until), list[Row]()
        for method in {each.method for each in flows}:
            mine = [each for each in flows if each.method == method]
            sums = [
                sum(each.amount for each in mine if each.what == what) for what in ("payment", "taken_back", "refunded")
            ]
            label = t("fr", f"report-method-{method.replace('_', '-')}")
            rows.append((label, (sum(each.what == "payment" for each in mine), *sums, sum(sums))))
        return rows

    def payments_detail(self, since: date, until: date) -> list[Row]:
        return [((each.day, each.payment_id), (each.amount,)) for each in self.flows(since, until)]

    def quotes(self, since: date, until: date) -> list[Row]:
        rows: list[Row] = []
        for each in self.books.accepted:
            voided = self.books.quote_voids.get(each.quote_id)
            if since <= each.day <= until and (voided is None or voided > until):
                invoiced = sum(
                    paper.net
                    for paper in self.papers
                    if paper.invoice.quote_id == each.quote_id and paper.what != "credit_note" and paper.day <= until
                )
                rows.append((each.quote_id, (each.subtotal, each.total - each.subtotal, each.total, invoiced)))
        return rows

    def items(self, since: date, until: date) -> list[Row]:
        """Lines of no item, and rebates on whole papers, have no name here."""
        papers, free, rebates = self.within(since, until), list[tuple[Paper, int]](), list[tuple[Paper, int]]()
        named: dict[str, list[tuple[Paper, int]]] = defaultdict(list)
        for each in papers:
            amounts = [line["amount"] for line in each.snapshot["lines"]]
            rebates.append((each, each.snapshot["subtotal"] - sum(amounts)))
            for item_id, amount in zip(each.item_ids, amounts, strict=True):
                (named[item_id] if item_id else free).append((each, amount))
        rows: list[Row] = []
        for key, found in [*named.items(), ("", free), ("", rebates)]:
            sums = _two_sides((each.sign * amount for each, amount in found), [each for each, _ in found])
            if found and not (found is rebates and sums[:2] == (0, 0)):
                rows.append((key, sums))
        return rows

    def people(self, since: date, until: date) -> list[Row]:
        found: dict[str | None, list[Paper]] = defaultdict(list)
        for each in self.within(since, until):
            issued = date.fromisoformat(self._frozen(each.invoice.id)["dated"])
            charged = [
                user_id for job, day, user_id in self.books.assigned if job == each.invoice.job_id and day <= issued
            ]
            found[charged[-1] if charged else None].append(each)
        rows: list[Row] = []
        for user_id, papers in found.items():
            jobs = len({each.invoice.job_id for each in papers})
            invoices = sum(each.what == "invoice" for each in papers)
            label = "Josée Essai" if user_id else t("fr", "report-person-nobody")
            rows.append((label, (jobs, invoices, *_two_sides((each.net for each in papers), papers))))
        return rows

    def margin(self, since: date, until: date) -> list[Row]:
        rows: list[Row] = []
        for job in {each.job_id for each in self.invoices.values()} | {each.job_id for each in self.books.worked}:
            papers = [each for each in self.within(since, until) if each.invoice.job_id == job]
            worked = [each for each in self.books.worked if each.job_id == job and since <= each.day <= until]
            net, labour = sum(each.net for each in papers), sum(each.cost for each in worked)
            spent = sum(
                each.sign * half_up(line.quantity * line.cost)
                for each in papers
                if each.what != "credit_note"
                for line in self.lines[each.id]
                if line.cost is not None
            )
            if net or labour or spent or sum(each.seconds for each in worked):
                rows.append((job, (net, labour, spent, net - labour - spent)))
        return rows

    def _frozen(self, paper_id: str) -> dict[str, Any]:
        return next(each.snapshot for each in self.papers if each.id == paper_id)


def lives(since: date | None, until: date | None, day: date) -> bool:
    return since is not None and since <= day and (until is None or day < until)


def half_up(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def period(day: date, step: str) -> date:
    match step:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case _:
            return day.replace(day=1)


def _two_sides(amounts: Iterable[int], papers: Iterable[Paper]) -> Sums:
    """What was invoiced, what was taken away again (negative), and both together."""
    pairs = [(amount, paper.sign) for amount, paper in zip(amounts, papers, strict=True)]
    plus, minus = (sum(amount for amount, sign in pairs if sign == wanted) for wanted in (1, -1))
    return plus, minus, plus + minus


async def read(session: AsyncSession, books: Books) -> Oracle:
    """The rows as they are, and each frozen paper beside the day on which it was voided."""

    async def rows(table: str, order: str = "id") -> list[Any]:
        query = text(f"SELECT * FROM billing.{table} WHERE company_id = :id ORDER BY {order}")  # noqa: S608
        return list((await session.execute(query, {"id": books.company.id})).all())

    frozen = {each.object_id: each.snapshot for each in await rows("document")}
    invoices = {each.id: each for each in await rows("invoice") if each.number is not None}
    lines: dict[str, list[Any]] = defaultdict(list)
    for each in await rows("invoice_line", "position"):
        lines[each.invoice_id].append(each)
    credited: dict[str, list[Any]] = defaultdict(list)
    for each in await rows("credit_note_line", "position"):
        credited[each.credit_note_id].append(each)
    papers = []
    for each in invoices.values():
        snapshot, item_ids = frozen[each.id], tuple(line.item_id for line in lines[each.id])
        dated = date.fromisoformat(snapshot["dated"])
        papers.append(Paper("invoice", each.id, dated, 1, each, snapshot, item_ids))
        if each.id in books.invoice_voids:
            papers.append(Paper("void", each.id, books.invoice_voids[each.id], -1, each, snapshot, item_ids))
    for each in await rows("credit_note"):
        snapshot, item_ids = frozen[each.id], tuple(line.item_id for line in credited[each.id])
        dated = date.fromisoformat(snapshot["dated"])
        papers.append(Paper("credit_note", each.id, dated, -1, invoices[each.invoice_id], snapshot, item_ids))
    return Oracle(
        books,
        papers,
        invoices,
        lines,
        await rows("write_off"),
        await rows("payment"),
        await rows("allocation"),
        await rows("refund"),
    )
