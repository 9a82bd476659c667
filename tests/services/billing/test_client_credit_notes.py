"""Credit notes behind a client's link: those of the invoices that they got, and nobody else's."""

from __future__ import annotations

from typing import Any

from tests.services.billing.world import Job, Office, cad, portal_path


async def credited(office: Office, invoice: Any, cents: int, note: str = "Entre nous") -> Any:
    body = {"reason": "error", "amount": cad(cents), "note": note}
    return await office.post(f"/v1/invoices/{invoice['id']}/credit", body, status=201)


async def sent(office: Office, job: Job) -> Any:
    issued = await office.issued(job)
    return await office.post(f"/v1/invoices/{issued['id']}/send", {})


async def seen(office: Office, portal: str, path: str) -> Any:
    answer = await office.api.get(f"{portal}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_client_sees_the_notes_of_their_invoice_and_the_sums_add_up(office: Office) -> None:
    job = await office.job()
    invoice, other = await sent(office, job), await sent(office, job)
    portal = portal_path(invoice["portal_url"])
    await office.pay(100_00, (invoice, 100_00))
    notes = [await credited(office, invoice, cents) for cents in (10_00, 20_00)]
    elsewhere = await credited(office, other, 5_00)
    await office.post(f"/v1/invoices/{other['id']}/write-off", {"reason": "goodwill"})

    listed = (await seen(office, portal, f"/credit-notes?invoice_id={invoice['id']}"))["data"]
    assert [(each["id"], each["totals"]["total"]) for each in listed] == [
        (note["id"], note["totals"]["total"]) for note in reversed(notes)
    ]
    assert {each["note"] for each in listed} == {""}, "what the office wrote to itself stays there"
    assert all(f"{portal}/credit-notes/{each['id']}/pdf" in each["pdf_url"] for each in listed)
    for each in listed:
        assert (await office.api.get(f"{portal}/credit-notes/{each['id']}/pdf")).status_code == 202
    every = (await seen(office, portal, "/credit-notes"))["data"]
    assert {each["id"] for each in every} == {elsewhere["id"], *(note["id"] for note in notes)}

    for each in (invoice, other):
        shown = await seen(office, portal, f"/invoices/{each['id']}")
        lowered = sum(shown[name]["amount"] for name in ("credited", "paid", "written_off"))
        assert shown["totals"]["total"]["amount"] - lowered == shown["balance"]["amount"] == 0


async def test_notes_of_others_do_not_exist_behind_the_link(office: Office, stranger: Office) -> None:
    mine = await sent(office, await office.job())
    portal = portal_path(mine["portal_url"])
    for theirs in (office, stranger):  # another client of the company, and another company's
        invoice = await sent(theirs, await theirs.job())
        note = await credited(theirs, invoice, 10_00)
        answer = await office.api.get(f"{portal}/credit-notes/{note['id']}/pdf")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        assert (await seen(office, portal, f"/credit-notes?invoice_id={invoice['id']}"))["data"] == []
    assert (await seen(office, portal, "/credit-notes"))["data"] == []
    forged = portal.replace(portal[-4:], "AAAA")
    assert (await office.api.get(f"{forged}/credit-notes")).status_code == 404


async def test_a_note_of_an_invoice_that_was_never_sent_stays_with_the_office(office: Office) -> None:
    job = await office.job()
    portal = portal_path((await sent(office, job))["portal_url"])
    kept = await office.issued(job)
    note = await credited(office, kept, 10_00)
    assert (await seen(office, portal, "/credit-notes"))["data"] == []
    assert (await office.api.get(f"{portal}/credit-notes/{note['id']}/pdf")).status_code == 404
    await office.post(f"/v1/invoices/{kept['id']}/delivered", {"by": "hand"})
    assert [each["id"] for each in (await seen(office, portal, "/credit-notes"))["data"]] == [note["id"]]
    assert (await office.api.get(f"{portal}/credit-notes/{note['id']}/pdf")).status_code == 202
