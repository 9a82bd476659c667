"""Number series: how they look, when they begin anew, and that no number is ever given twice or skipped."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from services.billing.invoices import commands as invoices
from services.billing.numbers import commands as numbers
from services.billing.numbers.printed import Format
from services.billing.numbers.schemas import NumberFormatIn
from tests.services.billing.world import Office, line

LAVAL = ZoneInfo("America/Toronto")


async def decide(office: Office, kind: str, status: int = 200, **looks: Any) -> Any:
    return (await office.call("PUT", f"/v1/number-series/{kind}", looks, status=status)).json()


@given(st.integers(1, 999_999_999), st.integers(1, 12), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_number_is_read_back_from_what_is_printed(number: int, width: int, day: date) -> None:
    for looks in (Format("F-{YYYY}-", "/A", width), Format("{YY}", "", width), Format("", " ({YYYY})", width)):
        printed = looks.text(number, day)
        assert looks.number_in(printed, day) == number
        assert len(printed) >= width
    assert Format("F-").number_in("G-1", day) is None


async def test_prefix_suffix_and_width_are_printed_and_stored(office: Office) -> None:
    await decide(office, "invoice", prefix="F-", suffix="/LAV", width=5, start=342)
    await decide(office, "quote", prefix="S")
    await decide(office, "receipt", prefix="R-", width=3)
    job = await office.job()
    invoice = await office.issued(job)
    assert (invoice["number"], invoice["number_text"]) == (342, "F-00342/LAV")
    pdf = await office.call("GET", f"/v1/invoices/{invoice['id']}/pdf")
    assert pdf.status_code == 202
    assert (await office.quote(job))["number_text"] == "S1"
    assert (await office.pay(10_00, (invoice, 10_00)))["receipt_text"] == "R-001"
    listed = {each["kind"]: each["example"] for each in (await office.get("/v1/number-series"))["data"]}
    assert listed == {"quote": "S2", "invoice": "F-00343/LAV", "credit_note": "1", "receipt": "R-002", "refund": "1"}
    async with office.company.work() as work:
        snapshot = await work.session.scalar(
            text("SELECT snapshot ->> 'number' FROM billing.document WHERE object_id = :id"), {"id": invoice["id"]}
        )
    assert snapshot == "F-00342/LAV"


@pytest.mark.parametrize("zone", ["America/Toronto", "America/Vancouver", "Pacific/Auckland"])
async def test_the_year_begins_at_midnight_of_the_company(office: Office, zone: str) -> None:
    """31 December, 23:59:59 in the company's town is still the old year, whatever UTC says."""
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE accounts.companies SET time_zone = :zone WHERE id = :id"),
            {"zone": zone, "id": office.company.id},
        )
    new_year = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    async with office.company.work(now=new_year - timedelta(days=9)) as work:
        looks = NumberFormatIn(prefix="{YYYY}-", width=4, start=1, yearly=True, next=87)
        await numbers.decide(work, "invoice", looks)
    taken = []
    # In no order: a transaction of the old year may get the counter after one of the new year did.
    for seconds in (-2, 0, -1, 1, -1, 86_400):
        async with office.company.work(now=new_year + timedelta(seconds=seconds)) as work:
            taken.append(await numbers.take(work, "invoice"))
    assert [each.text for each in taken] == [
        "2026-0087", "2027-0001", "2026-0088", "2027-0002", "2026-0089", "2027-0003",
    ]  # fmt: skip
    assert [each.series for each in taken] == ["2026", "2027", "2026", "2027", "2026", "2027"]


async def test_invoices_of_two_years(office: Office) -> None:
    await decide(office, "invoice", prefix="{YY}", width=3, yearly=True)
    drafts = [(await office.invoice(await office.job()))["id"] for _ in range(3)]
    eve = datetime(2026, 12, 31, 23, 59, tzinfo=LAVAL)
    for draft, at in zip(drafts, (eve, eve + timedelta(minutes=1), eve + timedelta(days=1)), strict=True):
        async with office.company.work(now=at.astimezone(UTC)) as work:
            await invoices.issue(work, draft)
    shown = [await office.get(f"/v1/invoices/{draft}") for draft in drafts]
    assert [each["number_text"] for each in shown] == ["26001", "27001", "27002"]
    assert [each["issued_on"] for each in shown] == ["2026-12-31", "2027-01-01", "2027-01-01"]


async def test_what_a_series_refuses(office: Office) -> None:
    path = "/v1/number-series/invoice"

    async def refused(pointer: str, code: str, **looks: Any) -> Any:
        problem = await office.refused(path, looks, status=422, code="invalid", method="PUT")
        assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == (pointer, code), problem
        return problem

    await refused("/prefix", "number-year-missing", prefix="F-", yearly=True)
    await refused("/prefix", "number-affix", prefix="é")
    await refused("/prefix", "number-affix", prefix="{MM}")
    await refused("/prefix", "number-affix", prefix="  ")
    await refused("/prefix", "too-long", prefix="F" * 21)
    await refused("/width", "range", width=0)
    await refused("/width", "range", width=13)
    await refused("/start", "range", start=0)
    await refused("/start", "range", start=10**9)
    await refused("/start", "malformed", start="7")
    for _ in range(3):
        await office.issued(await office.job())
    problem = await refused("/next", "number-used", next=2)
    assert "4" in problem["errors"][0]["detail"]
    assert (await decide(office, "invoice", prefix="F-", next=4))["example"] == "F-4"
    assert (await office.call("PUT", "/v1/number-series/lottery", {})).status_code == 422


