"""Payments under abuse: recorded twice each by several clients while the billing service is killed again and again.

`python -m tests.load.payments` records 1,000 payments with 8 clients: partial ones, over several jobs, too large, cash in coins,
deposits, oldest due first. Each is sent twice with its key, at once or one after the other, and again until it is answered. Then
it accounts: each counts once, receipts are 1..n, no invoice and no payment is spent twice, and the books, the facts and the jobs'
figures agree to the cent.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
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
from tests.load.technicians import PASSWORD, log, milliseconds
from tests.services.billing.world import Job, Office, cad, line, make_job, same_contact

Json = dict[str, Any]
JOBS_OF_A_CLIENT: Final = 3


@dataclass
class Load:
    http: httpx.AsyncClient
    company: Company
    service: Service
    retries: int = 0
    replayed: int = 0
    took: list[float] = field(default_factory=list)
    answered: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    """An item for every answer since the killing began."""

    async def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> Json:
        """The answer, asked again under the same key until there is one."""
        headers, first = self.company.headers(key=key or secrets.token_hex(16)), time.time()
        answer, again = await insist(self.http, [self.service], method, path, body, headers)
        self.retries += again
        if not answer.is_success:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        self.replayed += answer.headers.get("idempotency-replayed") == "true"
        if method == "POST":
            self.took.append(time.time() - first)
        self.answered.put_nowait(None)
        found: Json = answer.json()
        return found

    async def twice(self, body: Json, key: str) -> Json:
        """The same payment under the same key, at once or one after the other; both answers must be one."""
        if random.random() < 0.5:
            one, two = await asyncio.gather(*(self.call("POST", "/v1/payments", body, key) for _ in range(2)))
        else:
            one = await self.call("POST", "/v1/payments", body, key)
            two = await self.call("POST", "/v1/payments", body, key)
        if one != two:
            raise RuntimeError(f"two answers to one payment: {one} {two}")
        return one


@dataclass
class Client:
    """A contact with a few jobs and their issued invoices."""

    jobs: list[Job]
    invoices: list[Json]


async def prepare(load: Load, clients: int, invoices: int) -> list[Client]:
    office = Office(load.http, load.company)

    async def one() -> Client:
        jobs = [await make_job(load.company) for _ in range(JOBS_OF_A_CLIENT)]
        await same_contact(office, *jobs)
        made = []
        for n in range(invoices):
            body = {"job_id": jobs[n % len(jobs)].id, "lines": [line(random.randint(50_00, 900_00))]}
            draft = await load.call("POST", "/v1/invoices", body)
            made.append(await load.call("POST", f"/v1/invoices/{draft['id']}/issue", {}))
        return Client(jobs, made)

    return list(await asyncio.gather(*(one() for _ in range(clients))))


def wishes(clients: list[Client], count: int) -> Iterator[Json]:
    """What clients pay: bodies of `POST /v1/payments`."""
    for _ in range(count):
        client, amount = random.choice(clients), random.randint(1, 400_00)
        invoice = random.choice(client.invoices)
        body: Json = {"amount": cad(amount), "method": random.choice(("interac", "cheque", "card"))}
        kind = random.choice(("part", "several", "oldest", "deposit", "coins"))
        if kind == "part":
            body["allocations"] = [share(invoice, amount)]
        elif kind == "several":
            chosen = random.sample(client.invoices, k=min(3, len(client.invoices)))
            body["amount"] = cad(amount + 3)
            body["allocations"] = [share(each, max(amount // len(chosen), 1)) for each in chosen]
        elif kind == "oldest":
            body["contact_id"], body["job_id"] = client.jobs[0].contact_id, random.choice(client.jobs).id
        elif kind == "deposit":
            body["job_id"], body["allocations"] = random.choice(client.jobs).id, []
        else:
            total = invoice["totals"]["total"]["amount"]
            coins = (total + 2) // 5 * 5
            body |= {"method": "cash", "amount": cad(coins), "allocations": [share(invoice, total)]}
        yield body


def share(invoice: Json, cents: int) -> Json:
    return {"invoice_id": invoice["id"], "amount": cad(cents)}


@asynccontextmanager
async def killed_now_and_then(load: Load, every: int) -> AsyncIterator[list[float]]:
    """kill -9 and a new start after about `every` answers: by work done, so that a quick machine is not spared. Gives the times."""
    kills: list[float] = []

    async def kill() -> None:
        while True:
            for _ in range(random.randint(every // 2, every)):
                await load.answered.get()
            load.service.kill()
            load.service.start()
            kills.append(time.time())
            await healthy(load.http, load.service)

    load.answered = asyncio.Queue()
    killer = asyncio.create_task(kill())
    try:
        yield kills
    finally:
        killer.cancel()
        # Why the killer itself gave up, should it have, is worth more than what its clients ran into.
        with suppress(asyncio.CancelledError):
            await killer


async def measure(owner_url: str, service: Service, asked: argparse.Namespace) -> bool:
    """Plays it, prints the figures, and says whether every cent is where it belongs."""
    company = await make_company()
    async with httpx.AsyncClient(timeout=httpx.Timeout(15, connect=2)) as http:
        await healthy(http, service)
        load = Load(http, company, service)
        clients = await prepare(load, asked.debtors, asked.invoices)
        load.took.clear()
        load.retries = load.replayed = 0
        waiting = [(body, secrets.token_hex(16)) for body in wishes(clients, asked.payments)]
        answers: dict[str, Json] = {}

        async def client() -> None:
            while waiting:
                body, key = waiting.pop()
                answers[key] = await load.twice(body, key)

        begun = time.time()
        async with killed_now_and_then(load, asked.every) as kills:
            await asyncio.gather(*(client() for _ in range(asked.clients)))
        lasted = time.time() - begun
        await healthy(http, service)
        log(f"payments {asked.payments}, twice each, {asked.clients} clients, {lasted:.1f} s; kill -9: {len(kills)}")
        log(f"requests sent again: {load.retries}, answered from the first time: {load.replayed}")
        log(milliseconds(load.took))
        checks = account(owner_url, company, list(answers.values())) | await shown(load, answers)
    for name, good in checks.items():
        log(f"{'ok  ' if good else 'BAD '} {name}")
    return all(checks.values())


async def shown(load: Load, answers: dict[str, Json]) -> dict[str, bool]:
    """What the API lists afterwards is what it had answered."""
    found: list[Json] = []
    after: str | None = ""
    while after is not None:
        page = await load.call("GET", f"/v1/payments?limit=200{f'&after={after}' if after else ''}")
        found += page["data"]
        after = page["page"]["next"]
    first = {each["id"]: each["receipt_number"] for each in answers.values()}
    return {"the list shows each once": {each["id"]: each["receipt_number"] for each in found} == first}


# ── what is left behind ──────────────────────────────────────────────────────────────────────────────────────────────

_JOBS = """
WITH share AS (SELECT job_id, sum(amount) AS amount FROM billing.payment_share WHERE company_id = %(c)s GROUP BY 1),
     put AS (SELECT i.job_id, sum(a.amount) AS amount FROM billing.allocation a JOIN billing.invoice i ON i.id = a.invoice_id
              WHERE a.company_id = %(c)s AND a.released_at IS NULL GROUP BY 1),
     told AS (SELECT job_id, sum((data -> 'amount' ->> 'amount')::bigint) AS amount FROM log.fact
               WHERE company_id = %(c)s AND kind = 'payment.received' GROUP BY 1)
