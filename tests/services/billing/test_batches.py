"""Many drafts issued at once: each has an outcome, none is issued twice, and a kill loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.postgres import Postgres
from services.billing.batches import commands
from services.kit import factlog
from services.kit.db import reading
from tests.conftest import role
from tests.services.billing.world import Office, line

REPOSITORY = Path(__file__).parents[3]


async def drafts(office: Office, count: int) -> list[Any]:
    return [await office.invoice(await office.job(), line(100_00 + n)) for n in range(count)]


async def batch_of(office: Office, invoices: list[Any], **more: Any) -> Any:
    body = {"invoice_ids": [each["id"] for each in invoices], **more}
    return await office.post("/v1/invoice-batches", body, status=201)


async def finished(office: Office, batch: Any) -> Any:
    """Pressed on until nothing is pending."""
    async with asyncio.timeout(60):
        while batch["pending"]:
            batch = await office.post(f"/v1/invoice-batches/{batch['id']}/advance", {})
    return batch


async def sent_facts(office: Office, invoice: Any) -> list[str]:
    async with reading(office.company.id) as session:
        return [each.envelope.kind for each in await factlog.facts(session, invoice["job_id"])]


async def test_every_draft_gets_its_number_in_order(office: Office) -> None:
    made = await drafts(office, 5)
    batch = await batch_of(office, made)
    assert (batch["total"], batch["pending"], batch["finished_at"]) == (5, 5, None)
    assert (await office.get(f"/v1/invoices/{made[0]['id']}"))["document"] == "draft", "nothing happened yet"
    done = await finished(office, batch)
    assert (done["done"], done["failed"]) == (5, 0)
    assert done["finished_at"] is not None
    assert [each["number_text"] for each in done["lines"]] == ["1", "2", "3", "4", "5"]
    for each in made:
        kinds = await sent_facts(office, each)
        assert (kinds.count("invoice.issued"), kinds.count("invoice.sent")) == (1, 1)
    again = await office.post(f"/v1/invoice-batches/{batch['id']}/advance", {})
    assert again == done


async def test_what_cannot_be_issued_is_told_and_stops_nobody(office: Office) -> None:
    made = await drafts(office, 3)
    await office.post(f"/v1/invoices/{made[1]['id']}/void", {"reason": "other"})
    done = await finished(office, await batch_of(office, made, send=False))
    assert [each["status"] for each in done["lines"]] == ["done", "failed", "done"]
    told = done["lines"][1]
    assert (told["code"], told["detail"]) == ("invoice-draft-deleted", "Ce brouillon est supprimé.")
    assert [each["number_text"] for each in done["lines"]] == ["1", None, "2"], "a refusal takes no number"
    assert "invoice.sent" not in await sent_facts(office, made[0])


async def test_what_a_batch_refuses(office: Office, stranger: Office) -> None:
    [draft] = await drafts(office, 1)

    async def refused(who: Office, code: str, ids: list[str]) -> None:
        problem = await who.refused("/v1/invoice-batches", {"invoice_ids": ids}, status=422, code="invalid")
        assert problem["errors"][0]["code"] == code, problem

    await refused(office, "too-few", [])
    await refused(office, "too-many", [draft["id"]] * 501)
    await refused(office, "invoice-twice", [draft["id"]] * 2)
    await refused(office, "unknown-invoice", ["inv_none"])
    await refused(stranger, "unknown-invoice", [draft["id"]])
    batch = await batch_of(office, [draft])
    assert (await stranger.call("GET", f"/v1/invoice-batches/{batch['id']}")).status_code == 404
    await stranger.refused(f"/v1/invoice-batches/{batch['id']}/advance", {}, status=404, code="not-found")
    assert (await office.get(f"/v1/invoices/{draft['id']}"))["document"] == "draft"


async def test_many_windows_on_one_batch(office: Office) -> None:
    made = await drafts(office, 12)
    batch = await batch_of(office, made)
    async with asyncio.timeout(60):
        while (await office.get(f"/v1/invoice-batches/{batch['id']}"))["pending"]:
            path = f"/v1/invoice-batches/{batch['id']}/advance"
            await asyncio.gather(*(office.call("POST", path, {}, status=200) for _ in range(4)))
    done = await office.get(f"/v1/invoice-batches/{batch['id']}")
    assert sorted(int(each["number_text"]) for each in done["lines"]) == list(range(1, 13))
    assert done["finished_at"] is not None
    for each in made:
        assert (await sent_facts(office, each)).count("invoice.sent") == 1


async def test_a_worker_finishes_what_nobody_looks_at(office: Office) -> None:
    """The billing page was closed; the worker's own role goes on."""
    batch = await batch_of(office, await drafts(office, 3))
    token = role.set("worker")
    try:
        assert await commands.finish_open(30) >= 3
    finally:
        role.reset(token)
    assert (await office.get(f"/v1/invoice-batches/{batch['id']}"))["done"] == 3


@pytest.mark.timeout(120)
async def test_killed_in_the_middle(office: Office, database: Postgres) -> None:
    """kill -9 of whoever works on it, again and again: every invoice is issued and sent once."""
    made = await drafts(office, 15)
    batch = await batch_of(office, made)
    script = (
        "import asyncio, sys\nfrom services.billing.batches.commands import advance\n"
        "asyncio.run(advance(*sys.argv[1:], 60))\n"
    )
    url = database.url("worker").replace("postgresql://", "postgresql+psycopg://")
    environment = os.environ | {"DOSSIER_DATABASE_URL": url, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", script, office.company.id, office.company.code, batch["id"]]

    def outcomes() -> int:
        with psycopg.connect(database.url()) as connection:
            query = "SELECT count(*) FROM billing.batch_line WHERE batch_id = %s AND status <> 'pending'"
            row = connection.execute(query, [batch["id"]]).fetchone()
        assert row is not None
        return int(row[0])

    for target in (3, 8):
        process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=REPOSITORY)
        try:
            until = time.monotonic() + 40
            while await asyncio.to_thread(outcomes) < target:
                assert process.returncode is None, "it was faster than the test"
                assert time.monotonic() < until
                await asyncio.sleep(0.002)
            process.send_signal(signal.SIGKILL)
        finally:
            await process.wait()
    done = await finished(office, await office.get(f"/v1/invoice-batches/{batch['id']}"))
    assert (done["done"], done["failed"]) == (15, 0)
    assert [each["number_text"] for each in done["lines"]] == [str(n) for n in range(1, 16)]
    for each in made:
        kinds = await sent_facts(office, each)
        assert (kinds.count("invoice.issued"), kinds.count("invoice.sent")) == (1, 1)
