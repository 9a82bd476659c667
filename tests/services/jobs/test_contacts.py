"""Contacts: what is kept of them, editing, and recognising somebody who is known."""

from __future__ import annotations

import asyncio

import pytest

from services.jobs.contacts import commands
from services.jobs.contacts.schemas import ContactIn
from tests.factories import Company
from tests.services.jobs.world import Json, Office, contact


async def test_a_contact_is_tidied_and_kept(office: Office) -> None:
    made = await office.post("/v1/contacts", contact(phone="(514) 555-0199", name="  Zoé   ", language="en"))
    assert made["name"] == "Zoé"
    assert made["phone"] == "+15145550199"
    assert made["language"] == "en"
    assert made["addresses"][0]["postal_code"] == "H7L 1A1"
    assert await office.get(f"/v1/contacts/{made['id']}") == made


@pytest.mark.parametrize(
    "name", ["محمد علي", "🚿 Plomberie 🚿", "<script>alert(1)</script>", "'; DROP TABLE jobs.contact; --"]
)
async def test_unusual_names_are_just_names(office: Office, name: str) -> None:
    made = await office.post("/v1/contacts", contact(name=name))
    assert made["name"] == name
    assert [each["name"] for each in (await office.get("/v1/contacts", q=name))["data"]] == [name]


async def test_editing_needs_the_newest(office: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    path = f"/v1/contacts/{made['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    edited = await office.patch(path, {"phone": None, "name": "Éric Côté"}, headers={"If-Match": tag})
    assert (edited["phone"], edited["name"]) == (None, "Éric Côté")
    lost = await office.patch(path, {"name": "Autre"}, status=412, headers={"If-Match": tag})
    assert lost["current"]["name"] == "Éric Côté"
    assert (await office.patch(path, {"name": None}, status=422))["errors"][0]["pointer"] == "/name"


async def test_addresses_are_replaced_and_keep_their_ids(office: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    kept = made["addresses"][0]
    edit = {key: kept[key] for key in ("id", "kind", "line1", "city", "region", "postal_code", "country")}
    body = {"addresses": [edit | {"line1": "14, rue des Érables"}, {"kind": "billing", "line1": "C.P. 1"}]}
    edited = await office.patch(f"/v1/contacts/{made['id']}", body)
    assert [each["line1"] for each in edited["addresses"]] == ["14, rue des Érables", "C.P. 1"]
    assert edited["addresses"][0]["id"] == kept["id"]
    wrong = {"addresses": [{"id": "adr_foreign", "line1": "x"}]}
    assert (await office.patch(f"/v1/contacts/{made['id']}", wrong, status=422))["errors"][0]["pointer"] == (
        "/addresses/0/id"
    )


def form(**changes: str | None) -> ContactIn:
    values: Json = {"name": "Marie Roy", "email": "marie@courriel.example", "phone": None} | changes
    return ContactIn.model_validate(values)


async def test_a_known_person_is_recognised(office: Office, ours: Company, theirs: Company) -> None:
    async with ours.work() as work:
        first = await commands.match_or_create(work, form())
    async with ours.work() as work:
        by_mail = await commands.match_or_create(work, form(email="Marie@COURRIEL.example", phone="514 555-0142"))
    async with ours.work() as work:
        by_phone = await commands.match_or_create(work, form(name="M. Roy", email=None, phone="(514) 555-0142"))
    async with theirs.work() as work:
        elsewhere = await commands.match_or_create(work, form())
    assert first == by_mail == by_phone
    assert elsewhere != first
    known = await office.get(f"/v1/contacts/{first}")
    assert (known["name"], known["phone"]) == ("Marie Roy", "+15145550142")


async def test_two_requests_at_once_make_one_contact(ours: Company, office: Office) -> None:
    async def come() -> str:
        async with ours.work() as work:
            return await commands.match_or_create(work, form())

    assert len(set(await asyncio.gather(*(come() for _ in range(8))))) == 1
    assert len((await office.get("/v1/contacts"))["data"]) == 1
