"""The demo company: a job in every phase that the pages can show, in order, and no mail that is due for any of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from deploy import demo_company, demo_data
from deploy.demo_data.history import ahead, past, stories
from deploy.demo_data.story import Shop
from deploy.postgres import Postgres
from workflows.planner import plan
from workflows.state import JobState
from workflows.steps import MAILS

PHASES = {
    "new", "contacted", "quoting", "quoted", "won", "scheduled", "in_progress", "to_invoice", "invoiced", "paid", "closed",
    "lost", "cancelled",
}  # fmt: skip


async def test_a_job_in_every_phase_and_no_mail_due(database: Postgres) -> None:
    made = await demo_company.make(empty=False)
    assert [each["role"] for each in made["sign_ins"]] == ["administrator", "manager", "employee"]
    assert made["site"] == "mille-iles"
    now = datetime.now(UTC)
    with psycopg.connect(database.url()) as connection:
        jobs = connection.execute(
            "SELECT j.number, j.phase, j.state FROM log.job j JOIN accounts.companies c ON c.id = j.company_id"
            " WHERE c.code = 'mille-iles' ORDER BY j.number"
        ).fetchall()
        numbers = connection.execute(
            "SELECT i.number, i.issued_on FROM billing.invoice i JOIN accounts.companies c ON c.id = i.company_id"
            " WHERE c.code = 'mille-iles' ORDER BY i.number"
        ).fetchall()
    assert [number for number, _, _ in jobs] == list(range(1, len(jobs) + 1))
    assert {phase for _, phase, _ in jobs} == PHASES
    assert [number for number, _ in numbers] == list(range(1, len(numbers) + 1))
    assert [day for _, day in numbers] == sorted(day for _, day in numbers)
    due = [
        (number, step.kind)
        for number, _, state in jobs
        for step in plan(JobState.model_validate(state, strict=False), now)
        if step.kind in MAILS and step.due <= now
    ]
    assert due == []


@pytest.mark.parametrize("hour", [0, 3, 8, 9, 12, 17, 23])
@pytest.mark.parametrize("day", range(7))
def test_history_fits_every_moment_of_the_week(day: int, hour: int) -> None:
    """Whenever the first start is: each job's events follow one another, all of them before now, and no visits overlap."""
    now = datetime(2026, 11, 23 + day, hour, 30, tzinfo=ZoneInfo("America/Toronto")).astimezone(UTC)
    keys = demo_data.read("company")
    shop = Shop(
        "com_x",
        "x",
        now,
        users={each["key"]: each["key"] for each in keys["users"]},
        resources={each["key"]: each["key"] for each in keys["resources"]},
        services={each["key"]: each["key"] for each in keys["services"]},
        items={each["key"]: each["key"] for each in keys["items"]},
        site_id="sit_x",
        labels={each["key"]: each["key"] for each in keys["labels"]},
        fields={each["key"]: each["key"] for each in keys["custom_fields"]},
        checklists={each["key"]: each["key"] for each in keys["checklists"]},
    )
    told = stories(shop)
    assert {story.key for story in told} == set(demo_data.read("jobs"))
    for story in told:
        moments = [event.at for event in story.events]
        assert moments == sorted(moments), story.key
        assert moments[-1] <= now, story.key
    assert now < ahead(now, 9) <= now + timedelta(hours=25)
    assert past(now, 1, 23, 59) < now
