"""Who works here, as every colleague may see it: names to choose from, and nothing else."""

from __future__ import annotations

import httpx

from tests.factories import Company


async def test_colleagues_are_seen_by_name_without_the_settings(
    accounts_api: httpx.AsyncClient, ours: Company, theirs: Company
) -> None:
    new = {"name": "Aline Roy", "email": f"{ours.code}@essais.example", "password": "un-long-mot-de-passe"}
    made = (await accounts_api.post("/v1/users", json=new, headers=ours.headers())).json()
    answer = await accounts_api.get("/v1/people", headers=ours.headers("jobs"))
    assert answer.status_code == 200
    assert [(each["name"], each["active"]) for each in answer.json()["data"]] == [
        ("Aline Roy", True),
        ("Josée Essai", True),
    ]
    assert {name for each in answer.json()["data"] for name in each} == {"id", "name", "active"}
    await accounts_api.post(f"/v1/users/{made['id']}/deactivate", headers=ours.headers())
    active = await accounts_api.get("/v1/people", params={"active": "true"}, headers=ours.headers("jobs"))
    assert [each["name"] for each in active.json()["data"]] == ["Josée Essai"]
    others = await accounts_api.get("/v1/people", headers=theirs.headers("jobs"))
    assert made["id"] not in [each["id"] for each in others.json()["data"]]
