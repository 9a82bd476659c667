"""Visits: the calendar, the clock, and nobody in two places at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError

from services.jobs.visits import commands
from services.jobs.visits.tables import Booking
from services.kit import db
from tests.factories import Company
from tests.services.jobs.world import Json, Office, visit

START = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


async def test_a_visit_stands_on_the_job_and_in_the_agenda(office: Office) -> None:
    job, luc, eve = await office.job(), await office.resource("Luc"), await office.resource("Ève")
    service = await office.post("/v1/services", {"name_fr": "Réparation", "name_en": "Repair"})
    body = visit(job["id"], [eve["id"], luc["id"], eve["id"]]) | {"service_id": service["id"], "instructions": "Sonner"}
    made = await office.post("/v1/visits", body)
    assert made["status"] == "scheduled"
    assert made["service"] == "Réparation"
    assert [who["name"] for who in made["resources"]] == ["Ève", "Luc"]
    assert made["hours"] == "0.00"
    folder = await office.get(f"/v1/jobs/{job['id']}")
    assert folder["phase"] == "scheduled"
    assert folder["activities"]["visits"][0]["resources"] == [
        {"id": eve["id"], "name": "Ève"},
        {"id": luc["id"], "name": "Luc"},
    ]
    day = datetime.fromisoformat(made["starts_at"]).date()
    period: Json = {"from": (day - timedelta(days=1)).isoformat(), "to": (day + timedelta(days=2)).isoformat()}
    agenda = await office.get("/v1/calendar", **period)
    assert agenda["data"][0]["job"] == {
        "number": 1,
        "title": "Chauffe-eau qui coule",
        "contact_name": "Éric Côté-Brûlé",
        "place": "12, rue des Érables, Laval",
    }
    english = await Office(office.api, office.company, "en").get(f"/v1/visits/{made['id']}")
    assert english["service"] == "Repair"
    assert [each["id"] for each in (await office.get("/v1/visits", job_id=job["id"]))["data"]] == [made["id"]]
    assert (await office.get("/v1/visits", resource_id="res_other"))["data"] == []


async def test_an_overlap_is_refused_with_who_and_when(office: Office) -> None:
    first, second = await office.job(), await office.job()
    luc = await office.resource("Luc Bédard")
    await office.visit(first["id"], [luc["id"]], hour=48, hours=2)
    refused = await office.post("/v1/visits", visit(second["id"], [luc["id"]], hour=49), status=409)
    assert refused["code"] == "visit-overlap"
    assert refused["title"] == "Visites en même temps"
    assert refused["detail"].startswith("Luc Bédard a déjà une visite pour la job 1, du ")
    assert (await office.get("/v1/visits", job_id=second["id"]))["data"] == []
    assert (await office.get(f"/v1/jobs/{second['id']}"))["phase"] == "new"
    await office.visit(second["id"], [luc["id"]], hour=50)  # right after: half-open ranges touch without overlap


async def test_fifty_at_once_book_one(office: Office) -> None:
    luc, eve = await office.resource("Luc"), await office.resource("Ève")
    jobs = [await office.job() for _ in range(10)]
    answers = await asyncio.gather(
        *(
            office.raw("POST", "/v1/visits", visit(jobs[n % 10]["id"], [luc["id"], eve["id"]][:: 1 if n % 2 else -1]))
            for n in range(50)
        )
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201] + [409] * 49
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"visit-overlap"}
    assert len((await office.get("/v1/visits"))["data"]) == 1


async def test_the_database_itself_refuses_an_overlap(office: Office, ours: Company) -> None:
    """Two transactions that no lock of ours keeps apart move two bookings to the same free time: one of them fails."""
    job, luc = await office.job(), await office.resource()
    booked = [await office.visit(job["id"], [luc["id"]], hour=24 * n) for n in (1, 2)]
    free = datetime.fromisoformat(booked[0]["starts_at"]) + timedelta(days=9)

    async def move(visit_id: str) -> None:
        async with db.committing(ours.id) as session:
            during = Range(free, free + timedelta(hours=1))
            await session.execute(update(Booking).where(Booking.visit_id == visit_id).values(during=during))

    outcomes = await asyncio.gather(*(move(each["id"]) for each in booked), return_exceptions=True)
    failed = [outcome for outcome in outcomes if outcome is not None]
    assert len(failed) == 1
    assert isinstance(failed[0], DBAPIError)


async def test_moving_a_visit_makes_a_new_occurrence(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.visit(job["id"], [luc["id"]], hour=48)
    path = f"/v1/visits/{made['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    noted = await office.patch(path, {"instructions": "Clé sous le tapis"}, headers={"If-Match": tag})
    assert (noted["occurrence"], noted["instructions"]) == (1, "Clé sous le tapis")
    times = {key: value for key, value in visit(job["id"], [], hour=49).items() if key.endswith("_at")}
    lost = await office.patch(path, times, status=412, headers={"If-Match": tag})
    assert lost["current"]["instructions"] == "Clé sous le tapis"
    moved = await office.patch(path, times)
    assert moved["occurrence"] == 2
    kinds = [entry["kind"] for entry in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert kinds[-3:] == ["visit.scheduled", "visit.described", "visit.rescheduled"]
    other = await office.visit(job["id"], [luc["id"]], hour=60)
    assert (await office.patch(path, {"starts_at": other["starts_at"], "ends_at": other["ends_at"]}, status=409))[
        "code"
    ] == "visit-overlap"
    assert (await office.get(path))["starts_at"] == moved["starts_at"]


async def test_verbs_follow_the_order_of_work(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    path = f"/v1/visits/{(await office.visit(job['id'], [luc['id']]))['id']}"
    assert (await office.verb(f"{path}/pause", status=409))["code"] == "visit-status"
    assert (await office.verb(f"{path}/en-route"))["status"] == "en_route"
    started = await office.verb(f"{path}/start")
    assert (started["status"], started["running"]) == ("started", True)
    assert (await office.get(f"/v1/jobs/{job['id']}"))["phase"] == "in_progress"
    assert (await office.verb(f"{path}/start", status=409))["detail"] == "L'état de cette visite ne le permet pas."
    assert (await office.verb(f"{path}/pause"))["running"] is False
    assert (await office.verb(f"{path}/resume"))["running"] is True
    done = await office.verb(f"{path}/complete")
    assert (done["status"], done["running"]) == ("completed", False)
    assert done["completed_at"]
    assert (await office.verb(f"{path}/reopen"))["status"] == "paused"
    assert (await office.verb(f"{path}/cancel", status=409))["code"] == "visit-status"


async def test_a_cancelled_visit_frees_its_time(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    made = await office.visit(job["id"], [luc["id"]])
    assert (await office.verb(f"/v1/visits/{made['id']}/cancel", {"reason": "Pluie"}))["cancel_reason"] == "Pluie"
    await office.visit(job["id"], [luc["id"]])


async def booked(office: Office, job: Json, *resources: Json) -> str:
    made = await office.visit(job["id"], [each["id"] for each in resources])
    return str(made["id"])


async def test_the_clock_counts_seconds_and_cost_exactly(office: Office, ours: Company) -> None:
    job = await office.job()
    luc, eve = await office.resource("Luc", 4500), await office.resource("Ève", 3333)
    visit_id = await booked(office, job, luc, eve)
    steps = (
        (commands.start, timedelta()),
        (commands.pause, timedelta(minutes=50, seconds=1)),
        (commands.resume, timedelta(hours=2)),
        (commands.complete, timedelta(hours=2, minutes=40)),
    )
    for command, after in steps:
        async with ours.work("system", START + after) as work:
            await command(work, visit_id)
    folder = await office.get(f"/v1/jobs/{job['id']}")
    # Two people, 5401 seconds each: 2 × 1.500277… h = 3.00 h.
    assert folder["figures"]["hours_worked"] == "3.00"
    # 3001 s and 2400 s: Luc at 45.00 $ an hour 37.51 (37.5125) and 30.00, Ève at 33.33 $ 27.78 (27.784…) and 22.22.
    assert folder["figures"]["labour_cost"] == {"amount": 3751 + 3000 + 2778 + 2222, "currency": "CAD"}
    assert (await office.get(f"/v1/visits/{visit_id}"))["hours"] == "3.00"
    texts = [entry["text"] for entry in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert "0,83 h de travail notées pour Luc." in texts


async def test_a_raise_does_not_rewrite_history(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4000)
    visit_id = await booked(office, job, luc)
    async with ours.work("system", START) as work:
        await commands.start(work, visit_id)
    rate = {"hourly_rate": {"amount": 9000, "currency": "CAD"}}
    assert (await office.patch(f"/v1/resources/{luc['id']}", rate))["hourly_rate"]["amount"] == 9000
    async with ours.work("system", START + timedelta(hours=1)) as work:
        await commands.complete(work, visit_id)
    assert (await office.get(f"/v1/jobs/{job['id']}"))["figures"]["labour_cost"]["amount"] == 4000


async def test_one_running_clock_for_each_person(office: Office) -> None:
    one, two, luc = await office.job(), await office.job(), await office.resource("Luc")
    first = await office.visit(one["id"], [luc["id"]], hour=24)
    second = await office.visit(two["id"], [luc["id"]], hour=48)
    await office.verb(f"/v1/visits/{first['id']}/start")
    refused = await office.verb(f"/v1/visits/{second['id']}/start", status=409)
    assert refused["code"] == "clock-running"
    assert refused["detail"].startswith("Luc travaille déjà à une visite de la job 1.")
    assert (await office.get(f"/v1/visits/{second['id']}"))["status"] == "scheduled"
    await office.verb(f"/v1/visits/{first['id']}/pause")
    await office.verb(f"/v1/visits/{second['id']}/start")


async def test_many_starts_at_once_run_one_clock(office: Office) -> None:
    luc = await office.resource("Luc")
    visits = [await office.visit((await office.job())["id"], [luc["id"]], hour=24 + 3 * n) for n in range(6)]
    answers = await asyncio.gather(*(office.raw("POST", f"/v1/visits/{each['id']}/start") for each in visits))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5


async def test_completing_twice_at_once_counts_once(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    path = f"/v1/visits/{await booked(office, job, luc)}"
    await office.verb(f"{path}/start")
    answers = await asyncio.gather(*(office.raw("POST", f"{path}/complete") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 4
    kinds = [entry["kind"] for entry in (await office.get(f"/v1/jobs/{job['id']}/timeline"))["data"]]
    assert kinds.count("time.recorded") == 1


async def test_an_inactive_resource_is_not_booked(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    await office.patch(f"/v1/resources/{luc['id']}", {"active": False})
    refused = await office.post("/v1/visits", visit(job["id"], [luc["id"]]), status=422)
    assert refused["errors"][0] == {
        "pointer": "/resource_ids/0",
        "code": "inactive",
        "detail": "Cette ressource est inactive.",
    }
    assert [each["id"] for each in (await office.get("/v1/resources", active="true"))["data"]] == []
