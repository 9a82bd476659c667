"""The people of a company: roles, permissions, and that somebody always stays in charge."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import httpx
import pytest

from services.kit.auth import PERMISSIONS
from tests.factories import Company
from tests.services.accounts.test_sign_in import PASSWORD, refresh, sign_in, sign_up


def person(**more: Any) -> dict[str, Any]:
    email = f"{secrets.token_hex(6)}@essais.example"
    return {"name": "Luc Tremblay", "email": email, "password": PASSWORD, "role": "employee"} | more


def bearer(signed_in: dict[str, Any], **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {signed_in['token']}", "Idempotency-Key": secrets.token_hex(8)} | more


async def add(api: httpx.AsyncClient, headers: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await api.post("/v1/users", json=person(**more), headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_technician_is_added_and_signs_in(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    body = person()
    answer = await accounts_api.post("/v1/users", json=body, headers=ours.headers())
    made = answer.json()
    assert answer.headers["location"] == f"/v1/users/{made['id']}"
    assert made["permissions"] == ["jobs", "messages", "visits"]
    assert "password" not in answer.text
    signed_in = (await sign_in(accounts_api, body["email"])).json()
    assert signed_in["company"]["id"] == ours.id
    refused = await accounts_api.get("/v1/users", headers=bearer(signed_in))
    assert refused.status_code == 403


async def test_a_retry_adds_one_person(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    body, headers = person(), ours.headers(key="retry-of-one")
    first = await accounts_api.post("/v1/users", json=body, headers=headers)
    second = await accounts_api.post("/v1/users", json=body, headers=headers)
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["idempotency-replayed"] == "true"


async def test_every_permission_can_be_ticked_whatever_the_role(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    made = await add(accounts_api, ours.headers(), role="employee", permissions=["jobs", "invoices"])
    path = f"/v1/users/{made['id']}"
    assert made["permissions"] == ["invoices", "jobs"]
    manager = (await accounts_api.patch(path, json={"role": "manager"}, headers=ours.headers())).json()
    assert manager["permissions"] == sorted(set(PERMISSIONS) - {"settings"})
    none = (await accounts_api.patch(path, json={"permissions": []}, headers=ours.headers())).json()
    assert (none["role"], none["permissions"]) == ("manager", [])


async def test_a_deactivated_person_is_out_at_once_and_may_come_back(
    accounts_api: httpx.AsyncClient, ours: Company
) -> None:
    body = person()
    made = (await accounts_api.post("/v1/users", json=body, headers=ours.headers())).json()
    signed_in = (await sign_in(accounts_api, body["email"])).json()
    path = f"/v1/users/{made['id']}"
    assert (await accounts_api.post(f"{path}/deactivate", headers=ours.headers())).json()["active"] is False
    assert (await refresh(accounts_api, signed_in["refresh_token"])).status_code == 401
    assert (await sign_in(accounts_api, body["email"])).status_code == 401
    assert (await accounts_api.post(f"{path}/activate", headers=ours.headers())).json()["active"] is True
    assert (await sign_in(accounts_api, body["email"])).status_code == 200
    assert (await refresh(accounts_api, signed_in["refresh_token"])).status_code == 401


async def test_somebody_stays_in_charge(accounts_api: httpx.AsyncClient) -> None:
    owner = await sign_up(accounts_api)
    path = f"/v1/users/{owner['user']['id']}"
    for change in ({"role": "manager"}, {"permissions": ["jobs"]}):
        answer = await accounts_api.patch(path, json=change, headers=bearer(owner))
        assert (answer.status_code, answer.json()["code"]) == (409, "last-administrator")
    itself = await accounts_api.post(f"{path}/deactivate", headers=bearer(owner))
    assert (itself.status_code, itself.json()["code"]) == (409, "yourself")


async def test_two_administrators_cannot_remove_each_other_at_once(accounts_api: httpx.AsyncClient) -> None:
    owner = await sign_up(accounts_api)
    body = person(role="administrator")
    made = (await accounts_api.post("/v1/users", json=body, headers=bearer(owner))).json()
    second = (await sign_in(accounts_api, body["email"])).json()
    answers = await asyncio.gather(
        accounts_api.patch(f"/v1/users/{made['id']}", json={"role": "manager"}, headers=bearer(owner)),
        accounts_api.patch(f"/v1/users/{owner['user']['id']}", json={"role": "manager"}, headers=bearer(second)),
    )
    people = (await accounts_api.get("/v1/users", headers=bearer(owner))).json()["data"]
    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])
    assert [each["role"] for each in people].count("administrator") == 1


async def test_nobody_gives_away_more_than_they_have(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    body = person(role="manager", permissions=["jobs", "settings"])
    manager = (await accounts_api.post("/v1/users", json=body, headers=ours.headers())).json()
    signed_in = (await sign_in(accounts_api, body["email"])).json()
    for change in (person(role="administrator"), person(permissions=["jobs", "invoices"])):
        answer = await accounts_api.post("/v1/users", json=change, headers=bearer(signed_in))
        assert answer.status_code == 403
    for user_id, change in (
        (manager["id"], {"permissions": list(PERMISSIONS)}),
        (manager["id"], {"role": "administrator"}),
        (ours.user_id, {"name": "Pris"}),
    ):
        answer = await accounts_api.patch(f"/v1/users/{user_id}", json=change, headers=bearer(signed_in))
        assert answer.status_code == 403
    out = await accounts_api.post(f"/v1/users/{ours.user_id}/deactivate", headers=bearer(signed_in))
    assert (out.status_code, out.json()["code"]) == (403, "administrators-only")
    fine = await accounts_api.post("/v1/users", json=person(permissions=["jobs"]), headers=bearer(signed_in))
    assert fine.status_code == 201


async def test_an_address_is_taken_in_any_company(
    accounts_api: httpx.AsyncClient, ours: Company, theirs: Company
) -> None:
    body = person()
    await accounts_api.post("/v1/users", json=body, headers=ours.headers())
    answer = await accounts_api.post("/v1/users", json=body, headers=theirs.headers())
    assert (answer.status_code, answer.json()["code"]) == (409, "email-taken")


async def test_the_plan_limits_active_people(accounts_api: httpx.AsyncClient) -> None:
    owner = await sign_up(accounts_api)
    second = await add(accounts_api, bearer(owner))
    full = await accounts_api.post("/v1/users", json=person(), headers=bearer(owner))
    assert (full.status_code, full.json()["code"]) == (409, "plan-users")
    assert (await accounts_api.post(f"/v1/users/{second['id']}/deactivate", headers=bearer(owner))).status_code == 200
    assert (await accounts_api.post("/v1/users", json=person(), headers=bearer(owner))).status_code == 201
    back = await accounts_api.post(f"/v1/users/{second['id']}/activate", headers=bearer(owner))
    assert (back.status_code, back.json()["code"]) == (409, "plan-users")


async def test_a_person_changes_their_own_name_language_switches_and_password(accounts_api: httpx.AsyncClient) -> None:
    owner = await sign_up(accounts_api)
    patch = {"language": "en", "notify": {"invoice_paid": False}}
    me = (await accounts_api.patch("/v1/me", json=patch, headers=bearer(owner))).json()
    assert (me["user"]["language"], me["user"]["notify"]) == ("en", {"invoice_paid": False})
    wrong = {"current": "autre chose", "new": "encore une longue phrase"}
    refused = await accounts_api.post("/v1/me/password", json=wrong, headers=bearer(owner))
    assert refused.json()["errors"][0]["code"] == "wrong-password"
    right = wrong | {"current": PASSWORD}
    assert (await accounts_api.post("/v1/me/password", json=right, headers=bearer(owner))).status_code == 204
    assert (await refresh(accounts_api, owner["refresh_token"])).status_code == 401
    assert (await sign_in(accounts_api, owner["email"], right["new"])).status_code == 200


async def test_the_list_of_people_goes_in_pages(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    for name in ("Zoé", "Alain", "Maïka"):
        await add(accounts_api, ours.headers(), name=name)
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await accounts_api.get("/v1/users", params={"limit": "2"} | after, headers=ours.headers())).json()
        seen += [each["name"] for each in page["data"]]
        if not page["page"]["has_more"]:
            break
        after = {"after": page["page"]["next"]}
    assert sorted(seen) == ["Alain", "Josée Essai", "Maïka", "Zoé"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"email": "nulle part"}, "/email", "email"),
        ({"name": ""}, "/name", "too-short"),
        ({"name": "Luc\nBcc: x@y.example"}, "/name", "control-characters"),
        ({"password": "court"}, "/password", "too-short"),
        ({"password": "x" * 201}, "/password", "too-long"),
        ({"password": None}, "/password", "malformed"),
        ({"role": "owner"}, "/role", "choice"),
        ({"permissions": ["everything"]}, "/permissions/0", "choice"),
        ({"permissions": ["jobs"] * 11}, "/permissions", "too-many"),
        ({"company_id": "com_other"}, "/company_id", "unknown"),
    ],
)
async def test_wrong_people_are_refused_field_by_field(
    accounts_api: httpx.AsyncClient, ours: Company, change: dict[str, Any], pointer: str, code: str, language: str
) -> None:
    headers = ours.headers(language=language)
    answer = await accounts_api.post("/v1/users", json=person() | change, headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-language"] == language
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in answer.json()["errors"]]
    assert len((await accounts_api.get("/v1/users", headers=headers)).json()["data"]) == 1


async def test_queries_are_bounded(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    for query in (
        "limit=0",
        "limit=201",
        "after=%00",
        "after=WyJcdTAwMDAiLCAieCJd",
        "colour=red",
        "updated_since=0001-01-01T00:00:00Z",
    ):
        answer = await accounts_api.get(f"/v1/users?{query}", headers=ours.headers())
        assert answer.status_code == 422, query
    for odd in ("usr_nobody", "%00", "' OR 1=1 --", "x" * 5000):
        assert (await accounts_api.get(f"/v1/users/{odd}", headers=ours.headers())).status_code == 404
