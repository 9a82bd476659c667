"""A burst of invoices through the whole stack while it is killed: numbered, rendered and mailed, each once.

`python -m tests.load.burst` issues and sends 1,000 invoices with 8 clients. Billing is killed all the while; so are the workers (and
the relay), each time with a mail of theirs in the middle of its handing over: before its server took the recipient, before it took the
mail, and after, when its answer is lost. Once everything that follows by itself has followed, it accounts from outside: the numbers,
totals recalculated from the lines, every PDF, every mail with what is attached to it.

A mail whose worker died while it was being handed over may have been taken or not: nobody can know. The product sends it again under the
same `Message-ID` and calls it ambiguous. So: a mail that is not ambiguous arrived once, one that is arrived once and at most once more for
each time its worker died, always with the same PDF; and whichever was being handed over when its worker died is called ambiguous.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, Final, LiteralString

import httpx
import psycopg

from tests.factories import make_company
from tests.load import invoices, papers_sent
from tests.load.payments import Json, Load, killed_now_and_then
from tests.load.processes import healthy
from tests.load.stack import MORTAL, Stack, stack
from tests.load.technicians import log, milliseconds
from tests.system.running import soon

STAGES: Final = ("data-after", "rcpt", "data")
"""Where the mail server stops answering, so that the workers die there."""
INVOICES_OF_A_JOB: Final = 4

_PENDING: Final = """
SELECT 'facts that wait for the relay', count(*) FROM log.outbox
UNION ALL SELECT 'steps of the system that are due', count(*) FROM log.job WHERE system_due <= now()
UNION ALL SELECT 'mails on their way', count(*) FROM jobs.message WHERE delivery IN ('queued', 'sending', 'deferred')
UNION ALL SELECT 'PDFs to be made', count(*) FROM billing.document WHERE file_key IS NULL
"""
"""What follows by itself and at once."""


class Watch:
    """The database as its owner sees it, over one connection: looking is not to be the load."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        self.connection = connection

    async def count(self, query: LiteralString) -> int:
        return int((await self.rows(query))[0][0])

    async def rows(self, query: LiteralString) -> list[tuple[Any, ...]]:
        return await (await self.connection.execute(query)).fetchall()

    async def pending(self) -> str | None:
        """What has not followed yet."""
        return ", ".join(f"{count} {what}" for what, count in await self.rows(_PENDING) if count) or None


@dataclass
class Strikes:
    """What is known of the workers' deaths. `doubted`: by message, how often its worker died while it was being handed over."""

    count: int = 0
    doubted: Counter[str] = field(default_factory=Counter)


