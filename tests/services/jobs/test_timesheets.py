"""Weekly timesheets: every minute on its day, also over midnight and both clock changes; approved weeks stand."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from services.jobs.hours import weeks
from services.jobs.visits import commands as visits
from services.kit import db
from tests.factories import Company
from tests.services.jobs.hours_world import Employee, Manager, add, ago, live_sums, local, stretch, themselves
from tests.services.jobs.world import Json, Office

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # both Sundays
LAST_WEEK = weeks.named("2026-W46")


async def sheet(office: Office, resource: Json, week: str) -> Json:
    [found] = (await office.get("/v1/timesheets", week=week, resource_id=resource["id"]))["data"]
    assert found == await office.get(f"/v1/timesheets/{found['id']}")
    return dict(found)


def by_day(found: Json) -> list[float]:
    return [day["seconds"] / 3600 for day in found["days"]]


async def test_a_week_lists_its_days(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4000)
    monday = LAST_WEEK.first
    await add(office, job, luc, local(monday, 8), 4)
    await add(office, job, luc, local(monday, 13), 3.5, note="Retour", kind="travel")
    await add(office, job, luc, local(monday + timedelta(days=4), 9), 2)
    found = await sheet(office, luc, "2026-W46")
    assert (found["starts_on"], found["ends_on"], found["week"]) == ("2026-11-09", "2026-11-15", "2026-W46")
    assert by_day(found) == [7.5, 0, 0, 0, 2, 0, 0]
    assert (found["seconds"], found["minutes"], found["hours"], found["overtime_minutes"]) == (34200, 570, "9.50", 0)
    assert (found["status"], found["over"], found["running"], found["labour_cost"]["amount"]) == (
        "open",
        True,
        False,
        38000,
    )
    piece = found["days"][0]["pieces"][1]
    assert (piece["minutes"], piece["kind"], piece["note"], piece["job"]["number"]) == (210, "travel", "Retour", 1)
    everybody = (await office.get("/v1/timesheets", week="2026-W46"))["data"]
    assert [each["id"] for each in everybody] == [found["id"]]
    now = (await office.get("/v1/timesheets"))["data"][0]
    assert (now["over"], now["seconds"]) == (False, 0)


async def test_nights_fall_on_their_days(office: Office) -> None:
    """From Sunday evening into Monday: two days, two weeks, no minute twice and none lost."""
    job, luc = await office.job(), await office.resource("Luc", 4000)
    sunday = LAST_WEEK.last
    await add(office, job, luc, local(sunday, 22), 5.5)
    one, two = await sheet(office, luc, "2026-W46"), await sheet(office, luc, "2026-W47")
    assert (by_day(one)[6], by_day(two)[0]) == (2, 3.5)
    assert one["seconds"] + two["seconds"] == 19800
    assert (one["labour_cost"]["amount"], two["labour_cost"]["amount"]) == (22000, 0)


async def test_both_clock_changes(office: Office) -> None:
    """The night that loses an hour and the one that has it twice."""
    job, luc = await office.job(), await office.resource()
    for day in (SPRING, AUTUMN):
        before = day - timedelta(days=1)
        begin, end = local(before, 20), local(day, 8)
        body = stretch(begin, (end - begin) / timedelta(hours=1), job_id=job["id"], resource_id=luc["id"])
        await office.post("/v1/time-entries", body)
    spring, autumn = await sheet(office, luc, "2026-W10"), await sheet(office, luc, "2026-W44")
    assert by_day(spring)[5:] == [4, 7]
    assert by_day(autumn)[5:] == [4, 9]
    assert [day["length"] for day in spring["days"]] == [24, 24, 24, 24, 24, 24, 23]
    assert [day["length"] for day in autumn["days"]] == [24, 24, 24, 24, 24, 24, 25]
    assert (spring["minutes"], autumn["minutes"]) == (660, 780)


async def test_weeks_begin_where_the_company_says(office: Office, ours: Company) -> None:
    async with ours.work() as work:
        statement = text("UPDATE accounts.companies SET week_starts = 'sunday' WHERE id = :id")
        await work.session.execute(statement, {"id": ours.id})
    job, luc = await office.job(), await office.resource()
    await add(office, job, luc, local(date(2026, 11, 8), 9), 2)  # the Sunday before ISO week 46
    found = await sheet(office, luc, "2026-W46")
    assert (found["starts_on"], found["ends_on"], by_day(found)[0]) == ("2026-11-08", "2026-11-14", 2)


async def test_holidays_and_overtime_are_shown(office: Office) -> None:
    job, luc = await office.job(), await office.resource()
    for day in weeks.named("2026-W26").days[:5]:
        await add(office, job, luc, local(day, 8), 9)
    found = await sheet(office, luc, "2026-W26")
    assert [day["holiday"] for day in found["days"]] == [None, None, "Fête nationale du Québec", None, None, None, None]
    assert found["overtime_minutes"] == 300


async def test_a_running_clock_is_shown_and_not_counted(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource()
    visit = await office.visit(job["id"], [luc["id"]])
    async with ours.work("system", ago(hours=13)) as work:
        await visits.start(work, visit["id"])
    [found] = (await office.get("/v1/timesheets", resource_id=luc["id"]))["data"]
    assert (found["running"], found["long"], found["minutes"]) == (True, True, 0)
    shown = [piece for day in found["days"] for piece in day["pieces"]]
    assert sum(piece["seconds"] for piece in shown) == 0
    assert all(piece["running"] for piece in shown)


# ── approval ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def worked_week(office: Office) -> tuple[Json, Json, Json, Json]:
    """Job, the person's own resource, an entry, and the week."""
    job, me = await office.job(), await themselves(office)
    made = await add(office, job, me, local(LAST_WEEK.first, 8), 8)
    return job, me, made, await sheet(office, me, "2026-W46")


