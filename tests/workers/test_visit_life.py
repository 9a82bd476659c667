"""Visits that have no fixed hour, and visits that come again: what the client is told, and that more are planned in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from services.kit.texts import local_date
from tests.services.jobs.world import Json
from tests.services.jobs.world import visit as visit_body
from tests.workers.world import Jobs, words

LAVAL = ZoneInfo("America/Toronto")


def at(day: date, hour: int) -> str:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LAVAL).astimezone(UTC).isoformat()


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_client_hears_of_a_window_and_not_of_its_first_minute(jobs: Jobs, language: str) -> None:
    job = await jobs.new(language=language)
    luc = await jobs.desk.resource()
    day = datetime.now(LAVAL).date() + timedelta(days=5)
    window = {"starts_at": at(day, 8), "ends_at": at(day, 14), "timing": "window", "window_ends_at": at(day, 12)}
    await jobs.desk.post("/v1/visits", visit_body(job.id, [luc["id"]]) | window)
    [call] = [call for call in await job.settle() if call.kind == "visit.confirm"]
    text = words(job.mails(call)[0])
    assert local_date(language, day) in text
    between = ("entre 08 h 00 et 12 h 00",) if language == "fr" else ("between 8:00", "and 12:00")
    assert all(part in text.replace("\xa0", " ").replace("\u202f", " ") for part in between), text


async def test_a_client_hears_of_a_day_where_no_hour_is_promised(jobs: Jobs) -> None:
    job = await jobs.new(language="fr")
    luc = await jobs.desk.resource()
    day = datetime.now(LAVAL).date() + timedelta(days=5)
    whole = {"starts_at": at(day, 0), "ends_at": at(day + timedelta(days=1), 0), "timing": "all_day"}
    await jobs.desk.post("/v1/visits", visit_body(job.id, [luc["id"]]) | whole)
    [call] = [call for call in await job.settle() if call.kind == "visit.confirm"]
    assert f"le {local_date('fr', day)}, au cours de la journée" in words(job.mails(call)[0])


async def test_the_calendar_file_names_the_place_of_the_visit_and_not_of_the_folder(jobs: Jobs) -> None:
    job = await jobs.new(language="fr")
    luc = await jobs.desk.resource()
    elsewhere = {"line1": "7, chemin du Lac", "city": "Rosemère", "region": "QC", "postal_code": "", "country": "CA"}
    await jobs.desk.post("/v1/visits", visit_body(job.id, [luc["id"]]) | {"address": elsewhere})
    [call] = [call for call in await job.settle() if call.kind == "visit.confirm"]
    [file] = job.mails(call)[0].iter_attachments()
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["location"] == "7, chemin du Lac, Rosemère"


async def test_a_series_is_extended_by_itself_before_it_runs_out(jobs: Jobs) -> None:
    job = await jobs.new()
    luc = await jobs.desk.resource()
    first = datetime.now(LAVAL).date() + timedelta(days=2)
    series = {
        "job_id": job.id,
        "resource_ids": [luc["id"]],
        "rrule": "FREQ=WEEKLY",
        "starts_at": f"{first}T09:00:00",
        "minutes": 60,
        "holidays": "keep",
    }
    await jobs.desk.post("/v1/visit-series", series)
    confirmed = [call for call in await job.settle() if call.kind == "visit.confirm"]
    assert len(confirmed) == 1, "only the first visit of a series is announced"
    before = await planned(jobs, job.id)
    later = datetime.now(UTC) + timedelta(days=40)
    done = [call.kind for call in await job.settle(later)]
    assert done.count("series.extend") == 1
    after = await planned(jobs, job.id)
    assert len(after) > len(before)
    dates = [datetime.fromisoformat(each["starts_at"]).astimezone(LAVAL) for each in after]
    assert {when.hour for when in dates} == {9}
    assert len(set(dates)) == len(dates)
    assert max(dates).date() > (later + timedelta(days=30)).date()


async def planned(jobs: Jobs, job_id: str) -> list[Json]:
    found: list[Json] = (await jobs.desk.get("/v1/visits", job_id=job_id, limit=200))["data"]
    return [each for each in found if each["starts_at"]]
