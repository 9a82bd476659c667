"""Money that goes back: only what is held, once, with its own number and proof."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.billing.documents.queries import document_for
from services.billing.documents.render import render_pdf
from services.billing.documents.view import view
from services.billing.payments import commands
from services.kit import factlog
from services.kit.days import local_day, midnight
from services.kit.db import reading
from services.kit.work import Work
from tests.services.billing.world import Job, Office, cad, paid, portal_path, same_contact
from workflows.money import Money


async def deposit(office: Office, job: Job, cents: int, **more: Any) -> Any:
    body = {"amount": cad(cents), "method": "cheque", "job_id": job.id, "allocations": [], **more}
    return await office.post("/v1/payments", body, status=201)


def back(cents: int, **more: Any) -> dict[str, Any]:
    return {"amount": cad(cents), "method": "interac", **more}


async def test_what_is_held_goes_back_with_a_number_and_a_proof_of_its_own(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(200_00, (invoice, 200_00))
    path = f"/v1/payments/{payment['id']}"
    shown = await office.post(f"{path}/refund", back(60_00, reference="CA-9", note="Payé en trop"))
    [refund] = shown["refunds"]
    assert (shown["unallocated"], shown["refunded"], shown["status"]) == (cad(25_02), cad(60_00), "received")
    assert (refund["status"], refund["number_text"], refund["reference"]) == ("succeeded", "1", "CA-9")
    assert [each["id"] for each in (await office.get("/v1/refunds"))["data"]] == [refund["id"]]
    assert (await office.get(f"/v1/refunds/{refund['id']}"))["amount"] == cad(60_00)
    assert (await office.call("GET", f"/v1/refunds/{refund['id']}/pdf")).status_code == 202
    async with reading(office.company.id) as session:
        state = await factlog.state(session, job.id)
        document = await document_for(session, "refund", refund["id"])
    assert (state.figures().paid.amount, state.figures().deposits_held.amount) == (140_00, 25_02)
    assert document is not None
    assert document.file_name == "remboursement-1.pdf"
    assert document.id in state.documents
    drawn = view(document.snapshot)
    assert drawn["panel"]["value"] == "60,00\xa0$"
    assert render_pdf(document.snapshot).startswith(b"%PDF")
    await office.refused(f"{path}/refund", back(25_03), status=409, code="refund-too-large")
    await office.refused(f"{path}/void", {}, status=409, code="payment-was-refunded")


async def test_all_of_it_back_is_a_refunded_payment(office: Office) -> None:
    payment = await deposit(office, await office.job(), 50_00)
    path = f"/v1/payments/{payment['id']}"
    shown = await office.post(f"{path}/refund", back(50_00))
    assert shown["status"] == "refunded"
    assert [each["id"] for each in (await office.get("/v1/payments?status=refunded"))["data"]] == [payment["id"]]
    assert (await office.get("/v1/payments?status=received"))["data"] == []


async def test_coins_go_back_to_the_nearest_five_cents(office: Office) -> None:
    payment = await deposit(office, await office.job(), 50_00)
    shown = await office.post(f"/v1/payments/{payment['id']}/refund", back(12_33, method="cash"))
    [refund] = shown["refunds"]
    assert (refund["amount"], refund["handed_over"]) == (cad(12_33), cad(12_35))
    assert shown["unallocated"] == cad(37_67)


async def test_never_more_than_there_is_however_many_ask(office: Office) -> None:
    """Refunds and allocations of the same money at once: never more than was received."""
    job = await office.job()
    invoice = await office.issued(job)
    payment = await deposit(office, job, 100_00)
    path = f"/v1/payments/{payment['id']}"
    share = {"allocations": [{"invoice_id": invoice["id"], "amount": cad(60_00)}]}
    answers = await asyncio.gather(
        *(office.call("POST", f"{path}/refund", back(60_00)) for _ in range(3)),
        *(office.call("POST", f"{path}/allocate", share) for _ in range(3)),
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409, 409]
    shown = await office.get(path)
    assert sum(paid(shown).values()) + shown["refunded"]["amount"] == 60_00
    assert shown["unallocated"] == cad(40_00)


async def test_the_same_key_refunds_once(office: Office) -> None:
    payment = await deposit(office, await office.job(), 100_00)
    path = f"/v1/payments/{payment['id']}/refund"
    answers = await asyncio.gather(*(office.call("POST", path, back(40_00), key="refund-1") for _ in range(4)))
    assert len({each.content for each in answers if each.status_code == 200}) == 1
    assert (await office.get(f"/v1/payments/{payment['id']}"))["unallocated"] == cad(60_00)


async def test_money_of_two_jobs_is_brought_together_and_goes_back(office: Office) -> None:
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    first, second = await office.issued(one), await office.issued(two)
    payment = await office.pay(130_00, (first, 65_00), (second, 65_00))
    path = f"/v1/payments/{payment['id']}"
    for invoice in (first, second):
        await office.post(f"{path}/release", {"invoice_id": invoice["id"]})
    await office.post(f"{path}/refund", back(130_00))
    for job in (one, two):
        async with reading(office.company.id) as session:
            figures = (await factlog.state(session, job.id)).figures()
        assert (figures.paid.amount, figures.deposits_held.amount) == (0, 0)


async def test_a_refund_under_way_reserves_the_money(office: Office) -> None:
    """Asked of the provider and not confirmed: nobody spends it twice; a failure, even a late one, holds it again."""
    job = await office.job()
    payment = await deposit(office, job, 100_00)
    path = f"/v1/payments/{payment['id']}"

    async def ask(work: Work) -> str:
        amount = Money(amount=70_00)
        row = await commands.refund(
            work, payment["id"], amount=amount, method="card", online_reference="re_1", pending=True
        )
        return row.id

    async with office.company.work() as work:
        refund = await ask(work)
    async with office.company.work() as work:
        assert await ask(work) == refund
    shown = await office.get(path)
    assert (shown["unallocated"], shown["refunded"], shown["refunds"][0]["number"]) == (cad(100_00), cad(0), None)
    assert (await office.call("GET", f"/v1/refunds/{refund}/pdf")).status_code == 404
    await office.refused(f"{path}/refund", back(30_01), status=409, code="refund-too-large")
    await office.refused(f"{path}/return", {}, status=409, code="refund-pending")
    for _ in range(2):
        async with office.company.work() as work:
            await commands.refund_succeeded(work, refund)
    shown = await office.get(path)
    assert (shown["unallocated"], shown["refunded"], shown["refunds"][0]["number"]) == (cad(30_00), cad(70_00), 1)
    for _ in range(2):
        async with office.company.work() as work:
            await commands.refund_failed(work, refund)
    shown = await office.get(path)
    assert (shown["unallocated"], shown["refunded"], shown["refunds"][0]["status"]) == (cad(100_00), cad(0), "failed")
    async with reading(office.company.id) as session:
        assert (await factlog.state(session, job.id)).figures().deposits_held.amount == 100_00


async def test_a_day_that_cannot_be(office: Office) -> None:
    """Not in the future, not before the money came, and not on a day on which it still paid an invoice."""
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(100_00, (invoice, 100_00), received_on="2026-01-10")
    path = f"/v1/payments/{payment['id']}/refund"
    early = await deposit(office, job, 10_00, received_on="2026-01-10")
    refunded = await office.post(f"/v1/payments/{early['id']}/refund", back(10_00, refunded_on="2026-01-12"))
    assert refunded["refunds"][0]["refunded_on"] == "2026-01-12"
    await office.post(f"/v1/payments/{payment['id']}/release", {"invoice_id": invoice["id"]})
    for day in ("2099-01-01", "2026-01-09"):
        problem = await office.refused(path, back(1, refunded_on=day), status=422, code="invalid")
        assert problem["errors"][0]["pointer"] == "/refunded_on"
    problem = await office.refused(
        path, {"amount": {"amount": 1, "currency": "USD"}, "method": "cash"}, status=422, code="invalid"
    )
    assert problem["errors"][0]["code"] == "currency-mismatch"
    problem = await office.refused(path, back(0), status=422, code="invalid")
    assert (await office.get(f"/v1/payments/{payment['id']}"))["refunds"] == []


async def test_a_returned_cheque_keeps_what_was_given_back_of_it(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(150_00, (invoice, 114_98), method="cheque")
    path = f"/v1/payments/{payment['id']}"
    await office.post(f"{path}/refund", back(20_00))
    shown = await office.post(f"{path}/return", {"reason": "nsf"})
    assert (shown["status"], shown["refunded"], shown["unallocated"]) == ("returned", cad(20_00), cad(0))
    await office.refused(f"{path}/refund", back(1), status=409, code="payment-over")
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["balance"] == cad(114_98)


async def test_what_fails_after_its_payment_came_back_is_taken_back_with_it(office: Office) -> None:
    """On the day of the failure, not before: what was reported of the days until then stays as it was."""
    today = local_day(datetime.now(UTC), "America/Toronto")
    came, gone, failed = (today - timedelta(days=back) for back in (9, 6, 3))
    job = await office.job()
    payment = await deposit(office, job, 100_03, method="cash", received_on=came.isoformat())
    async with office.company.work() as work:
        row = await commands.refund(work, payment["id"], amount=Money(amount=40_02), method="card", refunded_on=came)
        refund = row.id
    await office.post(f"/v1/payments/{payment['id']}/return", {"reason": "nsf", "returned_on": gone.isoformat()})

    async def held(day: date) -> list[Any]:
        found = await office.get(f"/v1/reports/deposits?as_of={day}")
        return [each["cells"]["held"]["amount"] for each in found["rows"]]

    async def flows() -> list[tuple[str, str, int]]:
        path = f"/v1/reports/payments?from={came}&to={today}&detail=true"
        rows = [each["cells"] for each in (await office.get(path))["rows"]]
        return [(each["day"], each["movement"], each["amount"]["amount"]) for each in rows]

    before = await flows()
    for _ in range(2):
        async with office.company.work(now=midnight(failed, "America/Toronto") + timedelta(hours=12)) as work:
            await commands.refund_failed(work, refund)
    after = await flows()
    assert [each for each in after if each in before] == before
    assert sorted(each[1:] for each in after if each not in before) == [
        ("Paiement retourné", -40_02),
        ("Remboursement échoué", 40_02),
    ]
    assert {each[0] for each in after if each not in before} == {failed.isoformat()}
    assert await held(came) == [60_01]
    assert await held(today) == []
    shown = await office.get(f"/v1/payments/{payment['id']}")
    assert (shown["status"], shown["refunded"], shown["unallocated"]) == ("returned", cad(0), cad(0))
    async with reading(office.company.id) as session:
        figures = (await factlog.state(session, job.id)).figures()
    assert (figures.paid.amount, figures.deposits_held.amount) == (0, 0)


async def test_a_client_sees_the_proof_and_not_what_the_office_wrote(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    sent = await office.post(f"/v1/invoices/{invoice['id']}/send", {})
    payment = await office.pay(150_00, (invoice, 114_98))
    path = f"/v1/payments/{payment['id']}"
    shown = await office.post(f"{path}/refund", back(20_00, note="Cliente difficile"))
    await office.post(f"{path}/return", {"reason": "nsf", "note": "Encore elle"})
    portal = portal_path(sent["portal_url"])
    answer = (await office.api.get(f"{portal}/payments")).text
    assert "difficile" not in answer
    assert "Encore" not in answer
    refund = shown["refunds"][0]["id"]
    assert (await office.api.get(f"{portal}/refunds/{refund}/pdf")).status_code == 202
    other = portal_path((await office.sent_quote(await office.job(name="Voisin")))["portal_url"])
    assert (await office.api.get(f"{other}/refunds/{refund}/pdf")).status_code == 404


async def test_another_companys_refunds(office: Office, stranger: Office) -> None:
    payment = await deposit(office, await office.job(), 50_00)
    shown = await office.post(f"/v1/payments/{payment['id']}/refund", back(10_00))
    refund = shown["refunds"][0]["id"]
    await stranger.refused(f"/v1/payments/{payment['id']}/refund", back(1), status=404, code="not-found")
    for path in (f"/v1/refunds/{refund}", f"/v1/refunds/{refund}/pdf"):
        assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.get("/v1/refunds"))["data"] == []
