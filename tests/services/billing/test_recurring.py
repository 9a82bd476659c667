"""Contracts whose invoices come by themselves: on local dates, each once, as far as was asked for."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from services.billing.documents.queries import document_for
from services.billing.documents.render import render_pdf
from services.billing.invoices import commands as invoice_commands
from services.billing.recurring import commands
from services.kit import factlog
from services.kit.db import reading
from services.kit.work import Work
from tests.conftest import role
from tests.services.billing.world import Office, cad, line
from tests.unit.pdfs import said
from workflows.facts import JobCancelled, JobContractSet
from workflows.planner import plan
from workflows.steps import Target

LAVAL = ZoneInfo("America/Toronto")


async def contract(office: Office, **more: Any) -> Any:
    job = await office.job()
    body = {"job_id": job.id, "rrule": "FREQ=MONTHLY", "starts_on": "2026-11-30", "lines": [line(50_00, "1.5")], **more}
    return await office.post("/v1/recurring-invoices", body, status=201)


async def run(office: Office, made: Any, *when: int) -> int:
    now = datetime(*when, tzinfo=LAVAL).astimezone(UTC)  # type: ignore[misc,arg-type]
    return await commands.run_due(office.company.id, office.company.code, made["id"], now=now)


async def invoices(office: Office, made: Any) -> list[Any]:
    found = await office.get(f"/v1/recurring-invoices/{made['id']}")
    return [await office.get(f"/v1/invoices/{each}") for each in found["invoice_ids"]]


async def test_each_month_at_midnight_of_the_company(office: Office) -> None:
    """The 30th of each month; February has none, and is left out as the rule says (RFC 5545)."""
    made = await contract(office, mode="send")
    assert made["next_on"] == "2026-11-30"
    assert await run(office, made, 2026, 11, 29, 23, 59, 59) == 0
    assert await run(office, made, 2026, 11, 30, 0, 0, 0) == 1
    assert await run(office, made, 2026, 11, 30, 12) == 0
    assert await run(office, made, 2027, 3, 30, 0, 0, 0) == 3, "what was missed is made up for"
    found = await invoices(office, made)
    assert [each["issued_on"] for each in found] == ["2026-11-30", "2027-03-30", "2027-03-30", "2027-03-30"]
    assert [each["number"] for each in found] == [1, 2, 3, 4]
    assert {each["origin"] for each in found} == {"recurring"}
    assert all(each["sent_at"] for each in found)
    assert (await office.get(f"/v1/recurring-invoices/{made['id']}"))["next_on"] == "2027-04-30"


@pytest.mark.parametrize(("mode", "document"), [("draft", "draft"), ("issue", "issued")])
async def test_as_far_as_was_asked_for(office: Office, mode: str, document: str) -> None:
    made = await contract(office, mode=mode, rrule="FREQ=WEEKLY;COUNT=2")
    assert await run(office, made, 2027, 1, 1) == 2
    assert [(each["document"], each["sent_at"]) for each in await invoices(office, made)] == [(document, None)] * 2
    ended = await office.get(f"/v1/recurring-invoices/{made['id']}")
    assert (ended["status"], ended["next_on"]) == ("ended", None)
    await office.refused(
        f"/v1/recurring-invoices/{made['id']}", {"mode": "send"}, method="PATCH", status=409, code="recurring-ended"
    )


async def test_each_invoice_has_the_contracts_discount_and_terms(office: Office) -> None:
    """From the day of issue on, whatever the client's and the company's terms are; what changes is for the invoices to come."""
    made = await contract(office, mode="issue", discount={"percent": "10"}, payment_terms_days=7)
    assert (made["discount"]["percent"], made["payment_terms_days"]) == ("10", 7)
    path = f"/v1/recurring-invoices/{made['id']}"
    assert await run(office, made, 2026, 11, 30) == 1
    await office.call("PATCH", path, {"title": "Entretien"}, status=200)
    assert await run(office, made, 2026, 12, 30) == 1
    five = {"amount": cad(5_00)}
    changed = await office.call("PATCH", path, {"discount": five, "payment_terms_days": 0}, status=200)
    assert (changed.json()["discount"]["amount"], changed.json()["payment_terms_days"]) == (cad(5_00), 0)
    assert await run(office, made, 2027, 1, 30) == 1
    await office.call("PATCH", path, {"discount": None, "payment_terms_days": None}, status=200)
    assert await run(office, made, 2027, 3, 30) == 1
    found = await invoices(office, made)
    assert [each["totals"]["subtotal"]["amount"] for each in found] == [67_50, 67_50, 70_00, 75_00]
    assert [(each["totals"]["discount"] or {}).get("percent") for each in found] == ["10", "10", None, None]
    assert [each["due_on"] for each in found] == ["2026-12-07", "2027-01-06", "2027-01-30", "2027-04-29"]
    async with reading(office.company.id) as session:
        frozen = await document_for(session, "invoice", found[0]["id"])
    assert frozen is not None
    assert frozen.snapshot.payment_terms_days == 7
    shown = said(await asyncio.to_thread(render_pdf, frozen.snapshot))
    assert "10 %" in shown
    assert "2026-12-07" in shown


async def test_a_draft_of_a_contract_is_due_from_the_day_on_which_it_is_issued(office: Office) -> None:
    made = await contract(office, mode="draft", payment_terms_days=0)
    assert await run(office, made, 2026, 11, 30) == 1
    [draft] = await invoices(office, made)
    assert draft["due_on"] is None
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert issued["due_on"] == issued["issued_on"]


async def test_many_who_run_it_at_once_make_it_once(office: Office) -> None:
    made = await contract(office, mode="send", rrule="FREQ=DAILY;COUNT=5")
    counts = await asyncio.gather(*(run(office, made, 2026, 12, 20) for _ in range(4)))
    assert sum(counts) == 5
    assert sorted(each["number"] for each in await invoices(office, made)) == [1, 2, 3, 4, 5]


async def test_a_crash_before_the_commit_makes_nothing_and_loses_no_date(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await contract(office, mode="send")
    send = invoice_commands.send

    async def dying(work: Work, invoice_id: str) -> Any:
        await send(work, invoice_id)
        raise RuntimeError("killed")

    monkeypatch.setattr(invoice_commands, "send", dying)
    with pytest.raises(RuntimeError):
        await run(office, made, 2026, 12, 1)
    assert await invoices(office, made) == []
    monkeypatch.undo()
    assert await run(office, made, 2026, 12, 1) == 1
    assert [each["number"] for each in await invoices(office, made)] == [1], "the number came back"


async def test_what_cannot_be_issued_is_told_and_tried_again(office: Office) -> None:
    made = await contract(office, mode="issue")
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE accounts.companies SET gst_number = NULL WHERE id = :id"), {"id": office.company.id}
        )
    assert await run(office, made, 2026, 12, 1) == 0
    told = await office.get(f"/v1/recurring-invoices/{made['id']}")
    assert (told["problem"], told["status"], told["next_on"]) == ("tax-numbers-missing", "active", "2026-11-30")
    assert told["invoice_ids"] == []
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE accounts.companies SET gst_number = '1' WHERE id = :id"), {"id": office.company.id}
        )
    assert await run(office, made, 2026, 12, 1) == 1
    assert (await office.get(f"/v1/recurring-invoices/{made['id']}"))["problem"] is None


async def test_a_folder_stays_open_for_its_contract_and_says_when_no_invoice_comes(office: Office) -> None:
    made = await contract(office, mode="send", rrule="FREQ=MONTHLY;COUNT=3")
    assert await run(office, made, 2026, 11, 30) == 1
    [first] = await invoices(office, made)
    await office.pay(first["totals"]["total"]["amount"], (first, first["totals"]["total"]["amount"]))
    quiet = datetime(2026, 12, 20, 12, tzinfo=UTC)

    async def steps() -> dict[str, Any]:
        async with reading(office.company.id) as session:
            state = await factlog.state(session, made["job_id"])
        return {each.kind: each for each in plan(state, quiet)}

    ahead = await steps()
    assert "job.close" not in ahead, "the next invoice would be refused"
    assert ahead["office.watch_contract"].because.args == {"on": date(2026, 12, 30)}
    numbers = text("UPDATE accounts.companies SET gst_number = :number WHERE id = :id")
    async with office.company.work() as work:
        await work.session.execute(numbers, {"id": office.company.id, "number": None})
    for _ in range(2):
        assert await run(office, made, 2026, 12, 30) == 0
    assert (await steps())["office.mend_contract"].target == Target(kind="contract", id=made["id"])
    async with office.company.work() as work:
        await work.session.execute(numbers, {"id": office.company.id, "number": "1"})
    assert await run(office, made, 2027, 1, 30) == 2
    async with reading(office.company.id) as session:
        log = [each.fact for each in await factlog.facts(session, made["job_id"])]
    told = [(each.next_on, each.problem) for each in log if isinstance(each, JobContractSet)]
    assert told == [
        (date(2026, 11, 30), None),
        (date(2026, 12, 30), None),
        (date(2026, 12, 30), "tax-numbers-missing"),
        (date(2027, 1, 30), None),
        (None, None),
    ]
    assert not {"office.mend_contract", "office.watch_contract"} & (await steps()).keys()


async def test_a_contract_of_a_finished_job_is_shown_to_the_office(office: Office) -> None:
    made = await contract(office)
    async with office.company.work() as work:
        await factlog.append(work, made["job_id"], JobCancelled())
    async with reading(office.company.id) as session:
        state = await factlog.state(session, made["job_id"])
    now = datetime.now(UTC)
    assert "office.mend_contract" in {each.kind for each in plan(state, now)}
    await office.call("PATCH", f"/v1/recurring-invoices/{made['id']}", {"status": "ended"}, status=200)
    async with reading(office.company.id) as session:
        state = await factlog.state(session, made["job_id"])
    assert "office.mend_contract" not in {each.kind for each in plan(state, now)}


async def test_a_pause_makes_nothing_of_its_time(office: Office) -> None:
    made = await contract(office, rrule="FREQ=DAILY", starts_on=datetime.now(LAVAL).date().isoformat())
    path = f"/v1/recurring-invoices/{made['id']}"
    await office.call("PATCH", path, {"status": "paused"}, status=200)
    assert await run(office, made, 2027, 1, 1) == 0
    seen = await office.call("GET", path, status=200)
    await office.call("PATCH", path, {"title": "Entretien"}, status=200)
    lost = await office.call("PATCH", path, {"title": "Ménage"}, headers={"If-Match": seen.headers["etag"]}, status=412)
    assert (lost.json()["current"]["title"], lost.json()["yours"]["title"]) == ("Entretien", "Ménage")
    active = (await office.call("PATCH", path, {"status": "active"}, status=200)).json()
    assert active["next_on"] >= datetime.now(LAVAL).date().isoformat()


async def test_the_worker_finds_what_is_due(office: Office) -> None:
    made = await contract(office, mode="send", starts_on=datetime.now(LAVAL).date().isoformat())
    token = role.set("worker")
    try:
        assert await commands.run_all_due() >= 1
    finally:
        role.reset(token)
    [invoice] = await invoices(office, made)
    async with reading(office.company.id) as session:
        kinds = [each.envelope.kind for each in await factlog.facts(session, invoice["job_id"])]
    assert kinds[-4:] == ["invoice.drafted", "invoice.issued", "invoice.sent", "job.contract_set"]


async def test_what_a_contract_refuses(office: Office, stranger: Office) -> None:
    job = await office.job()

    async def refused(pointer: str, **more: Any) -> None:
        body = {"job_id": job.id, "rrule": "FREQ=MONTHLY", "starts_on": "2026-12-01", "lines": [line(1_00)], **more}
        problem = await office.refused("/v1/recurring-invoices", body, status=422, code="invalid")
        assert problem["errors"][0]["pointer"] == pointer, problem

    await refused("/rrule", rrule="FREQ=SECONDLY")
    await refused("/rrule", rrule="FREQ=MONTHLY;UNTIL=20200101")
    await refused("/starts_on", starts_on="2000-01-01")
    await refused("/lines/0/quantity", lines=[line(1_00, "1e308")])
    await refused("/lines/0/unit_price/currency", lines=[{**line(1), "unit_price": {"amount": 1, "currency": "USD"}}])
    await refused("/discount/amount", discount={"amount": cad(1_01)})
    await refused("/discount/amount/currency", discount={"amount": {"amount": 1, "currency": "USD"}})
    await refused("/discount/percent", discount={"percent": "101"})
    await refused("/payment_terms_days", payment_terms_days=-1)
    await refused("/payment_terms_days", payment_terms_days=366)
    made = await contract(office, discount={"amount": cad(60_00)})
    path = f"/v1/recurring-invoices/{made['id']}"
    cheaper = await office.refused(path, {"lines": [line(50_00)]}, method="PATCH", status=422, code="invalid")
    assert cheaper["errors"][0]["pointer"] == "/discount/amount"
    assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.call("PATCH", path, {"mode": "send"})).status_code == 404
    assert (await stranger.get("/v1/recurring-invoices"))["data"] == []
    theirs = {"job_id": job.id, "rrule": "FREQ=MONTHLY", "starts_on": "2026-12-01", "lines": [line(1_00)]}
    await stranger.refused("/v1/recurring-invoices", theirs, status=404, code="not-found")
