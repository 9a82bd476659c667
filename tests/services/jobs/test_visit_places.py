"""Where a visit is, who leads it, whether it is billed; and what of the catalogue somebody on site may note as used."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.factories import Company
from tests.services.jobs.test_my_day import Technician, ago, outcomes, press, send
from tests.services.jobs.test_my_day import luc as luc
from tests.services.jobs.test_series import body, visits
from tests.services.jobs.world import Json, Office, visit

CHALET: Json = {"line1": "4, chemin du Lac", "city": "Sainte-Adèle", "region": "QC", "postal_code": "J8B 1A1"}


async def test_a_visit_may_be_elsewhere_than_its_job(office: Office) -> None:
    job, eve = await office.job(), await office.resource("Ève")
    made = await office.post("/v1/visits", visit(job["id"], [eve["id"]]) | {"address": CHALET})
    assert (made["address"]["line1"], made["own_address"]) == ("4, chemin du Lac", True)
    path = f"/v1/visits/{made['id']}"
    back = await office.patch(path, {"address": None})
    assert (back["address"]["line1"], back["own_address"]) == ("12, rue des Érables", False)
    assert (await office.patch(path, {"address": CHALET}))["own_address"] is True
    refused = await office.patch(path, {"address": CHALET | {"postal_code": "00000"}}, status=422)
    assert refused["errors"][0]["pointer"] == "/address/postal_code"


async def test_who_leads_is_told_and_changes_without_a_new_date(office: Office) -> None:
    job, eve, guy = await office.job(), await office.resource("Ève"), await office.resource("Guy")
    made = await office.post("/v1/visits", visit(job["id"], [eve["id"], guy["id"]]) | {"lead_id": guy["id"]})
    assert made["lead_id"] == guy["id"]
    changed = await office.patch(f"/v1/visits/{made['id']}", {"resource_ids": [eve["id"], guy["id"]]})
    assert (changed["lead_id"], changed["occurrence"]) == (eve["id"], 1)


async def test_the_visits_of_a_series_move_to_another_address_together(office: Office) -> None:
    job, guy = await office.job(), await office.resource("Guy")
    series = await office.post("/v1/visit-series", body(job, guy))
    first, second, third, _ = await visits(office, job)
    path = f"/v1/visit-series/{series['id']}"
    await office.patch(f"/v1/visits/{second['id']}", {"address": CHALET})
    await office.patch(path, {"instructions": "Par la cour"})  # says nothing of where
    assert [each["own_address"] for each in await visits(office, job)] == [False, True, False, False]
    await office.patch(path, {"scope": "following", "from_date": third["series_key"], "address": CHALET})
    assert [each["own_address"] for each in await visits(office, job)] == [False, True, True, True]
    last = (await office.get(f"/v1/visits/{third['id']}"))["series_id"]
    await office.patch(f"/v1/visit-series/{last}", {"address": None})
    assert [each["own_address"] for each in await visits(office, job)] == [False, True, False, False]
    assert first["own_address"] is False


async def test_my_day_tells_where_with_whom_and_whether_it_is_billed(office: Office, luc: Technician) -> None:
    eve = await office.resource("Ève")
    changes = {"address": CHALET, "billable": False, "resource_ids": [eve["id"], luc.luc["id"]]}
    await office.patch(f"/v1/visits/{luc.visit_id}", changes)
    shown = next(each for each in (await office.get("/v1/my-day"))["visits"] if each["id"] == luc.visit_id)
    assert (shown["own_address"], shown["billable"], shown["lead_id"]) == (True, False, eve["id"])
    assert shown["address"][0] == "4, chemin du Lac"


async def item(catalogue: Office, name: str, **changes: object) -> Json:
    price = {"amount": 1250, "currency": "CAD"}
    made: Json = {"name_fr": name, "name_en": f"{name} (en)", "unit": "un", "unit_price": price, "kind": "product"}
    return await catalogue.post("/v1/items", made | changes)


async def test_a_technician_finds_what_can_be_used_and_no_costs(
    office: Office, ours: Company, theirs: Company, billing_api: object
) -> None:
    catalogue, other = Office(billing_api, ours), Office(billing_api, theirs)  # type: ignore[arg-type]
    elbow = await item(catalogue, "Coude 90°", code="C90", cost={"amount": 700, "currency": "CAD"})
    await item(catalogue, "Coude vieux", active=False)
    await item(catalogue, "Ensemble", kind="bundle", unit_price=None, parts=[{"item_id": elbow["id"], "quantity": "2"}])
    await item(other, "Coude d’ailleurs")
    headers = ours.headers("visits")
    answer = await office.api.get("/v1/usable-items", headers=headers, params={"q": "coude"})
    assert answer.json()["data"] == [
        {"id": elbow["id"], "code": "C90", "name": "Coude 90°", "unit": "un", "unit_price": elbow["unit_price"]}
    ]
    assert [each["id"] for each in (await office.get("/v1/usable-items"))["data"]] == [elbow["id"]]


async def test_a_phone_notes_an_item_and_a_price(
    office: Office,
    ours: Company,
    billing_api: object,
    luc: Technician,
) -> None:
    elbow = await item(Office(billing_api, ours), "Coude 90°")  # type: ignore[arg-type]
    answers = await send(
        office,
        press("start", luc.visit_id, ago(90)),
        press("material", luc.visit_id, ago(80), description="Coude 90°", item_id=elbow["id"], unit="", price=""),
        press("material", luc.visit_id, ago(70), description="Coude 90°", item_id=elbow["id"], price="1\u00a0034,50 $"),
        press("material", luc.visit_id, ago(60), description="Silicone", price="8.5"),
        press("material", luc.visit_id, ago(50), description="Clou", price="-1"),
        press("material", luc.visit_id, ago(40), description="Clou", price="1e3"),
        press("material", luc.visit_id, ago(30), description="Clou", item_id="itm_nowhere"),
    )
    assert outcomes(answers) == ["done", "done", "done", "done", "refused", "refused", "refused"]
    used = (await office.get(f"/v1/visits/{luc.visit_id}/materials"))["data"]
    assert [(each["item_id"], each["unit"], each["unit_price"]["amount"]) for each in used] == [
        (elbow["id"], "un", 1250),
        (elbow["id"], "un", 103450),
        (None, "", 850),
    ]
    # An invoice of the visit takes them as they were noted.
    books = Office(billing_api, ours)  # type: ignore[arg-type]
    invoice = await books.post("/v1/invoices/from-visit", {"visit_id": luc.visit_id})
    assert [(each["item_id"], each["unit_price"]["amount"]) for each in invoice["lines"]] == [
        (elbow["id"], 1250),
        (elbow["id"], 103450),
        (None, 850),
    ]
    assert datetime.fromisoformat(invoice["created_at"]) <= datetime.now(UTC)
