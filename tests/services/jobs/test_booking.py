"""Nobody is in two places at once, unless somebody who may says so; and a slot held for a client is really released."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from deploy.postgres import Postgres
from services.jobs.slots import commands as slots
from services.jobs.slots import queries as slot_queries
from services.jobs.slots.schemas import HoldIn
from services.jobs.visits import commands
from services.jobs.visits.schemas import VisitIn
from services.jobs.visits.tables import Booking, Hold
from services.kit.problems import Problem
from tests.factories import Company
from tests.services.jobs.world import Json, Office, visit

LAVAL = ZoneInfo("America/Toronto")
TECHNICIAN = ("jobs", "visits", "messages")


def span(hour: float = 24, hours: float = 2) -> Json:
    return {key: value for key, value in visit("", [], hour=hour, hours=hours).items() if key.endswith("_at")}


async def hold(office: Office, luc: Json, *, hour: float = 24, status: int = 201, **changes: object) -> Json:
    return await office.post("/v1/holds", {"resource_ids": [luc["id"]]} | span(hour) | changes, status=status)


# ── kinds of time ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_arrival_window_is_told_and_the_booked_time_is_another(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    body = visit(job["id"], [luc["id"]])
    starts = datetime.fromisoformat(body["starts_at"])
    made = await office.post("/v1/visits", body | {"window_ends_at": (starts + timedelta(hours=4)).isoformat()})
    assert (made["timing"], made["number"]) == ("window", "1-1")
    later = {key: (datetime.fromisoformat(body[key]) + timedelta(days=1)).isoformat() for key in span()}
    moved = await office.patch(f"/v1/visits/{made['id']}", later)
    assert datetime.fromisoformat(moved["window_ends_at"]) == starts + timedelta(days=1, hours=4)
    plain = await office.patch(f"/v1/visits/{made['id']}", {"timing": "fixed"})
    assert (plain["timing"], plain["window_ends_at"], plain["occurrence"]) == ("fixed", None, 3)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"timing": "window"}, "/window_ends_at", "required"),
        ({"timing": "window", "window_ends_at": "2026-01-01T10:00:00Z"}, "/window_ends_at", "window-range"),
        ({"timing": "fixed", "window_ends_at": "2026-01-01T10:00:00Z"}, "/window_ends_at", "window-without-timing"),
        ({"lead_id": "res_0nobody"}, "/lead_id", "lead-not-among"),
        ({"resource_ids": []}, "/resource_ids", "too-few"),
        ({"ends_at": None}, "/ends_at", "required"),
    ],
)
async def test_times_that_say_nothing_are_refused(office: Office, changes: Json, pointer: str, code: str) -> None:
    job, luc = await office.job(), await office.resource()
    refused = await office.post("/v1/visits", visit(job["id"], [luc["id"]]) | changes, status=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [(pointer, code)]


async def test_a_whole_day_is_local_and_books_it(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    day = date(2027, 11, 6)  # the day after it is 25 hours long
    times = {
        "starts_at": datetime.combine(day, time(9), LAVAL).isoformat(),
        "ends_at": datetime.combine(day + timedelta(days=1), time(10), LAVAL).isoformat(),
    }
    made = await office.post("/v1/visits", visit(job["id"], [luc["id"]]) | times | {"timing": "all_day"})
    assert made["starts_at"] == "2027-11-06T04:00:00Z"
    assert made["ends_at"] == "2027-11-08T05:00:00Z"
    evening = {"starts_at": "2027-11-08T03:00:00Z", "ends_at": "2027-11-08T04:00:00Z"}  # 22:00 on the second day
    assert (await office.post("/v1/visits", visit(job["id"], [luc["id"]]) | evening, status=409))[
        "code"
    ] == "visit-overlap"


async def test_number_place_notes_and_lead(office: Office) -> None:
    job, luc, eve = await office.job(), await office.resource("Luc"), await office.resource("Ève")
    made = await office.post("/v1/visits", visit(job["id"], [luc["id"], eve["id"]]) | {"lead_id": eve["id"]})
    assert made["lead_id"] == eve["id"]
    assert (made["title"], made["address"]["line1"]) == ("Chauffe-eau qui coule", "12, rue des Érables")
    second = await office.visit(job["id"], [luc["id"]], hour=48)
    assert (made["number"], second["number"]) == ("1-1", "1-2")
    changes = {"address": {"line1": "4, rue B", "city": "Laval"}, "note_visible": "Sonnez", "note_internal": "Chien"}
    path = f"/v1/visits/{made['id']}"
    edited = await office.patch(path, changes | {"billable": False, "lead_id": luc["id"], "title": "Fuite"})
    assert (edited["address"]["line1"], edited["billable"], edited["title"]) == ("4, rue B", False, "Fuite")
    assert (edited["lead_id"], edited["occurrence"]) == (luc["id"], 1)
    assert (await office.get(f"/v1/jobs/{job['id']}"))["activities"]["visits"][0]["number"] == "1-1"


# ── book anyway ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_refusal_names_every_conflict_and_whether_to_go_on(office: Office) -> None:
    job, luc, eve = await office.job(), await office.resource("Luc"), await office.resource("Ève")
    first = await office.visit(job["id"], [luc["id"]], hour=24)
    second = await office.visit(job["id"], [eve["id"]], hour=25)
    refused = await office.post("/v1/visits", visit(job["id"], [eve["id"], luc["id"]], hour=25), status=409)
    assert [(each["who"], each["visit_id"]) for each in refused["conflicts"]] == [
        ("Luc", first["id"]),
        ("Ève", second["id"]),
    ]
    assert refused["conflicts"][0]["job_number"] == 1
    assert datetime.fromisoformat(refused["conflicts"][0]["starts_at"]) == datetime.fromisoformat(first["starts_at"])
    assert refused["may_book_anyway"] is True


async def test_only_who_plans_others_books_anyway(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    await office.visit(job["id"], [luc["id"]])
    body = visit(job["id"], [luc["id"]], hour=25)
    headers = office.company.headers(*TECHNICIAN)
    refused = await office.post("/v1/visits", body, status=409, headers=headers)
    assert refused["may_book_anyway"] is False
    forbidden = await office.post(
        "/v1/visits", body | {"anyway": True}, status=403, headers=office.company.headers(*TECHNICIAN)
    )
    assert "« routes »" in forbidden["detail"]
    made = await office.post("/v1/visits", body | {"anyway": True})
    assert made["anyway"] is True
    # What is booked anyway is booked: the next ordinary one over it alone is refused, by the lock, not the constraint.
    again = await office.post("/v1/visits", visit(job["id"], [luc["id"]], hour=26), status=409)
    assert [each["visit_id"] for each in again["conflicts"]] == [made["id"]]
    moved = await office.patch(f"/v1/visits/{made['id']}", span(72))
    assert moved["anyway"] is False


async def test_an_ordinary_booking_and_one_made_anyway_never_pass_each_other(office: Office) -> None:
    """Twenty at once over one visit made anyway: none of the ordinary ones gets in beside it."""
    job, luc = await office.job(), await office.resource("Luc")
    await office.visit(job["id"], [luc["id"]], hour=24)
    over = await office.post("/v1/visits", visit(job["id"], [luc["id"]], hour=25, hours=4) | {"anyway": True})
    assert over["anyway"]
    bodies = [visit(job["id"], [luc["id"]], hour=26 + n / 10) for n in range(20)]
    answers = await asyncio.gather(*(office.raw("POST", "/v1/visits", body) for body in bodies))
    assert [answer.status_code for answer in answers] == [409] * 20


# ── holds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_held_slot_is_taken_and_becomes_the_visit(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    held = await hold(office, luc, for_job=job["id"])
    refused = await office.post("/v1/visits", visit(job["id"], [luc["id"]]) | {"anyway": True}, status=409)
    assert (refused["code"], refused["may_book_anyway"]) == ("slot-held", False)
    assert refused["conflicts"][0]["visit_id"] is None
    assert (await hold(office, luc, hour=25, status=409))["code"] == "slot-held"
    other = await office.job()
    wrong = await office.post("/v1/visits", {"job_id": other["id"], "hold_id": held["id"]}, status=422)
    assert wrong["errors"][0]["code"] == "hold-of-another-job"
    made = await office.post("/v1/visits", {"job_id": job["id"], "hold_id": held["id"]})
    assert (made["starts_at"], made["ends_at"]) == (held["starts_at"], held["ends_at"])
    assert [who["id"] for who in made["resources"]] == [luc["id"]]
    over = await office.post("/v1/visits", {"job_id": job["id"], "hold_id": held["id"]}, status=409)
    assert over["code"] == "hold-over"
    await office.call("GET", f"/v1/holds/{held['id']}", status=404)


async def test_what_is_held_stands_in_the_calendar(office: Office, neighbour: Office) -> None:
    luc, eve = await office.resource("Luc"), await office.resource("Ève")
    held = await office.post("/v1/holds", {"resource_ids": [luc["id"], eve["id"]]} | span())
    day = datetime.fromisoformat(held["starts_at"]).date()
    period: Json = {"from": (day - timedelta(days=1)).isoformat(), "to": (day + timedelta(days=2)).isoformat()}
    agenda = await office.get("/v1/calendar", **period)
    assert agenda["holds"] == [held]
    assert (await neighbour.get("/v1/calendar", **period))["holds"] == []
    await office.raw("DELETE", f"/v1/holds/{held['id']}")
    assert (await office.get("/v1/calendar", **period))["holds"] == []


async def test_a_hold_that_is_let_go_is_free_at_once(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    held = await hold(office, luc)
    await office.patch(f"/v1/resources/{luc['id']}", {"active": False})  # who left can be let go, too
    assert (await office.raw("DELETE", f"/v1/holds/{held['id']}")).status_code == 204
    await office.patch(f"/v1/resources/{luc['id']}", {"active": True})
    await office.visit(job["id"], [luc["id"]])
    await office.call("DELETE", f"/v1/holds/{held['id']}", status=404)


async def test_fifty_holds_and_visits_at_once_have_one_winner(office: Office) -> None:
    luc, eve = await office.resource("Luc"), await office.resource("Ève")
    jobs = [await office.job() for _ in range(5)]
    both = [luc["id"], eve["id"]]

    def attempt(n: int) -> tuple[str, Json]:
        people = both if n % 4 < 2 else both[::-1]
        body = visit(jobs[n % 5]["id"], people, hour=24 + n % 3 / 4)
        return ("/v1/visits", body) if n % 2 else ("/v1/holds", {"resource_ids": people} | span(24 + n % 3 / 4))

    answers = await asyncio.gather(*(office.raw("POST", *attempt(n)) for n in range(50)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201] + [409] * 49
    assert {each.json()["code"] for each in answers if each.status_code == 409} <= {"visit-overlap", "slot-held"}


async def test_two_who_use_one_hold_get_one_visit(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    held = await hold(office, luc)
    bodies = [{"job_id": job["id"], "hold_id": held["id"]}] * 6
    answers = await asyncio.gather(*(office.raw("POST", "/v1/visits", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert len((await office.get("/v1/visits"))["data"]) == 1


async def held_at(ours: Company, luc: Json, now: datetime, minutes: int = 10) -> str:
    async with ours.work(now=now) as work:
        starts_at = now + timedelta(days=2)
        data = HoldIn(
            resource_ids=[luc["id"]], starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), minutes=minutes
        )
        return await slots.hold(work, data)


async def book_at(ours: Company, job: Json, luc: Json, held_since: datetime, now: datetime) -> str:
    async with ours.work(now=now) as work:
        starts_at = held_since + timedelta(days=2)
        data = VisitIn(
            job_id=job["id"], resource_ids=[luc["id"]], starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
        )
        return await commands.schedule(work, data)


async def test_a_hold_ends_by_the_clock_with_nobody_there_to_end_it(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    now = datetime.now(UTC).replace(microsecond=0)
    hold_id = await held_at(ours, luc, now)
    with pytest.raises(Problem, match="slot-held"):
        await book_at(ours, job, luc, now, now + timedelta(minutes=9, seconds=59))
    until = now + timedelta(minutes=10)
    async with ours.work(now=until) as work:  # a read sees it free before anything has deleted it
        assert not await slot_queries._taken(work, [luc["id"]], now, now + timedelta(days=3))
        with pytest.raises(Problem, match="not-found"):
            await slot_queries.hold(work, hold_id)
    with pytest.raises(Problem, match="hold-over"):
        async with ours.work(now=until) as work:
            await commands.schedule(work, VisitIn(job_id=job["id"], hold_id=hold_id))
    await book_at(ours, job, luc, now, until)


async def test_a_holder_killed_in_its_transaction_holds_nothing(
    office: Office, ours: Company, database: Postgres
) -> None:
    """The connection is cut from outside after the hold was written and before its commit."""
    job, luc = await office.job(), await office.resource("Luc")
    now = datetime.now(UTC).replace(microsecond=0)
    starts_at = now + timedelta(days=2)
    data = HoldIn(resource_ids=[luc["id"]], starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    async def die_holding() -> None:
        async with ours.work(now=now) as work:
            await slots.hold(work, data)
            pid = await work.session.scalar(text("SELECT pg_backend_pid()"))
            with psycopg.connect(database.url()) as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", [pid])

    with pytest.raises(DBAPIError):
        await die_holding()
    await book_at(ours, job, luc, now, now + timedelta(seconds=1))


async def test_old_holds_leave_no_rows_behind(office: Office, ours: Company) -> None:
    luc = await office.resource("Luc")
    now = datetime.now(UTC).replace(microsecond=0)
    for n in range(3):
        await held_at(ours, luc, now + timedelta(minutes=n * 30), minutes=1)
    async with ours.work() as work:
        for table in (Hold, Booking):
            assert await work.session.scalar(select(func.count()).where(table.company_id == ours.id)) == 1


# ── slots ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_free_slots_are_opening_hours_less_what_is_taken(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    await office.resource("Ève")
    monday = datetime(2027, 6, 21, 8, tzinfo=LAVAL)

    def at(hour: float) -> str:
        return (monday + timedelta(hours=hour)).astimezone(UTC).isoformat().replace("+00:00", "Z")

    body = {"job_id": job["id"], "resource_ids": [luc["id"]], "starts_at": at(2), "ends_at": at(7)}
    await office.post("/v1/visits", body)
    await office.post("/v1/holds", {"resource_ids": [luc["id"]], "starts_at": at(7), "ends_at": at(7.5)})
    days: Json = {"from": "2027-06-19", "to": "2027-06-22", "minutes": "90", "resource_id": luc["id"]}
    found = (await office.get("/v1/slots", **days))["data"]
    assert [each["starts_at"] for each in found] == [at(0), at(0.5), at(7.5)]
    both = (await office.get("/v1/slots", **days | {"resource_id": [luc["id"], "res_0nobody"]}))["data"]
    assert both == found
    everybody = await office.get("/v1/slots", **Json({"from": "2027-06-24", "to": "2027-06-26"}))
    assert {each["starts_at"][:10] for each in everybody["data"]} == {"2027-06-25"}  # the 24th is the Fête nationale
    assert {each["resource"]["name"] for each in everybody["data"]} == {"Luc", "Ève"}
    limited = await office.get("/v1/slots", **Json({"from": "2027-06-25", "to": "2027-06-26", "limit": 3}))
    assert (len(limited["data"]), limited["more"]) == (3, True)
    assert (await office.get("/v1/slots", status=422, **Json({"from": "2027-06-25", "to": "2027-09-01"})))[
        "code"
    ] == "invalid"


async def test_neighbours_hold_apart(office: Office, neighbour: Office) -> None:
    luc, theirs = await office.resource("Luc"), await neighbour.resource("Luc")
    held = await hold(office, luc)
    await hold(neighbour, luc, status=422)
    await hold(neighbour, theirs)
    job = await neighbour.job()
    refused = await neighbour.post("/v1/visits", {"job_id": job["id"], "hold_id": held["id"]}, status=409)
    assert refused["code"] == "hold-over"
    assert [each["resource"]["id"] for each in (await neighbour.get("/v1/slots"))["data"][:1]] == [theirs["id"]]
