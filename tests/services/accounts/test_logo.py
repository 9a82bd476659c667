"""A company's logo and colour over HTTP: who may change them, what is refused, and whose they are."""

from __future__ import annotations

import hashlib

import httpx
import pytest

from services.accounts.queries import logo
from tests.factories import Company
from tests.unit.test_brand import SVG, picture


async def test_a_logo_is_set_read_and_removed(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    assert (await accounts_api.get("/v1/company/logo", headers=ours.headers("settings"))).status_code == 404
    answer = await accounts_api.post("/v1/company/logo", content=picture((400, 100)), headers=ours.headers("settings"))
    assert answer.status_code == 200, answer.text
    sha256 = answer.json()["logo"]
    shown = await accounts_api.get("/v1/company/logo", headers=ours.headers("jobs"))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert hashlib.sha256(shown.content).hexdigest() == sha256
    removed = await accounts_api.delete("/v1/company/logo", headers=ours.headers("settings"))
    assert removed.json()["logo"] is None
    assert (await accounts_api.get("/v1/company/logo", headers=ours.headers("settings"))).status_code == 404
    assert await logo(ours.id, sha256) == shown.content, "a frozen document still shows it"


async def test_a_logo_is_the_companys_own(accounts_api: httpx.AsyncClient, ours: Company, theirs: Company) -> None:
    set_by_us = await accounts_api.post(
        "/v1/company/logo", content=picture((400, 100), colour="#123456"), headers=ours.headers("settings")
    )
    assert (await accounts_api.get("/v1/company/logo", headers=theirs.headers())).status_code == 404
    with pytest.raises(FileNotFoundError):
        await logo(theirs.id, set_by_us.json()["logo"])


async def test_only_who_may_change_settings_may(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    for method in ("POST", "DELETE"):
        answer = await accounts_api.request(method, "/v1/company/logo", headers=ours.headers("jobs"))
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Le logo doit être une image PNG"), ("en", "A logo must be a PNG, JPEG or WebP")]
)
async def test_a_program_is_no_logo(accounts_api: httpx.AsyncClient, ours: Company, language: str, said: str) -> None:
    headers = ours.headers("settings") | {"Accept-Language": language}
    answer = await accounts_api.post("/v1/company/logo", content=SVG, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/logo"
    assert said in answer.json()["errors"][0]["detail"]
    large = await accounts_api.post("/v1/company/logo", content=bytes(5_000_001), headers=ours.headers("settings"))
    assert large.status_code == 413
    assert (await accounts_api.get("/v1/company", headers=ours.headers("settings"))).json()["logo"] is None


async def test_a_colour_must_be_readable(accounts_api: httpx.AsyncClient, ours: Company) -> None:
    answer = await accounts_api.patch("/v1/company", json={"accent": "#7A1F3D"}, headers=ours.headers("settings"))
    assert answer.json()["accent"] == "#7a1f3d"
    for colour, said in (("#ffcc00", "trop pâle"), ("#777777", "trop pâle"), ("rouge", "#0B5563")):
        refused = await accounts_api.patch("/v1/company", json={"accent": colour}, headers=ours.headers("settings"))
        assert refused.status_code == 422
        assert said in refused.json()["errors"][0]["detail"]
    assert (await accounts_api.get("/v1/company", headers=ours.headers("settings"))).json()["accent"] == "#7a1f3d"
    cleared = await accounts_api.patch("/v1/company", json={"accent": None}, headers=ours.headers("settings"))
    assert cleared.json()["accent"] is None
