"""Invoices over HTTP: numbered without gaps, frozen at issue, voided only when nothing was paid."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from services.billing.documents.commands import record_rendered
from services.billing.documents.queries import document_for
from services.billing.documents.render import render_pdf
from services.billing.invoices import commands
from services.billing.queries import activities
from services.kit import factlog, files
from services.kit.db import reading
from services.kit.work import Work
from tests.services.billing.world import Office, cad, line, portal_path


async def change(work: Work, statement: str, id_: str) -> None:
    await work.session.execute(text(statement), {"id": id_})


async def test_from_quote_to_sent_invoice(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(33_33, "3"))
    await office.refused(f"/v1/quotes/{quote['id']}/generate-invoices", {}, status=409, code="quote-not-accepted")
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    draft = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices"))["data"][0]
    assert (draft["number"], draft["document"], draft["quote_id"]) == (None, "draft", quote["id"])
    assert draft["totals"]["total"] == cad(114_96)
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    today = date.fromisoformat(issued["issued_on"])
    assert (issued["number"], issued["document"], issued["settlement"]) == (1, "issued", "unpaid")
    assert date.fromisoformat(issued["due_on"]) == today + timedelta(days=30)
    assert issued["balance"] == cad(114_96)
    assert issued["overdue"] is False
    sent = await office.post(f"/v1/invoices/{draft['id']}/send", {})
    assert sent["sent_at"] is not None
    portal = portal_path(sent["portal_url"])
    seen = (await office.api.get(f"{portal}/invoices/{draft['id']}")).json()
    assert seen["number"] == 1
    await office.api.post(f"{portal}/invoices/{draft['id']}/view")
    async with reading(office.company.id) as session:
        happened = [each.envelope.kind for each in await factlog.facts(session, job.id)]
    assert happened[-4:] == ["invoice.drafted", "invoice.issued", "invoice.sent", "invoice.viewed"]


async def test_pdf_is_there_once_rendered_and_the_same_each_time(office: Office) -> None:
    invoice = await office.issued(await office.job())
    path = f"/v1/invoices/{invoice['id']}/pdf"
    waiting = await office.call("GET", path)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (202, "1")
    async with reading(office.company.id) as session:
        frozen = await document_for(session, "invoice", invoice["id"])
    assert frozen is not None
    assert frozen.document_sha256 == invoice["document_sha256"]
    rendered = render_pdf(frozen.snapshot)
    key = await files.put(rendered)
    for _ in range(2):
        async with office.company.work() as work:
            await record_rendered(work, frozen.id, key)
    async with reading(office.company.id) as session:
        happened = [each.envelope.kind for each in await factlog.facts(session, frozen.job_id)]
    assert happened.count("document.rendered") == 1
    ready = await office.call("GET", path)
    assert ready.status_code == 200
    assert ready.headers["content-type"] == "application/pdf"
    assert ready.content == rendered == render_pdf(frozen.snapshot)
    assert frozen.file_name == f"facture-{invoice['number']}.pdf"


async def test_issue_freezes_seller_buyer_and_lines(office: Office) -> None:
    job = await office.job(language="en", name="Bob Client")
    invoice = await office.issued(job, line(100_00))
    async with office.company.work() as work:
        for statement in (
            "UPDATE accounts.companies SET gst_number = '999999999 RT0001', trade_name = 'Autre' WHERE id = :company",
            "UPDATE jobs.contact SET name = 'Autre' WHERE company_id = :company",
        ):
            await work.session.execute(text(statement), {"company": office.company.id})
    async with reading(office.company.id) as session:
        frozen = await document_for(session, "invoice", invoice["id"])
    assert frozen is not None
    snapshot = frozen.snapshot
    assert (snapshot.language, snapshot.buyer.name, snapshot.number) == ("en", "Bob Client", "1")
    assert snapshot.buyer.phone == "514 555-0188"
    assert [(tax.name, tax.registration) for tax in snapshot.taxes] == [
        ("GST", "123456789 RT0001"),
        ("QST", "1234567890 TQ0001"),
    ]
    await office.refused(
        f"/v1/invoices/{invoice['id']}",
        {"lines": [line(1)]},
        method="PATCH",
        status=409,
        code="invoice-not-draft",
    )
    await office.refused(f"/v1/invoices/{invoice['id']}/issue", {}, status=409, code="invoice-not-draft")


async def test_registered_company_without_numbers_cannot_issue(office: Office) -> None:
    draft = await office.invoice(await office.job())
    async with office.company.work() as work:
        await change(work, "UPDATE accounts.companies SET qst_number = NULL WHERE id = :id", office.company.id)
    problem = await office.refused(f"/v1/invoices/{draft['id']}/issue", {}, status=409, code="tax-numbers-missing")
    assert "TVQ" in problem["detail"]
    async with office.company.work() as work:
        await change(work, "UPDATE accounts.companies SET tax_registered = false WHERE id = :id", office.company.id)
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert issued["number"] == 1, "the refusal took no number"
    assert issued["totals"]["taxes"] == []
    assert issued["totals"]["total"] == cad(100_00)


async def test_concurrent_issues_with_crashes_leave_no_gap(office: Office) -> None:
    """Half of the transactions die after they took their number; the numbers given out are still 1..n."""
    drafts = [(await office.invoice(await office.job()))["id"] for _ in range(24)]
    dice = random.Random(20261123)
    crashes = {draft for draft in drafts if dice.random() < 0.5}
    assert 4 < len(crashes) < 20

    class Crash(Exception):
        pass

    async def issue(draft: str) -> None:
        try:
            async with office.company.work("user:usr_x") as work:
                await commands.issue(work, draft)
                await asyncio.sleep(0)
                if draft in crashes:
                    raise Crash
        except Crash:
            pass

    await asyncio.gather(*(issue(draft) for draft in drafts))
    survivors = [await office.get(f"/v1/invoices/{draft}") for draft in drafts if draft not in crashes]
    assert sorted(each["number"] for each in survivors) == list(range(1, len(survivors) + 1))
    for draft in crashes:
        assert (await office.get(f"/v1/invoices/{draft}"))["number"] is None
    await asyncio.gather(*(office.post(f"/v1/invoices/{draft}/issue", {}) for draft in crashes))
    numbers = [(await office.get(f"/v1/invoices/{draft}"))["number"] for draft in drafts]
    assert sorted(numbers) == list(range(1, len(drafts) + 1))


async def test_one_invoice_issued_from_many_windows_takes_one_number(office: Office) -> None:
    draft = await office.invoice(await office.job())
    path = f"/v1/invoices/{draft['id']}/issue"
    answers = await asyncio.gather(*(office.call("POST", path, {}) for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [200] + [409] * 7
    assert (await office.issued(await office.job()))["number"] == 2


async def test_repeated_issue_with_its_key_is_one_issue(office: Office) -> None:
    draft = await office.invoice(await office.job())
    path = f"/v1/invoices/{draft['id']}/issue"
    answers = await asyncio.gather(*(office.call("POST", path, {}, key="once") for _ in range(6)))
    bodies = {each.content for each in answers if each.status_code == 200}
    assert len(bodies) == 1
    assert {each.status_code for each in answers} <= {200, 409}
    again = await office.call("POST", path, {}, key="once")
    assert again.content in bodies


async def test_void_keeps_number_and_needs_an_unpaid_invoice(office: Office) -> None:
    invoice = await office.issued(await office.job())
    payment = await office.pay(10_00, (invoice, 10_00))
    path = f"/v1/invoices/{invoice['id']}/void"
    body = {"reason": "created_in_error", "note": "Mauvais client"}
    await office.refused(path, body, status=409, code="invoice-has-payments")
    await office.post(f"/v1/payments/{payment['id']}/void", {"reason": "Erreur"})
    voided = await office.post(path, body)
    assert (voided["document"], voided["number"], voided["balance"]) == ("voided", 1, cad(0))
    assert voided["voided"]["reason"] == "created_in_error"
    await office.refused(path, body, status=409, code="invoice-voided")
    await office.refused(f"/v1/invoices/{invoice['id']}/send", {}, status=409, code="invoice-not-issued")
    assert (await office.issued(await office.job()))["number"] == 2


async def test_voiding_an_invoice_lets_its_quote_be_invoiced_again(office: Office) -> None:
    quote = await office.sent_quote(await office.job())
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    first = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices"))["data"][0]
    await office.post(f"/v1/invoices/{first['id']}/void", {"reason": "duplicate"})
    second = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices"))["data"][0]
    assert second["id"] != first["id"]


async def test_sending_again_is_another_occurrence(office: Office) -> None:
    job = await office.job()
    draft = await office.invoice(job)
    await office.refused(f"/v1/invoices/{draft['id']}/send", {}, status=409, code="invoice-not-issued")
    await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    for _ in range(2):
        await office.post(f"/v1/invoices/{draft['id']}/send", {})
    async with reading(office.company.id) as session:
        sent = [
            each.envelope.data["occurrence"]
            for each in await factlog.facts(session, job.id)
            if each.envelope.kind == "invoice.sent"
        ]
    assert sent == [1, 2]


async def test_overdue_is_the_companys_day(office: Office) -> None:
    job = await office.job()
    today = datetime.now(UTC).date()
    draft = await office.invoice(job, due_on=(today + timedelta(days=1)).isoformat())
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert issued["overdue"] is False
    async with office.company.work() as work:
        await change(work, "UPDATE billing.invoice SET due_on = due_on - 10 WHERE id = :id", draft["id"])
    assert (await office.get(f"/v1/invoices/{draft['id']}"))["overdue"] is True
    assert [each["id"] for each in (await office.get("/v1/invoices?overdue=true"))["data"]] == [draft["id"]]
    assert (await office.get("/v1/invoices?overdue=false"))["data"] == []


async def test_due_date_that_passed_before_issue(office: Office) -> None:
    draft = await office.invoice(await office.job(), due_on=datetime.now(UTC).date().isoformat())
    async with office.company.work() as work:
        await change(work, "UPDATE billing.invoice SET due_on = due_on - 10 WHERE id = :id", draft["id"])
    await office.refused(f"/v1/invoices/{draft['id']}/issue", {}, status=409, code="invoice-due-before-issue")


async def test_invoice_has_no_options_and_no_absurd_due_date(office: Office) -> None:
    job = await office.job()
    body = {"job_id": job.id, "lines": [line(1, optional=True)]}
    problem = await office.refused("/v1/invoices", body, status=422, code="invalid")
    assert problem["errors"][0]["pointer"] == "/lines/0/optional"
    for due_on in ("1900-01-01", "2020-01-01", "2099-12-31"):
        bad = {"job_id": job.id, "lines": [line(1)], "due_on": due_on}
        assert (await office.refused("/v1/invoices", bad, status=422, code="invalid"))["errors"][0][
            "pointer"
        ] == "/due_on"


async def test_draft_has_a_preview_and_is_hidden_from_the_client(office: Office) -> None:
    job = await office.job()
    draft = await office.invoice(job)
    preview = await office.call("GET", f"/v1/invoices/{draft['id']}/pdf")
    assert preview.content.startswith(b"%PDF")
    sent = await office.sent_quote(job)
    portal = portal_path(sent["portal_url"])
    assert (await office.api.get(f"{portal}/invoices/{draft['id']}")).status_code == 404
    issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert (await office.api.get(f"{portal}/invoices")).json()["data"] == [], "issued is not yet sent"
    await office.post(f"/v1/invoices/{draft['id']}/send", {})
    listed = (await office.api.get(f"{portal}/invoices")).json()["data"]
    assert [each["number"] for each in listed] == [issued["number"]]


async def test_another_companys_invoice_does_not_exist(office: Office, stranger: Office) -> None:
    invoice = await office.issued(await office.job())
    path = f"/v1/invoices/{invoice['id']}"
    assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.call("GET", f"{path}/pdf")).status_code == 404
    assert (await stranger.call("PATCH", path, {"lines": [line(1)]})).status_code == 404
    for verb, body in (("issue", {}), ("send", {}), ("void", {"reason": "other"})):
        await stranger.refused(f"{path}/{verb}", body, status=404, code="not-found")
    assert (await stranger.get("/v1/invoices"))["data"] == []
    assert (await stranger.issued(await stranger.job()))["number"] == 1, "each company has its own series"


async def test_items_and_tax_groups(office: Office, stranger: Office) -> None:
    item = await office.post(
        "/v1/items", {"name_fr": "Robinet", "name_en": "Tap", "unit": "un.", "unit_price": cad(18_75)}, status=201
    )
    english = (await office.call("GET", f"/v1/items/{item['id']}", language="en")).json()
    assert (english["name"], english["unit_price"]) == ("Tap", cad(18_75))
    invoice = await office.invoice(await office.job(), line(18_75, "2", item_id=item["id"]))
    await office.call("PATCH", f"/v1/items/{item['id']}", {"unit_price": cad(99_00)}, status=200)
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["lines"][0]["unit_price"] == cad(18_75)
    assert (await stranger.call("GET", f"/v1/items/{item['id']}")).status_code == 404
    foreign = {"job_id": (await stranger.job()).id, "lines": [line(1, item_id=item["id"])]}
    await stranger.refused("/v1/invoices", foreign, status=422, code="invalid")
    assert [each["id"] for each in (await office.get("/v1/tax-groups"))["data"] if each["is_default"]] == ["txg_quebec"]
    ontario = {
        "name_fr": "Ontario",
        "name_en": "Ontario",
        "is_default": True,
        "taxes": [
            {"code": "hst", "name_fr": "TVH", "name_en": "HST", "rate": "13", "effective_from": "2010-07-01"},
        ],
    }
    await office.post("/v1/tax-groups", ontario, status=201)
    taxed = await office.invoice(await office.job(), line(100_00))
    assert [(tax["name"], tax["amount"]) for tax in taxed["totals"]["taxes"]] == [("TVH", cad(13_00))]
    default = [each for each in (await office.get("/v1/tax-groups"))["data"] if each["is_default"]]
    assert [(each["name"], each["built_in"]) for each in default] == [("Ontario", False)]


async def test_taxes_follow_their_effective_dates(office: Office) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    group = {
        "name_fr": "Nouvelle-Écosse",
        "name_en": "Nova Scotia",
        "is_default": True,
        "taxes": [
            {"code": "hst", "name_fr": "TVH", "name_en": "HST", "rate": "15", "effective_from": "2010-07-01",
             "effective_to": tomorrow.isoformat()},
            {"code": "hst", "name_fr": "TVH", "name_en": "HST", "rate": "14", "effective_from": tomorrow.isoformat()},
        ],
    }  # fmt: skip
    await office.post("/v1/tax-groups", group, status=201)
    draft = await office.invoice(await office.job(), line(100_00))
    assert draft["totals"]["total"] == cad(115_00)
    later = datetime.now(UTC) + timedelta(days=5)
    async with office.company.work("user:usr_x", now=later) as work:
        await commands.issue(work, draft["id"])
    assert (await office.get(f"/v1/invoices/{draft['id']}"))["totals"]["total"] == cad(114_00)


async def test_activities_of_a_job(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job)
    await office.post(f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone"})
    draft = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices"))["data"][0]
    invoice = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    await office.pay(14_98, (invoice, 14_98))
    async with reading(office.company.id) as session:
        found = await activities(session, job.id)
    assert [(each.number, each.status) for each in found.quotes] == [(quote["number"], "accepted")]
    assert [(each.settlement, each.balance.amount) for each in found.invoices] == [("partially_paid", 100_00)]
    assert [(each.amount.amount, each.receipt_number) for each in found.payments] == [(14_98, 1)]


@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/invoices", "/v1/payments", "/v1/items"])
async def test_unknown_ids(office: Office, path: str) -> None:
    for wrong in ("x", "quo_00000000000000000000000000", "' OR 1=1 --", "%00", "é" * 50):
        assert (await office.call("GET", f"{path}/{wrong}")).status_code == 404
