"""The live stream, over real sockets: quick, resumable, closed to neighbours, and gentle on the database."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from deploy.postgres import Postgres
from services.jobs.app import app
from services.jobs.folders import commands
from services.jobs.stream import api as stream
from services.kit import db
from tests.conftest import AsRole
from tests.factories import Company
from tests.services.jobs.world import Json, Office


class Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
async def url(database: Postgres) -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(
        uvicorn.Config(AsRole(app, "jobs"), port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=2)
    )
    task = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.ready.wait(), 10)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task
    await stream.hub.close()


class Reader:
    """An open stream and what came over it."""

    def __init__(self, url: str, company: Company, last: str | None = None) -> None:
        self.url, self.company, self.last = url, company, last
        self.events: asyncio.Queue[Json] = asyncio.Queue()
        self.opened = asyncio.Event()
        self.task = asyncio.create_task(self._read())

    async def __aenter__(self) -> Reader:
        await asyncio.wait_for(self.opened.wait(), 5)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def _read(self) -> None:
        headers = self.company.headers() | ({"Last-Event-ID": self.last} if self.last else {})
        async with (
            httpx.AsyncClient(timeout=None) as client,  # noqa: S113  a stream has no end
            client.stream("GET", f"{self.url}/v1/stream", headers=headers) as response,
        ):
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            event: Json = {}
            async for line in response.aiter_lines():
                self.opened.set()
                if not line and event:
                    await self.events.put(event)
                    event = {}
                elif line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    if name in ("event", "id", "data"):
                        event[name] = value

    async def next(self) -> Json:
        return await asyncio.wait_for(self.events.get(), 5)


async def test_a_fact_arrives_at_once(url: str, office: Office, ours: Company) -> None:
    async with Reader(url, ours) as reader:
        job = await office.job()
        committed = time.monotonic()
        event = await reader.next()
        assert time.monotonic() - committed < 0.5
        data = json.loads(event["data"])
        assert event["event"] == "fact"
        assert event["id"] == str(data["id"])
        assert (data["job_id"], data["number"], data["kind"], data["seq"]) == (job["id"], 1, "job.opened", 1)
        assert data["phase"] == "new"
        assert data["recorded_at"].endswith("Z")


async def test_what_changes_without_a_fact_is_told_too(
    url: str, office: Office, ours: Company, theirs: Company
) -> None:
    """Labels, custom fields and the source: once each, to nobody else, and with nothing to resume from."""
    job = await office.job()
    label = await office.post("/v1/labels", {"name_fr": "Urgent", "colour": "#9C1F19"})
    field = await office.post("/v1/custom-fields", {"on": "job", "kind": "text", "name_fr": "Code"})
    async with Reader(url, ours) as reader, Reader(url, theirs) as neighbour:
        path = f"/v1/jobs/{job['id']}"
        for _ in range(2):  # the second time changes nothing, and tells nothing
            await office.call("PUT", f"{path}/labels", {"label_ids": [label["id"]]}, headers={"If-Match": "*"})
        await office.patch(path, {"custom_fields": {field["id"]: "4417"}})
        await office.patch(path, {"source": "referral"})
        for _ in range(3):
            event = await reader.next()
            assert (event["event"], json.loads(event["data"]), "id" in event) == ("edit", {"job_id": job["id"]}, False)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.events.get(), 0.5)
        assert neighbour.events.empty()
        await office.patch(path, {"source": "carrier pigeon"}, status=422)
        assert reader.events.empty()


async def test_a_neighbour_hears_nothing(url: str, office: Office, theirs: Company) -> None:
    async with Reader(url, theirs) as reader:
        await office.job()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.events.get(), 1.5)


async def test_a_lost_notification_costs_a_second(
    url: str, office: Office, ours: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(channel: str, payload: str) -> None:
        """Nothing arrives."""

    async with Reader(url, ours) as reader:
        monkeypatch.setattr(db, "notify", lost)
        await office.job()
        assert json.loads((await reader.next())["data"])["kind"] == "job.opened"


async def test_what_was_missed_comes_again(url: str, office: Office, ours: Company) -> None:
    async with Reader(url, ours) as reader:
        await office.job()
        first = await reader.next()
    second = await office.job()
    async with Reader(url, ours, last=first["id"]) as reader:
        seen = [json.loads((await reader.next())["data"])["job_id"] for _ in range(2)]
        assert second["id"] in seen
        third = await office.job()
        assert json.loads((await reader.next())["data"])["job_id"] == third["id"]
    async with Reader(url, ours, last="999999999999") as reader:
        assert (await reader.next())["event"] == "reset"


async def test_slow_transactions_are_not_missed(url: str, office: Office, ours: Company) -> None:
    """A fact that was recorded first and committed last still comes."""
    job = await office.job()
    async with Reader(url, ours) as reader:
        async with ours.work() as work:
            await commands.pause(work, job["id"], "", None)
            other = await office.job()
            assert json.loads((await reader.next())["data"])["job_id"] == other["id"]
        assert json.loads((await reader.next())["data"])["kind"] == "job.paused"


async def test_an_idle_stream_holds_no_pooled_connection(url: str, ours: Company) -> None:
    async with Reader(url, ours) as reader, Reader(url, ours), Reader(url, ours):
        busy = []
        for _ in range(10):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.events.get(), 0.05)
            busy.append(db.engine().pool.checkedout())  # type: ignore[attr-defined]
        assert min(busy) == 0


async def test_nobody_without_a_token_or_the_permission(office: Office, ours: Company) -> None:
    assert (await office.api.get("/v1/stream")).status_code == 401
    answer = await office.api.get("/v1/stream", headers=ours.headers("visits"))
    assert answer.json()["code"] == "forbidden"
