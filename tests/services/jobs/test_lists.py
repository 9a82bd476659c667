"""Lists: search, filters, pages without loss or doubles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.services.jobs.world import Json, Office, contact


async def everything(office: Office, path: str, **params: Any) -> list[Json]:
    """All pages of a list."""
    found: list[Json] = []
    after = None
    while True:
        page = await office.get(path, **params, **({"after": after} if after else {}))
        found += page["data"]
        after = page["page"]["next"]
        assert page["page"]["has_more"] is (after is not None)
        if after is None:
            return found


@pytest.mark.parametrize("sort", ["number", "next_due"])
async def test_every_job_once_over_all_pages(office: Office, sort: str) -> None:
    for _ in range(11):
        await office.job()
    for number in (3, 7):
        path = (await office.get("/v1/jobs", q=str(number)))["data"]
        job = next(each for each in path if each["number"] == number)
        await office.verb(f"/v1/jobs/{job['id']}/close")
    jobs = await everything(office, "/v1/jobs", limit=4, sort=sort)
    numbers = [job["number"] for job in jobs]
    assert sorted(numbers) == list(range(1, 12))
    if sort == "number":
        assert numbers == sorted(numbers, reverse=True)
    else:
        dues = [job["next_due"] or "9999" for job in jobs]
        assert dues == sorted(dues)
        assert set(numbers[-2:]) == {3, 7}


async def test_what_is_due_of_some_phases_is_in_one_order_over_all_pages(office: Office) -> None:
    soon = datetime.now(UTC) + timedelta(days=3)
    for n in range(12):
        job = await office.job()
        if n % 3:
            wanted = {"phase": "won" if n % 3 == 1 else "quoting", "phase_reason": "Parce que"}
            await office.patch(f"/v1/jobs/{job['id']}", wanted)
        until = soon + timedelta(hours=5 * n % 12)
        await office.verb(f"/v1/jobs/{job['id']}/plan/answer/request/snooze", {"until": until.isoformat()})
    jobs = await everything(office, "/v1/jobs", limit=3, sort="next_due", phase="won,new")
    assert sorted(job["number"] for job in jobs) == [1, 2, 4, 5, 7, 8, 10, 11]
    assert [job["phase"] for job in jobs].count("won") == 4
    dues = [job["next_due"] for job in jobs]
    assert dues == sorted(dues)
    assert len(set(dues)) == len(dues)


async def test_jobs_by_their_ids_wherever_they_were_put(office: Office, neighbour: Office) -> None:
    one, two, _, theirs = [(await each.job())["id"] for each in (office, office, office, neighbour)]
    await office.verb(f"/v1/jobs/{one}/close")
    await office.verb(f"/v1/jobs/{one}/archive")
    found = await office.get("/v1/jobs", id=[one, two, theirs, "job_0nothing"])
    assert {job["id"] for job in found["data"]} == {one, two}


async def test_a_job_that_comes_in_between_pages_moves_nothing(office: Office) -> None:
    for _ in range(6):
        await office.job()
    first = await office.get("/v1/jobs", limit=3)
    await office.job()
    second = await office.get("/v1/jobs", limit=3, after=first["page"]["next"])
    assert [job["number"] for job in first["data"] + second["data"]] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("cote-brule", True),
        ("CÔTÉ", True),
        ("eric cote", True),
        ("évier", True),
        ("evier eric", True),
        ("1234", True),
        ("(450) 555-1234", True),
        ("@exemple.example", True),
        ("tremblay", False),
        ("%", False),
        ("_", False),
        ("x' OR 1=1 --", False),
        ("🚿", False),
    ],
)
async def test_search_finds_by_name_mail_phone_and_title(office: Office, q: str, found: bool) -> None:
    await office.job(
        contact=contact(email="eric@exemple.example", phone="450 555-1234"), title="Évier bouché", description="Rien"
    )
    for path in ("/v1/jobs", "/v1/contacts"):
        if path == "/v1/contacts" and "vier" in q:
            continue
        assert bool((await office.get(path, q=q))["data"]) is found, path


async def test_filters(office: Office) -> None:
    user = office.company.user_id
    plain = await office.job(source="phone")
    won = await office.job(source="web")
    mine = await office.job(assigned_to=user)
    await office.patch(f"/v1/jobs/{won['id']}", {"phase": "won", "phase_reason": "Oui"})

    async def ids(**params: Any) -> set[str]:
        return {job["id"] for job in (await office.get("/v1/jobs", **params))["data"]}

    assert await ids(phase="won") == {won["id"]}
    assert await ids(phase="won,new") == {plain["id"], won["id"], mine["id"]}
    assert await ids(phase=["won", "new"]) == {plain["id"], won["id"], mine["id"]}
    assert await ids(source="phone") == {plain["id"]}
    assert await ids(assigned_to=user) == {mine["id"]}
    assert await ids(contact_id=plain["contact"]["id"]) == {plain["id"]}
    assert await ids(due_before=(datetime.now(UTC) - timedelta(days=1)).isoformat()) == set()
    assert await ids(due_before=(datetime.now(UTC) + timedelta(days=30)).isoformat()) == {
        plain["id"],
        won["id"],
        mine["id"],
    }
    assert await ids(updated_since=won["opened_at"]) == {won["id"], mine["id"]}


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/v1/jobs", {"phase": "nowhere"}),
        ("/v1/jobs", {"colour": "red"}),
        ("/v1/jobs", {"limit": "0"}),
        ("/v1/jobs", {"limit": "1000000"}),
        ("/v1/jobs", {"after": "what"}),
        ("/v1/jobs", {"after": "WyJhIl0"}),
        ("/v1/jobs", {"after": "WzFlOTld"}),
        ("/v1/jobs", {"sort": "next_due", "after": "WyJcdTAwMDAiLCAxXQ"}),
        ("/v1/jobs", {"q": "a\0b"}),
        ("/v1/jobs", {"due_before": "1066-10-14"}),
        ("/v1/contacts", {"after": "WyJcdTAwMDAiLCAiY250XzEiXQ"}),
        ("/v1/contacts", {"q": "x" * 500}),
        ("/v1/calendar", {"from": "2026-01-01"}),
        ("/v1/calendar", {"from": "2026-01-01", "to": "2025-01-01"}),
        ("/v1/calendar", {"from": "2026-01-01", "to": "2028-01-01"}),
        ("/v1/calendar", {"from": "0001-01-01", "to": "2028-01-01"}),
        ("/v1/visits", {"from": "yesterday"}),
        ("/v1/visits", {"status": "lost"}),
    ],
)
async def test_bad_parameters_are_refused(office: Office, path: str, params: Json) -> None:
    answer = await office.raw("GET", path, **params)
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "invalid"
    assert body["errors"][0]["pointer"].startswith("query:/")


async def test_a_huge_number_in_a_cursor_is_harmless(office: Office) -> None:
    await office.job()
    page = await office.get("/v1/jobs", after="WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd")
    assert len(page["data"]) == 1


async def test_contacts_page_by_name(office: Office) -> None:
    for name in ("Zoé", "Éric", "anne", "Émile", "Bob"):
        await office.post("/v1/contacts", contact(name=name))
    found = await everything(office, "/v1/contacts", limit=2)
    assert [each["name"] for each in found] == ["anne", "Bob", "Émile", "Éric", "Zoé"]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that runs meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_more_rows_take_no_more_statements(office: Office) -> None:
    """Names are looked up for a whole page at once."""
    user, luc, eve = office.company.user_id, await office.resource("Luc"), await office.resource("Ève")
    job = await office.job(assigned_to=user)
    path = f"/v1/jobs/{job['id']}"

    async def grow(n: int) -> None:
        await office.job(assigned_to=user)
        await office.visit(job["id"], [luc["id"], eve["id"]], hour=24 + 3 * n)
        await office.post(f"{path}/messages", {"body": "Bonjour"})
        await office.patch(path, {"phase": "won" if n % 2 else "new", "phase_reason": "Parce que"})

    async def cost(read: str) -> int:
        with statements() as seen:
            await office.get(read)
        return len(seen)

    reads = ("/v1/jobs", path, f"{path}/timeline", f"{path}/plan", f"{path}/messages", "/v1/visits", "/v1/contacts")
    await grow(1)
    before = [await cost(read) for read in reads]
    for n in range(2, 8):
        await grow(n)
    assert [await cost(read) for read in reads] == before
    assert max(before) <= 25
