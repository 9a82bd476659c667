"""The company's own settings: who may read and change them, and what they may be."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from services.accounts.companies.commands import slug
from tests.factories import Company
from tests.services.accounts.test_sign_in import sign_up


async def test_the_company_is_read_and_changed(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    headers = ours.headers("settings")
    before = await accounts_api.get("/v1/company", headers=headers)
    patch = {
        "trade_name": "Robinet d'or",
        "gst_number": "987654321rt0001",
        "qst_number": "1234567890-tq-0002",
        "licence_number": "5678 9012 34",
        "opc_permit": " 119 876 ",
        "address": {"line1": "1, rue Neuve", "city": "Laval", "postal_code": "h7n1a1"},
        "payment_terms_days": 15,
        "quote_terms_fr": "Valide 30 jours.\r\nDépôt à l'acceptation.",
        "phone": "450 555-0123",
    }
    answer = await accounts_api.patch("/v1/company", json=patch, headers=headers | {"If-Match": before.headers["etag"]})
    assert answer.status_code == 200, answer.text
    company = answer.json()
    assert company["gst_number"] == "987654321 RT0001"
    assert company["qst_number"] == "1234567890 TQ0002"
    assert company["licence_number"] == "5678-9012-34"
    assert company["opc_permit"] == "119 876"
    assert company["address"]["postal_code"] == "H7N 1A1"
    assert company["phone"] == "+14505550123"
    assert company["quote_terms_fr"] == "Valide 30 jours.\nDépôt à l'acceptation."
    assert company["legal_name"] == before.json()["legal_name"]
    again = await accounts_api.get("/v1/company", headers=headers)
    assert again.json() == company
    assert again.headers["etag"] == answer.headers["etag"] != before.headers["etag"]


async def test_who_edits_an_older_version_gets_the_current_one(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    headers = ours.headers("settings")
    tag = (await accounts_api.get("/v1/company", headers=headers)).headers["etag"]
    first = {"trade_name": "Une"}
    await accounts_api.patch("/v1/company", json=first, headers=ours.headers("settings") | {"If-Match": tag})
    lost = await accounts_api.patch(
        "/v1/company", json={"trade_name": "Deux"}, headers=ours.headers("settings") | {"If-Match": tag}
    )
    assert (lost.status_code, lost.json()["current"]["trade_name"]) == (412, "Une")


async def test_settings_need_the_permission(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    for method, path in (("GET", "/v1/company"), ("PATCH", "/v1/company"), ("GET", "/v1/users"), ("POST", "/v1/users")):
        answer = await accounts_api.request(method, path, json={"trade_name": "x"}, headers=ours.headers("jobs"))
        assert answer.status_code == 403
        assert answer.json()["code"] == "forbidden"
        assert "settings" in answer.json()["detail"]
    assert (await accounts_api.get("/v1/plan", headers=ours.headers("jobs"))).status_code == 200


async def test_two_companies_never_meet(accounts_api: httpx.AsyncClient, ours: Company, theirs: Company) -> None:
    await accounts_api.patch("/v1/company", json={"trade_name": "À nous"}, headers=ours.headers())
    assert (await accounts_api.get("/v1/company", headers=theirs.headers())).json()["trade_name"] != "À nous"
    people = (await accounts_api.get("/v1/users", headers=ours.headers())).json()["data"]
    assert [each["id"] for each in people] == [ours.user_id]
    for call in (
        accounts_api.get(f"/v1/users/{theirs.user_id}", headers=ours.headers()),
        accounts_api.patch(f"/v1/users/{theirs.user_id}", json={"name": "Pris"}, headers=ours.headers()),
        accounts_api.post(f"/v1/users/{theirs.user_id}/deactivate", headers=ours.headers()),
    ):
        answer = await call
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_the_plan_says_what_it_includes(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    plan = (await accounts_api.get("/v1/plan", headers=ours.headers("jobs"))).json()
    assert plan["plan"] == "pro"
    assert "routes" not in plan["features"]
    by_plan = {each["plan"]: set(each["features"]) for each in plan["plans"]}
    assert list(by_plan) == ["free", "pro", "premium", "premium_plus"]
    assert [name for name, features in by_plan.items() if "routes" in features] == ["premium", "premium_plus"]
    assert by_plan["free"] < by_plan["pro"] < by_plan["premium"] < by_plan["premium_plus"]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"gst_number": "12345"}, "/gst_number", "gst-number"),
    ({"gst_number": "١٢٣٤٥٦٧٨٩ RT0001"}, "/gst_number", "gst-number"),
    ({"qst_number": "123456789 RT0001"}, "/qst_number", "qst-number"),
    ({"licence_kind": "rbq", "licence_number": "1234"}, "/licence_number", "rbq-number"),
    ({"licence_kind": "rbq", "licence_number": None}, "/licence_number", "rbq-number-missing"),
    ({"licence_number": " "}, "/licence_number", "rbq-number-missing"),
    ({"opc_permit": "1" * 41}, "/opc_permit", "too-long"),
    ({"opc_permit": "1\n2"}, "/opc_permit", "control-characters"),
    ({"licence_kind": "abc"}, "/licence_kind", "choice"),
    ({"legal_name": "   "}, "/legal_name", "too-short"),
    ({"legal_name": "\u200f\u200b"}, "/legal_name", "required"),
    ({"legal_name": "x" * 201}, "/legal_name", "too-long"),
    ({"trade_name": "A\r\nBcc: b@c.example"}, "/trade_name", "control-characters"),
    ({"email": "pas une adresse"}, "/email", "email"),
    ({"phone": "911"}, "/phone", "phone"),
    ({"website": "javascript:alert(1)"}, "/website", "website"),
    ({"time_zone": "Mars/Olympus"}, "/time_zone", "time-zone"),
    ({"address": {"postal_code": "12345"}}, "/address/postal_code", "postal-code"),
    ({"payment_terms_days": -1}, "/payment_terms_days", "range"),
    ({"payment_terms_days": 1e308}, "/payment_terms_days", "malformed"),
    ({"payment_terms_days": 366}, "/payment_terms_days", "range"),
    ({"code": "autre"}, "/code", "unknown"),
    ({"plan": "premium"}, "/plan", "unknown"),
    ({"quote_terms_fr": "x" * 4001}, "/quote_terms_fr", "too-long"),
    ({"quote_terms_fr": "a\x00b"}, "/quote_terms_fr", "control-characters"),
    ({"quote_deposit_percent": "0"}, "/quote_deposit_percent", "percent"),
    ({"quote_deposit_percent": "100.01"}, "/quote_deposit_percent", "percent"),
    ({"quote_deposit_percent": 30}, "/quote_deposit_percent", "percent"),
    ({"quote_deposit_percent": "3e1"}, "/quote_deposit_percent", "percent"),
    ({"quote_deposit_percent": "30", "quote_itinerant": True}, "/quote_deposit_percent", "deposit-itinerant"),
    ({"quote_validity_days": None}, "/quote_validity_days", "malformed"),
    ({"quote_invoicing": "jamais"}, "/quote_invoicing", "choice"),
]


@pytest.mark.parametrize(("patch", "pointer", "code"), WRONG)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_wrong_settings_are_named_and_nothing_changes(
    accounts_api: httpx.AsyncClient, ours: Company, patch: dict[str, Any], pointer: str, code: str, language: str
) -> None:
    headers = ours.headers("settings", language=language)
    before = (await accounts_api.get("/v1/company", headers=headers)).json()
    answer = await accounts_api.patch("/v1/company", json={"trade_name": "Z"} | patch, headers=headers)
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert answer.headers["content-language"] == language
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in body["errors"]]
    assert (await accounts_api.get("/v1/company", headers=headers)).json() == before


async def test_what_a_new_quote_begins_with(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    patch = {"quote_deposit_percent": "12.50", "quote_validity_days": 15, "quote_invoicing": "automatic"}
    kept = (await accounts_api.patch("/v1/company", json=patch, headers=ours.headers("settings"))).json()
    assert (kept["quote_deposit_percent"], kept["quote_itinerant"]) == ("12.5", False)
    both: dict[str, Any] = {"quote_itinerant": True}
    refused = await accounts_api.patch("/v1/company", json=both, headers=ours.headers("settings"))
    assert refused.json()["errors"][0]["code"] == "deposit-itinerant"
    both |= {"quote_deposit_percent": None}
    kept = (await accounts_api.patch("/v1/company", json=both, headers=ours.headers("settings"))).json()
    assert (kept["quote_deposit_percent"], kept["quote_itinerant"]) == (None, True)


@pytest.mark.parametrize(
    "name", ["Émile <script>alert(1)</script>", "🔧 Plombier 🚿", "שלום בע״מ", "x'; DROP TABLE users;--"]
)
async def test_odd_names_are_kept_as_typed(accounts_api: httpx.AsyncClient, ours: Company, name: str) -> None:
    answer = await accounts_api.patch("/v1/company", json={"trade_name": name}, headers=ours.headers())
    assert answer.json()["trade_name"] == name


async def test_a_code_is_given_once(accounts_api: httpx.AsyncClient) -> None:
    first = await sign_up(accounts_api, legal_name="Toits Beauchemin ltée")
    second = await sign_up(accounts_api, legal_name="Toits Beauchemin ltée")
    codes = [each["company"]["code"] for each in (first, second)]
    assert len(set(codes)) == 2
    assert all(code.startswith("toits-beauchemin") for code in codes)
    body = {"legal_name": "X inc.", "code": codes[0], "name": "É", "email": "e1@x.example", "password": "0123456789"}
    taken = await accounts_api.post("/v1/companies", json=body)
    assert taken.json()["errors"][0]["code"] == "code-taken"


async def test_an_address_is_one_persons_everywhere(accounts_api: httpx.AsyncClient) -> None:
    first = await sign_up(accounts_api)
    body = {"legal_name": "Y inc.", "name": "É", "email": first["email"].upper(), "password": "0123456789"}
    answer = await accounts_api.post("/v1/companies", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "email-taken")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Plomberie des Mille-Îles inc.", "plomberie-des-mille-iles"),
        ("Électricité É. Gagné & Fils ltée", "electricite-e-gagne-fils"),
        ("A", None),
        ("日本語", None),
    ],
)
def test_a_code_is_made_from_the_name(name: str, code: str | None) -> None:
    made = slug(name)
    assert made == code or (code is None and made.startswith("c-") and len(made) == 10)


async def test_opening_hours_are_the_business_hours_of_new_jobs(
    accounts_api: httpx.AsyncClient, jobs_api: httpx.AsyncClient, ours: Company, theirs: Company
) -> None:
    patch = {"opens_at": "22:00", "closes_at": "23:30", "open_days": [6, 5, 5]}
    answer = await accounts_api.patch("/v1/company", json=patch, headers=ours.headers("settings"))
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["opens_at"], shown["closes_at"], shown["open_days"]) == ("22:00:00", "23:30:00", [5, 6])
    for wrong, pointer in (
        ({"opens_at": "23:30"}, "/closes_at"),
        ({"closes_at": "21:00"}, "/closes_at"),
        ({"open_days": []}, "/open_days"),
        ({"open_days": [7]}, "/open_days/0"),
        ({"opens_at": "25:00"}, "/opens_at"),
        ({"opens_at": "08:00:30"}, "/opens_at"),
        ({"opens_at": "08:00+02:00"}, "/opens_at"),
    ):
        refused = await accounts_api.patch("/v1/company", json=wrong, headers=ours.headers("settings"))
        assert refused.status_code == 422, (wrong, refused.text)
        assert refused.json()["errors"][0]["pointer"] == pointer, (wrong, refused.text)
    body = {"contact": {"name": "Zoé"}, "title": "Évier"}
    due = {}
    for company in (ours, theirs):
        job = (await jobs_api.post("/v1/jobs", json=body, headers=company.headers())).json()
        due[company.id] = datetime.fromisoformat(job["next_due"]).astimezone(ZoneInfo("America/Toronto"))
    # Nine business hours: six evenings of an hour and a half, on Saturdays and Sundays alone.
    assert due[ours.id].weekday() in (5, 6)
    assert time(22) <= due[ours.id].time() <= time(23, 30)
    assert due[ours.id] > due[theirs.id] + timedelta(days=7)