async def audited(company: Company, target: str) -> list[str]:
    async with db.reading(company.id) as session:
        query = text("SELECT action FROM log.audit WHERE target = :target AND company_id = :company ORDER BY id")
        return list((await session.scalars(query, {"target": target, "company": company.id})).all())


async def test_the_way_of_a_week(office: Office, employee: Employee, ours: Company) -> None:
    job, me, made, week = await worked_week(office)
    path, entry = f"/v1/timesheets/{week['id']}", f"/v1/time-entries/{made['id']}"
    handed = await employee.verb(f"{path}/submit")
    assert (handed["status"], handed["submitted_by"], handed["labour_cost"]) == ("submitted", "Josée Essai", None)
    assert (await employee.verb(f"{path}/approve", status=403))["code"] == "forbidden"
    assert (await office.verb(f"{path}/send-back", {"reason": " "}, status=422))["errors"][0]["pointer"] == "/reason"
    back = await office.verb(f"{path}/send-back", {"reason": "Il manque vendredi"})
    assert (back["status"], back["reason"]) == ("sent_back", "Il manque vendredi")
    friday = stretch(local(LAST_WEEK.first + timedelta(days=4), 8), 8, job_id=job["id"])
    await employee.post("/v1/time-entries", friday)
    await employee.verb(f"{path}/submit")
    manager = Manager(office.api, office.company)
    done = await manager.verb(f"{path}/approve", {"seconds": 16 * 3600})
    assert (done["status"], done["reason"], done["decided_by"]) == ("approved", "", "Josée Essai")
    assert (await employee.get(entry))["approved"] is True
    refusals = (
        employee.patch(entry, {"reason": "x", "note": "y"}, status=409),
        employee.verb(f"{entry}/void", {"reason": "x"}, status=409),
        employee.post("/v1/time-entries", stretch(local(LAST_WEEK.last, 20), 8, job_id=job["id"]), status=409),
        office.post(
            "/v1/time-entries",
            stretch(local(LAST_WEEK.first, 1), 1, job_id=job["id"], resource_id=me["id"]),
            status=409,
        ),
    )
    for refused in refusals:
        answer = await refused
        assert answer["code"] == "week-approved"
        assert "9 novembre 2026" in answer["detail"]
    assert (await office.verb(f"{path}/submit", status=409))["code"] == "timesheet-status"
    assert (await office.verb(f"{path}/approve", status=409))["code"] == "timesheet-status"
    await employee.verb(f"{path}/reopen", {"reason": "x"}, status=403)
    opened = await manager.verb(f"{path}/reopen", {"reason": "Oubli"})
    assert (opened["status"], opened["reason"]) == ("open", "Oubli")
    await employee.patch(entry, {"reason": "x", "note": "y"})
    assert await audited(ours, week["id"]) == [
        f"timesheet.{verb}" for verb in ("submitted", "sent_back", "submitted", "approved", "reopened")
    ]


