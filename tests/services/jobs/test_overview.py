"""Home: what needs a person, today, and what waits for whom; each part for who may see it, and never another company's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from services.jobs.messages import queries
from services.jobs.visits import commands as visits
from services.kit import db, factlog
from services.kit.work import Work
from tests.factories import Company
from tests.services.jobs.world import Office
from workflows import facts as f

Json = dict[str, Any]


async def home(office: Office, *permissions: str) -> Json:
    response = await office.api.get("/v1/overview", headers=office.company.headers(*permissions))
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


async def test_a_new_company_has_nothing_to_do(office: Office) -> None:
    found = await home(office)
    for part in ("new", "nothing_next", "today", "unscheduled", "long_clocks", "messages"):
        assert (found[part]["count"], found[part]["more"], found[part]["data"]) == (0, False, []), part
    assert found["waiting"]["ours"]["count"] == found["waiting"]["client"]["count"] == 0
    assert found["waiting"]["people"] == []


async def test_new_requests_are_counted_past_those_shown(office: Office, neighbour: Office) -> None:
    jobs = [await office.job(source="web") for _ in range(11)]
    await neighbour.job(source="web")
    found = await home(office)
    assert (found["new"]["count"], len(found["new"]["data"])) == (11, 10)
    assert found["new"]["data"][0]["id"] == jobs[-1]["id"]
    assert found["nothing_next"]["count"] == 0


async def test_a_job_with_nothing_next_is_shown_wherever_it_is(office: Office, neighbour: Office) -> None:
    job = await office.job()
    await neighbour.job()
    async with db.committing(office.company.id) as session:
        await session.execute(text("UPDATE log.job SET next_due = NULL WHERE job_id = :id"), {"id": job["id"]})
    assert [each["id"] for each in (await home(office))["nothing_next"]["data"]] == [job["id"]]
    assert (await home(neighbour))["nothing_next"]["count"] == 0


async def test_what_waits_is_shared_out_over_those_in_charge(office: Office, ours: Company) -> None:
    job = await office.job(assigned_to=ours.user_id)
    await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "On a parlé", "channel": "phone"})
    async with db.committing(ours.id) as session:
        yesterday = datetime.now(UTC) - timedelta(days=1, hours=12)
        await session.execute(
            text("UPDATE log.job SET next_due = :at WHERE job_id = :id"), {"at": yesterday, "id": job["id"]}
        )
    waiting = (await home(office))["waiting"]
    assert [each["id"] for each in waiting["ours"]["data"]] == [job["id"]]
    assert waiting["late"] == 1
    assert waiting["people"] == [{"id": ours.user_id, "name": "Josée Essai", "count": 1, "more": False}]
    assert waiting["client"]["count"] == 0


async def test_visits_today_with_place_and_people_and_those_without_a_date(office: Office, neighbour: Office) -> None:
    job, luc = await office.job(), await office.resource()
    await office.visit(job["id"], [luc["id"]], hour=0.01, hours=0.01)
    await office.visit(job["id"], [luc["id"]], hour=48)
    loose = await office.post("/v1/visits", {"job_id": job["id"]})
    found = await home(office)
    [today] = found["today"]["data"]
    assert today["job"]["contact_name"] == "Éric Côté-Brûlé"
    assert today["job"]["place"] == "12, rue des Érables, Laval"
    assert [who["name"] for who in today["resources"]] == [luc["name"]]
    assert [each["id"] for each in found["unscheduled"]["data"]] == [loose["id"]]
    other = await home(neighbour)
    assert other["today"]["count"] == other["unscheduled"]["count"] == 0
    await office.verb(f"/v1/jobs/{job['id']}/close", {"outcome": "lost"})
    assert (await home(office))["unscheduled"]["count"] == 0


async def test_a_clock_that_ran_all_night_is_shown(office: Office, neighbour: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    async with ours.work("system", datetime.now(UTC) - timedelta(hours=13)) as work:
        await visits.start(work, visit["id"])
    [clock] = (await home(office))["long_clocks"]["data"]
    assert (clock["resource"]["id"], clock["long"]) == (luc["id"], True)
    assert (await home(neighbour))["long_clocks"]["count"] == 0
    assert (await home(office, "visits"))["long_clocks"]["count"] == 0  # somebody else's
    await office.verb(f"/v1/visits/{visit['id']}/pause")
    assert (await home(office))["long_clocks"]["count"] == 0


async def test_messages_that_failed_are_shown_until_somebody_does_something(office: Office, neighbour: Office) -> None:
    job = await office.job()
    message = await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "Bonjour"})
    async with office.company.work() as work:
        await fail(work, job["id"], message["id"])
    found = await home(office)
    assert [each["id"] for each in found["messages"]["data"]] == [message["id"]]
    assert found["messages"]["data"][0]["job_number"] == job["number"]
    assert found["waiting"]["ours"]["count"] == 0
    assert (await home(neighbour))["messages"]["count"] == 0


async def fail(work: Work, job_id: str, message_id: str) -> None:
    """As the mail worker gives a message up."""
    row = await queries.message(work.session, message_id)
    row.delivery, row.failure = "failed", "550"
    await work.session.flush()
    failed = f.MessageFailed(step_key=str(row.step_key), message_id=message_id, code="550")
    await factlog.append(work, job_id, failed)


async def test_each_part_is_for_who_may_see_it(office: Office) -> None:
    parts = {
        "jobs": {"new", "nothing_next", "waiting"},
        "visits": {"today", "unscheduled", "long_clocks"},
        "messages": {"messages"},
        "contacts": set(),
    }
    for permission, expected in parts.items():
        found = await home(office, permission)
        assert {name for name, part in found.items() if part is not None} == expected
    assert (await office.api.get("/v1/overview")).status_code == 401
    await office.get("/v1/overview", status=422, limit=1)
