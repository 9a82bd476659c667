"""Series of visits: made ahead, changed as one, two or all, and never twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.jobs.series import commands
from services.jobs.series.schemas import SeriesIn
from services.kit import factlog
from tests.conftest import role
from tests.factories import Company
from tests.services.jobs.visit_rows import template
from tests.services.jobs.world import Json, Office

LAVAL = ZoneInfo("America/Toronto")


def coming(weekday: int = 0, *, weeks: int = 0) -> date:
    """A Monday (0) to Sunday (6), at least eight days ahead."""
    day = datetime.now(LAVAL).date() + timedelta(days=8 + 7 * weeks)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def body(job: Json, *people: Json, rrule: str = "FREQ=WEEKLY;COUNT=4", **changes: object) -> Json:
    at = datetime.combine(coming(), datetime.min.time()).replace(hour=9).isoformat()
    plain = {"job_id": job["id"], "resource_ids": [each["id"] for each in people], "rrule": rrule, "starts_at": at}
    return plain | {"minutes": 90, "holidays": "keep"} | changes


async def visits(office: Office, job: Json) -> list[Json]:
    """Those of the job that are to take place or have no time, by date."""
    found = (await office.get("/v1/visits", job_id=job["id"], limit=200))["data"]
    return sorted((each for each in found if each["series_key"]), key=lambda each: str(each["series_key"]))


def walls(found: list[Json]) -> list[str]:
    return [
        datetime.fromisoformat(each["starts_at"]).astimezone(LAVAL).strftime("%Y-%m-%d %H:%M")
        if each["starts_at"]
        else ""
        for each in found
    ]


async def facts(office: Office, job: Json) -> list[str]:
    return [each["kind"] for each in (await office.get(f"/v1/jobs/{job['id']}/timeline", limit=200))["data"]][1:]


def weekly(count: int, hour: str = "09:00", first: date | None = None) -> list[str]:
    return [f"{(first or coming()) + timedelta(weeks=n)} {hour}" for n in range(count)]


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_series_makes_its_visits_and_tells_of_the_first(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    checklist = await office.post("/v1/checklist-templates", template())
    more: Json = {"title": "Tonte", "checklist_template_ids": [checklist["id"]], "window_minutes": 120}
    made = await office.post("/v1/visit-series", body(job, luc, **more))
    assert (made["timing"], made["status"]) == ("window", "ended")  # all four are there: nothing is left to plan
    found = await visits(office, job)
    assert walls(found) == weekly(4)
    assert {each["title"] for each in found} == {"Tonte"}
    listed = (await office.get("/v1/visits", series_id=made["id"]))["data"]
    assert [each["id"] for each in listed] == [each["id"] for each in found]
    lists = (await office.get(f"/v1/visits/{found[3]['id']}/checklists"))["data"]
    assert lists[0]["template_id"] == checklist["id"]
    assert await facts(office, job) == ["series.planned", *["visit.scheduled"] * 4, "series.ended"]
    plan = (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]
    assert [each["target"]["id"] for each in plan if each["kind"] == "visit.confirm"] == [found[0]["id"]]


async def test_an_open_series_is_bounded_and_extended(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    first = await visits(office, job)
    today = datetime.now(LAVAL).date()
    assert date.fromisoformat(made["extended_until"]) == coming() + timedelta(days=60)
    assert len(first) == 9
    plan = (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]
    assert [each["target"]["id"] for each in plan if each["kind"] == "series.extend"] == [made["id"]]
    later = datetime.now(UTC) + timedelta(days=35)
    for _ in range(2):  # doing it twice is doing it once
        async with ours.work(now=later) as work:
            await commands.extend(work, made["id"], later.astimezone(LAVAL).date() + timedelta(days=60))
    found = await visits(office, job)
    assert walls(found) == weekly(len(found))
    assert found[-1]["series_key"] > first[-1]["series_key"]
    assert (await facts(office, job)).count("series.extended") == 1
    assert date.fromisoformat(found[-1]["series_key"]) <= today + timedelta(days=35 + 60)


async def test_a_daily_series_never_fills_the_folder(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=DAILY", minutes=30))
    assert len(await visits(office, job)) == commands.MOST_AHEAD
    until = date.fromisoformat(made["extended_until"])
    due = datetime.combine(until - timedelta(days=30), datetime.min.time(), LAVAL).replace(hour=5)
    async with ours.work(now=due.astimezone(UTC)) as work:
        await commands.extend(work, made["id"], due.date() + timedelta(days=60))
    extended = await office.get(f"/v1/visit-series/{made['id']}")
    assert date.fromisoformat(extended["extended_until"]) > until  # or the planner would ask for the same again
    async with ours.work() as work:
        state = await factlog.state(work.session, job["id"])
    assert len(state.model_dump_json()) < 24_000


async def test_a_worker_makes_them_under_its_own_role_and_copies_fields(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    kinds = {"kind": "text", "on": "visit", "name_en": "Gate"}
    copied = await office.post("/v1/custom-fields", kinds | {"name_fr": "Barrière", "copied_on_recurrence": True})
    own = await office.post("/v1/custom-fields", kinds | {"name_fr": "Compteur", "copied_on_recurrence": False})
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    last = (await visits(office, job))[-1]
    values = {"values": {copied["id"]: "Rouge", own["id"]: "12"}}
    await office.call("PUT", f"/v1/custom-fields/values/visit/{last['id']}", values)
    later = datetime.now(UTC) + timedelta(days=35)
    as_worker = role.set("worker")
    try:
        async with ours.work(now=later) as work:
            await commands.extend(work, made["id"], later.date() + timedelta(days=60))
    finally:
        role.reset(as_worker)
    newest = (await visits(office, job))[-1]
    assert newest["id"] != last["id"]
    held = await office.get(f"/v1/custom-fields/values/visit/{newest['id']}")
    assert held["values"].get(copied["id"]) == "Rouge"
    assert held["values"].get(own["id"]) is None


async def test_two_workers_who_extend_at_once_make_each_visit_once(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    later = datetime.now(UTC) + timedelta(days=35)

    async def extend() -> None:
        async with ours.work(now=later) as work:
            await commands.extend(work, made["id"], later.date() + timedelta(days=60))

    await asyncio.gather(*(extend() for _ in range(6)))
    keys = [each["series_key"] for each in await visits(office, job)]
    assert keys == sorted(set(keys))
    assert (await facts(office, job)).count("series.extended") == 1


async def test_a_worker_killed_while_it_extends_leaves_nothing_half_done(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    before = await visits(office, job), await facts(office, job)
    later = datetime.now(UTC) + timedelta(days=35)

    async def die() -> None:
        async with ours.work(now=later) as work:
            await commands.extend(work, made["id"], later.date() + timedelta(days=60))
            raise ConnectionError("killed before the commit")

    with pytest.raises(ConnectionError):
        await die()
    assert (await visits(office, job), await facts(office, job)) == before


async def test_a_conflict_of_one_date_leaves_it_without_a_time(office: Office) -> None:
    other, job, luc = await office.job(), await office.job(), await office.resource("Luc")
    at = datetime.combine(coming(weeks=1), datetime.min.time(), LAVAL).replace(hour=10)
    span = {"starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=1)).isoformat()}
    await office.post("/v1/visits", {"job_id": other["id"], "resource_ids": [luc["id"]]} | span)
    await office.post("/v1/visit-series", body(job, luc))
    found = await visits(office, job)
    assert [each["status"] for each in found] == ["scheduled", "unscheduled", "scheduled", "scheduled"]
    assert found[1]["unscheduled_reason"] == "Les personnes de la série étaient déjà prises à ce moment."
    plan = (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]
    assert [each["target"]["id"] for each in plan if each["kind"] == "office.schedule_visit"] == [found[1]["id"]]


async def test_somebody_who_left_does_not_stop_it(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    await office.patch(f"/v1/resources/{luc['id']}", {"active": False})
    later = datetime.now(UTC) + timedelta(days=35)
    async with ours.work(now=later) as work:
        await commands.extend(work, made["id"], later.date() + timedelta(days=60))
    last = (await visits(office, job))[-1]
    assert (last["status"], last["unscheduled_reason"]) == ("unscheduled", "Plus personne de la série n'est actif.")


async def test_only_the_first_one_there_is_announced(office: Office, ours: Company) -> None:
    """A series that began last month makes nothing of what is past."""
    job, luc = await office.job(), await office.resource("Luc")
    starts = datetime.now(LAVAL).replace(tzinfo=None, second=0, microsecond=0) - timedelta(days=30)
    data = SeriesIn(job_id=job["id"], resource_ids=[luc["id"]], rrule="FREQ=WEEKLY", starts_at=starts, holidays="keep")
    async with ours.work() as work:
        await commands.plan(work, data)
    found = await visits(office, job)
    assert all(each["starts_at"] > datetime.now(UTC).isoformat() for each in found)
    plan = (await office.get(f"/v1/jobs/{job['id']}/plan"))["data"]
    assert [each["target"]["id"] for each in plan if each["kind"] == "visit.confirm"] == [found[0]["id"]]


# ── changing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_this_one_alone_is_a_visit_like_any_other(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc))
    second = (await visits(office, job))[1]
    at = datetime.fromisoformat(second["starts_at"]) + timedelta(hours=5)
    span = {"starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=1)).isoformat()}
    moved = await office.patch(f"/v1/visits/{second['id']}", span)
    assert moved["detached"] is True
    await office.patch(f"/v1/visit-series/{made['id']}", {"starts_at": "10:30", "instructions": "Clé sous le pot"})
    found = await visits(office, job)
    expected = weekly(4, "10:30")
    expected[1] = expected[1].replace("10:30", "14:00")
    assert walls(found) == expected
    assert {each["instructions"] for each in found} == {"Clé sous le pot"}
    assert [each["id"] for each in found][1] == second["id"]


async def test_all_that_is_ahead_takes_another_day(office: Office) -> None:
    job, luc, eve = await office.job(), await office.resource("Luc"), await office.resource("Ève")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=4"))
    tag = (await office.raw("GET", f"/v1/visit-series/{made['id']}")).headers["etag"]
    changes = {"rrule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "resource_ids": [eve["id"]]}
    path = f"/v1/visit-series/{made['id']}"
    await office.patch(path, changes, headers={"If-Match": tag})
    await office.patch(path, {"minutes": 30}, status=412, headers={"If-Match": tag})
    found = await visits(office, job)
    assert walls(found) == weekly(3, first=coming() + timedelta(days=1))
    assert {who["id"] for each in found for who in each["resources"]} == {eve["id"]}
    everything = (await office.get("/v1/visits", job_id=job["id"]))["data"]
    assert sorted(each["status"] for each in everything) == ["cancelled"] * 4 + ["scheduled"] * 3
    await office.patch(path, {"rrule": "FREQ=WEEKLY;BYDAY=MO;COUNT=2"})
    assert walls(await visits(office, job)) == weekly(2)
    assert (await office.patch(path, {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}, status=422))["errors"][0][
        "code"
    ] == "rrule-never"


async def test_this_and_the_following_become_a_series_of_their_own(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY;COUNT=5"))
    before = await visits(office, job)
    change = {"scope": "following", "from_date": before[2]["series_key"], "starts_at": "13:00"}
    new = await office.patch(f"/v1/visit-series/{made['id']}", change)
    assert (new["follows"], new["rrule"]) == (made["id"], "FREQ=WEEKLY;COUNT=3")
    found = await visits(office, job)
    assert [each["id"] for each in found] == [each["id"] for each in before]
    assert [each["series_id"] for each in found] == [made["id"]] * 2 + [new["id"]] * 3
    assert walls(found) == weekly(2) + weekly(3, "13:00", coming(weeks=2))
    old = await office.get(f"/v1/visit-series/{made['id']}")
    assert (old["status"], old["ends_before"]) == ("ended", before[2]["series_key"])
    no_date = (date.fromisoformat(before[3]["series_key"]) + timedelta(days=1)).isoformat()
    wrong = await office.patch(
        f"/v1/visit-series/{new['id']}", {"scope": "following", "from_date": no_date, "minutes": 30}, status=422
    )
    assert wrong["errors"][0]["code"] == "not-a-date-of-the-series"


async def test_a_date_is_skipped_moved_and_given_back(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    path = f"/v1/visit-series/{made['id']}"
    keys = [each["series_key"] for each in await visits(office, job)]
    skipped = await office.verb(f"{path}/exceptions", {"on_date": keys[1], "skip": True})
    assert (skipped["data"][0]["why"], skipped["data"][0]["text"]) == ("skipped", "Sautée.")
    moved_to = f"{(date.fromisoformat(keys[2]) + timedelta(days=2)).isoformat()}T15:00"
    await office.verb(f"{path}/exceptions", {"on_date": keys[2], "moved_to": moved_to})
    far = (date.fromisoformat(keys[-1]) + timedelta(weeks=3)).isoformat()
    await office.verb(f"{path}/exceptions", {"on_date": far, "skip": True})
    found = await visits(office, job)
    assert [each["series_key"] for each in found] == [keys[0], *keys[2:]]
    assert walls(found)[1] == moved_to.replace("T", " ")
    await office.call("DELETE", f"{path}/exceptions/{keys[1]}")
    assert walls(await visits(office, job))[1] == f"{keys[1]} 09:00"
    for wrong in ({"on_date": keys[0]}, {"on_date": keys[0], "skip": True, "moved_to": moved_to}):
        assert (await office.verb(f"{path}/exceptions", wrong, status=422))["errors"][0]["code"] == "skip-or-move"
    shown = (await office.get(f"{path}/dates", count=4))["data"]
    assert [each["visit_id"] is not None for each in shown] == [True] * 4


async def test_an_ended_series_cancels_what_is_ahead(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    path = f"/v1/visit-series/{made['id']}"
    third = (await visits(office, job))[2]["series_key"]
    ended = await office.verb(f"{path}/end", {"from_date": third})
    assert (ended["status"], ended["ends_before"]) == ("ended", third)
    assert walls(await visits(office, job)) == weekly(2)
    assert (await office.verb(f"{path}/end", status=409))["code"] == "series-ended"
    assert (await office.patch(path, {"minutes": 30}, status=409))["code"] == "series-ended"
    assert (await facts(office, job))[-1] == "series.ended"


# ── looking ahead ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_preview_tells_what_would_not_take_place_and_why(office: Office) -> None:
    rule = {"rrule": "FREQ=WEEKLY;COUNT=4", "starts_at": "2027-06-17T08:00", "holidays": "skip"}
    seen = await office.verb("/v1/visit-series/preview", rule)
    assert [each["key"] for each in seen["data"] if each["why"]] == ["2027-06-24", "2027-07-01"]
    assert seen["data"][1]["text"] == "Jour férié : pas de visite."
    assert seen["ends"] is True
    answer = await office.raw("POST", "/v1/visit-series/preview", rule | {"holidays": "next_business_day"}, count=2)
    assert [each["local"] for each in answer.json()["data"]] == ["2027-06-17T08:00:00", "2027-06-25T08:00:00"]
    assert answer.json()["ends"] is False
    assert (await office.get("/v1/visit-series"))["data"] == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"rrule": "FREQ=HOURLY"}, "/rrule"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}, "/rrule"),
        ({"starts_at": "2027-01-04T09:00:00Z"}, "/starts_at"),
        ({"starts_at": "0001-01-01T00:00:00"}, "/starts_at"),
        ({"starts_at": "2099-01-01T00:00:00"}, "/starts_at"),
        ({"minutes": 0}, "/minutes"),
        ({"resource_ids": []}, "/resource_ids"),
        ({"resource_ids": ["res_0none"]}, "/resource_ids/0"),
        ({"service_id": "svc_0none"}, "/service_id"),
        ({"checklist_template_ids": ["ckt_0none"]}, "/checklist_template_ids/0"),
        ({"timing": "window"}, "/window_minutes"),
        ({"holidays": "maybe"}, "/holidays"),
        ({"price": 3}, "/price"),
    ],
)
async def test_a_bad_series_is_refused(office: Office, changes: Json, pointer: str) -> None:
    job, luc = await office.job(), await office.resource()
    refused = await office.post("/v1/visit-series", body(job, luc) | changes, status=422)
    assert refused["errors"][0]["pointer"] == pointer
    assert refused["errors"][0]["detail"]
    assert (await office.get("/v1/visit-series"))["data"] == []
    assert await facts(office, job) == []


async def test_a_job_that_is_over_has_no_new_series(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    await office.verb(f"/v1/jobs/{job['id']}/close")
    assert (await office.post("/v1/visit-series", body(job, luc), status=409))["code"] == "job-finished"
    assert (await office.post("/v1/visits", {"job_id": job["id"]}, status=409))["code"] == "job-finished"
    assert (await office.get("/v1/visit-series"))["data"] == []


async def test_neighbours_have_series_of_their_own(office: Office, neighbour: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    path = f"/v1/visit-series/{made['id']}"
    key = (await visits(office, job))[0]["series_key"]
    before = await facts(office, job)
    for method, where, content in (
        ("GET", path, None),
        ("PATCH", path, {"minutes": 30}),
        ("GET", f"{path}/dates", None),
        ("POST", f"{path}/end", {}),
        ("POST", f"{path}/exceptions", {"on_date": key, "skip": True}),
        ("DELETE", f"{path}/exceptions/{key}", None),
    ):
        await neighbour.call(method, where, content, status=404)
    theirs, eve = await neighbour.job(), await neighbour.resource("Ève")
    await neighbour.post("/v1/visit-series", body(job, eve), status=404)
    await neighbour.post("/v1/visit-series", body(theirs, luc), status=422)
    assert (await neighbour.get("/v1/visit-series"))["data"] == []
    assert await facts(office, job) == before


async def test_a_cancelled_job_ends_its_series_and_all_that_was_to_be(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    made = await office.post("/v1/visit-series", body(job, luc, rrule="FREQ=WEEKLY"))
    await office.post("/v1/visits", {"job_id": job["id"]})
    await office.verb(f"/v1/jobs/{job['id']}/cancel", {"reason": "Déménagement"})
    assert (await office.get(f"/v1/visit-series/{made['id']}"))["status"] == "ended"
    everything = (await office.get("/v1/visits", job_id=job["id"], limit=200))["data"]
    assert {each["status"] for each in everything} == {"cancelled"}
    await office.visit((await office.job())["id"], [luc["id"]], hour=24 * 30)


async def test_a_change_of_a_series_that_changed_meanwhile_gets_both(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    path = f"/v1/visit-series/{(await office.post('/v1/visit-series', body(job, luc)))['id']}"
    tag = (await office.raw("GET", path)).headers["etag"]
    changed = await office.raw("PATCH", path, {"title": "Tonte"}, headers={"If-Match": tag})
    lost = await office.patch(path, {"minutes": 45}, status=412, headers={"If-Match": tag})
    assert (lost["code"], lost["current"]["title"], lost["yours"]) == ("changed-meanwhile", "Tonte", {"minutes": 45})
    for other in ('"-"', "W/nothing", f'{tag}, "-"'):
        await office.patch(path, {"minutes": 45}, status=412, headers={"If-Match": other})
    kept = await office.patch(path, {"minutes": 45}, headers={"If-Match": f'"-", W/{changed.headers["etag"]}'})
    assert (kept["title"], kept["minutes"]) == ("Tonte", 45)
    visit = f"/v1/visits/{(await visits(office, job))[0]['id']}"
    refused = await office.patch(visit, {"title": "Haie"}, status=412, headers={"If-Match": '"-"'})
    assert (refused["current"]["title"], refused["yours"]) == ("Tonte", {"title": "Haie"})
