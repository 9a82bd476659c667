"""Where invoices come from: parts of a quote, a visit, another invoice; and what is due when."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.billing.invoices import commands
from tests.factories import Company
from tests.services.billing.world import Job, Office, cad, line


async def accepted(office: Office, *lines: dict[str, Any], **more: Any) -> Any:
    quote = await office.sent_quote(await office.job(**more), *lines)
    return await office.post(
        f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"}
    )


async def part(office: Office, quote: Any, **size: Any) -> Any:
    return await office.post("/v1/invoices/from-quote", {"quote_id": quote["id"], **size}, status=201)


def summed(invoices: list[Any]) -> tuple[int, list[int], int]:
    taxes = [[tax["amount"]["amount"] for tax in each["totals"]["taxes"]] for each in invoices]
    return (
        sum(each["totals"]["subtotal"]["amount"] for each in invoices),
        [sum(column) for column in zip(*taxes, strict=True)],
        sum(each["totals"]["total"]["amount"] for each in invoices),
    )


# ── parts of a quote ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_parts_of_a_quote_add_up_to_it(office: Office) -> None:
    quote = await accepted(office, line(33_33, "3"), line(40_01), line(17_77, taxable=False))
    parts = [await part(office, quote, percent="33.33")]
    assert parts[0]["origin"] == "progress"
    so_far = await office.get(f"/v1/invoices/of-quote/{quote['id']}")
    assert (so_far["percent"], so_far["invoices"][0]["total"]) == ("33.33", parts[0]["totals"]["total"])
    parts.append(await part(office, quote, amount=cad(50_00)))
    assert parts[1]["totals"]["total"] == cad(50_00)
    assert "33,33 %" in parts[0]["lines"][0]["description"]
    assert "59,57" in parts[1]["lines"][0]["description"], "what was invoiced before is said"
    for each in parts:
        await office.post(f"/v1/invoices/{each['id']}/issue", {})
    parts.append(await part(office, quote))
    totals = quote["totals"]
    whole = (
        totals["subtotal"]["amount"],
        [tax["amount"]["amount"] for tax in totals["taxes"]],
        totals["total"]["amount"],
    )
    assert summed(parts) == whole
    assert (await office.get(f"/v1/invoices/of-quote/{quote['id']}"))["left"] == cad(0)
    await office.refused("/v1/invoices/from-quote", {"quote_id": quote["id"]}, status=409, code="quote-invoiced")
    issued = [await office.get(f"/v1/invoices/{each['id']}") for each in parts]
    for each in issued:
        lines = sum(one["amount"]["amount"] for one in each["lines"])
        assert lines == each["totals"]["subtotal"]["amount"]


async def test_any_cuts_of_any_quote_add_up(office: Office) -> None:
    dice = random.Random(20261125)
    for _ in range(6):
        quote = await accepted(office, *(line(dice.randint(1, 90_000), taxable=dice.random() < 0.8) for _ in range(3)))
        parts: list[Any] = []
        while (left := (await office.get(f"/v1/invoices/of-quote/{quote['id']}"))["left"]["amount"]) > 0:
            size = {"amount": cad(dice.randint(1, left))} if len(parts) < 3 else {}
            parts.append(await part(office, quote, **size))
        totals = quote["totals"]
        assert summed(parts)[2] == totals["total"]["amount"]
        assert summed(parts)[0] == totals["subtotal"]["amount"]
        assert summed(parts)[1] == [tax["amount"]["amount"] for tax in totals["taxes"]]


async def test_a_voided_part_is_left_to_invoice(office: Office) -> None:
    quote = await accepted(office, line(1_000_00))
    first = await part(office, quote, percent="30")
    second = await part(office, quote, percent="30")
    await office.post(f"/v1/invoices/{first['id']}/void", {"reason": "created_in_error"})
    rest = await part(office, quote)
    assert second["totals"]["total"] == cad(344_93)
    assert rest["totals"]["total"] == cad(1149_75 - 344_93)


async def test_what_a_part_refuses(office: Office, stranger: Office) -> None:
    quote = await accepted(office, line(100_00))

    async def refused(code: str, **size: Any) -> None:
        body = {"quote_id": quote["id"], **size}
        problem = await office.refused("/v1/invoices/from-quote", body, status=422, code="invalid")
        assert problem["errors"][0]["code"] == code, problem

    for percent in ("0", "100.01", "-5", "1e2", "NaN", "12.345", 30, None):
        if percent is not None:
            await refused("percent", percent=percent)
    await refused("percent-and-amount", percent="10", amount=cad(10))
    await refused("part-too-large", amount=cad(114_99))
    await refused("not-positive", amount=cad(0))
    await refused("currency-mismatch", amount={"amount": 10, "currency": "USD"})
    body = {"quote_id": quote["id"], "percent": "10"}
    await stranger.refused("/v1/invoices/from-quote", body, status=404, code="not-found")
    assert (await stranger.call("GET", f"/v1/invoices/of-quote/{quote['id']}")).status_code == 404
    made = await part(office, quote, percent="10")
    await office.refused(
        f"/v1/invoices/{made['id']}", {"lines": [line(1)]}, method="PATCH", status=409, code="invoice-share-fixed"
    )
    sent = await office.sent_quote(await office.job())
    await office.refused("/v1/invoices/from-quote", {"quote_id": sent["id"]}, status=409, code="quote-not-accepted")


async def test_parts_asked_for_at_once_never_exceed_the_quote(office: Office) -> None:
    quote = await accepted(office, line(100_00))
    body = {"quote_id": quote["id"], "percent": "30"}
    answers = await asyncio.gather(*(office.call("POST", "/v1/invoices/from-quote", body) for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [201] * 3 + [422] * 3


# ── a visit ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def visit(jobs_api: httpx.AsyncClient, office: Office, ours: Company) -> Any:
    """A visit with two materials, and an hour and a half of work."""
    item = await office.post(
        "/v1/items",
        {"name_fr": "Robinet", "name_en": "Tap", "unit": "un.", "unit_price": cad(18_75), "taxable": False},
        status=201,
    )
    job: Job = await office.job()

    async def call(path: str, body: Any) -> Any:
        response = await jobs_api.post(path, json=body, headers=ours.headers())
        assert response.status_code in (200, 201), response.text
        return response.json()

    now = datetime.now(UTC)
    who = await call("/v1/resources", {"name": "Luc", "hourly_rate": cad(40_00)})
    made = await call(
        "/v1/visits",
        {
            "job_id": job.id,
            "starts_at": (now + timedelta(hours=1)).isoformat(),
            "ends_at": (now + timedelta(hours=2)).isoformat(),
            "resource_ids": [who["id"]],
        },
    )
    await call(f"/v1/visits/{made['id']}/materials", {"item_id": item["id"], "quantity": "2"})
    await call(f"/v1/visits/{made['id']}/materials", {"description": "Ruban", "quantity": "0.5"})
    entry = {
        "resource_id": who["id"],
        "visit_id": made["id"],
        "job_id": job.id,
        "kind": "work",
        "started_at": (now - timedelta(minutes=100)).isoformat(),
        "ended_at": (now - timedelta(minutes=10)).isoformat(),
    }
    await call("/v1/time-entries", entry)
    return made


async def test_an_invoice_of_a_visit(office: Office, visit: Any) -> None:
    body = {"visit_id": visit["id"], "hourly_rate": cad(95_00)}
    invoice = await office.post("/v1/invoices/from-visit", body, status=201)
    assert (invoice["origin"], invoice["visit_id"]) == ("visit", visit["id"])
    shown = [
        (each["description"], each["quantity"], each["unit"], each["unit_price"]["amount"], each["taxable"])
        for each in invoice["lines"]
    ]
    assert shown == [
        ("Robinet", "2", "un.", 18_75, False),
        ("Ruban", "0.5", "", 0, True),
        (f"Main-d'œuvre, visite {visit['number']}", "1.5", "h", 95_00, True),
    ]
    assert invoice["totals"]["total"] == cad(37_50 + 142_50 + 7_13 + 14_21)
    await office.refused("/v1/invoices/from-visit", body, status=409, code="visit-invoiced")
    await office.post(f"/v1/invoices/{invoice['id']}/void", {"reason": "other"})
    again = await office.post("/v1/invoices/from-visit", {"visit_id": visit["id"]}, status=201)
    assert len(again["lines"]) == 2, "without a rate the hours are left out"


async def test_a_visit_is_invoiced_once_however_often_it_is_pressed(office: Office, visit: Any) -> None:
    body = {"visit_id": visit["id"]}
    answers = await asyncio.gather(*(office.call("POST", "/v1/invoices/from-visit", body) for _ in range(5)))
    assert sorted(each.status_code for each in answers) == [201] + [409] * 4


async def test_a_visit_without_anything_and_a_strangers(office: Office, stranger: Office, visit: Any) -> None:
    body = {"visit_id": visit["id"], "materials": False}
    await office.refused("/v1/invoices/from-visit", body, status=409, code="visit-without-work")
    await stranger.refused("/v1/invoices/from-visit", {"visit_id": visit["id"]}, status=404, code="not-found")
    wrong = {"visit_id": visit["id"], "hourly_rate": {"amount": 1, "currency": "USD"}}
    await office.refused("/v1/invoices/from-visit", wrong, status=422, code="invalid")


# ── copies, dates, two people ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_copy_is_a_draft_of_its_own(office: Office, stranger: Office) -> None:
    old = await office.issued(await office.job(), line(12_34, "2", unit="h"), line(5_00, taxable=False))
    copy = await office.post(f"/v1/invoices/{old['id']}/duplicate", {}, status=201)
    assert (copy["document"], copy["number"], copy["origin"], copy["due_on"]) == ("draft", None, "copy", None)
    assert (copy["lines"], copy["totals"]) == (old["lines"], old["totals"])
    await office.call("PATCH", f"/v1/invoices/{copy['id']}", {"lines": [line(1_00)]}, status=200)
    assert (await office.get(f"/v1/invoices/{old['id']}"))["lines"] == old["lines"]
    await stranger.refused(f"/v1/invoices/{old['id']}/duplicate", {}, status=404, code="not-found")


async def test_two_people_edit_a_draft(office: Office) -> None:
    draft = await office.invoice(await office.job(), line(100_00))
    seen = await office.call("GET", f"/v1/invoices/{draft['id']}", status=200)
    tag = {"If-Match": seen.headers["etag"]}
    path = f"/v1/invoices/{draft['id']}"
    await office.call("PATCH", path, {"lines": [line(200_00)]}, headers=tag, status=200)
    lost = await office.call("PATCH", path, {"lines": [line(300_00)]}, headers=tag, status=412)
    problem = lost.json()
    assert problem["code"] == "changed-meanwhile"
    assert problem["current"]["lines"][0]["unit_price"] == cad(200_00)
    assert problem["yours"] == {"lines": [line(300_00)]}, "what was typed comes back, and nothing else"
    assert (await office.get(path))["lines"][0]["unit_price"] == cad(200_00)


async def test_one_invoice_in_several_payments(office: Office) -> None:
    job, today = await office.job(), datetime.now(UTC).date()
    days = [(today + timedelta(days=n)).isoformat() for n in (10, 40, 70)]
    dues = [{"due_on": day, "amount": cad(cents)} for day, cents in zip(days, (50_00, 50_00, 14_98), strict=True)]
    draft = await office.invoice(job, line(100_00), dues=dues)
    assert draft["due_on"] == days[-1]
    await office.refused(
        f"/v1/invoices/{draft['id']}", {"lines": [line(90_00)]}, method="PATCH", status=422, code="invalid"
    )
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert [each["open"]["amount"] for each in issued["dues"]] == [50_00, 50_00, 14_98]
    await office.pay(60_00, (issued, 60_00))
    paid = await office.get(f"/v1/invoices/{draft['id']}")
    assert [each["open"]["amount"] for each in paid["dues"]] == [0, 40_00, 14_98]
    # Twenty days on, the first payment is covered; fifty days on, the second one is late.
    for days_on, late in ((20, False), (30, True)):
        async with office.company.work() as work:
            await work.session.execute(
                text(
                    "UPDATE billing.invoice SET due_on = due_on - :n, dues = (SELECT jsonb_agg(jsonb_build_object("
                    "'due_on', ((d ->> 'due_on')::date - :n)::text, 'amount', d -> 'amount')) FROM jsonb_array_elements(dues) d)"
                    " WHERE id = :id"
                ),
                {"n": days_on, "id": draft["id"]},
            )
        assert (await office.get(f"/v1/invoices/{draft['id']}"))["overdue"] is late
        assert [each["id"] for each in (await office.get("/v1/invoices?overdue=true"))["data"]] == [draft["id"]] * late


async def test_payments_that_cannot_be(office: Office) -> None:
    job, today = await office.job(), datetime.now(UTC).date()

    def due(days: int, cents: int, currency: str = "CAD") -> Any:
        return {
            "due_on": (today + timedelta(days=days)).isoformat(),
            "amount": {"amount": cents, "currency": currency},
        }

    async def refused(code: str, *dues: Any, **more: Any) -> None:
        body = {"job_id": job.id, "lines": [line(100_00)], "dues": dues, **more}
        problem = await office.refused("/v1/invoices", body, status=422, code="invalid")
        assert code in [each["code"] for each in problem["errors"]], problem

    await refused("dues-sum", due(5, 50_00), due(6, 50_00))
    await refused("dues-order", due(6, 50_00), due(5, 64_98))
    await refused("dues-order", due(5, 50_00), due(5, 64_98))
    await refused("date-range", due(-3, 50_00), due(5, 64_98))
    await refused("currency-mismatch", due(5, 50_00, "USD"), due(6, 64_98))
    await refused("not-positive", due(5, 0), due(6, 114_98))
    await refused("dues-and-date", due(5, 50_00), due(6, 64_98), due_on=due(9, 1)["due_on"])
    assert (await office.get("/v1/invoices"))["data"] == []


async def test_numbers_of_drafts_that_die_while_they_are_issued(office: Office) -> None:
    """Issue, void and copy at once: numbers stay contiguous."""
    drafts = [await office.invoice(await office.job()) for _ in range(6)]

    async def live(draft: Any) -> None:
        await office.post(f"/v1/invoices/{draft['id']}/issue", {})
        await office.post(f"/v1/invoices/{draft['id']}/void", {"reason": "other"})
        copy = await office.post(f"/v1/invoices/{draft['id']}/duplicate", {}, status=201)
        async with office.company.work("user:usr_x") as work:
            await commands.issue(work, copy["id"])

    await asyncio.gather(*(live(draft) for draft in drafts))
    found = (await office.get("/v1/invoices?limit=100"))["data"]
    assert sorted(each["number"] for each in found) == list(range(1, 13))
    assert all(Decimal(each["number_text"]) == each["number"] for each in found)
