"""Hours as tests write them: stretches of the past, people with and without a login, clocks moved by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from services.kit import db
from services.kit.auth import Permission
from tests.factories import Company
from tests.services.jobs.world import Json, Office

ZONE = ZoneInfo("America/Toronto")
EMPLOYEE: tuple[Permission, ...] = ("jobs", "visits", "messages")
MANAGER: tuple[Permission, ...] = ("jobs", "visits", "messages", "reports")


class Employee(Office):
    """The same person with the permissions of an employee: their own hours, no money."""

    permissions: tuple[Permission, ...] = EMPLOYEE

    async def raw(
        self, method: str, path: str, body: Any = None, /, *, headers: Json | None = None, **params: Any
    ) -> Any:
        token = self.company.headers(*self.permissions, language=self.language)
        return await super().raw(method, path, body, headers=token | (headers or {}), **params)


class Manager(Employee):
    permissions = MANAGER


def ago(**span: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**span)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


def stretch(begin: datetime, hours: float = 1, **more: Any) -> Json:
    return {"started_at": begin.isoformat(), "ended_at": (begin + timedelta(hours=hours)).isoformat(), **more}


async def add(office: Office, job: Json, resource: Json, begin: datetime, hours: float = 1, **more: Any) -> Json:
    body = stretch(begin, hours, job_id=job["id"], resource_id=resource["id"], **more)
    return await office.post("/v1/time-entries", body)


async def themselves(office: Office, name: str = "Mathieu Lavoie", cents: int = 3800) -> Json:
    """The resource that the signed-in person is."""
    body = {"name": name, "hourly_rate": {"amount": cents, "currency": "CAD"}, "user_id": office.company.user_id}
    return await office.post("/v1/resources", body)


async def figures(office: Office, job: Json) -> tuple[str, int]:
    found = (await office.get(f"/v1/jobs/{job['id']}"))["figures"]
    return found["hours_worked"], found["labour_cost"]["amount"]


async def live_sums(company: Company, job: Json) -> tuple[int, int]:
    """Seconds and cents over the entries of a job that count."""
    async with db.reading(company.id) as session:
        row = await session.execute(
            text(
                "SELECT COALESCE(sum(seconds), 0), COALESCE(sum(labour_cost), 0) FROM jobs.time_entry"
                " WHERE job_id = :job AND status = 'recorded'"
            ),
            {"job": job["id"]},
        )
        seconds, cents = row.one()
    return int(seconds), int(cents)


async def folded(company: Company, job: Json) -> tuple[int, int]:
    """Seconds and cents as the job's facts tell them."""
    from services.kit import factlog

    async with db.reading(company.id) as session:
        sums = (await factlog.state(session, job["id"])).figures()
    return sums.seconds_worked, sums.labour_cost.amount


async def set_clock(company: Company, entry_id: str, started_at: datetime) -> None:
    """As if the clock had been started then."""
    async with company.work() as work:
        await work.session.execute(
            text("UPDATE jobs.time_entry SET started_at = :at WHERE id = :id"), {"at": started_at, "id": entry_id}
        )


async def entries(office: Office, **narrowed: Any) -> Json:
    answer = await office.raw("GET", "/v1/time-entries", **narrowed)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def dollars(cents: int) -> Json:
    return {"amount": cents, "currency": "CAD"}
