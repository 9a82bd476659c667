"""Visits without a date, without a client at the door, and on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.services.jobs.world import Json, Office, visit


def times(hour: float = 24) -> Json:
    return {key: value for key, value in visit("", [], hour=hour).items() if key.endswith("_at")}


async def kinds(office: Office, job: Json) -> list[str]:
    entries = (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]
    return [each["kind"] for each in entries if each["kind"].startswith("visit.")]


async def steps(office: Office, job: Json) -> set[str]:
    return {each["kind"] for each in (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]}


async def test_a_visit_without_times_waits_for_a_date(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.post("/v1/visits", {"job_id": job["id"], "resource_ids": [luc["id"]], "title": "Ramonage"})
    assert (made["status"], made["starts_at"], made["title"]) == ("unscheduled", None, "Ramonage")
    assert [who["id"] for who in made["resources"]] == [luc["id"]]
    assert "office.schedule_visit" in await steps(office, job)
    await office.visit(job["id"], [luc["id"]])  # nobody's time is taken
    path = f"/v1/visits/{made['id']}"
    assert (await office.verb(f"{path}/start", status=409))["code"] == "visit-status"
    assert (await office.patch(path, {"starts_at": times()["starts_at"]}, status=422))["errors"][0][
        "code"
    ] == "required"
    planned = await office.patch(path, times(48))
    assert (planned["status"], planned["occurrence"], planned["resources"]) == ("scheduled", 2, made["resources"])
    assert await kinds(office, job) == ["visit.drafted", "visit.scheduled", "visit.scheduled"]
    assert {"visit.confirm", "office.do_visit"} <= await steps(office, job)


async def test_without_anybody_it_can_be_noted_but_not_planned(office: Office) -> None:
    job = await office.job()
    made = await office.post("/v1/visits", {"job_id": job["id"]})
    refused = await office.patch(f"/v1/visits/{made['id']}", times(), status=422)
    assert refused["errors"][0] == {
        "pointer": "/resource_ids",
        "code": "too-few",
        "detail": "Il manque des éléments.",
    }
    luc = await office.resource()
    named = await office.patch(f"/v1/visits/{made['id']}", {"resource_ids": [luc["id"]]})
    assert (named["status"], named["lead_id"]) == ("unscheduled", luc["id"])
    assert (await office.verb(f"/v1/visits/{made['id']}/cancel"))["status"] == "cancelled"


async def test_a_planned_visit_loses_its_date_and_frees_the_time(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.visit(job["id"], [luc["id"]])
    path = f"/v1/visits/{made['id']}"
    taken_back = await office.verb(f"{path}/unschedule")
    assert (taken_back["status"], taken_back["ends_at"], taken_back["lead_id"]) == ("unscheduled", None, luc["id"])
    await office.visit(job["id"], [luc["id"]])
    assert (await office.verb(f"{path}/unschedule", status=409))["code"] == "visit-status"
    refused = await office.patch(path, times(), status=409)
    assert refused["code"] == "visit-overlap"
    assert (await office.get(path))["status"] == "unscheduled"
    everything = await office.get("/v1/visits", limit=1)
    rest = await office.get("/v1/visits", limit=1, after=everything["page"]["next"])
    assert [each["status"] for each in everything["data"] + rest["data"]] == ["scheduled", "unscheduled"]


async def test_nobody_was_there(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.visit(job["id"], [luc["id"]])
    path = f"/v1/visits/{made['id']}"
    await office.verb(f"{path}/en-route")
    assert (await office.verb(f"{path}/no-show"))["status"] == "no_show"
    await office.visit(job["id"], [luc["id"]])
    assert (await office.verb(f"{path}/start", status=409))["code"] == "visit-status"
    assert (await office.verb(f"{path}/no-show", status=409))["code"] == "visit-status"


async def test_the_client_is_told_when_somebody_is_expected(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.visit(job["id"], [luc["id"]], hour=1)
    path = f"/v1/visits/{made['id']}"
    absurd = await office.verb(f"{path}/en-route", {"expected_at": "2030-01-01T10:00:00Z"}, status=422)
    assert absurd["errors"][0]["pointer"] == "/expected_at"
    expected = (datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=25)).isoformat().replace("+00:00", "Z")
    assert (await office.verb(f"{path}/en-route", {"expected_at": expected}))["expected_at"] == expected
    assert "visit.en_route" in await steps(office, job)
    moved = await office.patch(path, times(30))
    assert (moved["status"], moved["expected_at"]) == ("scheduled", None)


async def test_a_change_is_a_fact_only_if_something_changed(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.visit(job["id"], [luc["id"]])
    path = f"/v1/visits/{made['id']}"
    await office.patch(path, {"instructions": "", "billable": True})
    assert await kinds(office, job) == ["visit.scheduled"]
    await office.patch(path, {"instructions": "Sonner", "note_internal": "Chien"})
    facts = (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]
    assert [each["kind"] for each in facts[-2:]] == ["visit.described"] * 2
    assert "Sonner" not in str(facts)
