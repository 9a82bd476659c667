"""kill -9 of the worker in the middle of a cancellation: every link of the chain is ticked off, and once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.system.plays import ask_by_form, client, mails_to
from tests.system.running import Running, until
from tests.system.test_chaos import strike

QUOTES = 12
Json = dict[str, Any]


@pytest.mark.timeout(240)
def test_a_worker_killed_in_the_middle_of_a_cancellation_leaves_nothing_undone_or_done_twice(running: Running) -> None:
    api = client(running.told)
    opened = ask_by_form(running, api, "Zoé Annulée")
    job_id, email = opened["job"]["id"], opened["email"]
    until("the request is acknowledged", lambda: mails_to(api, email) or None)
    resource = next(each for each in api.get("jobs", "/v1/resources")["data"] if each["user_id"])
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=300)
    visit = {
        "job_id": job_id,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "resource_ids": [resource["id"]],
    }
    api.post("jobs", "/v1/visits", visit, key=f"visit/{email}")
    line = {"description": "Robinet", "quantity": "1", "unit_price": {"amount": 14000, "currency": "CAD"}}
    for n in range(QUOTES):
        api.post("billing", "/v1/quotes", {"job_id": job_id, "lines": [line]}, key=f"quote/{n}/{email}")
    api.post("billing", "/v1/invoices", {"job_id": job_id, "lines": [line]}, key=f"invoice/{email}")
    until("the visit is confirmed", lambda: len(mails_to(api, email)) >= 2)
    technician = next(each["email"] for each in running.told["sign_ins"] if each["role"] == "employee")
    heard = {each["message_id"] for each in mails_to(api, technician)}

    def chain() -> list[Json]:
        return list(api.get("jobs", f"/v1/jobs/{job_id}/cancellation")["data"])

    def voided(state: list[Json]) -> int:
        return sum(each["kind"] == "quote.void" and each["status"] == "done" for each in state)

    before = chain()
    assert Counter(each["kind"] for each in before)["quote.void"] == QUOTES
    api.post("jobs", f"/v1/jobs/{job_id}/cancel", {"reason": "Le client renonce."}, key=f"cancel/{email}")
    until("the first link is ticked off", lambda: voided(chain()) or None)
    strike(running, "workers")
    at_the_kill = voided(chain())

    def settled() -> list[Json] | None:
        now = chain()
        return now if all(each["status"] in ("done", "dropped") for each in now) else None

    after = until("every link is ticked off", settled, 120)
    print(f"{at_the_kill} of {QUOTES} quotes were voided when the worker died")
    assert [each["key"] for each in after] == [each["key"] for each in before]
    facts = api.get("jobs", f"/v1/jobs/{job_id}/timeline", limit=200)["data"]
    kinds = Counter(each["kind"] for each in facts)
    assert (kinds["quote.voided"], kinds["invoice.voided"], kinds["visit.cancelled"]) == (QUOTES, 1, 1)
    assert len({each["target"]["id"] for each in facts if each["kind"] == "quote.voided"}) == QUOTES
    told = [each for each in mails_to(api, technician) if each["message_id"] not in heard]
    assert len({each["message_id"] for each in told}) == 1
    api.close()
