"""Hours by hand, corrections, rates, forgotten clocks: nothing is lost, nothing is rewritten, the job's figures are the sum."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.jobs.visits import commands as visits
from services.kit import db
from tests.factories import Company
from tests.services.jobs.hours_world import (
    Employee,
    add,
    ago,
    figures,
    folded,
    live_sums,
    set_clock,
    stretch,
    themselves,
)
from tests.services.jobs.world import Json, Office


@pytest.fixture
def employee(office: Office) -> Employee:
    return Employee(office.api, office.company)


async def entries(office: Office, **narrowed: Any) -> Json:
    answer = await office.raw("GET", "/v1/time-entries", **narrowed)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


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


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def dollars(cents: int) -> Json:
    return {"amount": cents, "currency": "CAD"}


async def test_hours_take_the_rate_of_their_day(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4000)
    before = await add(office, job, luc, ago(days=40))
    raised = (ago(days=20)).date().isoformat()
    path = f"/v1/resources/{luc['id']}/rates"
    known = await office.post(path, {"hourly_rate": dollars(5000), "starts_on": raised})
    assert [(each["starts_on"], each["hourly_rate"]["amount"], each["current"]) for each in known["data"]] == [
        (raised, 5000, True), ("2000-01-01", 4000, False),
    ]  # fmt: skip
    assert (await office.get(f"/v1/resources/{luc['id']}"))["hourly_rate"]["amount"] == 5000
    assert (await office.get(f"/v1/time-entries/{before['id']}"))["hourly_rate"]["amount"] == 4000
    assert (await add(office, job, luc, ago(days=30)))["hourly_rate"]["amount"] == 4000
    late = await add(office, job, luc, ago(days=10), 2)
    assert (late["hourly_rate"]["amount"], late["labour_cost"]["amount"]) == (5000, 10000)
    coming = (ago(days=-30)).date().isoformat()
    known = await office.post(path, {"hourly_rate": dollars(6000), "starts_on": coming})
    assert [each["current"] for each in known["data"]] == [False, True, False]
    assert (await add(office, job, luc, ago(days=2)))["hourly_rate"]["amount"] == 5000
    assert (await office.get(f"/v1/resources/{luc['id']}"))["hourly_rate"]["amount"] == 5000


async def test_a_raise_rewrites_no_hours(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4000)
    made = await add(office, job, luc, ago(days=3), 2)
    await office.post(
        f"/v1/resources/{luc['id']}/rates",
        {"hourly_rate": dollars(9000), "starts_on": ago(days=365).date().isoformat()},
    )
    await office.patch(f"/v1/resources/{luc['id']}", {"hourly_rate": dollars(9900)})
    assert (await office.get(f"/v1/time-entries/{made['id']}"))["labour_cost"]["amount"] == 8000
    same_day = await office.patch(f"/v1/time-entries/{made['id']}", {"kind": "travel", "reason": "Route"})
    assert same_day["labour_cost"]["amount"] == 8000
    moved = await office.patch(f"/v1/time-entries/{same_day['id']}", stretch(ago(days=5), 2, reason="Autre jour"))
    assert moved["labour_cost"]["amount"] == 18000
    assert await folded(ours, job) == await live_sums(ours, job) == (7200, 18000)
    wrong = {"hourly_rate": {"amount": 1, "currency": "USD"}}
    assert (await office.post(f"/v1/resources/{luc['id']}/rates", wrong, status=422))["code"] == "invalid"


async def test_a_resource_without_a_rate_is_listed_like_any_other(office: Office) -> None:
    """An amount of nothing is an amount."""
    made = await office.post("/v1/resources", {"name": "Stagiaire"})
    listed = (await office.get("/v1/resources"))["data"]
    assert [(each["id"], each["hourly_rate"]["amount"]) for each in listed] == [(made["id"], 0)]


async def test_rates_are_shown_to_those_who_may_see_money(office: Office, employee: Employee) -> None:
    luc = await office.resource("Luc", 4000)
    assert (await office.get(f"/v1/resources/{luc['id']}"))["hourly_rate"]["amount"] == 4000
    assert (await employee.get(f"/v1/resources/{luc['id']}"))["hourly_rate"] is None
    assert [each["hourly_rate"] for each in (await employee.get("/v1/resources"))["data"]] == [None]


# ── forgotten clocks ─────────────────────────────────────────────────────────────────────────────────────────────────


async def forgotten(office: Office, hours: float, *resources: Json) -> tuple[Json, Json, list[Json]]:
    """A visit whose clocks have been running for `hours`: job, visit, entries."""
    job = await office.job()
    visit = await office.visit(job["id"], [each["id"] for each in resources])
    await office.verb(f"/v1/visits/{visit['id']}/start")
    running = (await office.get("/v1/time-entries", visit_id=visit["id"]))["data"]
    for each in running:
        await set_clock(office.company, each["id"], ago(hours=hours))
    return job, visit, running


async def test_a_forgotten_clock_is_stopped_at_its_real_end(office: Office) -> None:
    luc = await office.resource("Luc", 4500)
    job, visit, [clock] = await forgotten(office, 13, luc)
    path = f"/v1/time-entries/{clock['id']}"
    assert (await office.get(path))["long"] is True
    begin = datetime.fromisoformat((await office.get(path))["started_at"])
    for wrong, code in ((begin - timedelta(hours=1), "ends-before-start"), (ago(hours=-1), "in-the-future")):
        refused = await office.verb(f"{path}/stop", {"ended_at": wrong.isoformat()}, status=422)
        assert refused["errors"][0]["code"] == code
    real = begin + timedelta(hours=3)
    stopped = await office.verb(f"{path}/stop", {"ended_at": real.isoformat()})
    assert (stopped["status"], stopped["hours"], stopped["source"], stopped["long"]) == (
        "recorded",
        "3.00",
        "clock",
        False,
    )
    assert await figures(office, job) == ("3.00", 13500)
    assert (await office.get(f"/v1/visits/{visit['id']}"))["status"] == "paused"
    assert (await office.verb(f"{path}/stop", status=409))["code"] == "entry-not-running"
    assert (await office.verb(f"{path}/still-running", status=409))["code"] == "entry-not-running"
    await office.verb(f"/v1/visits/{visit['id']}/complete")
    assert await figures(office, job) == ("3.00", 13500)


async def test_one_of_two_stops_and_the_visit_goes_on(office: Office) -> None:
    luc, eve = await office.resource("Luc"), await office.resource("Ève")
    _, visit, clocks = await forgotten(office, 5, luc, eve)
    await office.verb(f"/v1/time-entries/{clocks[0]['id']}/stop", {"ended_at": ago(hours=1).isoformat()})
    assert (await office.get(f"/v1/visits/{visit['id']}"))["status"] == "started"
    await office.verb(f"/v1/visits/{visit['id']}/complete")
    found = (await office.get("/v1/time-entries", visit_id=visit["id"]))["data"]
    assert sorted(each["hours"] for each in found) == ["4.00", "5.00"]


async def test_a_clock_that_is_right_is_asked_again_later(office: Office, employee: Employee) -> None:
    me = await themselves(office)
    _, _, [clock] = await forgotten(office, 12.5, me)
    path = f"/v1/time-entries/{clock['id']}"
    assert (await employee.get(path))["long"] is True
    confirmed = await employee.verb(f"{path}/still-running")
    assert (confirmed["status"], confirmed["long"]) == ("running", False)
    assert confirmed["confirmed_at"]
    async with office.company.work() as work:
        await work.session.execute(
            text("UPDATE jobs.time_entry SET confirmed_at = :at, started_at = :begin WHERE id = :id"),
            {"id": clock["id"], "at": ago(hours=12.1), "begin": ago(hours=24.6)},
        )
    assert (await employee.get(path))["long"] is True
    stopped = await employee.verb(f"{path}/stop")
    assert (stopped["long"], stopped["hours"]) == (True, "24.60")


async def test_a_clock_forgotten_for_months_loses_nothing_and_is_found(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc", 1)
    visit = await office.visit(job["id"], [luc["id"]])
    async with ours.work("system", ago(days=70)) as work:
        await visits.start(work, visit["id"])
    day: Json = {"from": ago(days=20).date().isoformat(), "to": ago(days=19).date().isoformat()}
    assert [each["status"] for each in (await office.get("/v1/time-entries", **day))["data"]] == ["running"]
    await office.verb(f"/v1/visits/{visit['id']}/complete")
    found = (await office.get("/v1/time-entries", visit_id=visit["id"]))["data"]
    assert [each["seconds"] for each in found[:2]] == [31 * 86400] * 2
    assert [each["ended_at"] for each in found[:2]] == [each["started_at"] for each in found[1:]]
    assert abs(sum(each["seconds"] for each in found) - 70 * 86400) < 60
    assert await folded(ours, job) == await live_sums(ours, job)
    assert len((await office.get("/v1/time-entries", **day))["data"]) == 1


async def test_the_plan_asks_about_a_long_clock_until_it_is_answered(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    async with ours.work("system", ago(hours=12.5)) as work:
        await visits.start(work, visit["id"])

    async def asked() -> list[str]:
        plan = (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]
        return [step["kind"] for step in plan if step["kind"] == "office.check_clock" and step["status"] == "due"]

    [clock] = (await office.get("/v1/time-entries", visit_id=visit["id"]))["data"]
    assert await asked() == ["office.check_clock"]
    await office.verb(f"/v1/time-entries/{clock['id']}/still-running")
    assert await asked() == []
    kinds = [entry["kind"] for entry in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert kinds[-1] == "step.done"
    assert (await office.get(f"/v1/visits/{visit['id']}"))["running"] is True


# ── all at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_two_devices_start_the_same_person(office: Office, ours: Company) -> None:
    luc = await office.resource("Luc")
    planned = [await office.visit((await office.job())["id"], [luc["id"]], hour=24 + 3 * n) for n in range(4)]
    paths = [f"/v1/visits/{each['id']}/start" for each in planned for _ in range(2)]
    answers = await asyncio.gather(*(office.raw("POST", path) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    running = (await entries(office, status="running"))["data"]
    assert [each["resource"]["id"] for each in running] == [luc["id"]]


async def test_starting_while_completing_leaves_one_clock(office: Office, ours: Company) -> None:
    luc = await office.resource("Luc", 4500)
    jobs = [await office.job(), await office.job()]
    one, two = [await office.visit(job["id"], [luc["id"]], hour=24 + 3 * n) for n, job in enumerate(jobs)]
    await office.verb(f"/v1/visits/{one['id']}/start")
    free = count(40, 3)
    for _ in range(5):
        finish, begin = await asyncio.gather(
            office.raw("POST", f"/v1/visits/{one['id']}/pause"), office.raw("POST", f"/v1/visits/{two['id']}/start")
        )
        assert finish.status_code == 200
        if begin.status_code == 409:
            assert begin.json()["code"] == "clock-running"
            await office.verb(f"/v1/visits/{two['id']}/start")
        assert len((await entries(office, status="running"))["data"]) == 1
        await office.verb(f"/v1/visits/{two['id']}/pause")
        await office.verb(f"/v1/visits/{two['id']}/resume")
        await office.verb(f"/v1/visits/{two['id']}/complete")
        await office.verb(f"/v1/visits/{one['id']}/resume")
        two = await office.visit(jobs[1]["id"], [luc["id"]], hour=next(free))
    await office.verb(f"/v1/visits/{one['id']}/complete")
    for job in jobs:
        assert await folded(ours, job) == await live_sums(ours, job)


async def test_the_same_hours_by_hand_at_once_count_once(office: Office, ours: Company) -> None:
    jobs, luc = [await office.job() for _ in range(3)], await office.resource()
    begin = ago(days=1)
    bodies = [
        stretch(begin + timedelta(minutes=n), 1, job_id=jobs[n % 3]["id"], resource_id=luc["id"]) for n in range(12)
    ]
    answers = await asyncio.gather(*(office.raw("POST", "/v1/time-entries", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 11
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"time-overlap"}
    sums = [await live_sums(ours, job) for job in jobs]
    assert sum(seconds for seconds, _ in sums) == 3600
    assert sums == [await folded(ours, job) for job in jobs]


async def test_two_corrections_at_once_are_one(office: Office, ours: Company) -> None:
    job, other, luc = await office.job(), await office.job(), await office.resource()
    begin = ago(days=1)
    made = await add(office, job, luc, begin, 2)
    path = f"/v1/time-entries/{made['id']}"
    answers = await asyncio.gather(
        *(office.raw("PATCH", path, stretch(begin, 1 + n / 10, reason="x")) for n in range(4)),
        office.raw("PATCH", path, {"job_id": other["id"], "reason": "x"}),
        office.raw("POST", f"{path}/void", {"reason": "x"}),
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    for each in (job, other):
        assert await folded(ours, each) == await live_sums(ours, each)


operations = st.lists(
    st.tuples(
        st.sampled_from(["add", "correct", "move", "void", "rate"]),
        st.integers(0, 9),
        st.integers(0, 23),
        st.integers(1, 7000),
    ),
    max_size=10,
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(operations)
async def test_the_figures_are_the_sum_over_what_counts(
    office: Office, ours: Company, steps: list[tuple[str, int, int, int]]
) -> None:
    """Whatever is added, corrected, moved and voided, in whatever order, refused or not."""
    jobs, luc = [await office.job(), await office.job()], await office.resource("Luc", 3333)
    entries: list[str] = []
    for what, which, hour, seconds in steps:
        begin = ago(days=3) + timedelta(hours=hour, seconds=seconds)
        entry = entries[which % len(entries)] if entries else "tim_0nothing"
        path, hours = f"/v1/time-entries/{entry}", seconds / 3600
        job_id = jobs[which % 2]["id"]
        calls = {
            "add": ("POST", "/v1/time-entries", stretch(begin, hours, job_id=job_id, resource_id=luc["id"])),
            "correct": ("PATCH", path, stretch(begin, hours, reason="x")),
            "move": ("PATCH", path, {"job_id": job_id, "reason": "x"}),
            "void": ("POST", f"{path}/void", {"reason": "x"}),
            "rate": ("PATCH", f"/v1/resources/{luc['id']}", {"hourly_rate": dollars(seconds)}),
        }
        answer = await office.raw(*calls[what])
        assert answer.status_code in (200, 201, 404, 409), answer.text
        if answer.is_success and what != "rate":
            entries.append(answer.json()["id"])
    for job in jobs:
        assert await folded(ours, job) == await live_sums(ours, job)


async def test_a_demo_clock_of_the_past_stands_where_it_was(office: Office, ours: Company) -> None:
    """Commands run at a moment of the past, as a demo or an import does: whole seconds, also of an instant that is none."""
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    begin = ago(days=4).replace(microsecond=987_654)
    for command, seconds in (
        (visits.start, 0.0),
        (visits.pause, 59.9),
        (visits.resume, 60.2),
        (visits.complete, 120.0),
    ):
        async with ours.work("system", begin + timedelta(seconds=seconds)) as work:
            await command(work, visit["id"])
    async with db.reading(ours.id) as session:
        rows = await session.execute(
            text("SELECT seconds FROM jobs.time_entry WHERE visit_id = :v ORDER BY 1"), {"v": visit["id"]}
        )
        assert [row.seconds for row in rows] == [59, 60]