class Striker:
    """kill -9 of the workers after about `every` mails, at one of the moments that matter."""

    def __init__(self, made: Stack, watch: Watch, every: int, patience: float) -> None:
        self.stack, self.watch, self.every, self.patience, self.strikes = made, watch, every, patience, Strikes()
        self._seen: set[str] = set()

    async def go_on(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(base_url=self.stack.told["urls"]["mail"]) as inbox:
            for stage in cycle(STAGES):
                fault = {"kind": "hang", "stage": stage}
                (await inbox.post("/api/faults", json=fault)).raise_for_status()

                async def waits() -> str | None:
                    left = (await inbox.get("/api/faults")).raise_for_status().json()["data"]
                    return "no mail is under way" if left else None

                await soon("a mail is in the server's hands", waits, self.patience)
                if stage != "rcpt":
                    await soon("a mail hangs", self._hangs, self.patience)
                await self._strike()
                goal = await self._over() + self.every
                await soon("more mails left", lambda goal=goal: self._reached(goal), self.patience)  # type: ignore[misc]

    async def _strike(self) -> None:
        await self.stack.kill(*MORTAL)
        await soon("their sessions are over", self._gone, self.patience)
        self.strikes.doubted.update(await self._handed_over())
        self.strikes.count += 1
        for name in MORTAL:
            await self.stack.start(name)

    async def _hangs(self) -> str | None:
        """The same mail is being handed over at two looks: the others take milliseconds."""
        before, self._seen = self._seen, set(await self._handed_over())
        return None if before & self._seen else "none yet"

    async def _gone(self) -> str | None:
        """What they had asked Postgres to commit is committed or not, but not about to be."""
        left = await self.watch.count("SELECT count(*) FROM pg_stat_activity WHERE usename = 'worker'")
        return f"{left} sessions" if left else None

    async def _reached(self, goal: int) -> str | None:
        over = await self._over()
        return None if over >= goal else f"{over} of {goal}"

    async def _over(self) -> int:
        return await self.watch.count("SELECT count(*) FROM jobs.message WHERE delivery IN ('accepted', 'ambiguous')")

    async def _handed_over(self) -> list[str]:
        return [row[0] for row in await self.watch.rows("SELECT id FROM jobs.message WHERE delivery = 'sending'")]


@asynccontextmanager
async def struck_at_work(made: Stack, watch: Watch, every: int, patience: float) -> AsyncIterator[Strikes]:
    striker = Striker(made, watch, every, patience)
    task = asyncio.create_task(striker.go_on())
    try:
        yield striker.strikes
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def measure(made: Stack, watch: Watch, asked: argparse.Namespace) -> bool:
    """Plays it, prints the figures, and says whether every number, cent, PDF and mail is there as often as it should."""
    company = await make_company()
    async with httpx.AsyncClient(timeout=httpx.Timeout(15, connect=2)) as http:
        await healthy(http, made.billing)
        load = Load(http, company, made.billing)
        waiting = await invoices.prepare(load, asked.invoices, INVOICES_OF_A_JOB)
        drafts = {draft["id"]: draft for draft in waiting}
        load.took.clear()
        load.retries = load.replayed = 0
        answers: list[Json] = []

        async def client() -> None:
            while waiting:
                answers.append(await invoices.issue(load, waiting.pop()))

        begun = time.monotonic()
        async with struck_at_work(made, watch, asked.mails, asked.patience) as strikes:
            async with killed_now_and_then(load, asked.every) as kills:
                await asyncio.gather(*(client() for _ in range(asked.clients)))
            issued = time.monotonic() - begun
            await soon("everything has followed", watch.pending, asked.patience)
            quiet = time.monotonic() - begun
        await healthy(http, made.billing)
        log(
            f"invoices {asked.invoices}, issued and sent by {asked.clients} clients in {issued:.1f} s"
            f" ({asked.invoices / issued:.1f} a second), all mailed after {quiet:.1f} s ({asked.invoices / quiet:.1f} a second)"
        )
        log(f"kill -9 of billing: {len(kills)}; of workers and relay: {strikes.count}")
        log(f"requests sent again: {load.retries}, answered from the first time: {load.replayed}")
        log(milliseconds(load.took))
        checks = invoices.account(made.told["database"], company, answers)
        checks |= papers_sent.totals(drafts, answers)
        checks |= await papers_sent.pdfs(made, load, answers)
        checks |= await papers_sent.mails(made, answers, strikes.doubted)
        checks |= await papers_sent.workflows(made)
    for name, good in checks.items():
        log(f"{'ok  ' if good else 'BAD '} {name}")
    return all(checks.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.burst", description=__doc__.split("\n")[0])
    parser.add_argument("--invoices", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--every", type=int, default=150, help="answers between two kills of billing, at most")
    parser.add_argument("--mails", type=int, default=60, help="mails between two kills of the workers")
    parser.add_argument("--patience", type=float, default=1200, help="seconds for everything to follow, at most")
    return 0 if asyncio.run(_run(parser.parse_args())) else 1


async def _run(asked: argparse.Namespace) -> bool:
    async with (
        stack() as made,
        await psycopg.AsyncConnection.connect(made.told["database"], autocommit=True) as connection,
    ):
        return await measure(made, Watch(connection), asked)


if __name__ == "__main__":
    sys.exit(main())
