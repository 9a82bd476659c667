"""kill -9 of each process, and of all at once, while jobs are under way: they end as if nothing had been."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.system import books
from tests.system.plays import Demo, ask_by_form, client, mails_to, outcome
from tests.system.running import Running, until

PROGRAMS = (
    "postgres",
    "temporal",
    "mail",
    "accounts",
    "intake",
    "jobs",
    "billing",
    "workers",
    "relay",
    "inbound",
    "dashboard",
)
NURSERY = "nursery"
"""The process that the Python programs are forks of; they die with it."""
SEED = int(os.environ.get("DOSSIER_CHAOS_SEED") or random.SystemRandom().randrange(10_000))
PAUSES = (0.2, 2.5)
"""Seconds between two kills, at random."""


def strike(running: Running, name: str) -> None:
    """kill -9 of a program, as soon as it runs."""

    def struck() -> bool:
        with suppress(ProcessLookupError, psutil.NoSuchProcess):  # it died with another just now
            pid = psutil.Process(running.pid("relay")).ppid() if name == NURSERY else running.pid(name)
            os.kill(pid, signal.SIGKILL)
            return True
        return False

    until(f"{name} runs", struck)


@pytest.mark.timeout(420)
def test_each_process_dies_once_during_the_demo(running: Running, undisturbed: dict[str, Any]) -> None:
    print(f"DOSSIER_CHAOS_SEED={SEED}")
    dice = random.Random(SEED)
    order = dice.sample((*PROGRAMS, NURSERY), len(PROGRAMS) + 1)
    outcomes = []
    while order:
        demo = Demo(running)
        while order and not demo.over:
            pause = time.monotonic() + dice.uniform(*PAUSES)
            until("the next kill", lambda: time.monotonic() > pause or demo.over)  # noqa: B023  used at once
            if not demo.over:
                strike(running, order.pop())
        outcomes.append(demo.facts())
    books.settle(running.told)
    for each in outcomes:
        assert outcome(each) == outcome(undisturbed)
    books.check(running.told)
    print(f"{len(outcomes)} demo(s), {sum(each['retries'] for each in outcomes)} calls made again")


@pytest.mark.timeout(300)
def test_the_whole_tree_dies_and_goes_on(running: Running, undisturbed: dict[str, Any]) -> None:
    dice = random.Random(SEED + 1)
    api = client(running.told)
    before = {table: books.ask(running.told, query)[0][0] for table, query in _COUNTED.items()}
    demo = Demo(running)
    moment = time.monotonic() + dice.uniform(1, 8)
    until("the moment to strike", lambda: time.monotonic() > moment)
    asked = [ask_by_form(running, api, f"Zoé Élémentaire {nth}") for nth in range(3)]
    running.kill()  # the acknowledgements may or may not have left
    running.start()
    for opened in asked:
        job = api.get("jobs", f"/v1/jobs/{opened['job']['id']}")
        assert job["number"] == opened["job"]["number"]
        until("the acknowledgement arrives", lambda to=opened["email"]: mails_to(api, to) or None)  # type: ignore[misc]
    assert outcome(demo.facts()) == outcome(undisturbed)
    books.settle(running.told)
    books.check(running.told)
    after = {table: books.ask(running.told, query)[0][0] for table, query in _COUNTED.items()}
    assert all(after[table] > before[table] for table in before)
    api.close()


_COUNTED = {
    "facts": "SELECT count(*) FROM log.fact",
    "jobs": "SELECT count(*) FROM log.job",
    "messages": "SELECT count(*) FROM jobs.message",
}