SELECT j.job_id, j.state, coalesce(share.amount, 0), coalesce(put.amount, 0), coalesce(told.amount, 0) FROM log.job j
  LEFT JOIN share USING (job_id) LEFT JOIN put USING (job_id) LEFT JOIN told USING (job_id) WHERE j.company_id = %(c)s
"""


def account(owner_url: str, company: Company, answers: list[Json]) -> dict[str, bool]:
    """Every promise, read from the rows and the facts."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET row_security = off")

        def one(query: str) -> Any:
            row = connection.execute(query, {"c": company.id}).fetchone()
            assert row is not None
            return row[0]

        of = "WHERE company_id = %(c)s"
        count = one(f"SELECT count(*) FROM billing.payment {of}")  # noqa: S608  constants of ours
        receipts = one(f"SELECT array_agg(receipt_number ORDER BY receipt_number) FROM billing.payment {of}")  # noqa: S608
        received = one(f"SELECT sum(amount) FROM billing.payment {of}")  # noqa: S608
        documents = one(f"SELECT count(DISTINCT object_id) FROM billing.document {of} AND kind = 'receipt'")  # noqa: S608
        told = one(f"SELECT count(DISTINCT data ->> 'payment_id') FROM log.fact {of} AND kind = 'payment.received'")  # noqa: S608
        spent = one(
            "SELECT count(*) FROM billing.payment p WHERE p.company_id = %(c)s AND (SELECT coalesce(sum(amount), 0)"
            " FROM billing.allocation a WHERE a.payment_id = p.id AND a.released_at IS NULL) > p.amount"
        )
        overpaid = one(
            "SELECT count(*) FROM billing.invoice i WHERE i.company_id = %(c)s AND (SELECT coalesce(sum(amount), 0)"
            " FROM billing.allocation a WHERE a.invoice_id = i.id AND a.released_at IS NULL) > i.total"
        )
        shares = one(f"SELECT sum(amount) FROM billing.payment_share {of}")  # noqa: S608
        jobs = connection.execute(_JOBS, {"c": company.id}).fetchall()
    figures_agree = all(_figures(state) == (share, put) for _, state, share, put, _ in jobs)
    asked = sum(each["amount"]["amount"] for each in answers)
    log(f"received {received} cents in {count} payments, {len(answers)} asked for {asked} cents")
    log(f"receipts 1..{len(receipts)}: {receipts == list(range(1, len(receipts) + 1))}; receipts frozen: {documents}")
    return {
        "each payment is one row": count == len(answers) == len({each["id"] for each in answers}),
        "each payment is told once": told == count,
        "receipts have no gap and no double": receipts == list(range(1, count + 1)),
        "each has its receipt": documents == count,
        "the cents are those of the answers": received == asked == shares,
        "no payment is spent twice": spent == 0,
        "no invoice is paid twice": overpaid == 0,
        "each job's share is what its facts say": all(share == told for _, _, share, _, told in jobs),
        "the jobs' figures are the rows'": figures_agree,
    }


