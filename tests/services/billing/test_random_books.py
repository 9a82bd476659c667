"""Of any books, on any day: every report and statement equals the papers and payments to the cent, its CSV says what the screen
says, and no past day's report ever changes.

Hypothesis plays months of a company through the real commands (`random_books.py`); an oracle that shares no SQL with the product
adds up (`oracle.py`). `DOSSIER_RANDOM_BOOKS=200` plays so many books instead of a few.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.accounts.queries import company as company_profile
from services.billing.reports.registry import REPORTS
from services.billing.reports.table import Asked, Report
from services.kit.days import local_day
from services.kit.db import reading
from tests.services.billing import oracle
from tests.services.billing.oracle import COLUMNS, Oracle, Row
from tests.services.billing.random_books import METHODS, ZONE, Books, begin
from tests.services.billing.random_plays import TIME, play_any
from tests.services.billing.random_steps import Step
from tests.services.billing.world import Office, cad

STEPS = ("day", "week", "month")


@pytest.mark.timeout(TIME)
async def test_reports_equal_the_documents_on_every_day(office: Office) -> None:
    async def one(books: Books, steps: list[Step]) -> None:
        past = await played(books, steps)
        await every_report(books, [*past, local_day(datetime.now(UTC), ZONE)])

    await play_any(office, 4, one)


async def test_coins_that_come_back_leave_nothing_in_the_hand(office: Office) -> None:
    """Two invoices settled in coins, part of the second one given back in coins and part by Interac; then nothing of it was money."""
    books = await begin(office)

    def step(do: str, n: int = 0, m: int = 0, cents: int = 100_00, *, odd: bool = False) -> Step:
        return Step(do, n, m, cents, back=0, odd=odd)

    steps = [
        *(step("issue", n, cents=cents) for n, cents in ((0, 111_60), (0, 77_77))),
        *(step("pay", n, odd=True) for n in (0, 1)),
        step("wait"),
        *(
            step("release", 1),
            step("give_back", cents=10_03),
            step("give_back", m=METHODS.index("interac"), cents=10_00),
        ),
        step("wait"),
        *(step("bounce", n) for n in (0, 1)),
    ]
    await every_report(books, await played(books, steps))
    found = await books.office.get(f"/v1/reports/payments?from={books.first}&to={books.today}")
    assert found["total"]["kept"] == cad(0)
    async with reading(books.company.id) as session:
        known = await oracle.read(session, books)
    assert all(each.returned_on and each.cash_rounding for each in known.payments)
    assert any(each.cash_rounding for each in known.refunds)


async def played(books: Books, steps: list[Step]) -> list[date]:
    """Plays them; what was reported of an evening stays as it was, but for what somebody dates back before it. Gives the evenings."""
    seen: dict[date, dict[str, Report]] = {}
    for step in steps:
        if step.do == "wait":
            seen[books.today] = await reported(books, books.today)
        if await books.play(step):
            seen = {day: found for day, found in seen.items() if day < books.earliest}
    for day, found in seen.items():
        assert await reported(books, day) == found, f"what was reported of {day} has changed"
    evenings = sorted({*seen, books.first, books.today})
    return evenings[:: max(len(evenings) // 4, 1)]


async def reported(books: Books, day: date) -> dict[str, Report]:
    """Every report as the API makes it, without the network."""
    async with reading(books.company.id) as session:
        company = await company_profile(session, books.company.id)
        return {
            name: await entry.report(
                Asked(session, company, "fr", day, None if entry.on_a_day else books.first, "day", entry.detail)
            )
            for name, entry in REPORTS.items()
        }


async def every_report(books: Books, days: list[date]) -> None:
    async with reading(books.company.id) as session:
        known = await oracle.read(session, books)
    for at, day in enumerate(days):
        since, step = days[at // 2], STEPS[at % 3]
        period, on_a_day = f"from={since}&to={day}&step={step}", f"as_of={day}"
        for name, query, expected, about in (
            ("receivables", on_a_day, known.receivables(day), linked),
            ("receivables-detail", f"{on_a_day}&detail=true", known.receivables_detail(day), linked),
            ("deposits", on_a_day, known.deposits(day), linked),
            ("sales", period, known.sales(since, day, step), None),
            ("taxes", period, known.taxes(since, day, step), None),
            ("documents", period, known.documents(since, day), dated),
            ("payments", period, known.payments_by_method(since, day), first_cell),
            ("payments-detail", f"{period}&detail=true", known.payments_detail(since, day), dated),
            ("quotes", period, known.quotes(since, day), linked),
            ("items", period, known.items(since, day), linked),
            ("people", period, known.people(since, day), first_cell),
            ("margin", period, known.margin(since, day), linked),
        ):
            await compared(books.office, name, query, expected, about)
        await statements(books, known, since, day)
    await as_the_lists_say(books, known, days[-1])


def linked(row: Any) -> Any:
    return row["link"]["id"] if row["link"] else ""


def dated(row: Any) -> Any:
    return date.fromisoformat(row["cells"]["day"]), row["link"]["id"]


def first_cell(row: Any) -> Any:
    return next(iter(row["cells"].values()))


async def compared(
    office: Office, name: str, query: str, expected: list[Row], about: Callable[[Any], Any] | None
) -> None:
    """Rows and sums equal the oracle's; the CSV equals the JSON. Without `about` the rows are compared in their order."""
    path, columns = f"/v1/reports/{name.partition('-')[0]}", COLUMNS[name]
    found = await office.get(f"{path}?{query}&limit=2000")
    rows = [
        (about(row) if about else None, tuple(cents(row["cells"][key]) for key in columns)) for row in found["rows"]
    ]
    if about is None:  # periods without anything are shown too
        assert [sums for _, sums in rows if any(sums)] == [sums for _, sums in expected if any(sums)], (name, query)
    else:
        assert sorted(rows) == sorted(expected), (name, query)
    summed = {key: sum(sums[at] for _, sums in expected) for at, key in enumerate(columns)}
    for key, cell in found["total"].items():
        if key in columns:
            assert cents(cell) == summed[key], (name, query, key)
    if (chart := found["chart"]) and name in DRAWN:
        drawn = sum(value["amount"] for series in chart["series"] for value in series["values"])
        assert drawn == summed[DRAWN[name]], (name, query)
    await as_csv(office, f"{path}/csv?{query}", found)


