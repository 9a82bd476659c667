"""Folders that are put away, why a job is in its phase, and a job as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.factories import Company
from tests.services.jobs.world import Office

Json = dict[str, Any]


async def listed(office: Office, **params: Any) -> list[str]:
    return [each["id"] for each in (await office.get("/v1/jobs", **params))["data"]]


async def test_a_finished_folder_is_put_away_and_taken_out(office: Office, neighbour: Office) -> None:
    job, other = await office.job(), await office.job()
    path = f"/v1/jobs/{job['id']}"
    assert (await office.verb(f"{path}/archive", status=409))["code"] == "job-not-finished"
    await office.verb(f"{path}/close")
    await neighbour.verb(f"{path}/archive", status=404)
    away = await office.verb(f"{path}/archive")
    assert away["archived_at"]
    assert (await office.verb(f"{path}/archive", status=409))["code"] == "job-is-archived"
    assert await listed(office) == [other["id"]]
    assert await listed(office, archived=True) == [job["id"]]
    assert await listed(office, archived=False) == [other["id"]]
    assert (await office.get(path))["archived_at"] == away["archived_at"]
    since = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    assert await listed(office, updated_since=since) == [other["id"], job["id"]]
    assert (await office.verb(f"{path}/unarchive"))["archived_at"] is None
    assert (await office.verb(f"{path}/unarchive", status=409))["code"] == "job-not-archived"
    assert await listed(office) == [other["id"], job["id"]]
    kinds = [each["kind"] for each in (await office.get(f"{path}/timeline"))["data"]]
    assert kinds[-2:] == ["job.archived", "job.unarchived"]


async def test_a_folder_that_is_reopened_comes_back(office: Office) -> None:
    job = await office.job()
    path = f"/v1/jobs/{job['id']}"
    await office.verb(f"{path}/close")
    await office.verb(f"{path}/archive")
    assert (await office.verb(f"{path}/reopen"))["archived_at"] is None
    assert await listed(office) == [job["id"]]


async def test_a_job_says_why_it_is_in_its_phase(office: Office) -> None:
    job = await office.job()
    assert (job["phase"], job["phase_because"]) == ("new", "Personne n'a encore répondu au client.")
    english = Office(office.api, office.company, "en")
    assert (await english.get(f"/v1/jobs/{job['id']}"))["phase_because"] != job["phase_because"]
    path = f"/v1/jobs/{job['id']}"
    by_hand = await office.patch(path, {"phase": "won", "phase_reason": "Accepté au téléphone."})
    assert by_hand["phase_because"] == "L'étape a été fixée à la main."
    said = by_hand["phase_set"]
    assert (said["by"], said["reason"], said["derived"]) == ("Josée Essai", "Accepté au téléphone.", "new")
    assert said["derived_because"] == job["phase_because"]
    back = await office.patch(path, {"phase": None})
    assert (back["phase"], back["phase_set"]) == ("new", None)


async def test_a_job_reads_as_it_was_at_any_moment(
    office: Office, billing_api: httpx.AsyncClient, ours: Company, neighbour: Office
) -> None:
    billing = Office(billing_api, ours)
    field = await office.post("/v1/custom-fields", {"on": "job", "kind": "text", "name_fr": "Code"})
    before = datetime.now(UTC)
    job = await office.job(title="Avant", custom_fields={field["id"]: "1111"})
    path = f"/v1/jobs/{job['id']}"
    first = datetime.now(UTC)
    await office.patch(path, {"title": "Après", "description": "Fuite", "custom_fields": {field["id"]: "2222"}})
    visit = await office.visit(job["id"], [(await office.resource())["id"]])
    second = datetime.now(UTC)
    await office.verb(f"/v1/visits/{visit['id']}/cancel")
    line = {"description": "Main-d’œuvre", "quantity": "1", "unit_price": {"amount": 10000, "currency": "CAD"}}
    await billing.post("/v1/quotes", {"job_id": job["id"], "lines": [line]})
    await office.verb(f"{path}/close")
    await office.verb(f"{path}/archive")

    async def then(moment: datetime, **more: Any) -> Json:
        return await office.get(path, as_of=moment.isoformat(), **more)

    one, two, now = await then(first), await then(second), await then(datetime.now(UTC))
    assert (one["title"], one["description"], one["phase"]) == ("Avant", "", "new")
    assert (two["title"], two["description"], two["phase"]) == ("Après", "Fuite", "scheduled")
    assert [each["custom_fields"][field["id"]] for each in (one, two, now)] == ["1111", "2222", "2222"]
    assert (one["activities"]["visits"], one["seq"]) == ([], 1)
    assert [each["status"] for each in two["activities"]["visits"]] == ["scheduled"]
    assert [each["status"] for each in now["activities"]["visits"]] == ["cancelled"]
    assert [each["status"] for each in now["activities"]["quotes"]] == ["draft"]
    assert [(each["archived"], each["closed_at"] is not None) for each in (one, two, now)] == [
        (False, False),
        (False, False),
        (True, True),
    ]
    assert "office.do_visit" in [each["kind"] for each in two["plan"]]
    assert "office.do_visit" not in [each["kind"] for each in one["plan"] + now["plan"]]
    assert "title" in one["parts"]["then"]
    assert "contact.name" in one["parts"]["now"]
    assert (await office.get(path, status=404, as_of=before.isoformat()))["code"] == "job-not-then"
    future = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert (await office.get(path, status=422, as_of=future))["errors"][0]["code"] == "as-of-future"
    await neighbour.get(path, status=404, as_of=second.isoformat())
