"""Clocks that nobody stopped: they end when the work did, and a person is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from services.jobs.visits import commands as visits
from services.kit import db
from tests.factories import Company
from tests.services.jobs.hours_world import (
    Employee,
    ago,
    figures,
    folded,
    live_sums,
    set_clock,
    themselves,
)
from tests.services.jobs.world import Json, Office


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