async def test_an_entry_into_an_approved_week_is_locked_too(office: Office) -> None:
    """A night from an open week into an approved one: its second half is what was approved."""
    job, luc = await office.job(), await office.resource()
    night = await add(office, job, luc, local(LAST_WEEK.last, 22), 5)
    after = await sheet(office, luc, "2026-W47")
    await office.verb(f"/v1/timesheets/{after['id']}/approve", {"seconds": after["seconds"]})
    assert (await office.get(f"/v1/time-entries/{night['id']}"))["approved"] is True
    shorter = stretch(local(LAST_WEEK.last, 22), 1, reason="x")
    assert (await office.patch(f"/v1/time-entries/{night['id']}", shorter, status=409))["code"] == "week-approved"
    await add(office, job, luc, local(LAST_WEEK.last, 10), 2)


async def test_what_is_not_ready_is_not_approved(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc")
    this = (await office.get("/v1/timesheets", resource_id=luc["id"]))["data"][0]
    assert (await office.verb(f"/v1/timesheets/{this['id']}/approve", status=409))["code"] == "timesheet-not-over"
    visit = await office.visit(job["id"], [luc["id"]])
    async with ours.work("system", local(LAST_WEEK.last, 20)) as work:
        await visits.start(work, visit["id"])
    week = await sheet(office, luc, "2026-W46")
    refused = await office.verb(f"/v1/timesheets/{week['id']}/approve", status=409)
    assert (refused["code"], refused["detail"].startswith("L'horloge de Luc")) == ("timesheet-clock-running", True)


async def test_hours_that_changed_are_not_approved_unseen(office: Office) -> None:
    job, me, _, week = await worked_week(office)
    await add(office, job, me, local(LAST_WEEK.first, 18), 1)
    path = f"/v1/timesheets/{week['id']}"
    refused = await office.verb(f"{path}/approve", {"seconds": week["seconds"]}, status=409)
    assert (refused["code"], refused["current"]["seconds"]) == ("timesheet-changed", 9 * 3600)
    assert (await office.verb(f"{path}/approve", {"seconds": 9 * 3600}))["status"] == "approved"


async def test_correcting_while_approving_one_comes_first(office: Office, ours: Company) -> None:
    job, me, made, week = await worked_week(office)
    for turn in range(6):
        begin = local(LAST_WEEK.first, 8)
        shorter = stretch(begin, 7 - turn / 10, reason="x")
        seen = (await sheet(office, me, "2026-W46"))["seconds"]
        approval, correction = await asyncio.gather(
            office.raw("POST", f"/v1/timesheets/{week['id']}/approve", {"seconds": seen}),
            office.raw("PATCH", f"/v1/time-entries/{made['id']}", shorter),
        )
        assert sorted((approval.status_code, correction.status_code)) == [200, 409]
        now = await sheet(office, me, "2026-W46")
        if approval.status_code == 200:
            assert (now["seconds"], correction.json()["code"]) == (seen, "week-approved")
            await office.verb(f"/v1/timesheets/{week['id']}/reopen", {"reason": "x"})
        else:
            assert approval.json()["code"] == "timesheet-changed"
            made = correction.json()
    assert (await live_sums(ours, job))[0] == (await sheet(office, me, "2026-W46"))["seconds"]


async def test_late_hours_are_kept_and_open_the_week_again(office: Office, ours: Company) -> None:
    """A phone that was off line tells on Monday of Friday's work: it is recorded, and the approval asked for anew."""
    job, me, _, week = await worked_week(office)
    await office.verb(f"/v1/timesheets/{week['id']}/approve")
    visit = await office.visit(job["id"], [me["id"]])
    friday = local(LAST_WEEK.first + timedelta(days=4), 9)
    async with ours.work("system", friday) as work:
        await visits.start(work, visit["id"])
    async with ours.work("system", friday + timedelta(hours=2)) as work:
        await visits.complete(work, visit["id"])
    now = await sheet(office, me, "2026-W46")
    assert (now["status"], now["seconds"]) == ("submitted", 10 * 3600)
    assert (await audited(ours, week["id"]))[-1] == "timesheet.reopened_by_late_hours"


async def test_own_weeks_only(office: Office, employee: Employee, neighbour: Office) -> None:
    _, me, _, mine = await worked_week(office)
    luc = await office.resource("Luc")
    theirs = await sheet(office, luc, "2026-W46")
    assert [each["id"] for each in (await employee.get("/v1/timesheets", week="2026-W46"))["data"]] == [mine["id"]]
    assert (await employee.get(f"/v1/timesheets/{mine['id']}"))["own"] is True
    for refused in (
        employee.get("/v1/timesheets", week="2026-W46", resource_id=luc["id"], status=403),
        employee.get(f"/v1/timesheets/{theirs['id']}", status=403),
        employee.verb(f"/v1/timesheets/{theirs['id']}/submit", status=403),
        employee.get("/v1/timesheets/csv", resource_id=luc["id"], status=403),
    ):
        assert (await refused)["code"] == "forbidden"
    for unknown in (
        neighbour.get(f"/v1/timesheets/{mine['id']}", status=404),
        neighbour.verb(f"/v1/timesheets/{mine['id']}/submit", status=404),
        neighbour.verb(f"/v1/timesheets/{mine['id']}/approve", status=404),
        neighbour.verb(f"/v1/timesheets/{mine['id']}/send-back", {"reason": "x"}, status=404),
        neighbour.verb(f"/v1/timesheets/{mine['id']}/reopen", {"reason": "x"}, status=404),
        office.get(f"/v1/timesheets/{mine['id'][:-1]}0", status=404),  # a week that begins on a Tuesday
        office.get("/v1/timesheets/tsh_what_20261301", status=404),
        office.get("/v1/timesheets/tsh_what", status=404),
    ):
        assert (await unknown)["code"] == "not-found"
    assert (await neighbour.get("/v1/timesheets", week="2026-W46"))["data"] == []
    assert me["id"] not in (await neighbour.raw("GET", "/v1/timesheets/csv", week="2026-W46")).text
    refusals: list[Json] = [{"week": "2026-W54"}, {"week": "hier"}, {"when": "x"}, {"after": "x"}]
    for wrong in refusals:
        assert (await office.raw("GET", "/v1/timesheets", **wrong)).status_code == 422


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def lines(office: Office, **asked: Any) -> list[dict[str, str]]:
    answer = await office.raw("GET", "/v1/timesheets/csv", **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    raw = answer.content
    assert raw.startswith(b"\xef\xbb\xbf")
    delimiter = ";" if office.language == "fr" else ","
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=delimiter))


