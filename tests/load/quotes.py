"""How quick the endpoints of quotes are: write one, read it, list, and what its client does with it. The goal is a median under 40 ms.

Run: `python -m tests.load.quotes`. Real Postgres, the billing service as a process under its own role, one request at a time;
what Postgres itself takes for one empty statement is printed as a measure of the machine.
"""

from __future__ import annotations

import argparse
import secrets
import time
from itertools import cycle
from statistics import median
from typing import Any

import httpx
import psycopg

from tests.load.ground import Figures, Ground, ground, timed

GOAL = 40.0
LINES = 12
Json = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.quotes", description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    calls = parser.parse_args().calls
    with ground() as place:
        with psycopg.connect(place.url()) as connection:
            bare = round_trip(connection)
        with place.service("jobs") as jobs, place.service("billing") as url, httpx.Client(timeout=60) as http:
            # Jobs as they are: a handful of quotes on each. The state of a job grows with what is open on it.
            desk = Desk(http, url, place, [opened(http, jobs, place) for _ in range(calls)])
            print(f"bare round trip to Postgres: {bare:.2f} ms; a quote of {LINES} lines")
            figures = measured(desk, calls)
    for each in figures:
        print(f"{each}   {'ok' if each.median < GOAL else 'TOO SLOW'}")
    if any(each.median >= GOAL for each in figures):
        raise SystemExit(1)


def round_trip(connection: psycopg.Connection) -> float:
    times = []
    for _ in range(200):
        began = time.perf_counter()
        connection.execute("SELECT 1").fetchone()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def opened(http: httpx.Client, url: str, place: Ground) -> str:
    """A job of a new contact."""
    contact = {"name": "Marie-Ève Tremblay", "email": f"{secrets.token_hex(4)}@courriel.example"}
    answer = http.post(f"{url}/v1/contacts", json=contact, headers=place.headers(secrets.token_hex(8)))
    assert answer.status_code == 201, answer.text
    job = {"contact_id": answer.json()["id"], "title": "Chauffe-eau", "source": "phone"}
    answer = http.post(f"{url}/v1/jobs", json=job, headers=place.headers(secrets.token_hex(8)))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


class Desk:
    """The office at the API, and the client behind their link."""

    def __init__(self, http: httpx.Client, url: str, place: Ground, job_ids: list[str]) -> None:
        self.http, self.url, self.place, self.job_ids = http, url, place, cycle(job_ids)

    def call(self, method: str, path: str, body: Json | None = None) -> Any:
        headers = self.place.headers(secrets.token_hex(8))
        answer = self.http.request(method, self.url + path, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def create(self) -> Json:
        lines = [
            {
                "description": f"Article {n}",
                "quantity": "1.5",
                "unit_price": {"amount": 125_00, "currency": "CAD"},
                "section": f"Étape {n // 4 + 1}",
                "optional": n == LINES - 1,
            }
            for n in range(LINES)
        ]
        halves = [{"when": "on_acceptance", "percent": "50"}, {"when": "on_completion"}]
        schedule = {"name": "Deux versements", "instalments": halves}
        body = {"job_id": next(self.job_ids), "lines": lines, "schedules": [schedule]}
        return dict(self.call("POST", "/v1/quotes", body))

    def sent(self) -> Json:
        return dict(self.call("POST", f"/v1/quotes/{self.create()['id']}/send", {}))

    def portal(self, quote: Json) -> str:
        token = quote["portal_url"].split("/c/")[1].split("/")[0]
        return f"/v1/portal/{token}/quotes/{quote['id']}"


def measured(desk: Desk, calls: int) -> list[Figures]:
    room = calls + 3  # the first three calls are not measured
    drafts = [desk.create() for _ in range(room)]
    released = [desk.sent() for _ in range(room)]

    def answer(n: int, verb: str, more: Json) -> Any:
        quote = released[n + 3]
        return desk.call("POST", f"{desk.portal(quote)}/{verb}", {"version": 1, "options": [LINES - 1]} | more)

    def proof(n: int) -> Json:
        return {"document_sha256": released[n + 3]["document_sha256"], "name": "Marie-Ève Tremblay"}

    def edit(n: int) -> Any:
        return desk.call("PATCH", f"/v1/quotes/{drafts[n + 3]['id']}", {"deposit_percent": "10"})

    return [
        timed("create", calls, lambda n: desk.create()),
        timed("read", calls, lambda n: desk.call("GET", f"/v1/quotes/{drafts[n + 3]['id']}")),
        timed("change", calls, edit),
        timed("list of 50", calls, lambda n: desk.call("GET", "/v1/quotes?limit=50")),
        timed("send", calls, lambda n: desk.call("POST", f"/v1/quotes/{drafts[n + 3]['id']}/send", {})),
        timed("duplicate", calls, lambda n: desk.call("POST", f"/v1/quotes/{drafts[n + 3]['id']}/duplicate", {})),
        timed("client reads", calls, lambda n: desk.call("GET", desk.portal(released[n + 3]))),
        timed("client: what a choice comes to", calls, lambda n: answer(n, "preview", {})),
        timed("client accepts", calls, lambda n: answer(n, "accept", proof(n))),
    ]


if __name__ == "__main__":
    main()
