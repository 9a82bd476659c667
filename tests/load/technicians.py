"""Technicians who start, pause, resume and all complete at once, while services are killed under them: is a second lost?

    python -m tests.load.technicians                    # 50 technicians, two processes of the service, kills in the middle
    python -m tests.load.technicians --technicians 12 --turns 4 --kills 1

Postgres is a real one that syncs to disk, the service runs as in production, one process killed with -9 while requests run and
once more in the burst of completions. A request without an answer is sent again under its `Idempotency-Key`, as a phone does.
Prints what it measured; ends with 1 if one second was lost, counted twice, or differs between the job, the timesheet and the CSV.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import math
import random
import secrets
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg

from deploy.postgres import OWNER, Postgres
from services.kit import db
from services.migrations.__main__ import migrate
from services.migrations.roles import SERVICE_ROLES
from tests.factories import Company, make_company
from tests.load.processes import Service, environment_of, healthy, insist

REPOSITORY: Final = Path(__file__).parents[2]
PASSWORD: Final = "secret-of-the-load-test"
Json = dict[str, Any]


def log(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass
class Stopwatch:
    """When a technician pressed, and when they knew: the truth lies between."""

    least: float = 0
    most: float = 0
    stretches: int = 0
    begun: tuple[float, float] = (0, 0)

    def begin(self, sent: float, answered: float) -> None:
        self.begun = (sent, answered)

    def end(self, sent: float, answered: float) -> None:
        # The service counts from second to second: less than one is gained or lost at each end of a stretch.
        self.least += max(sent - self.begun[1] - 1, 0)
        self.most += answered - self.begun[0] + 1
        self.stretches += 1


@dataclass
class Load:
    """Everybody's requests, and what became of them."""

    http: httpx.AsyncClient
    company: Company
    services: list[Service]
    retries: int = 0
    replayed: int = 0
    written: int = 0
    """Seconds by hand."""
    took: dict[str, list[float]] = field(default_factory=dict)
    first_completed: asyncio.Event = field(default_factory=asyncio.Event)
    presses: int = 0
    """Of the clocks, answered."""
    pressed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def call(self, method: str, path: str, body: Any = None, *, name: str = "") -> tuple[Json, float, float]:
        """The answer, when it was first sent, and when it came; sent again, to whoever answers, until there is one."""
        headers, first = self.company.headers(key=secrets.token_hex(16)), time.time()
        answer, again = await insist(self.http, self.services, method, path, body, headers)
        self.retries += again
        if not answer.is_success:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        self.replayed += answer.headers.get("idempotency-replayed") == "true"
        answered = time.time()
        self.took.setdefault(name or method, []).append(answered - first)
        found: Json = answer.json()
        return found, first, answered

    async def by_hand(self, visit: Json) -> None:
        """Hours of the day before that no clock took: an odd number of seconds, maybe over midnight."""
        ended = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=random.uniform(12, 30))
        seconds = random.randint(1_800, 30_000)
        body = {
            "job_id": visit["job_id"],
            "resource_id": visit["resources"][0]["id"],
            "started_at": (ended.replace(microsecond=0) - timedelta(seconds=seconds)).isoformat(),
            "ended_at": ended.replace(microsecond=0).isoformat(),
        }
        await self.call("POST", "/v1/time-entries", body, name="by hand")
        self.written += seconds


async def technician(load: Load, visit: Json, turns: int, together: asyncio.Barrier) -> Stopwatch:
    """Pauses and goes on so many times, as quickly as the answers come, waits for the others, and completes with them."""
    watch, path = Stopwatch(), f"/v1/visits/{visit['id']}"

    async def press(verb: str) -> tuple[float, float]:
        _, sent, answered = await load.call("POST", f"{path}/{verb}", name=verb)
        async with load.pressed:
            load.presses += 1
            load.pressed.notify_all()
        return sent, answered

    await load.by_hand(visit)
    watch.begin(*await press("start"))
    for _ in range(turns):
        watch.end(*await press("pause"))
        watch.begin(*await press("resume"))
    await together.wait()
    watch.end(*await press("complete"))
    load.first_completed.set()
    return watch


