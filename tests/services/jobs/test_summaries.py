"""The list shows of a job what its plan says, by the short way and by the long one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from services.kit import db
from tests.services.jobs.world import Json, Office


async def rewritten(office: Office, sql: str, **values: Any) -> None:
    async with db.committing(office.company.id) as session:
        await session.execute(text(sql), values)


async def listed(office: Office, job_id: str) -> Json:
    found: Json = next(each for each in (await office.get("/v1/jobs"))["data"] if each["id"] == job_id)
    return found


async def agrees(office: Office, job_id: str) -> None:
    """The list, the folder and the plan say the same."""
    shown, folder = await listed(office, job_id), await office.get(f"/v1/jobs/{job_id}")
    for name in shown.keys() - {"request"}:
        assert shown[name] == folder[name], name
    plan = (await office.get(f"/v1/jobs/{job_id}/plan"))["data"]
    assert shown["next_step"] is None or shown["next_step"] in plan


async def test_the_list_says_what_the_plan_says(office: Office) -> None:
    job = await office.job()
    await agrees(office, job["id"])
    await office.post(f"/v1/jobs/{job['id']}/messages", {"body": "On a parlé", "channel": "phone"})
    await agrees(office, job["id"])
    await office.patch(f"/v1/jobs/{job['id']}", {"assigned_to": office.company.user_id})
    await agrees(office, job["id"])
    await office.verb(f"/v1/jobs/{job['id']}/pause", {"reason": "En vacances"})
    assert (await listed(office, job["id"]))["paused"] is True
    await agrees(office, job["id"])
    await office.verb(f"/v1/jobs/{job['id']}/close")
    await agrees(office, job["id"])


async def test_what_was_kept_is_what_is_shown(office: Office) -> None:
    """So that the test above does test the short way."""
    job = await office.job()
    await rewritten(
        office,
        "UPDATE log.job SET summary = jsonb_set(summary, '{figures,paid,amount}', '777') WHERE job_id = :id",
        id=job["id"],
    )
    assert (await listed(office, job["id"]))["figures"]["paid"]["amount"] == 777
    assert (await office.get(f"/v1/jobs/{job['id']}"))["figures"]["paid"]["amount"] == 0


async def test_jobs_of_an_older_build_take_the_long_way(office: Office) -> None:
    jobs = [await office.job() for _ in range(4)]
    before = await office.get("/v1/jobs")
    for job, change in zip(
        jobs,
        (
            "summary = NULL",
            "summary = jsonb_set(summary, '{rules}', '\"others\"')",
            "summary = jsonb_set(summary, '{figures}', '{}')",
            "fold_version = 1, summary = jsonb_set(summary, '{paused}', 'true')",
        ),
        strict=True,
    ):
        await rewritten(office, f"UPDATE log.job SET {change} WHERE job_id = :id", id=job["id"])  # noqa: S608  our words
    assert await office.get("/v1/jobs") == before


async def test_a_neighbours_jobs_are_not_in_the_list(office: Office, neighbour: Office) -> None:
    job = await office.job()
    assert [each["id"] for each in (await office.get("/v1/jobs"))["data"]] == [job["id"]]
    assert (await neighbour.get("/v1/jobs"))["data"] == []
