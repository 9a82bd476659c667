"""Lines of quotes and invoices in full: sections, discounts, tax groups, choices, costs."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from services.billing.taxes.tax import tax_on
from tests.services.billing.world import Office, cad, line, portal_path


def percent(value: str) -> dict[str, Any]:
    return {"percent": value}


def taxes_of(document: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {tax["code"]: (tax["base"]["amount"], tax["amount"]["amount"]) for tax in document["totals"]["taxes"]}


async def test_discounts_of_lines_and_of_the_document(office: Office) -> None:
    quote = await office.quote(
        await office.job(),
        line(100_00, "2", discount=percent("10"), section="Cuisine"),
        line(50_00, discount={"amount": cad(5_00)}, section="Cuisine", cost=cad(30_00)),
        line(10_00, taxable=False, section="Transport"),
        discount=percent("10"),
    )
    assert [each["amount"]["amount"] for each in quote["lines"]] == [180_00, 45_00, 10_00]
    assert [each["section"] for each in quote["lines"]] == ["Cuisine", "Cuisine", "Transport"]
    assert quote["lines"][0]["discount"] == {"percent": "10", "amount": cad(20_00)}
    assert quote["lines"][1]["discount"] == {"percent": None, "amount": cad(5_00)}
    assert quote["lines"][1]["cost"] == cad(30_00)
    totals = quote["totals"]
    assert (totals["lines"], totals["subtotal"]) == (cad(235_00), cad(211_50))
    assert totals["discount"] == {"percent": "10", "amount": cad(23_50)}
    assert taxes_of(quote) == {"gst": (202_50, 10_13), "qst": (202_50, 20_20)}
    assert totals["total"] == cad(211_50 + 10_13 + 20_20)
    changed = await office.call("PATCH", f"/v1/quotes/{quote['id']}", {"discount": None}, status=200)
    assert changed.json()["totals"]["subtotal"] == cad(235_00)
    kept = await office.call("PATCH", f"/v1/quotes/{quote['id']}", {"discount": {"amount": cad(35_00)}}, status=200)
    assert kept.json()["totals"]["subtotal"] == cad(200_00)


async def test_what_was_quoted_is_invoiced_the_same(office: Office) -> None:
    """Discounts, sections, groups and costs go from quote to new version to invoice, and the total with them."""
    job = await office.job()
    quote = await office.sent_quote(
        job,
        line(100_00, discount=percent("5"), section="A", cost=cad(40_00)),
        line(80_00, tax_group_id="txg_hst_on"),
        line(60_00, tax_group_id="txg_zero"),
        line(33_33, optional=True),
        discount={"amount": cad(20_00)},
    )
    revised = await office.post(f"/v1/quotes/{quote['id']}/revise", {})
    assert revised["lines"] == quote["lines"]
    assert revised["totals"] == quote["totals"]
    sent = await office.post(f"/v1/quotes/{quote['id']}/send", {})
    accepted = await office.post(
        f"/v1/quotes/{quote['id']}/accept",
        {"version": sent["version"], "name": "M", "note": "Oui au téléphone", "options": [3]},
    )
    assert accepted["totals"]["lines"] == cad(95_00 + 80_00 + 60_00 + 33_33)
    assert {"gst", "qst", "hst"} == set(taxes_of(accepted))
    [invoice] = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {}))["data"]
    assert invoice["totals"] == accepted["totals"]
    assert [each["section"] for each in invoice["lines"]] == ["A", "", "", ""]
    issued = await office.post(f"/v1/invoices/{invoice['id']}/issue", {})
    assert issued["totals"] == accepted["totals"]


async def test_an_option_of_another_province_is_taxed_there_when_it_is_chosen(office: Office) -> None:
    quote = await office.sent_quote(
        await office.job(), line(100_00), line(50_00, optional=True, tax_group_id="txg_hst_on")
    )
    assert taxes_of(quote) == {"gst": (100_00, 5_00), "qst": (100_00, 9_98)}, "a tax on nothing is not shown"
    body = {"version": 1, "name": "M", "note": "Oui au téléphone", "options": [1]}
    accepted = await office.post(f"/v1/quotes/{quote['id']}/accept", body)
    assert taxes_of(accepted) == {"gst": (100_00, 5_00), "qst": (100_00, 9_98), "hst": (50_00, 6_50)}


async def test_one_choice_of_a_quote_counts(office: Office) -> None:
    quote = await office.quote(
        await office.job(),
        line(100_00),
        line(10_00, alternative="Bon"),
        line(20_00, alternative="Mieux"),
        line(5_00, alternative="Mieux"),
    )
    assert quote["totals"]["subtotal"] == cad(110_00)
    assert [each["alternative"] for each in quote["lines"]] == [None, "Bon", "Mieux", "Mieux"]


async def test_the_client_never_sees_what_things_cost(office: Office) -> None:
    job = await office.job()
    quote = await office.sent_quote(job, line(100_00, cost=cad(77_77)))
    token = portal_path(quote["portal_url"])
    seen = await office.api.get(f"{token}/quotes/{quote['id']}")
    assert seen.status_code == 200
    assert "7777" not in seen.text
    assert "7777" not in (await office.api.get(f"{token}/quotes")).text
    invoice = await office.issued(job, line(100_00, cost=cad(77_77)))
    assert invoice["lines"][0]["cost"] == cad(77_77)
    await office.post(f"/v1/invoices/{invoice['id']}/send", {})
    seen = await office.api.get(f"{token}/invoices/{invoice['id']}")
    assert seen.status_code == 200
    assert "7777" not in seen.text
    assert "7777" not in (await office.api.get(f"{token}/invoices")).text


@pytest.mark.parametrize(
    ("lines", "more", "pointer", "code"),
    [
        ([line(1_00, discount={"amount": cad(1_01)})], {}, "/lines/0/discount/amount", "discount-too-large"),
        ([line(1_00, discount={"percent": "101"})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={"percent": 10})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={"percent": "NaN"})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={"percent": "1e1"})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={"percent": "-0"})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={"percent": "0"})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={"percent": "0.00001"})], {}, "/lines/0/discount/percent", "percent"),
        ([line(1_00, discount={})], {}, "/lines/0/discount", "discount-one"),
        ([line(1_00, discount={"percent": "1", "amount": cad(1)})], {}, "/lines/0/discount", "discount-one"),
        ([line(1_00, discount={"amount": cad(-1)})], {}, "/lines/0/discount/amount", "not-positive"),
        ([line(1_00)], {"discount": {"amount": cad(1_01)}}, "/discount/amount", "discount-too-large"),
        (
            [line(1_00)],
            {"discount": {"amount": {"amount": 1, "currency": "USD"}}},
            "/discount/amount/currency",
            "currency-mismatch",
        ),
        ([line(1_00, cost={"amount": 1, "currency": "USD"})], {}, "/lines/0/cost/currency", "currency-mismatch"),
        ([line(1_00, tax_group_id="txg_nobodys")], {}, "/lines/0/tax_group_id", "unknown-tax-group"),
        ([line(1_00, section="a\nb")], {}, "/lines/0/section", "one-line"),
        ([line(1_00, "1e308")], {}, "/lines/0/quantity", "quantity"),
        ([line(1_00, "-0")], {}, "/lines/0/quantity", "quantity-zero"),
        ([line(1_00, "NaN")], {}, "/lines/0/quantity", "quantity"),
        ([line(1_00, "1.12345678901234567")], {}, "/lines/0/quantity", "quantity"),
        ([line(1_000_000_00, "11")], {}, "/lines/0", "amount-too-large"),
        ([line(1_000_000_00, "10"), line(1)], {}, "/lines", "total-too-large"),
    ],
)
@pytest.mark.parametrize("kind", ["quotes", "invoices"])
async def test_bad_lines_are_refused_and_nothing_is_written(
    office: Office, kind: str, lines: list[dict[str, Any]], more: dict[str, Any], pointer: str, code: str
) -> None:
    job = await office.job()
    body = {"job_id": job.id, "lines": lines, **more}
    problem = await office.refused(f"/v1/{kind}", body, status=422, code="invalid")
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in problem["errors"]]
    assert (await office.get(f"/v1/{kind}?job_id={job.id}"))["data"] == []


async def test_choices_belong_to_quotes(office: Office) -> None:
    body = {"job_id": (await office.job()).id, "lines": [line(1_00, alternative="Bon")]}
    problem = await office.refused("/v1/invoices", body, status=422, code="invalid")
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/lines/0/alternative", "choice-on-invoice")
    ]


async def test_another_companys_tax_group_is_unknown(office: Office, stranger: Office) -> None:
    group = {
        "name_fr": "À eux",
        "name_en": "Theirs",
        "taxes": [{"code": "gst", "name_fr": "T", "name_en": "T", "rate": "5", "effective_from": "2010-07-01"}],
    }
    theirs = await stranger.post("/v1/tax-groups", group, status=201)
    body = {"job_id": (await office.job()).id, "lines": [line(1_00, tax_group_id=theirs["id"])]}
    problem = await office.refused("/v1/quotes", body, status=422, code="invalid")
    assert problem["errors"][0]["code"] == "unknown-tax-group"
    own = {"job_id": (await stranger.job()).id, "lines": [line(1_00, tax_group_id=theirs["id"])]}
    assert (await stranger.post("/v1/quotes", own, status=201))["lines"][0]["tax_group_id"] == theirs["id"]


async def test_the_preview_counts_as_the_document_will(office: Office) -> None:
    lines = [line(100_00, discount=percent("10")), line(40_00, optional=True), line(50_00, tax_group_id="txg_hst_on")]
    shown = await office.post("/v1/totals", {"lines": lines, "discount": percent("10")})
    quote = await office.quote(await office.job(), *lines, discount=percent("10"))
    assert shown["totals"] == quote["totals"]
    assert [each["amount"] for each in shown["amounts"]] == [90_00, 40_00, 50_00]


async def test_random_documents_balance_from_quote_to_invoice(office: Office) -> None:
    """What is typed, accepted, invoiced and issued comes to the same cents, and every sum can be done again by hand."""
    dice = random.Random(20261125)
    job = await office.job()
    groups = [None, "txg_quebec", "txg_hst_on", "txg_gst", "txg_zero"]

    def some_discount(most: int) -> dict[str, Any] | None:
        kind = dice.randrange(3)
        if kind == 0 or most <= 0:
            return None
        return percent(f"{dice.randint(1, 10_000) / 100}") if kind == 1 else {"amount": cad(dice.randint(1, most))}

    for _ in range(12):
        lines = []
        for n in range(dice.randint(1, 8)):
            price = dice.randint(0, 200_000)
            more: dict[str, Any] = {"optional": n > 0 and dice.random() < 0.3, "taxable": dice.random() < 0.8}
            more |= {"tax_group_id": dice.choice(groups), "section": dice.choice(["", "A", "B"])}
            lines.append(line(price, f"{dice.randint(1, 99_999) / 1000}", **more))
            lines[-1]["discount"] = some_discount(price // 1000)
        quote = await office.sent_quote(job, *lines, discount=percent(f"{dice.randint(1, 5000) / 100}"))
        options = [n for n, each in enumerate(lines) if each["optional"] and dice.random() < 0.5]
        body = {"version": 1, "name": "M", "note": "Oui au téléphone", "options": options}
        accepted = await office.post(f"/v1/quotes/{quote['id']}/accept", body)
        [draft] = (await office.post(f"/v1/quotes/{quote['id']}/generate-invoices", {}))["data"]
        issued = await office.post(f"/v1/invoices/{draft['id']}/issue", {})
        for document in (accepted, draft, issued):
            totals = document["totals"]
            assert totals == accepted["totals"]
            counted = [each for each in document["lines"] if not each["optional"] or each["chosen"]]
            assert sum(each["amount"]["amount"] for each in counted) == totals["lines"]["amount"]
            taken = totals["discount"]["amount"]["amount"]
            assert totals["lines"]["amount"] - taken == totals["subtotal"]["amount"]
            for each in totals["taxes"]:
                assert each["amount"]["amount"] == tax_on(each["base"]["amount"], Decimal(each["rate"]))
            taxes = sum(each["amount"]["amount"] for each in totals["taxes"])
            assert totals["subtotal"]["amount"] + taxes == totals["total"]["amount"]
