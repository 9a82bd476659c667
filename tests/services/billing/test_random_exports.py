"""Of any books, exported at any moment: every entry balances, nothing is told twice, and all that was told is all there is. What
QuickBooks was given last of each paper comes to the journal's sums, account by account, to the cent.

The same random months as in `test_random_books.py`; somebody runs the export now and then, over this period or that.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.kit.days import local_day
from services.kit.db import reading
from tests.services.billing import oracle, quickbooks_sums
from tests.services.billing.random_books import ZONE, Books
from tests.services.billing.random_plays import TIME, play_any
from tests.services.billing.random_steps import Step
from tests.services.billing.test_accounting import balances, journal
from tests.services.billing.world import Office

Told = Counter[tuple[str, str, str]]
"""Cents by day, reference and account."""
Given = dict[tuple[str, str], dict[str, Any]]
"""What QuickBooks was given last, by kind and number."""


@pytest.mark.timeout(TIME)
async def test_what_was_exported_is_all_there_is_and_nothing_twice(office: Office) -> None:
    async def one(books: Books, steps: list[Step]) -> None:
        accounts = {"accounts": [{"role": "tax:eco", "account": "2390"}]}
        await books.office.call("PATCH", "/v1/accounting/accounts", accounts, status=200)
        told: Told = Counter()
        given: Given = {}
        for at, step in enumerate(steps):
            await books.play(step)
            if at % 7 == 6:  # of everything, or of the second half of it
                since = begun(books) if step.odd else books.first + (books.today - books.first) / 2
                told.update(await exported(books.office, since, books.today) or {})
                given.update(await handed(books.office, since, books.today) or {})
        await finished(books, told, given)

    await play_any(office, 2, one)


def begun(books: Books) -> date:
    """The first payments are dated back before the first day."""
    return books.first - timedelta(days=30)


async def finished(books: Books, told: Told, given: Given) -> None:
    today = local_day(datetime.now(UTC), ZONE)
    told.update(await exported(books.office, begun(books), today) or {})
    given.update(await handed(books.office, begun(books), today) or {})
    assert await exported(books.office, begun(books), today) is None, "something was told again"
    assert await handed(books.office, begun(books), today) is None, "something was given again"
    for form in ("journal", "quickbooks"):
        states = await books.office.get(f"/v1/accounting/records?format={form}&from={begun(books)}&to={today}")
        assert {each["state"] for each in states["data"]} <= {"exported"}
    whole = await exported(books.office, begun(books), today, "all") or Counter()
    assert {key: cents for key, cents in told.items() if cents} == whole
    by_account: Counter[str] = Counter()
    for (_, _, account), cents in whole.items():
        by_account[account] += cents
    assert given == (await handed(books.office, begun(books), today, "all") or {})
    accounts = await quickbooks_sums.accounts_of(books.office)
    objects: quickbooks_sums.Objects = {}
    for (kind, _), body in given.items():
        objects.setdefault(kind, []).append(body)
    sums = {account: cents for account, cents in by_account.items() if cents}
    assert quickbooks_sums.booked(objects, accounts) == sums, "QuickBooks and the journal"
    async with reading(books.company.id) as session:
        known = await oracle.read(session, books)
    assert by_account["1200"] == sum(known.owed(each, today) for each in known.invoices), "receivables"
    assert by_account["2180"] == -sum(known.held(each, today) for each in known.payments), "deposits"
    charged: Counter[str] = Counter()
    for each in known.papers:
        for tax in each.snapshot["taxes"]:
            charged[accounts[f"tax:{tax['code']}"]] -= each.sign * tax["amount"]
    assert {account: by_account[account] for account in charged} == charged
    sold = sum(each.net for each in known.papers)
    assert by_account["4000"] == -sold


async def exported(office: Office, since: date, until: date, contents: str = "new") -> Told | None:
    """What the journal tells, each entry balanced; None where there is nothing to tell."""
    made = await run(office, "journal", since, until, contents)
    if made is None:
        return None
    lines = await journal(office, made)
    balances(lines)
    found: Told = Counter()
    for each in lines:
        cents = Decimal(each["debit"] or 0) - Decimal(each["credit"] or 0)
        found[each["date"], each["reference"], each["account"]] += int(cents * 100)
    return Counter({key: cents for key, cents in found.items() if cents})


async def handed(office: Office, since: date, until: date, contents: str = "new") -> Given | None:
    """What QuickBooks is given, its files and its objects alike; None where there is nothing to give."""
    made = await run(office, "quickbooks", since, until, contents)
    if made is None:
        return None
    objects, rows = await quickbooks_sums.opened(office, made)
    accounts = await quickbooks_sums.accounts_of(office)
    whole = quickbooks_sums.with_taxes_in_sales(quickbooks_sums.booked(objects, accounts), accounts)
    assert quickbooks_sums.imported(rows, accounts) == whole
    return dict(quickbooks_sums.papers(objects))


async def run(office: Office, form: str, since: date, until: date, contents: str) -> Any:
    body = {"format": form, "from": since.isoformat(), "to": until.isoformat(), "contents": contents}
    response = await office.call("POST", "/v1/accounting/exports", body)
    if response.status_code == 409:
        assert response.json()["code"] == "nothing-to-export", response.text
        return None
    assert response.status_code == 201, response.text
    return response.json()
