"""Hours that come from everywhere at once, in any order: the job's figures are the sum over what counts."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import Company
from tests.services.jobs.hours_world import (
    add,
    ago,
    dollars,
    entries,
    folded,
    live_sums,
    stretch,
)
from tests.services.jobs.world import Office


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
