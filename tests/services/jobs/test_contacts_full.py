"""Contacts in full: names, phones, people, addresses with coordinates, preferences, consents, notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.jobs.contacts import coordinates
from services.kit import factlog
from tests.services.jobs.world import Json, Office, contact


async def test_names_are_made_of_their_parts(office: Office) -> None:
    person = await office.post("/v1/contacts", {"first_name": "Zoé", "last_name": "Roy"})
    firm = await office.post("/v1/contacts", {"kind": "company", "company_name": "Toitures Roy", "last_name": "Roy"})
    assert (person["name"], person["kind"], firm["name"]) == ("Zoé Roy", "person", "Toitures Roy")
    path = f"/v1/contacts/{person['id']}"
    assert (await office.patch(path, {"last_name": "Roy-Côté"}))["name"] == "Zoé Roy-Côté"
    assert (await office.patch(path, {"name": "Mme Roy"}))["name"] == "Mme Roy"
    assert (await office.patch(path, {"first_name": "Zoë"}))["name"] == "Mme Roy"
    assert [each["id"] for each in (await office.get("/v1/contacts", kind="company"))["data"]] == [firm["id"]]
    refused = await office.post("/v1/contacts", {"kind": "company"}, status=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/name", "required")]


async def test_phones_have_kinds_and_the_first_one_is_the_phone(office: Office) -> None:
    phones = [{"kind": "work", "number": "514 555-0199", "extension": "12"}, {"kind": "home", "number": "4505550142"}]
    made = await office.post("/v1/contacts", contact(phone=None) | {"phones": phones})
    assert made["phone"] == "+15145550199"
    assert [(each["kind"], each["formatted"]) for each in made["phones"]] == [
        ("work", "514 555-0199 #12"),
        ("home", "450 555-0142"),
    ]
    path = f"/v1/contacts/{made['id']}"
    promoted = await office.patch(path, {"phone": "450 555-0142"})
    assert (promoted["phone"], len(promoted["phones"])) == ("+14505550142", 1)
    swapped = await office.patch(path, {"phones": [*phones, {"number": "514-555-0199"}]})
    assert [each["number"] for each in swapped["phones"]] == ["+15145550199", "+14505550142"]
    assert swapped["phones"][1]["id"] == promoted["phones"][0]["id"]
    for q in ("0199", "0142"):
        assert [each["id"] for each in (await office.get("/v1/contacts", q=q))["data"]] == [made["id"]]
    both = await office.patch(path, {"phone": None, "phones": []}, status=422)
    assert both["errors"][0]["code"] == "phone-or-phones"
    assert (await office.patch(path, {"phones": []}))["phone"] is None


async def test_people_of_a_contact(office: Office, neighbour: Office) -> None:
    firm = await office.post("/v1/contacts", contact(kind="company", company_name="Gestion Val"))
    path = f"/v1/contacts/{firm['id']}/people"
    body = {"name": "Paule Gagné", "role": "Comptable", "phones": [{"kind": "work", "number": "514 555-0163"}]}
    first = await office.post(path, body | {"primary": True})
    second = await office.post(path, {"name": "Jean Roy", "email": "concierge@val.example", "primary": True})
    people = (await office.get(path))["data"]
    assert [(each["name"], each["primary"]) for each in people] == [("Jean Roy", True), ("Paule Gagné", False)]
    for q in ("gagne", "concierge@val", "0163"):
        assert [each["id"] for each in (await office.get("/v1/contacts", q=q))["data"]] == [firm["id"]], q
    one = f"{path}/{first['id']}"
    tag = (await office.raw("GET", one)).headers["etag"]
    edited = await office.patch(one, {"phones": [], "role": None}, headers={"If-Match": tag})
    assert (edited["phones"], edited["role"]) == ([], "")
    await office.patch(one, {"name": "Autre"}, status=412, headers={"If-Match": tag})
    assert firm["phone"] == (await office.get(f"/v1/contacts/{firm['id']}"))["phone"]
    for method in ("GET", "PATCH", "DELETE"):
        assert (await neighbour.raw(method, one, None if method != "PATCH" else {})).status_code == 404
    assert (await office.raw("DELETE", f"{path}/{second['id']}")).status_code == 204
    assert [each["name"] for each in (await office.get(path))["data"]] == ["Paule Gagné"]
    assert not (await office.get("/v1/contacts", q="concierge@val"))["data"]


async def test_an_address_is_found_by_its_postal_code_and_corrected_by_a_pin(office: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    (address,) = made["addresses"]
    assert address["location"] == {"lat": 45.6302, "lon": -73.78, "source": "postal_code", "precision": "code"}
    path = f"/v1/contacts/{made['id']}/addresses/{address['id']}"
    pinned = await office.patch(path, {"lat": 45.6311, "lon": -73.7812})
    assert pinned["location"] == {"lat": 45.6311, "lon": -73.7812, "source": "pin", "precision": "pin"}
    edit = {name: address[name] for name in ("id", "kind", "line1", "city", "region", "postal_code", "country")}
    whole = await office.patch(f"/v1/contacts/{made['id']}", {"addresses": [edit | {"line1": "14, rue des Érables"}]})
    assert whole["addresses"][0]["location"] == pinned["location"]
    assert (await office.patch(path, {"access_notes": "Chien gentil"}))["location"] == pinned["location"]
    moved = await office.patch(path, {"postal_code": "g1r4p5"})
    assert moved["postal_code"] == "G1R 4P5"
    assert moved["location"] == {"lat": 46.8074, "lon": -71.2181, "source": "postal_code", "precision": "fsa"}
    assert (await office.patch(path, {"lat": 46.8, "lon": -71.2}))["location"]["source"] == "pin"
    assert (await office.patch(path, {"lat": None, "lon": None}))["location"] == moved["location"]
    for half in ({"lat": 45.0}, {"lat": 45.0, "lon": None}, {"lat": 91.0, "lon": 0.0}):
        assert (await office.patch(path, half, status=422))["code"] == "invalid"
    assert (await office.patch(path, {"postal_code": None}))["location"] is None


async def test_single_addresses(office: Office, neighbour: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    path = f"/v1/contacts/{made['id']}/addresses"
    bill = await office.post(path, {"kind": "billing", "label": "Bureau", "line1": "C.P. 1", "access_notes": "Sonner"})
    assert [each["label"] for each in (await office.get(path))["data"]] == ["", "Bureau"]
    tag = (await office.raw("GET", f"{path}/{bill['id']}")).headers["etag"]
    await office.patch(f"{path}/{bill['id']}", {"line1": "C.P. 2"}, headers={"If-Match": tag})
    await office.patch(f"{path}/{bill['id']}", {"line1": "C.P. 3"}, status=412, headers={"If-Match": tag})
    refused = await office.patch(f"{path}/{bill['id']}", {"postal_code": "H7L 1A"}, status=422)
    assert refused["errors"][0]["pointer"] == "/postal_code"
    for method in ("GET", "PATCH", "DELETE"):
        body: Json | None = None if method != "PATCH" else {}
        assert (await neighbour.raw(method, f"{path}/{bill['id']}", body)).status_code == 404
    assert (await office.raw("DELETE", f"{path}/{bill['id']}")).status_code == 204
    assert len((await office.get(f"/v1/contacts/{made['id']}"))["addresses"]) == 1


@pytest.mark.parametrize(
    ("code", "precision"), [("G1R 4P5", "fsa"), ("H7L 1A1", "code"), ("H0H 0H0", None), ("X9Z 9Z9", None)]
)
async def test_codes_far_from_their_fsa_are_not_believed(code: str, precision: str | None) -> None:
    place = await coordinates.of(code, "CA")
    assert (place.precision if place else None) == precision
    assert await coordinates.of(code, "FR") is None


async def test_exemption_asks_why(office: Office) -> None:
    body = contact() | {"tax_exempt": True}
    refused = await office.post("/v1/contacts", body, status=422)
    assert (refused["errors"][0]["pointer"], refused["errors"][0]["code"]) == ("/tax_exempt_reason", "exempt-why")
    made = await office.post("/v1/contacts", body | {"tax_exempt_reason": "Bande", "tax_certificate": "C-1"})
    path = f"/v1/contacts/{made['id']}"
    assert (await office.patch(path, {"tax_exempt_reason": ""}, status=422))["errors"][0]["code"] == "exempt-why"
    off = await office.patch(path, {"tax_exempt": False, "tax_exempt_reason": None, "payment_terms_days": 45})
    assert (off["tax_exempt"], off["tax_exempt_reason"], off["payment_terms_days"]) == (False, "", 45)
    assert (await office.patch(path, {"payment_terms_days": 366}, status=422))["errors"][0]["code"] == "range"


async def test_preferences_and_archive(office: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    path = f"/v1/contacts/{made['id']}"
    assert (made["prefers_mail"], made["prefers_sms"], made["unsubscribed_at"]) == (True, False, None)
    quiet = await office.patch(path, {"unsubscribed": True, "prefers_sms": True, "do_not_contact": True})
    assert quiet["unsubscribed_at"] is not None
    again = await office.patch(path, {"unsubscribed": True})
    assert again["unsubscribed_at"] == quiet["unsubscribed_at"]
    assert (await office.patch(path, {"unsubscribed": False}))["unsubscribed_at"] is None
    assert (await office.patch(path, {"archived": True}))["archived_at"] is not None
    assert (await office.get("/v1/contacts"))["data"] == []
    assert [each["id"] for each in (await office.get("/v1/contacts", archived=True))["data"]] == [made["id"]]
    changed = await office.get("/v1/contacts", updated_since=made["created_at"])
    assert [each["id"] for each in changed["data"]] == [made["id"]]
    assert (await office.patch(path, {"prefers_mail": None}, status=422))["errors"][0]["pointer"] == "/prefers_mail"


async def wishes(office: Office, job_id: str) -> Json:
    async with office.company.work() as work:
        return (await factlog.state(work.session, job_id)).preferences.model_dump()


async def test_open_jobs_know_what_their_contact_wants(office: Office) -> None:
    job = await office.job()
    contact_id = job["contact"]["id"]
    second = await office.post("/v1/jobs", {"contact_id": contact_id})
    over = await office.post("/v1/jobs", {"contact_id": contact_id})
    await office.verb(f"/v1/jobs/{over['id']}/close")
    usual = {"mail": True, "sms": False, "unsubscribed": False, "do_not_contact": False}
    assert await wishes(office, job["id"]) == usual
    path = f"/v1/contacts/{contact_id}"
    await office.patch(path, {"prefers_sms": True, "unsubscribed": True})
    changed = usual | {"sms": True, "unsubscribed": True}
    assert [await wishes(office, each["id"]) for each in (job, second, over)] == [changed, changed, usual]
    await office.patch(path, {"name": "Autre nom", "prefers_sms": True})
    kinds = [each["kind"] for each in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert kinds.count("job.preferences_set") == 1
    later = await office.post("/v1/jobs", {"contact_id": contact_id})
    assert await wishes(office, later["id"]) == changed


async def test_consents_keep_their_proof_and_end(office: Office, neighbour: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    path = f"/v1/contacts/{made['id']}/consents"
    express = await office.post(path, {"channel": "sms", "kind": "express", "proof": "« Oui, textez-moi »"})
    assert (express["holds"], express["expires_at"]) == (True, None)
    given = "2026-03-31T12:00:00Z"
    bought = await office.post(path, {"channel": "mail", "kind": "implied", "basis": "purchase", "given_at": given})
    asked = await office.post(path, {"channel": "mail", "kind": "implied", "basis": "inquiry", "given_at": given})
    assert (bought["expires_at"], bought["holds"]) == ("2028-03-31T12:00:00Z", True)
    assert (asked["expires_at"], asked["holds"]) == ("2026-09-30T12:00:00Z", False)
    wrong: list[tuple[Json, str]] = [
        ({"channel": "mail", "kind": "implied"}, "/basis"),
        ({"channel": "fax", "kind": "express"}, "/channel"),
        (
            {"channel": "mail", "kind": "express", "given_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()},
            "/given_at",
        ),
        ({"channel": "mail", "kind": "express", "given_at": given, "expires_at": given}, "/expires_at"),
    ]
    for body, pointer in wrong:
        assert (await office.post(path, body, status=422))["errors"][0]["pointer"] == pointer
    gone = await office.verb(f"{path}/{express['id']}/withdraw")
    assert (gone["holds"], await office.verb(f"{path}/{express['id']}/withdraw")) == (False, gone)
    assert [each["id"] for each in (await office.get(path))["data"]] == [
        express["id"],
        *sorted((bought["id"], asked["id"]), reverse=True),
    ]
    await neighbour.get(path, status=404)
    await neighbour.post(path, {"channel": "mail", "kind": "express"}, status=404)
    await neighbour.post(f"{path}/{express['id']}/withdraw", status=404)


async def test_notes(office: Office, neighbour: Office) -> None:
    made = await office.post("/v1/contacts", contact())
    path = f"/v1/contacts/{made['id']}/notes"
    first = await office.post(path, {"body": "Préfère le matin.\nDeux chiens."})
    second = await office.post(path, {"body": "Paie comptant"})
    assert first["by"] == "Josée Essai"
    page = await office.get(path, limit=1)
    rest = await office.get(path, limit=1, after=page["page"]["next"])
    assert [each["id"] for each in page["data"] + rest["data"]] == [second["id"], first["id"]]
    assert (await office.patch(f"{path}/{first['id']}", {"body": "Préfère le soir."}))["body"] == "Préfère le soir."
    for method in ("PATCH", "DELETE"):
        body = {"body": "x"} if method == "PATCH" else None
        assert (await neighbour.raw(method, f"{path}/{first['id']}", body)).status_code == 404
    assert (await office.raw("DELETE", f"{path}/{second['id']}")).status_code == 204
    assert [each["id"] for each in (await office.get(path))["data"]] == [first["id"]]


async def test_a_request_is_matched_by_any_phone_or_person(office: Office) -> None:
    """The website form finds the contact by the second phone, and by one of their people."""
    from services.jobs.contacts import commands
    from services.jobs.contacts.schemas import ContactIn

    made = await office.post(
        "/v1/contacts", contact(kind="company", company_name="Val", phones=[{"number": "514 555-0177"}])
    )
    await office.post(f"/v1/contacts/{made['id']}/people", {"name": "Ève", "email": "Eve@Val.example"})
    async with office.company.work() as work:
        by_phone = await commands.match_or_create(work, ContactIn(name="X", phone="+15145550177"))
        by_person = await commands.match_or_create(work, ContactIn(name="X", email="eve@val.example"))
    assert by_phone == by_person == made["id"]


async def test_contacts_are_filtered_by_label(office: Office) -> None:
    label = await office.post("/v1/labels", {"name_fr": "Secteur 1", "name_en": "Sector 1", "colour": "#1b57b7"})
    one, _ = [await office.post("/v1/contacts", contact(name=name)) for name in ("Un", "Deux")]
    await office.call("PUT", f"/v1/contacts/{one['id']}/labels", {"label_ids": [label["id"]]})
    assert [each["id"] for each in (await office.get("/v1/contacts", label=label["id"]))["data"]] == [one["id"]]