async def test_the_file_of_a_week(office: Office) -> None:
    job = await office.job(title="=2+5")
    luc = await office.resource("@Luc; Bédard", 4500)
    await add(office, job, luc, local(LAST_WEEK.first, 8), 2.25, note="+1 visite")
    await add(office, job, luc, local(LAST_WEEK.last, 23), 2)
    found = await lines(office, week="2026-W46")
    assert [line["Ligne"] for line in found] == ["Heures", "Heures", "Total de la semaine", "Total"]
    first, night, week, whole = found
    assert (first["Ressource"], first["Titre"], first["Note"]) == ("'@Luc; Bédard", "'=2+5", "'+1 visite")
    assert (first["Jour"], first["Début"], first["Fin"]) == ("2026-11-09", "08:00:00", "10:15:00")
    assert (first["Durée"], first["Heures"], first["Minutes"], first["Secondes"], first["Coût"]) == (
        "2:15", "2,2500", "135", "8100", "101,25",
    )  # fmt: skip
    assert (night["Début"], night["Fin"], night["Minutes"], night["Coût"]) == ("23:00:00", "24:00:00", "60", "90,00")
    assert (week["Durée"], week["Minutes"], whole["Minutes"], whole["Coût"]) == ("3:15", "195", "195", "191,25")
    english = await lines(Office(office.api, office.company, "en"), week="2026-W46")
    assert (english[0]["Hours"], english[0]["Cost"], english[-1]["Line"]) == ("2.2500", "101.25", "Total")
    plain = await lines(Employee(office.api, office.company), week="2026-W46")
    assert [line["Ligne"] for line in plain] == ["Total"]
    wrong: list[Json] = [
        {"from": "2026-01-01"}, {"to": "2026-01-01"}, {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "2024-01-01", "to": "2026-01-01"}, {"from": "x", "to": "y"}, {"week": "x"},
    ]  # fmt: skip
    for asked in wrong:
        assert (await office.raw("GET", "/v1/timesheets/csv", **asked)).status_code == 422


