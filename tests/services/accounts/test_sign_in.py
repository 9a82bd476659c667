"""Signing in, staying signed in, signing out."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.accounts.companies import commands as companies
from services.kit import auth, db
from tests.factories import Company

PASSWORD = "une longue phrase de passe"


async def sign_up(api: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """A new company with its administrator; the answer, with the e-mail."""
    await companies.sign_ups.forget("203.0.113.7")
    email = f"{secrets.token_hex(6)}@essais.example"
    body = {"legal_name": "Toitures Essai inc.", "name": "Ève Essai", "email": email, "password": PASSWORD} | more
    answer = await api.post("/v1/companies", json=body)
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "email": body["email"]}


async def sign_in(api: httpx.AsyncClient, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return await api.post("/v1/sign-in", json={"email": email, "password": password}, headers=headers)


async def refresh(api: httpx.AsyncClient, token: str) -> httpx.Response:
    return await api.post("/v1/tokens", json={"refresh_token": token})


async def test_a_new_company_can_sign_in_and_sees_itself(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api, legal_name="Plomberie des Mille-Îles inc.")
    answer = await sign_in(accounts_api, made["email"].upper())
    assert answer.status_code == 200
    body = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert body["company"]["code"].startswith("plomberie-des-mille")
    assert body["user"]["permissions"] == sorted(auth.PERMISSIONS)
    me = await accounts_api.get("/v1/me", headers={"Authorization": f"Bearer {body['token']}"})
    assert me.json() == {"user": body["user"], "company": body["company"]}


async def test_the_token_carries_company_permissions_and_features(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    caller = auth.verify(made["token"], datetime.now(UTC))
    assert (caller.company_id, caller.user_id) == (made["company"]["id"], made["user"]["id"])
    assert caller.permissions == frozenset(auth.PERMISSIONS)
    assert caller.features == frozenset(made["company"]["features"])
    assert "routes" not in caller.features
    keys = (await accounts_api.get("/.well-known/jwks.json")).json()["keys"]
    assert [(key["kty"], key["crv"]) for key in keys] == [("OKP", "Ed25519")]
    assert "d" not in keys[0]


@pytest.mark.parametrize(("language", "words"), [("fr", "ne vont pas ensemble"), ("en", "do not match")])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    accounts_api: httpx.AsyncClient, language: str, words: str
) -> None:
    made = await sign_up(accounts_api)
    headers = {"Accept-Language": language}
    wrong = await sign_in(accounts_api, made["email"], "pas le bon mot", **headers)
    unknown = await sign_in(accounts_api, f"{secrets.token_hex(6)}@nulle.example", **headers)
    shapeless = await sign_in(accounts_api, "ce n'est pas une adresse", **headers)
    bodies = [answer.json() | {"instance": ""} for answer in (wrong, unknown, shapeless)]
    assert [answer.status_code for answer in (wrong, unknown, shapeless)] == [401, 401, 401]
    assert bodies[0] == bodies[1] == bodies[2]
    assert words in bodies[0]["detail"]


async def test_guessing_is_slowed_down_for_one_address_and_one_person(accounts_api: httpx.AsyncClient) -> None:
    made, other = await sign_up(accounts_api), await sign_up(accounts_api)
    answers = [await sign_in(accounts_api, made["email"], "faux mot de passe") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert (await sign_in(accounts_api, made["email"])).status_code == 429
    assert (await sign_in(accounts_api, other["email"])).status_code == 200


async def test_a_right_password_forgets_the_wrong_ones(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    for _ in range(3):
        for _ in range(5):
            assert (await sign_in(accounts_api, made["email"], "faux mot de passe")).status_code == 401
        assert (await sign_in(accounts_api, made["email"])).status_code == 200


async def test_refresh_tokens_rotate(accounts_api: httpx.AsyncClient) -> None:
    first = await sign_up(accounts_api)
    second = (await refresh(accounts_api, first["refresh_token"])).json()
    third = (await refresh(accounts_api, second["refresh_token"])).json()
    assert len({each["refresh_token"] for each in (first, second, third)}) == 3
    assert third["user"] == first["user"]


async def test_a_lost_answer_may_be_asked_for_again(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    assert (await refresh(accounts_api, made["refresh_token"])).status_code == 200
    again = await refresh(accounts_api, made["refresh_token"])
    assert again.status_code == 200
    assert (await refresh(accounts_api, again.json()["refresh_token"])).status_code == 200


async def _move_back(company_id: str, column: str, by: timedelta) -> None:
    async with db.committing(company_id) as session:
        await session.execute(
            text(
                f"UPDATE accounts.sessions SET {column} = {column} - :by"  # noqa: S608
                " WHERE company_id = :id"
            ),
            {"by": by, "id": company_id},
        )


async def test_a_stolen_token_ends_the_whole_sign_in_but_no_other(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    elsewhere = (await sign_in(accounts_api, made["email"])).json()
    newest = (await refresh(accounts_api, made["refresh_token"])).json()
    await _move_back(made["company"]["id"], "replaced_at", timedelta(minutes=2))
    stolen = await refresh(accounts_api, made["refresh_token"])
    assert (stolen.status_code, stolen.json()["code"]) == (401, "session-over")
    assert (await refresh(accounts_api, newest["refresh_token"])).status_code == 401
    assert (await refresh(accounts_api, elsewhere["refresh_token"])).status_code == 200


async def test_a_session_ends_after_thirty_days_without_a_visit(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    await _move_back(made["company"]["id"], "expires_at", timedelta(days=30, seconds=1))
    assert (await refresh(accounts_api, made["refresh_token"])).status_code == 401


async def test_signing_out_ends_the_sign_in(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    newest = (await refresh(accounts_api, made["refresh_token"])).json()["refresh_token"]
    out = await accounts_api.post("/v1/sign-out", json={"refresh_token": made["refresh_token"]})
    assert (out.status_code, out.content) == (204, b"")
    assert (await refresh(accounts_api, newest)).status_code == 401
    unknown = await accounts_api.post("/v1/sign-out", json={"refresh_token": "rft_nobody"})
    assert unknown.status_code == 204


async def test_passwords_and_tokens_are_not_in_the_database(accounts_api: httpx.AsyncClient) -> None:
    made = await sign_up(accounts_api)
    async with db.committing(made["company"]["id"]) as session:
        hashes = (
            await session.scalars(
                text("SELECT password_hash FROM accounts.users WHERE id = :id"), {"id": made["user"]["id"]}
            )
        ).all()
        rows = await session.scalars(
            text("SELECT s::text FROM accounts.sessions s WHERE company_id = :id"), {"id": made["company"]["id"]}
        )
        sessions = " ".join(rows.all())
    assert hashes[0].startswith("$argon2id$")
    assert made["refresh_token"] not in sessions


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "token-missing"),
        ({"Authorization": "Basic abc"}, "token-missing"),
        ({"Authorization": "Bearer abc.def.ghi"}, "token-invalid"),
    ],
)
async def test_without_a_token_nothing_is_shown(
    accounts_api: httpx.AsyncClient, headers: dict[str, str], code: str
) -> None:
    for path in ("/v1/me", "/v1/company", "/v1/users", "/v1/plan"):
        answer = await accounts_api.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, code)


async def test_a_token_of_yesterday_is_over(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    caller = auth.Caller(ours.id, ours.code, ours.user_id, frozenset(), frozenset(), "fr")
    token, _ = auth.mint(caller, datetime.now(UTC) - timedelta(days=1))
    answer = await accounts_api.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'{"email": "a@b.example"}',
        b'{"email": 1, "password": 2}',
        b'{"email": "a@b.example", "password": "x", "role": "administrator"}',
        b'{"email": "a\\u0000@b.example", "password": "x"}',
        b'{"email": "a@b.example", "password": "\\ud800"}',
        b'{"email": "a@b.example\\r\\nBcc: c@d.example", "password": "x"}',
        b'{"email": "a@b.example", "password": "' + b"x" * 201 + b'"}',
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_bad_sign_ins_get_a_problem(accounts_api: httpx.AsyncClient, body: bytes, language: str) -> None:
    headers = {"Accept-Language": language, "Content-Type": "application/json"}
    answer = await accounts_api.post("/v1/sign-in", content=body, headers=headers)
    assert answer.status_code in (400, 401, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language


async def test_a_huge_body_is_refused_unread(accounts_api: httpx.AsyncClient) -> None:
    answer = await accounts_api.post("/v1/sign-in", content=b" " * 10_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
