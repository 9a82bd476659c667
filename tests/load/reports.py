"""How quick reports, statements, and the lists and verbs of invoices are when one company has 20,000 invoices over two years.

Run: `python -m tests.load.reports`. A Postgres of its own; the demo company invoices, is paid, credits and gives back a little, then is
grown (`grow.py`), every copy some days older than the one before. The billing service is one process under its own role, one
request at a time. Prints the median and the 99th of each beside what it should be.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import psycopg
from psycopg import sql

from services.billing.reports.registry import REPORTS
from services.migrations.tables import all_metadata
from tests.load.ground import Figures, Ground, ground, timed
from tests.load.grow import grow
from tests.load.quotes import opened

Json = dict[str, Any]
ENDPOINT, REPORT = 40.0, 500.0
"""Milliseconds of the median: of what people press all day, and of what they wait for."""
JOBS, INVOICES_OF_A_JOB = 20, 5
YEARS = 2


class Desk:
    """The office at billing's API."""

    def __init__(self, http: httpx.Client, place: Ground) -> None:
        self.http, self.place = http, place

    def call(self, method: str, path: str, body: Json | None = None) -> Any:
        headers = self.place.headers(secrets.token_hex(8))
        answer = self.http.request(method, path, json=body, headers=headers)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer.json() if answer.headers["content-type"] == "application/json" else answer.content

    def draft(self, job_id: str) -> Json:
        lines = [
            {
                "description": f"Article {n}",
                "quantity": random.choice(("1", "2.5", "8")),
                "unit_price": cad(random.randint(5_00, 300_00)),
                "taxable": n % 5 != 4,
            }
            for n in range(random.randint(2, 7))
        ]
        return dict(self.call("POST", "/v1/invoices", {"job_id": job_id, "lines": lines}))

    def issued(self, job_id: str) -> Json:
        return dict(self.call("POST", f"/v1/invoices/{self.draft(job_id)['id']}/issue", {}))

    def pay(self, invoice: Json, cents: int) -> Json:
        body = {
            "amount": cad(cents),
            "method": random.choice(("interac", "cheque", "card")),
            "allocations": [{"invoice_id": invoice["id"], "amount": cad(cents)}],
        }
        return dict(self.call("POST", "/v1/payments", body))


def cad(cents: int) -> Json:
    return {"amount": cents, "currency": "CAD"}


