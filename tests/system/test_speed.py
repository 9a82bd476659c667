"""What the whole stack is measured by: from the form to the job, to the mail; pages; starting again; memory. Prints its figures."""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.system import books
from tests.system.running import Running

TRIES = 7
HTML_LIMIT = 50_000
"""Bytes a page."""
MEMORY_LIMIT = 1.2e9
"""Bytes of the whole idle stack."""


def slack() -> float:
    """How much slower things may be here and now: the bounds are for a machine that does nothing else."""
    return min(max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), 3.0)


async def seconds_until(condition: Callable[[], Awaitable[bool]], began: float, within: float = 20) -> float:
    while not await condition():
        assert time.perf_counter() - began < within
        await asyncio.sleep(0.01)
    return time.perf_counter() - began


@pytest.fixture
async def http(running: Running) -> Any:
    async with httpx.AsyncClient(timeout=20) as client:
        who = running.told["sign_ins"][0]
        credentials = {"email": who["email"], "password": who["password"]}
        answer = await client.post(f"{running.told['urls']['accounts']}/v1/sign-in", json=credentials)
        client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        yield client


async def test_from_the_form_to_the_dashboard_and_the_mail(running: Running, http: httpx.AsyncClient) -> None:
    books.settle(running.told)
    urls = running.told["urls"]
    heard: dict[int, float] = {}
    listening = asyncio.Event()

    async def listen() -> None:
        async with http.stream("GET", f"{urls['jobs']}/v1/stream", timeout=None) as stream:
            async for line in stream.aiter_lines():
                listening.set()
                if line.startswith("data:") and (event := json.loads(line[5:]))["kind"] == "job.opened":
                    heard[event["number"]] = time.perf_counter()

    listener = asyncio.create_task(listen())
    await asyncio.wait_for(listening.wait(), 10)
    listed, told, mailed = [], [], []
    for nth in range(TRIES):
        email = running.client_address()
        body = {"name": f"Zoé {nth}", "email": email, "message": "Une fuite.", "language": "fr", "consent": True}
        began = time.perf_counter()
        answer = await http.post(f"{urls['intake']}/v1/sites/{running.told['site']}/requests", json=body)
        number = answer.raise_for_status().json()["job"]["number"]

        async def is_listed(number: int = number) -> bool:
            page = (await http.get(f"{urls['jobs']}/v1/jobs", params={"limit": 25})).raise_for_status().json()
            return any(job["number"] == number for job in page["data"])

        async def is_told(number: int = number) -> bool:
            return number in heard

        async def is_mailed(email: str = email) -> bool:
            return bool((await http.get(f"{urls['mail']}/api/messages", params={"to": email})).json()["data"])

        listed.append(await seconds_until(is_listed, began))
        await seconds_until(is_told, began)
        told.append(heard[number] - began)
        mailed.append(await seconds_until(is_mailed, began))
    listener.cancel()
    with suppress(asyncio.CancelledError):
        await listener
    figures = [
        f"{name} {statistics.median(each):.2f} s" for name, each in (("job", listed), ("event", told), ("mail", mailed))
    ]
    print(f"form → {', '.join(figures)} (median of {TRIES}, slack {slack():.1f})")
    assert statistics.median(listed) < 1 * slack()
    assert statistics.median(told) < 1 * slack()
    assert statistics.median(mailed) < 3 * slack()


def test_pages_of_the_dashboard(running: Running, undisturbed: dict[str, Any]) -> None:
    books.settle(running.told)
    who = running.told["sign_ins"][0]
    links = undisturbed["links"]
    with httpx.Client(base_url=running.told["urls"]["dashboard"], timeout=20, follow_redirects=True) as http:
        http.post("/sign-in", data={"email": who["email"], "password": who["password"]}).raise_for_status()
        job = f"/jobs/{undisturbed['job']['id']}"
        pages = ["/", "/jobs", "/jobs?q=robinet", "/jobs/new", job, f"{job}/visits/new", f"{job}/quotes/new"]
        pages += [f"/quotes/{undisturbed['quote']['id']}", f"/invoices/{undisturbed['invoice']['id']}", links["client"]]
        medians = {}
        for page in pages:
            answer = http.get(page)
            assert answer.status_code == 200, page
            assert len(answer.content) <= HTML_LIMIT, page
            took = []
            for _ in range(TRIES):
                began = time.perf_counter()
                http.get(page)
                took.append(time.perf_counter() - began)
            medians[re.sub(r"[a-z]{3}_\w+|/c/.*", "…", page)] = statistics.median(took), len(answer.content)
    for page, (median, size) in medians.items():
        print(f"{page}: {median * 1000:.0f} ms, {size / 1000:.1f} kB")
    assert statistics.median(median for median, _ in medians.values()) <= 0.1 * slack()


def test_a_later_start(running: Running) -> None:
    running.stop()
    running.start()
    print(f"up again: {running.starts[-1]:.1f} s")
    assert running.starts[-1] <= 10 * slack()


def test_memory_of_the_idle_stack(running: Running) -> None:
    books.settle(running.told)
    shares = {}
    for process in running.processes():
        with suppress(psutil.NoSuchProcess):  # a backend of Postgres that ended meanwhile
            memory = process.memory_full_info()
            shares[process.pid] = memory.pss, memory.rss
    # Shared pages count once: the Python processes are forks of one, the backends of Postgres share their buffers.
    total = sum(pss for pss, _ in shares.values())
    print(
        f"{total / 1e6:.0f} MB in {len(shares)} processes (RSS, shared pages counted many times: "
        f"{sum(rss for _, rss in shares.values()) / 1e6:.0f} MB)"
    )
    assert total <= MEMORY_LIMIT
