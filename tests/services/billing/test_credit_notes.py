"""Credit notes and write-offs: an issued invoice asks for less, never for less than nothing, and the books say by how much."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given
from pypdf import PdfReader

from services.billing import shares
from services.billing.credit_notes import credit
from services.billing.credit_notes.credit import TooMuch, Wanted
from services.billing.documents import queries as documents
from services.billing.documents.render import render_pdf
from services.billing.shares import Amounts, Part
from services.billing.taxes.tax import PricedLine, Tax, totals
from services.kit import factlog
from services.kit.db import reading
from tests.factories import Company
from tests.services.billing.world import Job, Office, cad, line


@pytest.fixture
async def job(office: Office) -> Job:
    return await office.job()


async def credited(office: Office, invoice: Any, status: int = 201, **body: Any) -> Any:
    headers = {"Idempotency-Key": f"credit-{invoice['id']}-{sorted(body.items())}"[:200]}
    answer = await office.call(
        "POST", f"/v1/invoices/{invoice['id']}/credit", {"reason": "error", **body}, status=status, headers=headers
    )
    return answer.json()


async def figures(office: Office, job: Job) -> Any:
    async with reading(office.company.id) as session:
        return (await factlog.state(session, job.id)).figures()


# ── what a note says ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_whole_credit_mirrors_the_invoice(office: Office, job: Job) -> None:
    invoice = await office.issued(job, line(100_00), line(40_00, taxable=False))
    note = await credited(office, invoice)
    assert note["kind"] == "whole"
    assert note["totals"]["total"] == invoice["totals"]["total"]
    assert [tax["amount"] for tax in note["totals"]["taxes"]] == [tax["amount"] for tax in invoice["totals"]["taxes"]]
    assert [each["amount"] for each in note["lines"]] == [each["amount"] for each in invoice["lines"]]
    after = await office.get(f"/v1/invoices/{invoice['id']}")
    assert (after["balance"], after["credited"], after["settlement"]) == (cad(0), invoice["totals"]["total"], "paid")
    assert (await figures(office, job)).outstanding.amount == 0
    await credited_twice(office, invoice)


async def credited_twice(office: Office, invoice: Any) -> None:
    headers = {"Idempotency-Key": "again"}
    path = f"/v1/invoices/{invoice['id']}/credit"
    answer = await office.call("POST", path, {"reason": "duplicate"}, status=409, headers=headers)
    assert answer.json()["code"] == "invoice-credited"


async def test_parts_of_lines_and_amounts_never_exceed_the_invoice_by_a_cent(office: Office, job: Job) -> None:
    invoice = await office.issued(job, line(33_33, "3"), line(10_01))
    first = await credited(office, invoice, lines=[{"position": 0, "quantity": "1"}])
    second = await credited(office, invoice, amount=cad(11_11))
    last = await credited(office, invoice)
    whole = invoice["totals"]
    for part in ("subtotal", "total"):
        assert sum(each["totals"][part]["amount"] for each in (first, second, last)) == whole[part]["amount"]
    for n, tax in enumerate(whole["taxes"]):
        found = [each["totals"]["taxes"][n]["amount"]["amount"] for each in (first, second, last)]
        assert sum(found) == tax["amount"]["amount"]
    assert [first["number"], second["number"], last["number"]] == [1, 2, 3]


async def test_what_was_paid_is_held_for_the_client(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    await office.pay(114_98, (invoice, 114_98))
    note = await credited(office, invoice, amount=cad(14_98))
    assert note["released"] == cad(14_98)
    after = await office.get(f"/v1/invoices/{invoice['id']}")
    assert (after["paid"], after["balance"], after["settlement"]) == (cad(100_00), cad(0), "paid")
    sums = await figures(office, job)
    assert (sums.deposits_held.amount, sums.outstanding.amount, sums.invoiced.amount) == (14_98, 0, 100_00)


async def test_a_part_that_is_open_is_credited_before_money_is_released(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    await office.pay(100_00, (invoice, 100_00))
    note = await credited(office, invoice, amount=cad(20_00))
    assert note["released"] == cad(5_02)
    assert (await figures(office, job)).deposits_held.amount == 5_02


async def test_a_note_is_a_document_with_a_number_of_its_own(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    note = await credited(office, invoice, note="Le joint fuyait encore")
    assert (note["number"], note["number_text"]) == (1, "1")  # a series of its own
    assert len(note["document_sha256"]) == 64
    answer = await office.call("GET", f"/v1/credit-notes/{note['id']}/pdf")
    assert answer.status_code == 202  # the job's workflow renders it
    async with reading(office.company.id) as session:
        frozen = await documents.document_for(session, "credit_note", note["id"], 1)
    assert frozen is not None
    pages = PdfReader(BytesIO(await asyncio.to_thread(render_pdf, frozen.snapshot))).pages
    text = " ".join(pages[0].extract_text().replace("\u00a0", " ").replace("\u202f", " ").split())
    assert "Note de crédit" in text
    assert "114,98 $" in text
    assert "Erreur de facturation" in text
    assert "Le joint fuyait encore" not in text  # that is for the office
    listed = await office.get(f"/v1/credit-notes?invoice_id={invoice['id']}")
    assert [each["id"] for each in listed["data"]] == [note["id"]]


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"amount": cad(114_99)}, "/amount"),
        ({"amount": {"amount": 1_00, "currency": "USD"}}, "/amount/currency"),
        ({"amount": cad(1_00), "lines": [{"position": 0}]}, "/amount"),
        ({"lines": [{"position": 7}]}, "/lines/0/position"),
        ({"lines": [{"position": 0}, {"position": 0}]}, "/lines/1/position"),
        ({"lines": [{"position": 0, "quantity": "2"}]}, "/lines/0"),
        ({"lines": [{"position": 0, "amount": cad(100_01)}]}, "/lines/0"),
        ({"lines": [{"position": 0, "quantity": "1", "amount": cad(1)}]}, "/lines/0/amount"),
        ({"amount": cad(0)}, "/amount"),
        ({"reason": "because"}, "/reason"),
    ],
)
async def test_a_credit_that_cannot_be_changes_nothing(office: Office, job: Job, body: Any, pointer: str) -> None:
    invoice = await office.issued(job)
    problem = await credited(office, invoice, status=422, **body)
    assert problem["errors"][0]["pointer"] == pointer, problem
    assert problem["errors"][0]["detail"]
    assert (await office.get(f"/v1/invoices/{invoice['id']}"))["balance"] == cad(114_98)


async def test_only_an_issued_invoice_of_this_company_is_credited(
    office: Office, job: Job, theirs: Company, billing_api: Any
) -> None:
    draft = await office.invoice(job)
    assert (await credited(office, draft, status=409))["code"] == "invoice-not-issued"
    issued = await office.issued(job)
    others = Office(billing_api, theirs)
    assert (await credited(others, issued, status=404))["code"] == "not-found"
    note = await credited(office, issued)
    await others.call("GET", f"/v1/credit-notes/{note['id']}", status=404)
    assert (await others.get("/v1/credit-notes"))["data"] == []


async def test_a_credited_invoice_is_not_voided(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    await credited(office, invoice, amount=cad(1_00))
    body = {"reason": "other"}
    await office.refused(f"/v1/invoices/{invoice['id']}/void", body, status=409, code="invoice-lowered")


async def test_two_credits_at_once_take_no_more_than_there_is(office: Office, job: Job) -> None:
    invoice = await office.issued(job)

    async def take(cents: int) -> int:
        headers = {"Idempotency-Key": f"at-once-{cents}"}
        body = {"reason": "other", "amount": cad(cents)}
        return (await office.call("POST", f"/v1/invoices/{invoice['id']}/credit", body, headers=headers)).status_code

    assert sorted(await asyncio.gather(take(80_00), take(80_01))) == [201, 422]


# ── write-offs ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_write_off_is_the_whole_balance_until_it_is_reversed(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    await office.pay(14_98, (invoice, 14_98))
    headers = {"Idempotency-Key": "off"}
    path = f"/v1/invoices/{invoice['id']}"
    body = {"reason": "uncollectible", "note": "Faillite"}
    off = (await office.call("POST", f"{path}/write-off", body, status=200, headers=headers)).json()
    assert (off["settlement"], off["balance"], off["written_off"]) == ("written_off", cad(0), cad(100_00))
    sums = await figures(office, job)
    assert (sums.outstanding.amount, sums.written_off.amount, sums.invoiced.amount) == (0, 100_00, 114_98)
    again = await office.call("POST", f"{path}/write-off", body, status=409, headers={"Idempotency-Key": "off2"})
    assert again.json()["code"] == "invoice-written-off"
    assert (await credited(office, invoice, status=409))["code"] == "invoice-written-off"
    back = await office.call("POST", f"{path}/reverse-write-off", {}, status=200, headers={"Idempotency-Key": "back"})
    assert back.json()["balance"] == cad(100_00)
    assert back.json()["settlement"] == "partially_paid"
    assert (await figures(office, job)).outstanding.amount == 100_00


async def test_nothing_is_written_off_that_is_not_owed(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    await office.pay(114_98, (invoice, 114_98))
    headers = {"Idempotency-Key": "off"}
    answer = await office.call(
        "POST", f"/v1/invoices/{invoice['id']}/write-off", {"reason": "other"}, status=409, headers=headers
    )
    assert answer.json()["code"] == "invoice-not-owed"


async def test_a_payment_finds_nothing_to_pay_on_what_was_credited(office: Office, job: Job) -> None:
    invoice = await office.issued(job)
    await credited(office, invoice)
    body = {
        "amount": cad(10_00),
        "method": "interac",
        "allocations": [{"invoice_id": invoice["id"], "amount": cad(10_00)}],
    }
    payment = await office.post("/v1/payments", body, status=201)
    assert payment["allocations"] == []
    assert payment["unallocated"] == cad(10_00)


# ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

TAXES: list[dict[str, Any]] = [
    {"code": "gst", "rate": "5", "groups": ["default"]},
    {"code": "qst", "rate": "9.975", "groups": ["default"]},
]
lines = st.lists(st.tuples(st.integers(1, 500_00), st.integers(1, 9), st.booleans()), min_size=1, max_size=6)


def whole_of(typed: list[tuple[int, int, bool]]) -> tuple[list[Any], Amounts]:
    rows = [
        SimpleNamespace(position=n, amount=price * quantity, taxable=taxable, tax_group_id=None)
        for n, (price, quantity, taxable) in enumerate(typed)
    ]
    base = sum(row.amount for row in rows if row.taxable)
    taxes = [Tax(each["code"], each["code"], Decimal(str(each["rate"]))) for each in TAXES]
    priced = [PricedLine(Decimal(quantity), price, taxable) for price, quantity, taxable in typed]
    computed = totals(priced, taxes)
    amounts = tuple(Part(base, each.amount) for each in computed.taxes)
    return rows, Amounts(sum(row.amount for row in rows), amounts)


@given(lines, st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 2_000_00)), max_size=8))
def test_any_order_of_credits_ends_at_the_invoice_to_the_cent(
    typed: list[tuple[int, int, bool]], steps: list[tuple[bool, int, int]]
) -> None:
    rows, whole = whole_of(typed)
    taken = shares.nothing(len(TAXES))
    before: dict[int, int] = {}
    for by_line, position, cents in steps:
        try:
            if by_line:
                wanted = [Wanted(rows[position % len(rows)].position, cents)]
                found, part = credit.of_lines(rows, TAXES, whole, taken, before, wanted)
                before = before | {each.position: before.get(each.position, 0) + each.gross for each in found}
            else:
                part = credit.of_amount(TAXES, whole, taken, cents)
        except TooMuch:
            continue
        assert part.total > 0
        taken += part
        left = whole - taken
        assert left.subtotal >= 0
        assert all(each.base >= 0 and each.amount >= 0 for each in left.taxes)
    left = whole - taken
    if left.total > 0:
        taken += credit.of_amount(TAXES, whole, taken, left.total)
    assert taken.total == whole.total
