"""Somebody who is being typed and is there already."""

from __future__ import annotations

from collections.abc import Iterable

from tests.services.jobs.world import Json, Office, contact

PATH = "/v1/contacts/duplicates"


def reasons(found: Json) -> Iterable[tuple[str, list[str]]]:
    return [(each["name"], each["reasons"]) for each in found["data"]]


async def test_each_sign_finds_and_says_why(office: Office, neighbour: Office) -> None:
    address = {"line1": "12, rue des Érables", "city": "Laval", "region": "QC", "postal_code": "H7L 1A1"}
    eric = contact(name="Éric Côté-Brûlé", email="Eric@Courriel.example", phone="450 555-1234", address=address)
    made = await office.post("/v1/contacts", eric)
    await neighbour.post("/v1/contacts", eric)
    signs: list[tuple[Json, list[str]]] = [
        ({"email": "eric@courriel.EXAMPLE"}, ["same-email"]),
        ({"phone": "(450) 555 1234"}, ["same-phone"]),
        ({"phone": "+1-450-555-1234"}, ["same-phone"]),
        ({"name": "cote brule eric"}, ["same-name"]),
        ({"name": "Erik Coté-Brulé", "line1": "12 RUE DES ERABLES"}, ["similar-name", "same-address"]),
        ({"name": "Erik Coté-Brulé", "postal_code": "h7l1a1"}, ["similar-name", "same-postal-code"]),
    ]
    for typed, expected in signs:
        found = await office.get(PATH, **typed)
        assert reasons(found) == [("Éric Côté-Brûlé", expected)], typed
        assert found["data"][0]["id"] == made["id"]
    nothing: list[Json] = [
        {},
        {"name": "Er"},
        {"email": "eric"},
        {"phone": "450 555"},
        {"postal_code": "H7L 1A1"},
        {"name": "Marie Tremblay", "postal_code": "H7L 1A1"},
        {"name": "Erik Coté-Brulé"},
        {"email": "eric@courriel.example", "without": made["id"]},
    ]
    for typed in nothing:
        assert (await office.get(PATH, **typed))["data"] == [], typed
    french = (await office.get(PATH, email="eric@courriel.example"))["data"][0]
    assert (french["because"], french["address"]) == ("même courriel", "12, rue des Érables, Laval")


async def test_the_surest_comes_first_and_second_phones_count(office: Office) -> None:
    weak = await office.post("/v1/contacts", contact(name="Marie Roy"))
    phones = [{"number": "514 555-0100"}, {"kind": "work", "number": "514 555-0111"}]
    sure = await office.post("/v1/contacts", contact(name="M. Roy", phone=None) | {"phones": phones})
    await office.post(f"/v1/contacts/{sure['id']}/people", {"name": "Ève", "email": "eve@roy.example"})
    found = await office.get(PATH, name="Roy, Marie", phone="514-555-0111", email="EVE@roy.example")
    assert [each["id"] for each in found["data"]] == [sure["id"], weak["id"]]
    assert found["data"][0]["score"] > found["data"][1]["score"]
    await office.patch(f"/v1/contacts/{weak['id']}", {"archived": True})
    assert (await office.get(PATH, name="marie roy"))["data"][0]["archived"] is True
