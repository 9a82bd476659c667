"""What is held for a client: applied by itself, by hand, to another job's invoice; taken off and moved; as of any day."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.billing.invoices import commands as invoices
from services.billing.payments import commands
from services.kit import factlog
from services.kit.db import reading
from tests.services.billing.world import Job, Office, cad, line, paid, same_contact


async def figures(office: Office, job: Job) -> tuple[int, int, int]:
    """Paid, outstanding and held, as the fact log has them."""
    async with reading(office.company.id) as session:
        found = (await factlog.state(session, job.id)).figures()
    return found.paid.amount, found.outstanding.amount, found.deposits_held.amount


async def balance(office: Office, invoice: Any) -> int:
    return int((await office.get(f"/v1/invoices/{invoice['id']}"))["balance"]["amount"])


async def deposit(office: Office, job: Job, cents: int, **more: Any) -> Any:
    body = {"amount": cad(cents), "method": "cheque", "job_id": job.id, "allocations": [], **more}
    return await office.post("/v1/payments", body, status=201)


def onto(invoice: Any, cents: int) -> dict[str, Any]:
    return {"allocations": [{"invoice_id": invoice["id"], "amount": cad(cents)}]}


async def apply_held(office: Office, invoice: Any) -> int:
    async with office.company.work() as work:
        return await commands.apply_held(work, await invoices.locked(work, invoice["id"]))


async def test_credit_goes_on_a_chosen_invoice(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await deposit(office, job, 200_00)
    shown = await office.post(f"/v1/payments/{payment['id']}/allocate", onto(invoice, 100_00))
    assert (paid(shown), shown["unallocated"]) == ({invoice["id"]: 100_00}, cad(100_00))
    assert await balance(office, invoice) == 14_98
    assert await figures(office, job) == (200_00, 14_98, 100_00)


async def test_what_is_held_goes_on_the_next_invoice_by_itself(office: Office) -> None:
    job = await office.job()
    payment = await deposit(office, job, 200_00)
    first, second = await office.issued(job), await office.issued(job)
    shown = await office.get(f"/v1/payments/{payment['id']}")
    assert (paid(shown), shown["unallocated"]) == ({first["id"]: 114_98, second["id"]: 85_02}, cad(0))
    assert await figures(office, job) == (200_00, 29_96, 0)


async def test_credit_goes_over_to_another_job_of_the_client(office: Office) -> None:
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    payment = await deposit(office, one, 150_00)
    invoice = await office.issued(two)
    answer = await office.post("/v1/credits/apply", {"contact_id": one.contact_id, "invoice_id": invoice["id"]})
    assert (answer["held"], len(answer["payments"])) == (cad(35_02), 1)
    shown = await office.get(f"/v1/payments/{payment['id']}")
    assert {each["job_id"]: each["amount"]["amount"] for each in shown["shares"]} == {one.id: 35_02, two.id: 114_98}
    assert await figures(office, one) == (35_02, 0, 35_02)
    assert await figures(office, two) == (114_98, 0, 0)


async def test_the_oldest_money_of_a_client_is_used_first(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    second = await deposit(office, job, 50_00)
    first = await deposit(office, job, 30_00, received_on="2026-01-05")
    credit = await office.get(f"/v1/credits?contact_id={job.contact_id}")
    assert [each["payment_id"] for each in credit["payments"]] == [first["id"], second["id"]]
    body = {"contact_id": job.contact_id, "invoice_id": invoice["id"], "amount": cad(40_00)}
    await office.post("/v1/credits/apply", body)
    assert paid(await office.get(f"/v1/payments/{first['id']}")) == {invoice["id"]: 30_00}
    assert paid(await office.get(f"/v1/payments/{second['id']}")) == {invoice["id"]: 10_00}


async def test_a_deposit_is_a_quotes_and_waits_for_its_invoice(office: Office) -> None:
    """Held as a liability while there is no invoice; then the quote's own deposit comes first, another quote's stays."""
    job = await office.job()
    mine, other = await office.sent_quote(job), await office.sent_quote(job)
    loose = await deposit(office, job, 20_00, received_on="2026-01-05")
    body = {"amount": cad(60_00), "method": "interac", "quote_id": mine["id"]}
    kept = await office.post("/v1/payments", body, status=201)
    foreign = await office.post("/v1/payments", body | {"quote_id": other["id"]}, status=201)
    assert (kept["quote_id"], kept["unallocated"], kept["job_id"]) == (mine["id"], cad(60_00), job.id)
    await office.post(
        f"/v1/quotes/{mine['id']}/accept", {"version": 1, "name": "Marie-Ève", "note": "Oui au téléphone"}
    )
    [draft] = (await office.post(f"/v1/quotes/{mine['id']}/generate-invoices", {}))["data"]
    invoice = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
    assert paid(await office.get(f"/v1/payments/{kept['id']}")) == {invoice["id"]: 60_00}
    assert paid(await office.get(f"/v1/payments/{loose['id']}")) == {invoice["id"]: 20_00}
    assert paid(await office.get(f"/v1/payments/{foreign['id']}")) == {}
    assert await balance(office, invoice) == 34_98
    assert await figures(office, job) == (140_00, 34_98, 60_00)


async def test_no_deposit_on_what_was_never_offered(office: Office) -> None:
    job = await office.job()
    draft = await office.quote(job)
    body = {"amount": cad(10_00), "method": "cash", "quote_id": draft["id"]}
    await office.refused("/v1/payments", body, status=409, code="quote-takes-no-deposit")
    other = await office.job()
    share = {"invoice_id": (await office.issued(other))["id"], "amount": cad(5_00)}
    for more in ({"job_id": other.id}, {"allocations": [share]}):
        problem = await office.refused("/v1/payments", body | more, status=422, code="invalid")
        assert problem["errors"][0]["code"] == "quote-of-another-job"
    assert (await office.get("/v1/payments"))["data"] == []


async def test_from_the_wrong_invoice_to_the_right_one(office: Office) -> None:
    """Of one job or of two: the receipt is the same, the invoices change places."""
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    wrong, right = await office.issued(one), await office.issued(two)
    payment = await office.pay(114_98, (wrong, 114_98))
    move = {"from_invoice_id": wrong["id"], "to_invoice_id": right["id"]}
    shown = await office.post(f"/v1/payments/{payment['id']}/move", move)
    assert (paid(shown), shown["receipt_number"], shown["unallocated"]) == ({right["id"]: 114_98}, 1, cad(0))
    assert (await balance(office, wrong), await balance(office, right)) == (114_98, 0)
    assert await figures(office, one) == (0, 114_98, 0)
    assert await figures(office, two) == (114_98, 0, 0)
    again = await office.call("POST", f"/v1/payments/{payment['id']}/move", move, status=409)
    assert again.json()["code"] in ("invoice-paid-already", "payment-not-allocated")


async def test_a_part_is_taken_off_and_the_rest_stays_as_of_every_day(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(100_00, (invoice, 100_00))
    path = f"/v1/payments/{payment['id']}/release"
    shown = await office.post(path, {"invoice_id": invoice["id"], "amount": cad(30_00)})
    assert (paid(shown), shown["unallocated"]) == ({invoice["id"]: 70_00}, cad(30_00))
    await office.refused(
        path, {"invoice_id": invoice["id"], "amount": cad(70_01)}, status=409, code="payment-not-allocated"
    )
    await office.post(path, {"invoice_id": invoice["id"]})
    assert await figures(office, job) == (100_00, 114_98, 100_00)
    async with reading(office.company.id) as session:
        query = text("SELECT amount, effective_on, released_on FROM billing.allocation WHERE payment_id = :payment")
        rows = (await session.execute(query, {"payment": payment["id"]})).all()
    assert sorted(row.amount for row in rows) == [70_00, 100_00]
    assert all(row.released_on >= row.effective_on for row in rows)


async def test_whoever_makes_an_invoice_smaller_takes_the_newest_money_off(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    first, second = await office.pay(60_00, (invoice, 60_00)), await office.pay(54_98, (invoice, 54_98))
    async with office.company.work() as work:
        row = await invoices.locked(work, invoice["id"])
        assert await commands.release(work, row, 70_00) == 70_00
        assert await commands.release(work, row, 99_00) == 44_98
    assert [paid(await office.get(f"/v1/payments/{each['id']}")) for each in (first, second)] == [{}, {}]
    assert await figures(office, job) == (114_98, 114_98, 114_98)


async def test_returned_by_the_bank(office: Office) -> None:
    """A cheque without funds: everything it paid is owed again, in every job, once."""
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    first, second = await office.issued(one), await office.issued(two)
    payment = await office.pay(200_00, (first, 114_98), (second, 50_00), method="cheque")
    path = f"/v1/payments/{payment['id']}"
    shown = await office.post(f"{path}/return", {"reason": "nsf", "note": "Provision insuffisante"})
    assert (shown["status"], shown["allocations"], shown["unallocated"]) == ("returned", [], cad(0))
    assert (shown["returned"]["reason"], shown["returned"]["note"]) == ("nsf", "Provision insuffisante")
    assert await office.post(f"{path}/return", {"reason": "other"}) == shown
    assert await figures(office, one) == (0, 114_98, 0)
    assert await figures(office, two) == (0, 114_98, 0)
    for verb, body in (("allocate", onto(first, 1)), ("void", {}), ("dispute", {})):
        code = "payment-not-voidable" if verb == "void" else "payment-over"
        await office.refused(f"{path}/{verb}", body, status=409, code=code)


async def test_disputed_money_lies_still_until_the_bank_decides(office: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await office.pay(150_00, (invoice, 100_00), method="card")
    path = f"/v1/payments/{payment['id']}"
    await office.refused(f"{path}/dispute", {"amount": cad(150_01)}, status=409, code="dispute-too-large")
    shown = await office.post(f"{path}/dispute", {"amount": cad(80_00)})
    assert (shown["status"], shown["disputed"]["amount"]) == ("disputed", cad(80_00))
    assert [each["id"] for each in (await office.get("/v1/payments?status=disputed"))["data"]] == [payment["id"]]
    assert (await office.get("/v1/payments?status=received"))["data"] == []
    await office.refused(f"{path}/allocate", onto(invoice, 1), status=409, code="payment-in-dispute")
    await office.refused(f"{path}/void", {}, status=409, code="payment-in-dispute")
    assert (await office.get(f"/v1/credits?contact_id={job.contact_id}"))["held"] == cad(0)
    assert await apply_held(office, invoice) == 0
    won = await office.post(f"{path}/dispute-won", {})
    assert (won["status"], won["disputed"]["won_on"] is None) == ("received", False)
    assert await apply_held(office, invoice) == 14_98
    await office.post(f"{path}/dispute", {})
    lost = await office.post(f"{path}/return", {"reason": "dispute_lost"})
    assert lost["status"] == "returned"
    assert await figures(office, job) == (0, 114_98, 0)


async def test_the_same_credit_is_not_spent_twice_at_once(office: Office) -> None:
    one, two = await office.job(), await office.job()
    await same_contact(office, one, two)
    first, second = await office.issued(one), await office.issued(two)
    payment = await deposit(office, one, 100_00)
    answers = await asyncio.gather(
        *(
            office.call("POST", f"/v1/payments/{payment['id']}/allocate", onto(each, 80_00))
            for each in (first, second, first, second)
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    shown = await office.get(f"/v1/payments/{payment['id']}")
    assert (sum(paid(shown).values()), shown["unallocated"]) == (80_00, cad(20_00))


async def test_the_database_itself_refuses_what_a_command_forgot(office: Office) -> None:
    """The last lock on the door: neither a payment nor an invoice is spent twice, whoever writes the row."""
    job = await office.job()
    invoice, small = await office.issued(job), await office.issued(job, line(10_00))
    payment = await deposit(office, job, 50_00)
    insert = text(
        "INSERT INTO billing.allocation (id, company_id, payment_id, invoice_id, position, amount, effective_on, created_at)"
        " VALUES (:id, :company, :payment, :invoice, 0, :amount, '2026-11-25', now())"
    )
    values = {"company": office.company.id, "payment": payment["id"]}

    async def write(target: Any, amount: int) -> None:
        async with office.company.work() as work:
            row = {"id": f"all_{amount}", "invoice": target["id"], "amount": amount}
            await work.session.execute(insert, values | row)

    for target, amount in ((invoice, 50_01), (small, 11_51)):
        with pytest.raises(IntegrityError, match="twice"):
            await write(target, amount)
    await write(invoice, 50_00)

    async def write_off(amount: int) -> None:
        insert = text(
            "INSERT INTO billing.write_off (id, company_id, invoice_id, amount, reason, note, written_off_on, created_at)"
            " VALUES (:id, :company, :invoice, :amount, 'other', '', '2026-11-25', now())"
        )
        values = {"id": f"wof_{amount}", "company": office.company.id, "invoice": invoice["id"], "amount": amount}
        async with office.company.work() as work:
            await work.session.execute(insert, values)

    with pytest.raises(IntegrityError, match="twice"):
        await write_off(64_99)
    await write_off(64_98)


async def test_bad_wishes(office: Office) -> None:
    job, neighbour = await office.job(), await office.job(name="Voisin")
    invoice, theirs, draft = await office.issued(job), await office.issued(neighbour), await office.invoice(job)
    payment = await deposit(office, job, 50_00)
    path = f"/v1/payments/{payment['id']}"
    await office.refused(f"{path}/allocate", onto(theirs, 1), status=409, code="invoice-of-another-client")
    await office.refused(f"{path}/allocate", onto(draft, 1), status=409, code="invoice-not-issued")
    await office.refused(f"{path}/allocate", onto(invoice, 50_01), status=409, code="credit-too-small")
    await office.refused(f"{path}/allocate", onto(invoice, 114_99), status=409, code="allocation-too-large")
    share = {"invoice_id": invoice["id"], "amount": {"amount": 1, "currency": "USD"}}
    problem = await office.refused(f"{path}/allocate", {"allocations": [share]}, status=422, code="invalid")
    assert problem["errors"][0]["pointer"] == "/allocations/0/amount/currency"
    await office.refused(f"{path}/release", {"invoice_id": invoice["id"]}, status=409, code="payment-not-allocated")
    same = {"from_invoice_id": invoice["id"], "to_invoice_id": invoice["id"]}
    await office.refused(f"{path}/move", same, status=422, code="invalid")
    none = {"contact_id": neighbour.contact_id, "invoice_id": theirs["id"]}
    await office.refused("/v1/credits/apply", none, status=409, code="credit-too-small")
    await office.refused(f"{path}/return", {"returned_on": "2099-01-01"}, status=422, code="invalid")
    await office.refused(f"{path}/return", {"returned_on": "2020-01-01"}, status=422, code="invalid")
    english = await office.call("POST", f"{path}/allocate", onto(invoice, 50_01), language="en", status=409)
    assert english.json()["detail"] == "Only $50.00 of the client's credit is left for that."
    assert await figures(office, job) == (50_00, 114_98, 50_00)


async def test_another_companys_credit(office: Office, stranger: Office) -> None:
    job = await office.job()
    invoice = await office.issued(job)
    payment = await deposit(office, job, 50_00)
    mine = await stranger.issued(await stranger.job())
    path = f"/v1/payments/{payment['id']}"
    await stranger.refused(f"{path}/allocate", onto(mine, 1), status=404, code="not-found")
    await stranger.refused(f"{path}/return", {}, status=404, code="not-found")
    await stranger.refused(f"{path}/dispute", {}, status=404, code="not-found")
    await office.refused(f"{path}/allocate", onto(mine, 1), status=404, code="not-found")
    assert (await stranger.get(f"/v1/credits?contact_id={job.contact_id}"))["payments"] == []
    wish = {"contact_id": job.contact_id, "invoice_id": invoice["id"]}
    await stranger.refused("/v1/credits/apply", wish, status=404, code="not-found")
    assert (await office.get(path))["unallocated"] == cad(50_00)
