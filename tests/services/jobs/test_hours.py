"""Hours by hand and their corrections: nothing is lost, nothing is rewritten, and everybody sees what is theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories import Company
from tests.services.jobs.hours_world import (
    Employee,
    add,
    ago,
    entries,
    figures,
    folded,
    live_sums,
    set_clock,
    stretch,
    themselves,
)
from tests.services.jobs.world import Json, Office


async def test_hours_by_hand_stand_on_the_job(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4500)
    made = await add(office, job, luc, ago(days=2), 1.5, note="Pièces chez le fournisseur", kind="travel")
    assert (made["source"], made["status"], made["kind"], made["seconds"], made["hours"]) == (
        "manual", "recorded", "travel", 5400, "1.50",
    )  # fmt: skip
    assert made["job"] == {"id": job["id"], "number": job["number"], "title": job["title"]}
    assert made["resource"] == {"id": luc["id"], "name": "Luc"}
    assert (made["hourly_rate"]["amount"], made["labour_cost"]["amount"]) == (4500, 6750)
    assert made["created_by"] == "Josée Essai"
    assert (made["replaces"], made["approved"], made["long"]) == (None, False, False)
    assert await figures(office, job) == ("1.50", 6750)
    texts = [entry["text"] for entry in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert "1,5 h de travail notées pour Luc." in texts
    assert await office.get(f"/v1/time-entries/{made['id']}") == made


async def test_hours_of_a_visit_are_of_its_job(office: Office) -> None:
    job, other, luc = await office.job(), await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    body = stretch(ago(days=1), 1, visit_id=visit["id"], resource_id=luc["id"])
    assert (await office.post("/v1/time-entries", body))["job"]["id"] == job["id"]
    assert (await office.get(f"/v1/visits/{visit['id']}"))["hours"] == "1.00"
    wrong = await office.post("/v1/time-entries", body | {"job_id": other["id"]}, status=422)
    assert wrong["errors"][0]["pointer"] == "/visit_id"


async def test_what_cannot_be_worked_is_refused(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    base = {"job_id": job["id"], "resource_id": luc["id"]}
    for body, pointer, code in (
        (stretch(ago(minutes=30), 1), "/ended_at", "in-the-future"),
        (stretch(ago(days=3), 24.001), "/ended_at", "entry-too-long"),
        (stretch(ago(days=3), 0), "/ended_at", "ends-before-start"),
        (stretch(ago(days=3), -1), "/ended_at", "ends-before-start"),
        (stretch(ago(days=3), 1, kind="break"), "/kind", "choice"),
        (stretch(ago(days=3), 1, resource_id="res_0nobody"), "/resource_id", "not-found"),
        (stretch(ago(days=3), 1, visit_id="vis_0nobody"), "/visit_id", "not-found"),
        (stretch(ago(days=3), 1, pay=3), "/pay", "unknown"),
        ({"started_at": "1900-01-01T00:00:00Z", "ended_at": "1900-01-01T01:00:00Z"}, "/started_at", "instant-range"),
    ):
        refused = await office.post("/v1/time-entries", base | body, status=422)
        assert (refused["errors"][0]["pointer"], refused["errors"][0]["code"]) == (pointer, code)
    assert (await office.post("/v1/time-entries", stretch(ago(days=3)), status=422))["code"] == "invalid"
    unknown = base | stretch(ago(days=3)) | {"job_id": "job_0nothing"}
    assert (await office.post("/v1/time-entries", unknown, status=404))["code"] == "not-found"
    assert (await office.get("/v1/time-entries"))["data"] == []
    assert await live_sums(ours, job) == (0, 0)


async def test_an_overlap_is_refused_with_who_and_when(office: Office) -> None:
    job, other, luc = await office.job(), await office.job(), await office.resource("Luc Bédard")
    begin = ago(days=2)
    await add(office, job, luc, begin, 2)
    refused = await office.post(
        "/v1/time-entries", stretch(begin + timedelta(hours=1), job_id=other["id"], resource_id=luc["id"]), status=409
    )
    assert refused["code"] == "time-overlap"
    assert refused["detail"].startswith(f"Luc Bédard a déjà des heures pour la job {job['number']}, du ")
    assert await figures(office, other) == ("0.00", 0)
    await add(office, other, luc, begin + timedelta(hours=2))  # touching is no overlap
    await add(office, other, await office.resource("Ève"), begin)  # and others are not in the way


async def test_a_running_clock_is_in_the_way(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    await office.verb(f"/v1/visits/{visit['id']}/start")
    running = (await office.get("/v1/time-entries", visit_id=visit["id"]))["data"][0]
    assert (running["status"], running["seconds"], running["labour_cost"]) == ("running", None, None)
    begun = ago(hours=3)
    await set_clock(office.company, running["id"], begun)
    body = stretch(ago(hours=2), 1, job_id=job["id"], resource_id=luc["id"])
    refused = await office.post("/v1/time-entries", body, status=409)
    assert refused["code"] == "time-overlap"
    assert refused["detail"].startswith("L'horloge de Luc Bédard tourne pour la job 1 depuis le ")
    await add(office, job, luc, begun - timedelta(hours=2), 2)
    for verb, patch in (("PATCH", {"reason": "?", "note": "x"}), ("POST", {"reason": "?"})):
        path = f"/v1/time-entries/{running['id']}" + ("/void" if verb == "POST" else "")
        assert (await office.call(verb, path, patch, status=409))["code"] == "entry-running"


async def test_the_database_itself_refuses_an_overlap(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    begin = ago(days=5)
    one, two = await add(office, job, luc, begin), await add(office, job, luc, begin + timedelta(hours=1))
    assert one["id"] != two["id"]
    for statement in (
        "UPDATE jobs.time_entry SET started_at = started_at - interval '1 s', seconds = seconds + 1 WHERE id = :id",
        "UPDATE jobs.time_entry SET seconds = seconds + 1 WHERE id = :id",
        "UPDATE jobs.time_entry SET ended_at = NULL WHERE id = :id",
    ):
        with pytest.raises(IntegrityError):
            async with ours.work() as work:
                await work.session.execute(text(statement), {"id": two["id"]})


async def test_a_correction_keeps_the_original(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4500)
    begin = ago(days=2)
    first = await add(office, job, luc, begin, 2, note="Matin")
    path = f"/v1/time-entries/{first['id']}"
    assert (await office.patch(path, {"note": "x"}, status=422))["errors"][0]["pointer"] == "/reason"
    empty = (await office.patch(path, {"note": "x", "reason": " "}, status=422))["errors"][0]
    assert (empty["pointer"], empty["code"]) == ("/reason", "required")
    shorter = stretch(begin, 1.25, reason="Parti plus tôt")
    second = await office.patch(path, shorter)
    assert second["id"] != first["id"]
    assert (second["source"], second["replaces"], second["reason"], second["note"]) == (
        "correction", first["id"], "Parti plus tôt", "Matin",
    )  # fmt: skip
    assert await figures(office, job) == ("1.25", 5625)
    again = await office.patch(path, shorter, status=409)
    assert again["code"] == "entry-replaced"
    third = await office.patch(f"/v1/time-entries/{second['id']}", {"reason": "Mot", "note": "Matinée"})
    chain = (await office.get(f"{path}/history"))["data"]
    assert [(each["id"], each["status"]) for each in chain] == [
        (first["id"], "superseded"), (second["id"], "superseded"), (third["id"], "recorded"),
    ]  # fmt: skip
    assert chain[0] | {"status": "", "updated_at": ""} == first | {"status": "", "updated_at": ""}
    assert [each["id"] for each in (await office.get("/v1/time-entries"))["data"]] == [third["id"]]
    old = await entries(office, status="superseded,voided")
    assert {each["id"] for each in old["data"]} == {first["id"], second["id"]}
    kinds = [entry["kind"] for entry in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert kinds[-3:] == ["time.recorded", "time.corrected", "time.corrected"]
    assert await folded(ours, job) == await live_sums(ours, job) == (4500, 5625)


async def test_a_correction_moves_hours_to_another_job(office: Office) -> None:
    one, two, luc = await office.job(), await office.job(), await office.resource("Luc", 4000)
    made = await add(office, one, luc, ago(days=1), 3)
    moved = await office.patch(f"/v1/time-entries/{made['id']}", {"job_id": two["id"], "reason": "Mauvaise job"})
    assert moved["job"]["id"] == two["id"]
    assert await figures(office, one) == ("0.00", 0)
    assert await figures(office, two) == ("3.00", 12000)


async def test_voiding_is_a_correction_to_nothing(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    begin = ago(days=1)
    made = await add(office, job, luc, begin)
    voided = await office.verb(f"/v1/time-entries/{made['id']}/void", {"reason": "Deux fois"})
    assert (voided["status"], voided["reason"], voided["seconds"]) == ("voided", "Deux fois", 3600)
    assert await figures(office, job) == ("0.00", 0)
    await add(office, job, luc, begin)
    assert (await office.verb(f"/v1/time-entries/{made['id']}/void", {"reason": "x"}, status=409))["code"] == (
        "entry-replaced"
    )


async def test_a_correction_over_other_hours_changes_nothing(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    begin = ago(days=1)
    one = await add(office, job, luc, begin)
    await add(office, job, luc, begin + timedelta(hours=1))
    longer = stretch(begin, 1.5, reason="Plus long")
    assert (await office.patch(f"/v1/time-entries/{one['id']}", longer, status=409))["code"] == "time-overlap"
    assert (await office.get(f"/v1/time-entries/{one['id']}"))["status"] == "recorded"
    assert await folded(ours, job) == await live_sums(ours, job)


async def test_the_corrected_version_is_asked_for(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    path = f"/v1/time-entries/{(await add(office, job, luc, ago(days=1)))['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    lost = await office.patch(path, {"note": "x", "reason": "y"}, status=412, headers={"If-Match": '"other"'})
    assert lost["current"]["note"] == ""
    assert (await office.patch(path, {"note": "x", "reason": "y"}, headers={"If-Match": tag}))["note"] == "x"


async def test_hours_are_added_to_a_finished_job(office: Office) -> None:
    """Hours forgotten turn up on payday, whatever became of the job."""
    job, luc = await office.job(), await office.resource("Luc", 4000)
    await office.verb(f"/v1/jobs/{job['id']}/close")
    made = await add(office, job, luc, ago(days=1), 2)
    assert await figures(office, job) == ("2.00", 8000)
    await office.patch(f"/v1/time-entries/{made['id']}", stretch(ago(days=1), 1, reason="Moins"))
    assert (await office.get(f"/v1/jobs/{job['id']}"))["phase"] in ("closed", "lost")
    assert await figures(office, job) == ("1.00", 4000)


async def test_the_list_is_narrowed_and_goes_on(office: Office) -> None:
    job, luc, eve = await office.job(), await office.resource("Luc"), await office.resource("Ève")
    made = [await add(office, job, who, ago(days=day)) for day in (9, 6, 3) for who in (luc, eve)]
    found = await office.get("/v1/time-entries", limit=4)
    rest = await office.get("/v1/time-entries", limit=4, after=found["page"]["next"])
    assert [each["id"] for each in found["data"] + rest["data"]] == [each["id"] for each in made]
    assert len((await office.get("/v1/time-entries", resource_id=luc["id"]))["data"]) == 3
    day = ago(days=6).date()
    near: Json = {"from": (day - timedelta(days=1)).isoformat(), "to": (day + timedelta(days=2)).isoformat()}
    assert len((await office.get("/v1/time-entries", **near))["data"]) == 2
    assert len((await office.get("/v1/time-entries", job_id=job["id"]))["data"]) == 6
    assert (await office.get("/v1/time-entries", job_id="job_other"))["data"] == []
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert (await office.get("/v1/time-entries", updated_since=later))["data"] == []
    await office.verb(f"/v1/time-entries/{made[0]['id']}/void", {"reason": "Double"})
    assert len((await office.get("/v1/time-entries"))["data"]) == 5
    changed = (await office.get("/v1/time-entries", updated_since=ago(hours=1).isoformat()))["data"]
    assert [each["status"] for each in changed] == ["voided"] + ["recorded"] * 5
    for wrong in ({"status": "gone"}, {"from": "hier"}, {"what": 1}, {"after": "x"}):
        assert (await office.raw("GET", "/v1/time-entries", **wrong)).status_code == 422


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_technicians_write_their_own_hours_and_see_no_money(office: Office, employee: Employee) -> None:
    job, me, luc = await office.job(), await themselves(office), await office.resource("Luc")
    mine = await employee.post("/v1/time-entries", stretch(ago(days=1), job_id=job["id"]))
    assert mine["resource"]["id"] == me["id"]
    assert (mine["hourly_rate"], mine["labour_cost"]) == (None, None)
    theirs = await add(office, job, luc, ago(days=1))
    refused = await employee.post(
        "/v1/time-entries", stretch(ago(days=2), job_id=job["id"], resource_id=luc["id"]), status=403
    )
    assert "reports" in refused["detail"]
    path = f"/v1/time-entries/{theirs['id']}"
    assert (await employee.get(path, status=403))["code"] == "forbidden"
    await employee.get(f"{path}/history", status=403)
    await employee.patch(path, {"reason": "x", "note": "y"}, status=403)
    await employee.verb(f"{path}/void", {"reason": "x"}, status=403)
    await employee.get("/v1/time-entries", resource_id=luc["id"], status=403)
    assert [each["id"] for each in (await employee.get("/v1/time-entries"))["data"]] == [mine["id"]]
    on_job = (await employee.get("/v1/time-entries", job_id=job["id"]))["data"]
    assert {each["id"] for each in on_job} == {mine["id"], theirs["id"]}
    assert {each["labour_cost"] for each in on_job} == {None}
    await employee.patch(f"/v1/time-entries/{mine['id']}", {"reason": "x", "note": "y"})
    await employee.get(f"/v1/resources/{me['id']}/rates", status=403)
    nobody = Employee(office.api, office.company)
    nobody.permissions = ("jobs",)
    assert (await nobody.get("/v1/time-entries", status=403))["code"] == "forbidden"


async def test_somebody_who_is_no_resource_has_no_hours(office: Office, employee: Employee) -> None:
    job = await office.job()
    refused = await employee.post("/v1/time-entries", stretch(ago(days=1), job_id=job["id"]), status=422)
    assert refused["errors"][0]["pointer"] == "/resource_id"
    assert (await employee.get("/v1/time-entries"))["data"] == []


async def test_neighbours_have_no_hours_here(office: Office, neighbour: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await add(office, job, luc, ago(days=1))
    path = f"/v1/time-entries/{made['id']}"
    for call in (
        neighbour.get(path, status=404),
        neighbour.get(f"{path}/history", status=404),
        neighbour.patch(path, {"reason": "x", "note": "y"}, status=404),
        neighbour.verb(f"{path}/void", {"reason": "x"}, status=404),
        neighbour.verb(f"{path}/stop", status=404),
        neighbour.verb(f"{path}/still-running", status=404),
        neighbour.get(f"/v1/resources/{luc['id']}/rates", status=404),
        neighbour.post(
            f"/v1/resources/{luc['id']}/rates", {"hourly_rate": {"amount": 1, "currency": "CAD"}}, status=404
        ),
    ):
        assert (await call)["code"] == "not-found"
    assert (await neighbour.get("/v1/time-entries"))["data"] == []
    assert (await neighbour.get("/v1/time-entries", job_id=job["id"]))["data"] == []
    eve, their_job = await neighbour.resource("Ève"), await neighbour.job()
    await neighbour.post("/v1/time-entries", stretch(ago(days=1), job_id=job["id"], resource_id=eve["id"]), status=404)
    body = stretch(ago(days=1), job_id=their_job["id"], resource_id=luc["id"])
    await neighbour.post("/v1/time-entries", body, status=422)
    their = await add(neighbour, their_job, eve, ago(days=1))
    await neighbour.patch(f"/v1/time-entries/{their['id']}", {"reason": "x", "job_id": job["id"]}, status=404)
    assert await office.get(path) == made
