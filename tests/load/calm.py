"""How quick the endpoints of invoices are when nobody kills anything. The goal is a median under 40 ms for each.

Run: `python -m tests.load.invoices --calm 100`. Real Postgres, the billing service as a process under its own role, one request at a
time; what Postgres itself takes for one empty statement is printed as a measure of the machine.
"""

from __future__ import annotations

import httpx
import psycopg

from tests.load import quotes
from tests.load.ground import Figures, ground, timed
from tests.load.quotes import GOAL, LINES, Json, opened, round_trip

INVOICES_OF_A_JOB = 5


def measure(calls: int) -> bool:
    """So many calls of each; prints the figures and says whether each was quick enough."""
    with ground() as place:
        with psycopg.connect(place.url()) as connection:
            bare = round_trip(connection)
        with place.service("jobs") as jobs, place.service("billing") as url, httpx.Client(timeout=60) as http:
            # Jobs as they are: a handful of invoices on each. The state of a job grows with what is open on it.
            desk = Desk(
                http, url, place, [opened(http, jobs, place) for _ in range(calls * 3 // INVOICES_OF_A_JOB + 1)]
            )
            print(f"bare round trip to Postgres: {bare:.2f} ms; an invoice of {LINES} lines")
            figures = measured(desk, calls)
    for each in figures:
        print(f"{each}   {'ok' if each.median < GOAL else 'TOO SLOW'}")
    return all(each.median < GOAL for each in figures)


class Desk(quotes.Desk):
    """The office at the API of invoices."""

    def create(self) -> Json:
        return dict(self.call("POST", "/v1/invoices", {"job_id": next(self.job_ids), "lines": lines()}))

    def do(self, invoice: Json, verb: str, body: Json | None = None) -> Json:
        return dict(self.call("POST", f"/v1/invoices/{invoice['id']}/{verb}", body or {}))


def lines(quantity: str = "1.5") -> list[Json]:
    price = {"amount": 125_00, "currency": "CAD"}
    return [
        {"description": f"Article {n}", "quantity": quantity, "unit_price": price, "taxable": n % 5 != 4}
        for n in range(LINES)
    ]


def measured(desk: Desk, calls: int) -> list[Figures]:
    room = calls + 3  # the first three calls are not measured
    drafts = [desk.create() for _ in range(room)]
    to_void = [desk.create() for _ in range(room)]
    for each in to_void:
        desk.do(each, "issue")

    def read(n: int) -> object:
        return desk.call("GET", f"/v1/invoices/{drafts[n + 3]['id']}")

    def change(n: int) -> object:
        return desk.call("PATCH", f"/v1/invoices/{drafts[n + 3]['id']}", {"lines": lines("2.25")})

    credit = {"reason": "goodwill", "amount": {"amount": 25_00, "currency": "CAD"}}
    return [
        timed("create", calls, lambda n: desk.create()),
        timed("read a draft", calls, read),
        timed("change all lines", calls, change),
        timed("list of 50", calls, lambda n: desk.call("GET", "/v1/invoices?limit=50")),
        timed("issue", calls, lambda n: desk.do(drafts[n + 3], "issue")),
        timed("send", calls, lambda n: desk.do(drafts[n + 3], "send")),
        timed("read", calls, read),
        timed("void", calls, lambda n: desk.do(to_void[n + 3], "void", {"reason": "duplicate"})),
        timed("credit", calls, lambda n: desk.do(drafts[n + 3], "credit", credit)),
    ]