def _figures(state: Json) -> tuple[int, int]:
    """Paid and allocated, as the fact log has folded them."""
    from workflows.state import JobState

    found = JobState.model_validate(state, strict=False).figures()
    return found.paid.amount, found.allocated.amount


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.payments", description=__doc__.split("\n")[0])
    parser.add_argument("--payments", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--debtors", type=int, default=20, help="contacts that owe something")
    parser.add_argument("--invoices", type=int, default=12, help="of each of them, over three jobs")
    parser.add_argument("--every", type=int, default=150, help="answers between two kills, at most")
    asked = parser.parse_args()
    passwords = dict.fromkeys((OWNER, *SERVICE_ROLES), PASSWORD)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Postgres(folder / "postgres", passwords=passwords) as postgres:
            postgres.create_database("dossier")
            migrate(postgres.url(), passwords)
            environment = environment_of(folder, postgres, "billing")
            environment.pop("DOSSIER_TOKEN_PRIVATE_KEY_FILE")
            service = Service(environment, "billing")
            service.start()
            try:
                good = asyncio.run(_run(postgres.url(), service, asked))
            finally:
                service.kill()
    return 0 if good else 1


async def _run(owner_url: str, service: Service, asked: argparse.Namespace) -> bool:
    try:
        return await measure(owner_url, service, asked)
    finally:
        await db.engine().dispose()


if __name__ == "__main__":
    sys.exit(main())
