"""What an hour of a resource costs: by the rate of its day, never rewritten."""

from __future__ import annotations

from tests.factories import Company
from tests.services.jobs.hours_world import (
    Employee,
    add,
    ago,
    dollars,
    folded,
    live_sums,
    stretch,
)
from tests.services.jobs.world import Office


async def test_hours_take_the_rate_of_their_day(office: Office) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4000)
    before = await add(office, job, luc, ago(days=40))
    raised = (ago(days=20)).date().isoformat()
    path = f"/v1/resources/{luc['id']}/rates"
    known = await office.post(path, {"hourly_rate": dollars(5000), "starts_on": raised})
    assert [(each["starts_on"], each["hourly_rate"]["amount"], each["current"]) for each in known["data"]] == [
        (raised, 5000, True), ("2000-01-01", 4000, False),
    ]  # fmt: skip
    assert (await office.get(f"/v1/resources/{luc['id']}"))["hourly_rate"]["amount"] == 5000
    assert (await office.get(f"/v1/time-entries/{before['id']}"))["hourly_rate"]["amount"] == 4000
    assert (await add(office, job, luc, ago(days=30)))["hourly_rate"]["amount"] == 4000
    late = await add(office, job, luc, ago(days=10), 2)
    assert (late["hourly_rate"]["amount"], late["labour_cost"]["amount"]) == (5000, 10000)
    coming = (ago(days=-30)).date().isoformat()
    known = await office.post(path, {"hourly_rate": dollars(6000), "starts_on": coming})
    assert [each["current"] for each in known["data"]] == [False, True, False]
    assert (await add(office, job, luc, ago(days=2)))["hourly_rate"]["amount"] == 5000
    assert (await office.get(f"/v1/resources/{luc['id']}"))["hourly_rate"]["amount"] == 5000


async def test_a_raise_rewrites_no_hours(office: Office, ours: Company) -> None:
    job, luc = await office.job(), await office.resource("Luc", 4000)
    made = await add(office, job, luc, ago(days=3), 2)
    await office.post(
        f"/v1/resources/{luc['id']}/rates",
        {"hourly_rate": dollars(9000), "starts_on": ago(days=365).date().isoformat()},
    )
    await office.patch(f"/v1/resources/{luc['id']}", {"hourly_rate": dollars(9900)})
    assert (await office.get(f"/v1/time-entries/{made['id']}"))["labour_cost"]["amount"] == 8000
    same_day = await office.patch(f"/v1/time-entries/{made['id']}", {"kind": "travel", "reason": "Route"})
    assert same_day["labour_cost"]["amount"] == 8000
    moved = await office.patch(f"/v1/time-entries/{same_day['id']}", stretch(ago(days=5), 2, reason="Autre jour"))
    assert moved["labour_cost"]["amount"] == 18000
    assert await folded(ours, job) == await live_sums(ours, job) == (7200, 18000)
    wrong = {"hourly_rate": {"amount": 1, "currency": "USD"}}
    assert (await office.post(f"/v1/resources/{luc['id']}/rates", wrong, status=422))["code"] == "invalid"


async def test_a_resource_without_a_rate_is_listed_like_any_other(office: Office) -> None:
    """An amount of nothing is an amount."""
    made = await office.post("/v1/resources", {"name": "Stagiaire"})
    listed = (await office.get("/v1/resources"))["data"]
    assert [(each["id"], each["hourly_rate"]["amount"]) for each in listed] == [(made["id"], 0)]


async def test_rates_are_shown_to_those_who_may_see_money(office: Office, employee: Employee) -> None:
    luc = await office.resource("Luc", 4000)
    assert (await office.get(f"/v1/resources/{luc['id']}"))["hourly_rate"]["amount"] == 4000
    assert (await employee.get(f"/v1/resources/{luc['id']}"))["hourly_rate"] is None
    assert [each["hourly_rate"] for each in (await employee.get("/v1/resources"))["data"]] == [None]