async def test_a_text_that_was_printed_is_not_printed_again(office: Office) -> None:
    """`1` + 12 and 112 look the same: the counter goes past it."""
    await decide(office, "invoice", prefix="1", next=12)
    assert (await office.issued(await office.job()))["number_text"] == "112"
    assert (await decide(office, "invoice", prefix=""))["next"] == 113
    await office.refused(
        "/v1/number-series/invoice", {"prefix": "", "next": 20}, status=422, code="invalid", method="PUT"
    )


async def test_two_people_change_a_series(office: Office) -> None:
    first = await office.call("GET", "/v1/number-series/invoice", status=200)
    await decide(office, "invoice", prefix="A")
    problem = await office.call(
        "PUT", "/v1/number-series/invoice", {"prefix": "B"}, headers={"If-Match": first.headers["etag"]}
    )
    assert (problem.status_code, problem.json()["current"]["prefix"]) == (412, "A")


async def test_who_may_not_change_settings_may_not_change_numbers(office: Office, stranger: Office) -> None:
    clerk = office.company.headers("invoices")
    assert (await office.api.get("/v1/number-series", headers=clerk)).status_code == 403
    await decide(office, "invoice", prefix="N-", start=500)
    assert (await stranger.get("/v1/number-series/invoice"))["prefix"] == ""
    assert (await stranger.issued(await stranger.job()))["number_text"] == "1"


async def test_takers_that_crash_leave_no_gap_in_any_series(office: Office) -> None:
    """Many at once, of all kinds, over the turn of a year; a third of them die after they took their number."""
    for kind in ("invoice", "credit_note"):
        await decide(office, kind, prefix="{YYYY}-", yearly=True)
    dice = random.Random(20261231)
    eve = datetime(2026, 12, 31, 23, 59, 59, tzinfo=LAVAL).astimezone(UTC)
    kept: list[tuple[str, numbers.Numbered]] = []

    class Crash(Exception):
        pass

    async def taker() -> None:
        kind: Any = dice.choice(["quote", "invoice", "credit_note", "receipt"])
        dies, at = dice.random() < 0.33, eve + timedelta(seconds=dice.choice([0, 1]))
        try:
            async with office.company.work(now=at) as work:
                taken = await numbers.take(work, kind)
                await work.session.flush()
                await asyncio.sleep(dice.random() / 200)
                if dies:
                    raise Crash
            kept.append((kind, taken))
        except Crash:
            pass

    await asyncio.gather(*(taker() for _ in range(120)))
    by_series: dict[tuple[str, str], list[int]] = {}
    for kind, taken in kept:
        by_series.setdefault((kind, taken.series), []).append(taken.number)
    assert len(by_series) == 6
    for given_out in by_series.values():
        assert sorted(given_out) == list(range(1, len(given_out) + 1))


async def test_a_series_changed_while_numbers_are_taken(office: Office) -> None:
    async def issue() -> Any:
        return await office.issued(await office.job(), line(1_00))

    async def dress(n: int) -> Any:
        return await office.call("PUT", "/v1/number-series/invoice", {"prefix": f"P{n}-"})

    answers = await asyncio.gather(*(issue() for _ in range(8)), *(dress(n) for n in range(4)))
    assert sorted(each["number"] for each in answers[:8]) == list(range(1, 9))
    assert len({each["number_text"] for each in answers[:8]}) == 8


async def test_invoices_issued_at_once_over_the_turn_of_a_year(office: Office) -> None:
    """Real invoices, many at once on both sides of the company's midnight: each year's numbers are 1..n, each on one of its own."""
    await decide(office, "invoice", prefix="{YYYY}-", width=3, yearly=True)
    drafts = [(await office.invoice(await office.job()))["id"] for _ in range(16)]
    new_year = datetime(2027, 1, 1, tzinfo=LAVAL).astimezone(UTC)

    async def issue(draft: str, at: datetime) -> None:
        async with office.company.work(now=at) as work:
            await invoices.issue(work, draft)

    moments = [new_year + timedelta(seconds=(n % 2) - 1) for n in range(len(drafts))]
    await asyncio.gather(*(issue(draft, at) for draft, at in zip(drafts, moments, strict=True)))
    shown = [await office.get(f"/v1/invoices/{draft}") for draft in drafts]
    printed = sorted(each["number_text"] for each in shown)
    assert printed == [f"{year}-{n:03d}" for year in (2026, 2027) for n in range(1, 9)]
    for each in shown:
        assert each["number_text"].startswith(each["issued_on"][:4])
    async with office.company.work() as work:
        query = text(
            "SELECT object_id, snapshot ->> 'number' FROM billing.document WHERE company_id = :id AND kind = 'invoice'"
        )
        frozen = {row[0]: row[1] for row in await work.session.execute(query, {"id": office.company.id})}
    assert frozen == {each["id"]: each["number_text"] for each in shown}