async def plan(load: Load, technicians: int) -> tuple[list[Json], list[Json]]:
    """A resource and a visit for each, five technicians to a job: (jobs, visits)."""
    jobs = []
    for n in range(math.ceil(technicians / 5)):
        body = {"contact": {"name": f"Client {n}"}, "title": f"Chantier {n}"}
        jobs.append((await load.call("POST", "/v1/jobs", body, name="prepare"))[0])

    async def one(n: int) -> Json:
        rate = {"amount": 3000 + n, "currency": "CAD"}
        body = {"name": f"Technicien {n:03d}", "hourly_rate": rate}
        resource, _, _ = await load.call("POST", "/v1/resources", body, name="prepare")
        begin = datetime.now(UTC) + timedelta(days=1)
        visit = {
            "job_id": jobs[n // 5]["id"],
            "starts_at": begin.isoformat(),
            "ends_at": (begin + timedelta(hours=2)).isoformat(),
            "resource_ids": [resource["id"]],
        }
        return (await load.call("POST", "/v1/visits", visit, name="prepare"))[0]

    return jobs, list(await asyncio.gather(*(one(n) for n in range(technicians))))


async def kill_some(load: Load, kills: int, presses: int, together: asyncio.Barrier) -> int:
    """One after the other while people work, by how many of their presses were answered; each is back as quickly as a supervisor starts
    it. The last falls in the burst."""
    for n in range(kills - 1):
        goal = presses * (n + 1) // kills
        async with load.pressed:
            await load.pressed.wait_for(lambda goal=goal: load.presses >= goal)  # type: ignore[misc]
        service = load.services[n % len(load.services)]
        service.kill()
        service.start()
    await together.wait()
    if kills:
        await load.first_completed.wait()
        load.services[0].kill()
        load.services[0].start()
    return kills


# ── what is left behind ──────────────────────────────────────────────────────────────────────────────────────────────

_PRESSES = """
SELECT data ->> 'visit_id', kind, date_trunc('second', occurred_at) FROM log.fact
 WHERE company_id = %s AND kind IN ('visit.started', 'visit.resumed', 'visit.paused', 'visit.completed') ORDER BY job_id, seq
"""


def pressed(owner_url: str, company: Company) -> tuple[dict[str, int], int]:
    """By visit, the seconds between the presses that the log holds; and how many presses that are."""
    found: dict[str, int] = {}
    begun: dict[str, datetime] = {}
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute(_PRESSES, [company.id]).fetchall()
    for visit_id, kind, at in rows:
        if kind in ("visit.started", "visit.resumed"):
            begun[visit_id] = at
        else:
            found[visit_id] = found.get(visit_id, 0) + int((at - begun.pop(visit_id)).total_seconds())
    if begun:
        raise RuntimeError(f"{len(begun)} clocks still run")
    return found, len(rows)


async def entries(load: Load) -> list[Json]:
    found: list[Json] = []
    after: str | None = ""
    while after is not None:
        page, _, _ = await load.call("GET", f"/v1/time-entries?limit=200{f'&after={after}' if after else ''}")
        found += page["data"]
        after = page["page"]["next"]
    return found


async def exported(load: Load) -> tuple[int, int, int]:
    """Seconds, minutes and cents on the last line of the CSV."""
    today = datetime.now(UTC).date()
    period = {"from": (today - timedelta(days=9)).isoformat(), "to": (today + timedelta(days=1)).isoformat()}
    url = load.services[0].url + "/v1/timesheets/csv"
    answer = await load.http.get(url, headers=load.company.headers(language="en"), params=period)
    answer.raise_for_status()
    *_, last = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return int(last["Seconds"]), int(last["Minutes"]), round(float(last["Cost"] or 0) * 100)


def milliseconds(took: list[float]) -> str:
    ordered = sorted(each * 1000 for each in took)
    p99 = ordered[min(len(ordered) - 1, math.ceil(len(ordered) * 0.99) - 1)]
    return f"{len(ordered)} requests, median {statistics.median(ordered):.0f} ms, p99 {p99:.0f} ms, max {ordered[-1]:.0f} ms"


async def measure(owner_url: str, services: list[Service], asked: argparse.Namespace) -> bool:
    """Plays it, prints the figures, and says whether every second is where it belongs."""
    company = await make_company()
    limits = httpx.Limits(max_connections=asked.technicians * 2)
    async with httpx.AsyncClient(timeout=httpx.Timeout(15, connect=2), limits=limits) as http:
        for service in services:
            await healthy(http, service)
        load = Load(http, company, services)
        jobs, visits = await plan(load, asked.technicians)
        together = asyncio.Barrier(asked.technicians + 1)
        begun = time.time()
        *watches, kills = await asyncio.gather(
            *(technician(load, visit, asked.turns, together) for visit in visits),
            kill_some(load, asked.kills, len(visits) * (1 + 2 * asked.turns), together),
        )
        lasted = time.time() - begun
        for service in services:
            await healthy(http, service)
        return await _account(load, owner_url, jobs, visits, watches, kills, lasted)


async def _account(
    load: Load, owner_url: str, jobs: list[Json], visits: list[Json], watches: list[Any], kills: Any, lasted: float
) -> bool:
    truth, presses = pressed(owner_url, load.company)
    recorded: dict[str, int] = {}
    found = await entries(load)
    written = sum(entry["seconds"] for entry in found if entry["visit_id"] is None)
    for entry in (each for each in found if each["visit_id"]):
        recorded[entry["visit_id"]] = recorded.get(entry["visit_id"], 0) + entry["seconds"]
    folders = [(await load.call("GET", f"/v1/jobs/{job['id']}"))[0] for job in jobs]
    cents = sum(entry["labour_cost"]["amount"] for entry in found)
    on_jobs = sum(folder["figures"]["labour_cost"]["amount"] for folder in folders)
    seconds, minutes, in_csv = await exported(load)
    stretches = sum(watch.stretches for watch in watches)
    unlikely = [
        visit["id"]
        for visit, watch in zip(visits, watches, strict=True)
        if not watch.least <= recorded.get(visit["id"], 0) <= watch.most
    ]
    lost = sum(max(worked - recorded.get(visit, 0), 0) for visit, worked in truth.items())
    doubled = sum(max(recorded.get(visit, 0) - worked, 0) for visit, worked in truth.items())
    checks = {
        "every stretch is one entry": len(found) == stretches + len(visits),
        "hours by hand are all there": written == load.written,
        "every press is one fact": presses == stretches * 2,
        "no second lost": lost == 0,
        "no second twice": doubled == 0,
        "stopwatches agree": not unlikely,
        "CSV seconds are the entries'": seconds == sum(recorded.values()) + written,
        "CSV minutes are its seconds'": abs(minutes * 60 - seconds) <= 30 * len(visits),
        "labour cost is the same on entries, jobs and CSV": cents == on_jobs == in_csv,
    }
    log(f"technicians {len(visits)} on {len(jobs)} jobs, {len(load.services)} processes, {lasted:.1f} s")
    log(
        f"kill -9: {kills}; requests sent again: {load.retries}, of these answered from the first time: {load.replayed}"
    )
    for name in ("by hand", "start", "pause", "resume", "complete"):
        log(f"{name}: {milliseconds(load.took[name])}")
    log(f"stretches {stretches}, entries {len(found)}, presses in the log {presses}")
    log(
        f"by the clock worked {sum(truth.values())} s, recorded {sum(recorded.values())} s; by hand {load.written} s, recorded {written} s"
    )
    log(f"in the CSV {seconds} s = {minutes} min")
    log(f"lost {lost} s, counted twice {doubled} s, labour cost {cents} = {on_jobs} = {in_csv} cents")
    for name, good in checks.items():
        log(f"{'ok  ' if good else 'BAD '} {name}")
    return all(checks.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.technicians", description=__doc__.split("\n")[0])
    parser.add_argument("--technicians", type=int, default=50)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--turns", type=int, default=20, help="how often each pauses before all complete at once")
    parser.add_argument("--kills", type=int, default=4)
    asked = parser.parse_args()
    passwords = dict.fromkeys((OWNER, *SERVICE_ROLES), PASSWORD)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Postgres(folder / "postgres", passwords=passwords) as postgres:
            postgres.create_database("dossier")
            migrate(postgres.url(), passwords)
            environment = environment_of(folder, postgres)
            environment.pop("DOSSIER_TOKEN_PRIVATE_KEY_FILE")
            services = [Service(environment) for _ in range(asked.processes)]
            for service in services:
                service.start()
            try:
                good = asyncio.run(_run(postgres.url(), services, asked))
            finally:
                for service in services:
                    service.kill()
    return 0 if good else 1


async def _run(owner_url: str, services: list[Service], asked: argparse.Namespace) -> bool:
    try:
        return await measure(owner_url, services, asked)
    finally:
        await db.engine().dispose()


if __name__ == "__main__":
    sys.exit(main())