DRAWN = {
    "receivables": "total", "receivables-detail": "total", "sales": "net", "taxes": "net_tax", "documents": "subtotal",
    "payments": "kept", "deposits": "held", "quotes": "subtotal", "people": "net", "margin": "net",
}  # fmt: skip
"""What the columns and bars of a picture come to. (That of items leaves out what sold less than nothing.)"""


def cents(cell: Any) -> int:
    return int(cell["amount"] if isinstance(cell, dict) else cell)


async def as_csv(office: Office, path: str, found: Any) -> None:
    language, delimiter = ("fr", ";") if len(found["rows"]) % 2 else ("en", ",")
    response = await office.call("GET", path, status=200, language=language)
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=delimiter))
    if language == "fr":  # the words of the other language are another test's matter, its numbers are the same
        assert rows[0] == [each["label"] for each in found["columns"]]
    wanted = [*(row["cells"] for row in found["rows"]), found["total"]]
    for cells, row in zip(wanted, rows[1:], strict=True):
        for column, cell in zip(found["columns"], row, strict=True):
            assert same(cells.get(column["key"]), cell, column["kind"], language), (path, column, cells, row)


def same(cell: Any, written: str, kind: str, language: str) -> bool:
    """Whether a CSV's field is that cell, by reading it as a spreadsheet does."""
    number = written.replace(",", ".") if language == "fr" else written
    if cell is None or cell == "":
        return written == ""
    if kind == "money":
        return round(float(number) * 100) == cell["amount"] and number[-3] == "."
    if kind == "text":
        return language == "en" or written.lstrip("'") == str(cell)
    return number == str(cell)


async def statements(books: Books, known: Oracle, since: date, day: date) -> None:
    """Each client's: what is open, what is held, and a running balance from the one evening to the other."""
    before = since - timedelta(days=1)
    for contact_id in {job.contact_id for job in books.jobs}:
        mine = [each for each in known.invoices.values() if each.contact_id == contact_id]
        path = f"/v1/statements/{contact_id}"
        found = await books.office.get(f"{path}?from={since}&to={day}")
        balance = sum(known.owed(each.id, before) for each in mine)
        assert found["opening"]["amount"] == balance
        for entry in found["entries"]:
            assert since <= date.fromisoformat(entry["day"]) <= day
            balance += entry["amount"]["amount"]
            assert entry["balance"]["amount"] == balance
        assert balance == found["closing"]["amount"] == sum(known.owed(each.id, day) for each in mine)
        assert tuple(each["amount"] for each in found["aging"].values()) == known.ages(mine, day)[:-1]
        assert {each["invoice_id"]: each["balance"]["amount"] for each in found["open_items"]} == {
            each.id: known.owed(each.id, day) for each in mine if known.owed(each.id, day)
        }
        held = sum(known.held(each, day) for each in known.payments if each.contact_id == contact_id)
        assert found["held"]["amount"] == held
        written = await books.office.call("GET", f"{path}/csv?from={since}&to={day}", status=200)
        rows = list(csv.reader(io.StringIO(written.content.decode("utf-8-sig")), delimiter=";"))
        read = [round(float(row[-1].replace(",", ".")) * 100) for row in rows[1:]]
        assert read == [
            found["opening"]["amount"],
            *(each["balance"]["amount"] for each in found["entries"]),
            found["closing"]["amount"],
        ]


async def as_the_lists_say(books: Books, known: Oracle, today: date) -> None:
    """What the pages of invoices and payments show of today is what the reports say of it."""
    shown = (await books.office.get("/v1/invoices?limit=100"))["data"]
    assert {each["id"]: each["balance"]["amount"] for each in shown if each["document"] == "issued"} == {
        each.id: known.owed(each.id, today) for each in known.invoices.values() if each.id not in books.invoice_voids
    }
    paid = (await books.office.get("/v1/payments?limit=100"))["data"]
    assert {each["id"]: each["unallocated"]["amount"] for each in paid} == {
        each.id: known.held(each, today) for each in known.payments
    }