async def test_a_technician_gets_their_own_file_without_money(office: Office, employee: Employee) -> None:
    job, _, _, _ = await worked_week(office)
    await add(office, job, await office.resource("Luc"), local(LAST_WEEK.first, 8), 4)
    found = await lines(employee, week="2026-W46")
    assert {line["Ressource"] for line in found} == {"Mathieu Lavoie", ""}
    assert {line["Coût"] for line in found} == {""}


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 40 * 24 * 3600), st.integers(1, 9 * 3600)), min_size=1, max_size=8))
async def test_the_sums_of_a_period_are_the_entries(
    office: Office, ours: Company, spans: list[tuple[int, int]]
) -> None:
    """Odd seconds over midnights, weeks and the autumn change: pieces add up to weeks, weeks to the whole, all to the entries."""
    job, luc = await office.job(), await office.resource("Luc", 3777)
    begin = local(date(2026, 10, 12), 0)
    for offset, seconds in spans:
        await office.raw(
            "POST",
            "/v1/time-entries",
            stretch(begin + timedelta(seconds=offset), seconds / 3600, job_id=job["id"], resource_id=luc["id"]),
        )
    total, cents = await live_sums(ours, job)
    found = await lines(office, **{"from": "2026-10-12", "to": "2026-11-25", "resource_id": luc["id"]})
    kinds = {
        kind: [line for line in found if line["Ligne"] == kind] for kind in ("Heures", "Total de la semaine", "Total")
    }
    for column in ("Minutes", "Secondes"):
        pieces, by_week, whole = (sum(int(line[column]) for line in kinds[kind]) for kind in kinds)
        assert pieces == by_week == whole
    assert sum(int(line["Secondes"]) for line in kinds["Heures"]) == total
    assert kinds["Total"][0]["Coût"] == (f"{cents // 100},{cents % 100:02d}" if cents else "")
    for line in kinds["Total de la semaine"]:
        assert abs(int(line["Minutes"]) * 60 - int(line["Secondes"])) <= 30
        shown = await sheet(office, luc, line["Semaine"])
        assert (str(shown["minutes"]), str(shown["seconds"])) == (line["Minutes"], line["Secondes"])
        assert shown["minutes"] == sum(day["minutes"] for day in shown["days"])
    assert datetime.fromisoformat(kinds["Heures"][0]["Jour"]).date() >= date(2026, 10, 12)
