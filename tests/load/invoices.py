"""Invoices under abuse: issued by several clients while the billing service is killed again and again.

`python -m tests.load.invoices` issues 1,000 invoices with 8 clients, some of them from two windows at once, each again under the
same key until it is answered. Then it accounts: numbers are 1..n, each on one invoice and once in the register, each has one frozen
document with its number and one fact, and rows, documents, facts and the jobs' figures agree to the cent. What is mailed of it is
owed once: one document to render and one release for each.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg

from deploy.postgres import OWNER, Postgres
from services.kit import db
from services.migrations.__main__ import migrate
from services.migrations.roles import SERVICE_ROLES
from tests.factories import Company, make_company
from tests.load import calm
from tests.load.payments import Json, Load, killed_now_and_then
from tests.load.processes import Service, environment_of, healthy
from tests.load.technicians import PASSWORD, log, milliseconds
from tests.services.billing.world import line, make_job

INVOICES_OF_A_JOB: Final = 10


async def prepare(load: Load, count: int, of_a_job: int = INVOICES_OF_A_JOB) -> list[Json]:
    """Drafts of random lines on some jobs, `of_a_job` on each, which has a client of its own."""
    jobs = [await make_job(load.company) for _ in range(-(-count // of_a_job))]
    waiting = list(range(count))
    made: list[Json] = []

    async def client() -> None:
        while waiting:
            n = waiting.pop()
            lines = [
                line(random.randint(1_00, 900_00), taxable=random.random() < 0.9) for _ in range(random.randint(1, 4))
            ]
            body = {"job_id": jobs[n % len(jobs)].id, "lines": lines}
            made.append(await load.call("POST", "/v1/invoices", body))

    await asyncio.gather(*(client() for _ in range(4)))
    return made


async def issue(load: Load, draft: Json) -> Json:
    """Issued, and sent; now and then from two windows at once, which under one key are one."""
    path, key = f"/v1/invoices/{draft['id']}/issue", secrets.token_hex(16)
    if random.random() < 0.25:
        one, two = await asyncio.gather(*(load.call("POST", path, {}, key) for _ in range(2)))
        if one != two:
            raise RuntimeError(f"two answers to one issue: {one} {two}")
    else:
        one = await load.call("POST", path, {}, key)
    await load.call("POST", f"/v1/invoices/{draft['id']}/send", {}, secrets.token_hex(16))
    return one


async def measure(owner_url: str, service: Service, asked: argparse.Namespace) -> bool:
    """Plays it, prints the figures, and says whether every number and every cent is where it belongs."""
    company = await make_company()
    async with httpx.AsyncClient(timeout=httpx.Timeout(15, connect=2)) as http:
        await healthy(http, service)
        load = Load(http, company, service)
        waiting = await prepare(load, asked.invoices)
        log(f"drafts: {milliseconds(load.took)}")
        load.took.clear()
        load.retries = load.replayed = 0
        answers: list[Json] = []

        async def client() -> None:
            while waiting:
                answers.append(await issue(load, waiting.pop()))

        begun = time.time()
        async with killed_now_and_then(load, asked.every) as kills:
            await asyncio.gather(*(client() for _ in range(asked.clients)))
        lasted = time.time() - begun
        await healthy(http, service)
        log(
            f"invoices {asked.invoices}, issued and sent by {asked.clients} clients, {lasted:.1f} s; kill -9: {len(kills)}"
        )
        log(f"requests sent again: {load.retries}, answered from the first time: {load.replayed}")
        log(milliseconds(load.took))
        checks = account(owner_url, company, answers)
    for name, good in checks.items():
        log(f"{'ok  ' if good else 'BAD '} {name}")
    return all(checks.values())


# ── what is left behind ──────────────────────────────────────────────────────────────────────────────────────────────

_DOCUMENTS = """
SELECT i.number, i.number_text, i.total, d.snapshot ->> 'number', (d.snapshot ->> 'total')::bigint, d.document_sha256 = i.document_sha256
  FROM billing.invoice i JOIN billing.document d ON d.company_id = i.company_id AND d.kind = 'invoice' AND d.object_id = i.id
 WHERE i.company_id = %(c)s
"""

_SUMS = """
SELECT count(*) FROM billing.invoice i WHERE i.company_id = %(c)s AND (i.subtotal +
  (SELECT coalesce(sum((t ->> 'amount')::bigint), 0) FROM jsonb_array_elements(i.taxes) t) <> i.total
  OR i.subtotal <> (SELECT sum(l.amount) FROM billing.invoice_line l WHERE l.company_id = i.company_id AND l.invoice_id = i.id))
"""


def account(owner_url: str, company: Company, answers: list[Json]) -> dict[str, bool]:
    """Every promise, read from the rows and the facts."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET row_security = off")

        def rows(query: str) -> list[Any]:
            return connection.execute(query, {"c": company.id}).fetchall()

        of = "WHERE company_id = %(c)s"
        numbers = [row[0] for row in rows(f"SELECT number FROM billing.invoice {of} ORDER BY number")]  # noqa: S608
        taken = rows("SELECT number FROM billing.number_taken WHERE company_id = %(c)s AND kind = 'invoice' ORDER BY 1")
        register = [row[0] for row in taken]
        documents = rows(_DOCUMENTS)
        issued = rows(f"SELECT data ->> 'invoice_id' FROM log.fact {of} AND kind = 'invoice.issued'")  # noqa: S608
        sent = rows(f"SELECT data ->> 'invoice_id', data ->> 'occurrence' FROM log.fact {of} AND kind = 'invoice.sent'")  # noqa: S608
        wrong_sums = rows(_SUMS)[0][0]
        total = rows(f"SELECT sum(total) FROM billing.invoice {of}")[0][0]  # noqa: S608
        states = [row[0] for row in rows(f"SELECT state FROM log.job {of}")]  # noqa: S608
    count = len(answers)
    wanted = list(range(1, count + 1))
    log(
        f"numbers 1..{len(numbers)}: {numbers == wanted}; documents {len(documents)}; issued {len(issued)}, sent {len(sent)}"
    )
    asked = sum(each["totals"]["total"]["amount"] for each in answers)
    return {
        "numbers have no gap and no double": numbers == wanted,
        "the register holds the same numbers": register == wanted,
        "answers told those numbers, each of one invoice": sorted(each["number"] for each in answers) == wanted
        and len({each["id"] for each in answers}) == count,
        "each has one document with its number, total and hash": len(documents) == count
        and all(
            text == str(number) == printed and cents == said and same
            for number, text, cents, printed, said, same in documents
        ),
        "each is issued once": len(issued) == len(set(issued)) == count,
        "each is released to its client once": len(sent) == count and {row[1] for row in sent} == {"1"},
        "lines, taxes and total add up": wrong_sums == 0,
        "the cents are those of the answers": total == asked,
        "the jobs' figures are the rows'": sum(_invoiced(state) for state in states) == total,
    }


def _invoiced(state: Json) -> int:
    from workflows.state import JobState

    return JobState.model_validate(state, strict=False).figures().invoiced.amount


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.invoices", description=__doc__.split("\n")[0])
    parser.add_argument("--invoices", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--every", type=int, default=150, help="answers between two kills, at most")
    parser.add_argument(
        "--calm", type=int, help="instead of all that: each verb so often, without kills, for the medians"
    )
    asked = parser.parse_args()
    if asked.calm:
        return 0 if calm.measure(asked.calm) else 1
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
