"""What the job's workflow does with money by itself: the invoices of a quote's schedule, and the mails of credits and refunds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.kit.days import local_day
from tests.services.billing.world import cad, line, same_contact
from tests.services.jobs.world import visit as visit_body
from tests.workers.world import JobFile, Jobs, weekday
from workflows.facts import VisitCompleted, VisitStarted

TODAY = local_day(datetime.now(UTC), "America/Toronto")
IN_FORTY_DAYS = TODAY + timedelta(days=40)

PARTS = [
    {"when": "on_acceptance", "percent": "30"},
    {"when": "on_date", "on": IN_FORTY_DAYS.isoformat(), "percent": "30"},
    {"when": "on_completion", "percent": "20"},
    {"when": "to_plan"},
]


async def accepted(jobs: Jobs, job: JobFile, *schedules: Any, **more: Any) -> Any:
    quote = await jobs.billing.sent_quote(
        job.opened, line(333_33), line(10_01, taxable=False), schedules=schedules, invoicing="automatic", **more
    )
    body = {"version": 1, "document_sha256": quote["document_sha256"], "name": "Marie-Ève", "note": "Oui"}
    return await jobs.billing.post(f"/v1/quotes/{quote['id']}/accept", body)


async def invoices(jobs: Jobs, job: JobFile) -> list[Any]:
    found: list[Any] = (await jobs.billing.get(f"/v1/invoices?job_id={job.id}"))["data"]
    return found[::-1]


async def test_the_invoices_of_a_schedule_appear_and_leave_by_themselves(jobs: Jobs) -> None:
    job = await jobs.new()
    quote = await accepted(jobs, job, {"kind": "several_invoices", "instalments": PARTS})
    call = await job.call("quote.invoice")
    news = await job.do(call)
    assert [each.kind for each in news].count("invoice.drafted") == 4
    assert await job.do(call) == news, "the answer was lost: nothing is made twice"
    made = await invoices(jobs, job)
    assert [each["issue"] for each in made] == ["planned", "planned", "work_done", "by_hand"]
    assert sum(each["totals"]["total"]["amount"] for each in made) == quote["totals"]["total"]["amount"]
    for n, tax in enumerate(quote["totals"]["taxes"]):
        assert sum(each["totals"]["taxes"][n]["amount"]["amount"] for each in made) == tax["amount"]["amount"]
    await job.settle(weekday(datetime.now(UTC) + timedelta(days=4)))
    assert [each["document"] for each in await invoices(jobs, job)] == ["issued", "draft", "draft", "draft"]
    assert (await invoices(jobs, job))[0]["sent_at"]
    await job.settle(weekday(datetime.now(UTC) + timedelta(days=46)))
    assert [each["document"] for each in await invoices(jobs, job)] == ["issued", "issued", "draft", "draft"]
    luc = await jobs.desk.resource()
    visit = await jobs.desk.post("/v1/visits", visit_body(job.id, [luc["id"]], hour=24 * 50))
    await job.append(VisitStarted(visit_id=visit["id"]))
    await job.append(VisitCompleted(visit_id=visit["id"]))
    await job.settle(weekday(datetime.now(UTC) + timedelta(days=46)))
    assert [each["document"] for each in await invoices(jobs, job)] == ["issued", "issued", "issued", "draft"]


async def test_one_invoice_is_asked_for_in_parts(jobs: Jobs) -> None:
    job = await jobs.new()
    await accepted(jobs, job, {"kind": "one_invoice", "instalments": [PARTS[0], PARTS[1] | {"percent": "70"}]})
    await job.settle(weekday(datetime.now(UTC) + timedelta(days=4)))
    [invoice] = await invoices(jobs, job)
    assert invoice["document"] == "issued"
    state, _ = await job.load()
    dues = state.invoices[invoice["id"]].dues
    assert [due.amount.amount for due in dues] == [each["amount"]["amount"] for each in invoice["dues"]]
    assert dues[0].due_on >= TODAY
    assert dues[1].due_on == IN_FORTY_DAYS
    assert sum(due.amount.amount for due in dues) == invoice["totals"]["total"]["amount"]


async def test_a_draft_can_be_planned_and_planned_otherwise(jobs: Jobs) -> None:
    job = await jobs.new()
    invoice = await jobs.billing.invoice(job.opened)
    path = f"/v1/invoices/{invoice['id']}"

    async def plan(day: str | None) -> Any:
        tag = (await jobs.billing.call("GET", path)).headers["etag"]
        return (await jobs.billing.call("PATCH", path, {"issue_on": day}, headers={"If-Match": tag}, status=200)).json()

    assert (await plan(IN_FORTY_DAYS.isoformat()))["issue"] == "planned"
    assert [call.kind for call in await job.due()] == []
    assert (await plan(None))["issue"] == "by_hand"
    past = (TODAY - timedelta(days=1)).isoformat()
    tag = (await jobs.billing.call("GET", path)).headers["etag"]
    await jobs.billing.call("PATCH", path, {"issue_on": past}, headers={"If-Match": tag}, status=422)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_credit_notes_and_refunds_are_mailed_with_their_paper(jobs: Jobs, language: str) -> None:
    job = await jobs.new(language=language)
    invoice = await jobs.invoiced(job)
    await job.settle()
    payment = await jobs.billing.pay(114_98, (invoice, 114_98))
    headers = {"Idempotency-Key": "credit"}
    path = f"/v1/invoices/{invoice['id']}/credit"
    note = await jobs.billing.call("POST", path, {"reason": "error", "amount": cad(14_98)}, status=201, headers=headers)
    body = {"amount": cad(10_00), "method": "interac"}
    headers = {"Idempotency-Key": "refund"}
    await jobs.billing.call("POST", f"/v1/payments/{payment['id']}/refund", body, status=200, headers=headers)
    done = await job.settle()
    wanted = {"credit_note.mail": note.json()["number_text"], "payment.refund_receipt": ""}
    for kind, number in wanted.items():
        [mail] = job.mails(next(call for call in done if call.kind == kind))
        [attached] = mail.iter_attachments()
        assert attached.get_content_type() == "application/pdf"
        text = mail.get_body(("plain",))
        assert text is not None
        assert number in text.get_content()
        assert "{" not in text.get_content()
        assert ("Bonjour" in text.get_content()) == (language == "fr")


async def test_a_receipt_for_several_jobs_says_all_of_it(jobs: Jobs) -> None:
    one, two = await jobs.new(), await jobs.new()
    await same_contact(jobs.billing, one.opened, two.opened)
    first, second = await jobs.invoiced(one), await jobs.billing.issued(two.opened)
    await one.settle()
    payment = await jobs.billing.pay(200_00, (first, 114_98), (second, 85_02))
    home = one if payment["job_id"] == one.id else two
    done = await home.settle()
    [mail] = home.mails(next(call for call in done if call.kind == "payment.receipt"))
    text = mail.get_body(("plain",))
    assert text is not None
    assert "200,00" in text.get_content()