def seed(desk: Desk, job_ids: list[str]) -> None:
    """A few invoices on each job: most are paid, some in part, some credited, written off or voided; the shares that companies see."""
    for at, job_id in enumerate(job_ids * INVOICES_OF_A_JOB):
        invoice = desk.issued(job_id)
        total, path = invoice["totals"]["total"]["amount"], f"/v1/invoices/{invoice['id']}"
        match at % 25:
            case 0:
                desk.call("POST", f"{path}/void", {"reason": "duplicate"})
            case 1:
                desk.call("POST", f"{path}/credit", {"reason": "goodwill", "amount": cad(total // 3)})
            case 2:
                desk.call("POST", f"{path}/write-off", {"reason": "uncollectible"})
            case 3 | 4:
                desk.pay(invoice, total // 2)
            case 5:
                payment = desk.pay(invoice, total)
                desk.call("POST", f"/v1/payments/{payment['id']}/return", {"reason": "nsf"})
            case 6:
                body = {"amount": cad(100_00), "method": "interac", "job_id": job_id, "allocations": []}
                desk.call("POST", "/v1/payments", body)
            case 7 | 8 | 9:
                pass
            case _:
                desk.pay(invoice, total)


def invoices_of(url: str, company_id: str) -> tuple[int, int]:
    """How many it has, and payments."""
    query = "SELECT (SELECT count(*) FROM billing.invoice WHERE company_id = %(id)s), (SELECT count(*) FROM billing.payment WHERE company_id = %(id)s)"
    with psycopg.connect(url) as connection:
        connection.execute("SET row_security = off")
        row = connection.execute(query, {"id": company_id}).fetchone()
        assert row is not None
        return row


def jobs_of(url: str, company_id: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("SET row_security = off")
        row = connection.execute("SELECT count(*) FROM log.job WHERE company_id = %s", [company_id]).fetchone()
        assert row is not None
        return int(row[0])


def spread(url: str, copies: int) -> None:
    """Makes copies older, all days and instants of one by as much, so that they fill `YEARS`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET row_security = off")
        connection.execute("SET session_replication_role = replica")
        for metadata in all_metadata():
            for table in metadata.sorted_tables:
                kept = [
                    c.name for c in table.columns if c.computed is None and c.type.python_type in (date, datetime)
                ] if table.schema == "billing" else ["occurred_at"] * (table.fullname == "log.fact")  # fmt: skip
                owner = next(
                    (c for c in ("job_id", "invoice_id", "payment_id", "quote_id") if c in table.columns), None
                )
                if not kept or owner is None:
                    continue
                age = sql.SQL("interval '1 day' * ((substring({} from '_([0-9]+)$')::int * {}) / {})").format(
                    sql.Identifier(owner), sql.Literal(YEARS * 365), sql.Literal(copies)
                )
                changed = sql.SQL(", ").join(sql.SQL("{0} = {0} - {1}").format(sql.Identifier(c), age) for c in kept)
                query = sql.SQL("UPDATE {} SET {} WHERE {} ~ '_[0-9]+$'").format(
                    sql.Identifier(table.schema or "", table.name), changed, sql.Identifier(owner)
                )
                connection.execute(query)
        connection.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.reports", description=__doc__)
    parser.add_argument("--invoices", type=int, default=20_000)
    parser.add_argument("--calls", type=int, default=30)
    given = parser.parse_args()
    with ground() as place, place.service("billing") as url, httpx.Client(base_url=url, timeout=120) as http:
        began = time.perf_counter()
        desk = Desk(http, place)
        with place.service("jobs") as jobs:
            job_ids = [opened(http, jobs, place) for _ in range(JOBS)]
        seed(desk, job_ids)
        there, _ = invoices_of(place.url(), place.company_id)
        copies = -(-given.invoices // there)
        grow(place.url(), place.company_id, copies * jobs_of(place.url(), place.company_id))
        spread(place.url(), copies)
        invoices, payments = invoices_of(place.url(), place.company_id)
        print(f"{invoices} invoices, {payments} payments, grown in {time.perf_counter() - began:.0f} s", flush=True)
        late = [each for each in measured(desk, job_ids, given.calls) if each]
    print("load of the machine: " + " ".join(f"{each:.1f}" for each in os.getloadavg()))
    if late:
        raise SystemExit(f"too slow: {', '.join(late)}")


def measured(desk: Desk, job_ids: list[str], calls: int, say: Callable[[str], None] = print) -> list[str]:
    """Every call, so many times; gives the names of those that were too slow."""
    late: list[str] = []

    def time_it(name: str, goal: float, call: Callable[[int], Any]) -> Figures:
        figures = timed(name, calls, call)
        slow = figures.median > goal
        say(f"{figures}   (wanted {goal:.0f}){' LATE' if slow else ''}")
        if slow:
            late.append(name)
        return figures

    def read(name: str, goal: float, path: str) -> None:
        time_it(name, goal, lambda _: desk.call("GET", path))

    today = datetime.now(ZoneInfo("America/Toronto")).date()
    this_year, ever = f"from={today.year}-01-01&to={today}", f"from={today - timedelta(days=YEARS * 366)}&to={today}"
    long_ago = today - timedelta(days=365)
    for name, entry in REPORTS.items():
        periods = (
            {"today": "", "a year ago": f"as_of={long_ago}"}
            if entry.on_a_day
            else {"this year": this_year, "ever": ever}
        )
        for period, query in periods.items():
            read(f"{name}, {period}", REPORT, f"/v1/reports/{name}?{query}")
            if entry.detail:
                read(f"{name}, {period}, each", REPORT, f"/v1/reports/{name}?{query}&detail=true")
        read(
            f"{name}, {period}, CSV", REPORT, f"/v1/reports/{name}/csv?{query}{'&detail=true' if entry.detail else ''}"
        )
    contact = desk.call("GET", "/v1/invoices?limit=1")["data"][0]["contact_id"]
    read("statement, open items", REPORT, f"/v1/statements/{contact}")
    read("statement, ever", REPORT, f"/v1/statements/{contact}?{ever}")
    read("statement, ever, CSV", REPORT, f"/v1/statements/{contact}/csv?{ever}")
    deep = "/v1/invoices?limit=50"
    for _ in range(100):
        if after := desk.call("GET", deep)["page"]["next"]:
            deep = f"/v1/invoices?limit=50&after={after}"
    read("invoices", ENDPOINT, "/v1/invoices?limit=50")
    read("invoices, after 100 pages", ENDPOINT, deep)
    read("invoices that are late", ENDPOINT, "/v1/invoices?limit=50&overdue=true")
    read("drafts", ENDPOINT, "/v1/invoices?limit=50&document=draft")
    read("payments", ENDPOINT, "/v1/payments?limit=50")
    room = calls + 3
    jobs = [job_ids[n % len(job_ids)] for n in range(room)]
    made: list[Json] = []
    time_it("create an invoice", ENDPOINT, lambda n: made.append(desk.draft(jobs[n + 3])))
    read("invoice", ENDPOINT, f"/v1/invoices/{made[0]['id']}")
    issued: list[Json] = []
    time_it(
        "issue", ENDPOINT, lambda n: issued.append(desk.call("POST", f"/v1/invoices/{made[n + 3]['id']}/issue", {}))
    )
    time_it("record a payment", ENDPOINT, lambda n: desk.pay(issued[n + 3], 1_00))
    return late


if __name__ == "__main__":
    main()
