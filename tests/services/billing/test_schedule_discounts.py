"""Who chooses a schedule with a discount pays less: shown before, bound by the acceptance, and on the invoices to the cent."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from services.billing.documents.snapshot import Schedule, Snapshot, canonical, document_sha256
from services.billing.documents.tables import Document
from services.billing.documents.view import view
from services.kit.db import reading
from tests.services.billing.test_scheduled_invoices import generated
from tests.services.billing.world import Office, cad, line, portal_path

LATER = {"name": "En deux fois", "kind": "several_invoices", "instalments": [{"when": "on_acceptance", "percent": "40"}, {"when": "on_completion"}]}  # fmt: skip
NOW = {"name": "Comptant", "instalments": [{"when": "on_acceptance"}], "discount": {"percent": "5"}}


async def test_the_client_who_pays_at_once_saves_five_percent(office: Office) -> None:
    ten_off: dict[str, Any] = {"discount": {"percent": "10"}, "deposit_percent": "50"}
    quote = await office.sent_quote(await office.job(), line(140_00), schedules=[LATER, NOW], **ten_off)
    later, now = quote["schedules"]
    assert (later["total"], later["discount"]) == (cad(144_87), None)
    assert (now["total"], now["discount"]) == (cad(137_63), {"percent": "5", "amount": cad(6_30)})
    assert now["instalments"][0]["amount"] == cad(137_63)
    assert (quote["totals"]["total"], quote["totals"]["schedule_discount"]) == (cad(144_87), None)

    portal = f"{portal_path(quote['portal_url'])}/quotes/{quote['id']}"
    preview = (await office.api.post(f"{portal}/preview", json={"version": 1, "schedule": 1})).json()
    assert (preview["totals"]["total"], preview["deposit"]) == (cad(137_63), cad(68_82))
    assert preview["totals"]["schedule_discount"] == now["discount"]
    answer = {"version": 1, "schedule": 1, "document_sha256": quote["document_sha256"], "name": "Marie"}
    done = (await office.api.post(f"{portal}/accept", json=answer)).json()
    assert (done["totals"], done["deposit"]) == (preview["totals"], preview["deposit"])
    shown = await office.get(f"/v1/quotes/{quote['id']}")
    assert shown["accepted"]["intact"]
    assert [each["total"] for each in shown["schedules"]] == [cad(144_87), cad(137_63)], (
        "the other is not cheaper by it"
    )

    [invoice] = await generated(office, shown)
    totals = invoice["totals"]
    assert totals["total"] == cad(137_63)
    assert totals["discount"]["amount"] == cad(20_30)
    assert totals["taxes"] == shown["totals"]["taxes"]
    issued = await office.post(f"/v1/invoices/{invoice['id']}/issue", {})
    assert issued["totals"]["total"] == cad(137_63)


async def test_several_invoices_share_the_discount_to_the_cent(office: Office) -> None:
    schedule = {**LATER, "discount": {"amount": cad(11_11)}}
    lines = line(33_33, "3"), line(140_01), line(17_77, taxable=False)
    quote = await office.sent_quote(await office.job(), *lines, schedules=[NOW, schedule])
    done = await office.post(
        f"/v1/quotes/{quote['id']}/accept", {"version": 1, "name": "M", "note": "Oui au téléphone", "schedule": 1}
    )
    assert done["totals"]["schedule_discount"] == {"percent": None, "amount": cad(11_11)}
    made = await generated(office, done)
    for name in ("subtotal", "total"):
        assert sum(each["totals"][name]["amount"] for each in made) == done["totals"][name]["amount"]
    taxes = zip(*([tax["amount"]["amount"] for tax in each["totals"]["taxes"]] for each in made), strict=True)
    assert [sum(each) for each in taxes] == [tax["amount"]["amount"] for tax in done["totals"]["taxes"]]


async def test_whatever_is_on_it_the_invoice_is_the_quote(office: Office) -> None:
    dice = random.Random(20261125)
    job = await office.job()
    for _ in range(12):
        lines = [
            line(dice.randint(1, 500_00), str(dice.randint(1, 9)), taxable=dice.random() > 0.3, optional=at > 1)
            for at in range(4)
        ]
        whole = dice.choice([None, {"percent": f"{dice.randint(1, 40)}.{dice.randint(1, 9)}"}])
        off = dice.choice([{"percent": f"{dice.randint(1, 30)}.{dice.randint(1, 9)}"}, {"amount": cad(1)}])
        schedules = [LATER, {**dice.choice([LATER, NOW]), "discount": off}]
        quote = await office.sent_quote(job, *lines, discount=whole, schedules=schedules)
        body = {
            "version": 1,
            "name": "M",
            "note": "Oui au téléphone",
            "schedule": 1,
            "options": dice.choice([[], [2], [2, 3]]),
        }
        done = await office.post(f"/v1/quotes/{quote['id']}/accept", body)
        assert done["accepted"]["intact"]
        made = await generated(office, done)
        assert sum(each["totals"]["total"]["amount"] for each in made) == done["totals"]["total"]["amount"], done
        assert sum(each["totals"]["subtotal"]["amount"] for each in made) == done["totals"]["subtotal"]["amount"]
        if len(made) == 1:
            assert made[0]["totals"]["taxes"] == done["totals"]["taxes"]


@pytest.mark.parametrize(
    ("schedules", "pointer", "code"),
    [
        ([NOW], "/schedules/0/discount", "discount-without-choice"),
        ([LATER, {**NOW, "discount": {"percent": "0"}}], "/schedules/1/discount/percent", "percent"),
        ([LATER, {**NOW, "discount": {"percent": "101"}}], "/schedules/1/discount/percent", "percent"),
        ([LATER, {**NOW, "discount": {"percent": "5", "amount": cad(1)}}], "/schedules/1/discount", "discount-one"),
        ([LATER, {**NOW, "discount": {"amount": cad(-5)}}], "/schedules/1/discount/amount", "not-positive"),
        ([LATER, {**NOW, "discount": {"amount": cad(100_01)}}], "/schedules/1/discount/amount", "discount-too-large"),
        ([LATER, {**NOW, "discount": {"amount": {"amount": 1, "currency": "USD"}}}], "/schedules/1/discount/amount/currency", "currency-mismatch"),
        ([LATER, {**NOW, "discount": {"percent": "50"}, "instalments": [{"when": "to_plan", "amount": cad(60_00)}, {"when": "to_plan"}]}], "/schedules/1/instalments", "schedule-over-total"),
    ],
)  # fmt: skip
async def test_bad_discounts(office: Office, schedules: list[Any], pointer: str, code: str) -> None:
    job = await office.job()
    body = {"job_id": job.id, "lines": [line(100_00)], "schedules": schedules}
    for language in ("fr", "en"):
        response = await office.call("POST", "/v1/quotes", body, language=language, status=422)
        found = {each["pointer"]: each for each in response.json()["errors"]}
        assert found[pointer]["code"] == code, found
        assert found[pointer]["detail"]
    assert (await office.get(f"/v1/quotes?job_id={job.id}"))["data"] == []


async def test_a_schedule_too_large_for_what_was_chosen_still_shows(office: Office) -> None:
    half = {"name": "Moitié", "instalments": [{"when": "to_plan", "amount": cad(150_00)}, {"when": "to_plan"}]}
    lines = line(200_00, alternative="Mieux"), line(50_00, alternative="Bon")
    quote = await office.sent_quote(await office.job(), *lines, schedules=[half, LATER])
    assert [each["totals"]["total"] for each in quote["alternatives"]] == [cad(229_95), cad(57_49)]
    body = {"version": 1, "name": "M", "note": "Oui au téléphone", "schedule": 0, "alternative": "Bon"}
    await office.refused(f"/v1/quotes/{quote['id']}/accept", body, status=422, code="invalid")
    done = await office.post(f"/v1/quotes/{quote['id']}/accept", {**body, "schedule": 1})
    assert [part["amount"] for part in done["schedules"][0]["instalments"]] == [cad(57_49), cad(0)]


async def test_the_document_says_what_the_choice_saves_and_older_ones_keep_their_hash(office: Office) -> None:
    plain = await office.sent_quote(await office.job(), schedules=[LATER])
    quote = await office.sent_quote(await office.job(), line(100_00), schedules=[LATER, NOW])
    async with reading(office.company.id) as session:
        query = select(Document.object_id, Document.snapshot).where(Document.object_id.in_([plain["id"], quote["id"]]))
        frozen = {row.object_id: row.snapshot for row in await session.execute(query)}
    old = frozen[plain["id"]]["schedules"][0]
    assert sorted(old) == ["instalments", "kind", "name"], "what is new is not there while it says nothing"
    assert Schedule.model_validate(old).model_dump(mode="json") == old
    snapshot = Snapshot.model_validate(frozen[quote["id"]])
    assert snapshot.schedules[1].total == 109_23
    assert document_sha256(frozen[quote["id"]]) == quote["document_sha256"]
    assert canonical(snapshot).decode().count('"discount":{"amount":500,"percent":"5"}') == 1
    said = [each["text"] for each in view(snapshot)["sections"]]
    assert any("Rabais pour ce choix" in each and "109,23" in each for each in said), said
