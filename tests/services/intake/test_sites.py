"""`/v1/sites`: the office's forms."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.factories import Company
from tests.services.intake.world import JSON_ASKED, make_site

SITE: dict[str, Any] = {
    "name": "Plomberie Côté inc.",
    "services": [{"fr": "Débouchage", "en": "Unclogging"}, {"fr": "Urgence"}],
    "allowed_origins": ["https://WWW.Cote.example/", "http://localhost:4000", "https://www.cote.example:443"],
    "reply_to": "bureau@cote.example",
}


async def test_a_form_is_made_read_and_changed(intake_api: httpx.AsyncClient, ours: Company) -> None:
    made = await intake_api.post("/v1/sites", json=SITE, headers=ours.headers())
    assert made.status_code == 201, made.text
    site = made.json()
    assert site["key"].startswith("plomberie-cote-inc-")
    assert site["allowed_origins"] == ["https://www.cote.example", "http://localhost:4000"]
    assert site["services"][1] == {"fr": "Urgence", "en": "Urgence"}
    assert site["form_url"].endswith(f"/f/{site['key']}")
    assert f"{site['form_url']}/embed.js" in site["embed_html"]
    read = await intake_api.get(made.headers["location"], headers=ours.headers())
    assert read.json() == site
    assert read.headers["etag"] == made.headers["etag"]
    url = made.headers["location"]
    match = ours.headers() | {"If-Match": made.headers["etag"]}
    changed = await intake_api.patch(url, json={"languages": ["en"]}, headers=match)
    assert changed.json()["languages"] == ["en"]
    late = await intake_api.patch(url, json={"name": "X"}, headers=ours.headers() | {"If-Match": made.headers["etag"]})
    assert (late.status_code, late.json()["current"]["languages"]) == (412, ["en"])
    page = await intake_api.get(f"/f/{site['key']}", headers={"Accept-Language": "fr"})
    assert 'lang="en"' in page.text  # the only language that is left


async def test_a_form_that_is_off_takes_nothing(intake_api: httpx.AsyncClient, ours: Company) -> None:
    site = await make_site(ours)
    off = await intake_api.patch(f"/v1/sites/{site.id}", json={"active": False}, headers=ours.headers())
    assert off.status_code == 200
    assert (await intake_api.post(f"/v1/sites/{site.key}/requests", json=JSON_ASKED)).status_code == 404


async def test_lists_go_page_by_page(intake_api: httpx.AsyncClient, ours: Company, theirs: Company) -> None:
    mine = [(await make_site(ours)).id for _ in range(3)]
    await make_site(theirs)
    first = (await intake_api.get("/v1/sites?limit=2", headers=ours.headers())).json()
    assert first["page"]["has_more"]
    after = first["page"]["next"]
    second = (await intake_api.get("/v1/sites", params={"limit": 2, "after": after}, headers=ours.headers())).json()
    assert [each["id"] for each in first["data"] + second["data"]] == mine[::-1]
    wrong = await intake_api.get("/v1/sites", params={"after": "nonsense"}, headers=ours.headers())
    assert wrong.status_code == 422


async def test_another_companys_form_is_not_there(
    intake_api: httpx.AsyncClient, ours: Company, theirs: Company
) -> None:
    site = await make_site(theirs)
    assert (await intake_api.get(f"/v1/sites/{site.id}", headers=ours.headers())).status_code == 404
    patched = await intake_api.patch(f"/v1/sites/{site.id}", json={"active": False}, headers=ours.headers())
    assert patched.status_code == 404
    taken = await intake_api.post("/v1/sites", json={"name": "x", "key": site.key}, headers=ours.headers())
    assert (taken.status_code, taken.json()["code"]) == (409, "site-key-taken")


async def test_only_who_may_change_settings(intake_api: httpx.AsyncClient, ours: Company) -> None:
    assert (await intake_api.get("/v1/sites")).status_code == 401
    answer = await intake_api.get("/v1/sites", headers=ours.headers("jobs"))
    assert answer.status_code == 403
    assert "settings" in answer.json()["detail"]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": ""}, "/name", "too-short"),
    ({"key": "Pas Bon"}, "/key", "site-key"),
    ({"key": "a--b"}, "/key", "site-key"),
    ({"key": "x" * 49}, "/key", "too-long"),
    ({"languages": []}, "/languages", "too-few"),
    ({"languages": ["de"]}, "/languages/0", "choice"),
    ({"allowed_origins": ["*"]}, "/allowed_origins/0", "origin"),
    ({"allowed_origins": ["https://a.example/path"]}, "/allowed_origins/0", "origin"),
    ({"allowed_origins": ["https://a.example; script-src *"]}, "/allowed_origins/0", "origin"),
    ({"allowed_origins": ["javascript:alert(1)"]}, "/allowed_origins/0", "origin"),
    ({"allowed_origins": ["https://a.example:99999"]}, "/allowed_origins/0", "origin"),
    ({"allowed_origins": ["https://[::1"]}, "/allowed_origins/0", "origin"),
    ({"services": [{"en": "x"}]}, "/services/0/fr", "required"),
    ({"services": [{"fr": "x"}] * 51}, "/services", "too-many"),
    ({"reply_to": "a\nb"}, "/reply_to", "control-characters"),
    ({"colour": "red"}, "/colour", "unknown"),
]


@pytest.mark.parametrize(("change", "pointer", "code"), WRONG)
async def test_bad_input(
    intake_api: httpx.AsyncClient, ours: Company, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await intake_api.post("/v1/sites", json=SITE | change, headers=ours.headers())
    assert answer.status_code == 422, answer.text
    assert {each["pointer"]: each["code"] for each in answer.json()["errors"]}[pointer] == code


@pytest.mark.parametrize("name", ["name", "languages", "services", "allowed_origins", "active"])
async def test_null_empties_nothing(intake_api: httpx.AsyncClient, ours: Company, name: str) -> None:
    site = await make_site(ours)
    answer = await intake_api.patch(f"/v1/sites/{site.id}", json={name: None}, headers=ours.headers())
    assert answer.status_code == 422, answer.text
