"""Facts to open pages within a moment of their commit: one LISTEN connection a process, fanned out by company.

A notification says only "this company has something new"; what, is read from the log. Should it get lost, a poll every second
finds it. Ids are not in the order of commits, so each read goes back 30 seconds and drops what it has already handed on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from services.kit import db
from services.kit.work import EDIT_CHANNEL
from workflows.names import FACT_CHANNEL

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 1.0
OVERLAP: Final = timedelta(seconds=30)
REPLAY_LIMIT: Final = 2_000
"""Who missed more than this starts over."""
BACKLOG: Final = 1_000
"""So many events may wait for a slow reader; then its stream ends and it comes back with `Last-Event-ID`."""


@dataclass(frozen=True)
class Event:
    """A fact as the stream tells it."""

    id: int
    job_id: str
    number: int
    seq: int
    kind: str
    phase: str
    recorded_at: datetime


@dataclass(frozen=True)
class Edit:
    """A job changed without a fact. It is told once, to who listens: whoever missed it reads the page anew anyway."""

    job_id: str


class Subscriber:
    """One open stream. `get` gives events until the reader has fallen too far behind."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | Edit] = asyncio.Queue(BACKLOG)
        self.behind = False

    def put(self, event: Event | Edit) -> None:
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.behind = True

    async def get(self) -> Event | Edit:
        return await self._queue.get()


@dataclass
class _Company:
    """Everybody who watches one company, and how far its log was read for them."""

    since: datetime
    known: dict[int, datetime]
    subscribers: set[Subscriber] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    reader: asyncio.Task[None] | None = None


class Hub:
    """One a process; it starts with the first stream, and reads nothing while nobody watches."""

    def __init__(self) -> None:
        self._companies: dict[str, _Company] = {}
        self._starting: dict[str, asyncio.Lock] = {}
        self._listener: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscribe(self, company_id: str) -> AsyncIterator[Subscriber]:
        """Every fact of the company that commits from now on."""
        async with self._starting.setdefault(company_id, asyncio.Lock()):
            company = self._companies.get(company_id)
            if company is None:
                company = self._companies[company_id] = await _begin(company_id)
            if company.reader is None or company.reader.done():
                company.reader = asyncio.create_task(self._read(company_id, company))
            if self._listener is None or self._listener.done():
                self._listener = asyncio.create_task(self._listen())
            subscriber = Subscriber()
            company.subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            company.subscribers.discard(subscriber)
            if not company.subscribers and self._companies.get(company_id) is company:
                del self._companies[company_id]
                company.wake.set()

    async def close(self) -> None:
        """Ends the hub's own tasks."""
        tasks = [self._listener, *(company.reader for company in self._companies.values())]
        self._companies.clear()
        for task in tasks:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _read(self, company_id: str, company: _Company) -> None:
        while company.subscribers or self._companies.get(company_id) is company:
            with suppress(TimeoutError):
                await asyncio.wait_for(company.wake.wait(), POLL_SECONDS)
            company.wake.clear()
            if not company.subscribers:
                continue
            try:
                found = await events(company_id, company.since - OVERLAP)
            except (SQLAlchemyError, OSError) as error:
                logger.warning("stream: log not readable (%s)", type(error).__name__)
                continue
            for event in found:
                if event.id not in company.known:
                    company.known[event.id] = event.recorded_at
                    for subscriber in company.subscribers:
                        subscriber.put(event)
            _forget(company)

    async def _listen(self) -> None:
        """From the first stream on; a lost connection is made again."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_url(), autocommit=True, connect_timeout=5) as own:
                    await own.execute(f"LISTEN {FACT_CHANNEL}")
                    await own.execute(f"LISTEN {EDIT_CHANNEL}")
                    for company in self._companies.values():
                        company.wake.set()
                    async for notice in own.notifies():
                        company_id, _, job_id = notice.payload.partition(" ")
                        watched = self._companies.get(company_id)
                        if watched and notice.channel == EDIT_CHANNEL:
                            for subscriber in watched.subscribers:
                                subscriber.put(Edit(job_id))
                        elif watched:
                            watched.wake.set()
            except (psycopg.Error, OSError) as error:
                logger.warning("stream: not listening (%s)", type(error).__name__)
                await asyncio.sleep(POLL_SECONDS)


def _url() -> str:
    return db.engine().url.set(drivername="postgresql").render_as_string(hide_password=False)


async def _begin(company_id: str) -> _Company:
    """What is there already is owed to nobody; what is still uncommitted is."""
    async with db.reading(company_id) as session:
        since: datetime = (await session.execute(_CLOCK)).scalar_one()
        rows = (await session.execute(_SINCE, {"company_id": company_id, "since": since - OVERLAP})).all()
    return _Company(since=since, known={row.id: row.recorded_at for row in rows})


def _forget(company: _Company) -> None:
    if company.known:
        company.since = max(company.since, *company.known.values())
    limit = company.since - 2 * OVERLAP
    company.known = {fact_id: at for fact_id, at in company.known.items() if at > limit}


async def events(company_id: str, since: datetime, limit: int | None = None) -> list[Event]:
    """The company's facts recorded after `since`, oldest first."""
    values = {"company_id": company_id, "since": since}
    async with db.reading(company_id) as session:
        statement = _SINCE if limit is None else _SINCE_LIMITED
        rows = await session.execute(statement, values if limit is None else values | {"limit": limit})
        return [_event(row) for row in rows]


async def missed(company_id: str, last_event_id: int) -> list[Event] | None:
    """What came after an event, and a little before; None if that event is unknown or too much was missed."""
    async with db.reading(company_id) as session:
        since = await session.scalar(_RECORDED, {"company_id": company_id, "id": last_event_id})
    if since is None:
        return None
    found = await events(company_id, since - OVERLAP, REPLAY_LIMIT + 1)
    return found if len(found) <= REPLAY_LIMIT else None


def _event(row: Any) -> Event:
    return Event(row.id, row.job_id, row.number, row.seq, row.kind, row.phase, row.recorded_at)


_CLOCK = text("SELECT clock_timestamp()")
_RECORDED = text("SELECT recorded_at FROM log.fact WHERE company_id = :company_id AND id = :id")
_SELECT = (
    "SELECT f.id, f.job_id, j.number, f.seq, f.kind, j.phase, f.recorded_at"
    " FROM log.fact f JOIN log.job j ON j.job_id = f.job_id"
    " WHERE f.company_id = :company_id AND f.recorded_at > :since ORDER BY f.recorded_at, f.id"
)
_SINCE = text(_SELECT)
_SINCE_LIMITED = text(f"{_SELECT} LIMIT :limit")
