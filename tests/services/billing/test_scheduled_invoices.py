"""The invoices of an accepted quote's payment schedule: how many, what each comes to, when it is issued and due."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.billing.invoices import commands
from services.kit import factlog
from services.kit.db import reading
from tests.conftest import role
from tests.services.billing.world import Office, cad, line

TODAY = datetime.now(ZoneInfo("America/Toronto")).date()


def day(n: int) -> str:
    return (TODAY + timedelta(days=n)).isoformat()


async def accepted(office: Office, schedule: dict[str, Any], *lines: dict[str, Any]) -> Any:
    quote = await office.sent_quote(await office.job(), *lines, schedules=[schedule])
    return await office.post(
        f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone", "schedule": 0}
    )


async def generated(office: Office, quote: Any) -> list[Any]:
    found: list[Any] = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {}))["data"]
    return sorted(found, key=lambda each: str(each["created_at"]))


async def test_an_invoice_for_each_part_and_together_the_quote(office: Office) -> None:
    schedule = {
        "kind": "several_invoices",
        "instalments": [
            {"when": "on_acceptance", "percent": "33.33"},
            {"when": "on_date", "on": day(20), "amount": cad(50_00)},
            {"when": "on_completion", "percent": "20"},
            {"when": "to_plan"},
        ],
    }
    quote = await accepted(office, schedule, line(33_33, "3"), line(140_01), line(17_77, taxable=False))
    made = await generated(office, quote)
    assert [(each["issue"], each["issue_on"]) for each in made] == [
        ("planned", day(0)), ("planned", day(20)), ("work_done", None), ("by_hand", None),
    ]  # fmt: skip
    assert made[1]["totals"]["total"] == cad(50_00)
    for name in ("subtotal", "total"):
        assert sum(each["totals"][name]["amount"] for each in made) == quote["totals"][name]["amount"]
    taxes = zip(*([tax["amount"]["amount"] for tax in each["totals"]["taxes"]] for each in made), strict=True)
    assert [sum(each) for each in taxes] == [tax["amount"]["amount"] for tax in quote["totals"]["taxes"]]
    assert await generated(office, quote) == made, "asked again, they are the same"
    async with reading(office.company.id) as session:
        drafted = [
            (each.envelope.data["issue"], each.envelope.data["issue_on"])
            for each in await factlog.facts(session, quote["job_id"])
            if each.envelope.kind == "invoice.drafted"
        ]
    assert drafted == [(each["issue"], each["issue_on"]) for each in made], "the workflow knows"
    issued = await office.post(f"/v1/invoices/{made[0]['id']}/issue", {})
    assert issued["totals"] == made[0]["totals"]


async def test_one_invoice_paid_in_parts(office: Office) -> None:
    schedule = {
        "kind": "one_invoice",
        "instalments": [
            {"when": "on_acceptance", "percent": "30"},
            {"when": "on_date", "on": day(10), "percent": "30"},
            {"when": "on_completion"},
        ],
    }
    quote = await accepted(office, schedule, line(1_000_00))
    [draft] = await generated(office, quote)
    assert draft["totals"] == quote["totals"]
    assert [(each["due_on"], each["amount"]["amount"]) for each in draft["dues"]] == [
        (day(0), 344_93), (day(10), 344_93), (day(30), 459_89),
    ]  # fmt: skip
    assert (draft["issue"], draft["issue_on"]) == ("planned", day(0))
    # Issued eleven days later: what should have been paid by then is due at once.
    later = datetime.now(UTC) + timedelta(days=11)
    async with office.company.work("user:usr_x", now=later) as work:
        await commands.issue(work, draft["id"])
    issued = await office.get(f"/v1/invoices/{draft['id']}")
    assert [(each["due_on"], each["amount"]["amount"]) for each in issued["dues"]] == [
        (day(11), 689_86), (day(30), 459_89),
    ]  # fmt: skip
    assert issued["due_on"] == day(30)


async def test_an_invoice_is_never_due_before_its_own_day(office: Office) -> None:
    """Every payment of the schedule is late when it is issued: all of it is due on that day."""
    schedule = {
        "kind": "one_invoice",
        "instalments": [{"when": "on_acceptance", "percent": "50"}, {"when": "on_date", "on": day(10)}],
    }
    [draft] = await generated(office, await accepted(office, schedule, line(1_000_00)))
    async with office.company.work("user:usr_x", now=datetime.now(UTC) + timedelta(days=20)) as work:
        await commands.issue(work, draft["id"])
    issued = await office.get(f"/v1/invoices/{draft['id']}")
    assert (issued["issued_on"], issued["due_on"]) == (day(20), day(20))
    assert [each["due_on"] for each in issued["dues"]] == [day(20)]


async def test_a_draft_is_not_planned_for_a_day_after_it_is_due(office: Office) -> None:
    draft = await office.post("/v1/invoices", {"job_id": (await office.job()).id, "lines": [line(50_00)]}, 201)
    path = f"/v1/invoices/{draft['id']}"
    for body in (
        {"issue_on": day(20), "due_on": day(10)},
        {"issue_on": day(20), "dues": [{"due_on": day(10), "amount": draft["totals"]["total"]}]},
    ):
        answer = await office.call("PATCH", path, body, status=422)
        assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
            ("/issue_on", "issue-after-due")
        ]
    await office.call("PATCH", path, {"due_on": day(10)}, status=200)
    await office.call("PATCH", path, {"issue_on": day(11)}, status=422)
    await office.call("PATCH", path, {"issue_on": day(10)}, status=200)


async def test_without_a_schedule_it_is_one_invoice_by_hand(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    [draft] = await generated(office, quote)
    assert (draft["issue"], draft["dues"], draft["due_on"]) == ("by_hand", [], None)


async def test_changing_a_planned_draft_keeps_its_plan(office: Office) -> None:
    schedule = {"kind": "one_invoice", "instalments": [{"when": "on_completion"}]}
    quote = await accepted(office, schedule)
    [draft] = await generated(office, quote)
    changed = await office.call("PATCH", f"/v1/invoices/{draft['id']}", {"lines": [line(90_00)]}, status=200)
    assert changed.json()["issue"] == "work_done"
    async with reading(office.company.id) as session:
        state = await factlog.state(session, quote["job_id"])
    assert state.invoices[draft["id"]].issue == "work_done"


async def test_generated_from_many_windows_once(office: Office) -> None:
    schedule = {"kind": "several_invoices", "instalments": [{"when": "to_plan", "percent": "50"}, {"when": "to_plan"}]}
    quote = await accepted(office, schedule, line(77_77))
    path = f"/v1/quotes/{quote['id']}/generate-invoices"
    await asyncio.gather(*(office.call("POST", path, {}, status=200) for _ in range(5)))
    assert len((await office.get(f"/v1/invoices?job_id={quote['job_id']}"))["data"]) == 2


async def test_the_worker_makes_them_with_the_rights_it_has(office: Office) -> None:
    """The job's workflow makes them where the policy says so: a worker may delete no line."""
    schedule = {"kind": "several_invoices", "instalments": [{"when": "to_plan", "percent": "50"}, {"when": "to_plan"}]}
    several = await accepted(office, schedule, line(77_77))
    one = await accepted(office, {"kind": "one_invoice", "instalments": [{"when": "on_completion"}]})
    token = role.set("worker")
    try:
        for quote, count in ((several, 2), (one, 1)):
            async with office.company.work() as work:
                assert len(await commands.generate(work, quote["id"])) == count
    finally:
        role.reset(token)
