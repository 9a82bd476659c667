"""A burst of inbound mails: none lost, none doubled. `python -m tests.load.inbound [--mails 1000] [--kills 2]` prints its figures.

A Postgres of its own that forces every commit to the disk, the real process, and a mail server in front that sends over several
connections at once, sends every twentieth mail twice, and comes again with what was not answered with 250. Meanwhile the process
is killed (SIGKILL) and started again, so many times as `--kills` says.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import psycopg

from deploy.postgres import OWNER, Postgres
from services.kit import links
from workflows.names import FACT_CHANNEL

MAILS_OF_A_CLIENT = 20
"""Fewer than the flood guard lets through in an hour."""
CONNECTIONS = 20
PASSWORD = "secret-of-load"


@dataclass
class Figures:
    """What a burst came to. Times in seconds."""

    mails: int
    sent_twice: int = 0
    tries: int = 0
    answers: list[float] = field(default_factory=list)
    taken_in: float = 0
    settled_in: float = 0
    kills: int = 0
    answered: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    """An item for every 250."""
    kept: int = 0
    messages: int = 0
    facts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        cuts = statistics.quantiles(self.answers, n=100) if len(self.answers) > 1 else [0.0] * 99
        return [
            f"mails                   {self.mails} different ones, {self.sent_twice} of them sent twice, {self.tries} tries in all",
            f"kill -9                 {self.kills}",
            f"taken (250)             all after {self.taken_in:.1f} s, {self.mails / self.taken_in:.0f} a second",
            f"answer to a mail        median {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms",
            f"on their jobs           all after {self.settled_in:.1f} s, {self.mails / self.settled_in:.0f} a second",
            f"rows, messages, facts   {self.kept}, {self.messages}, {self.facts}",
            f"lost                    {len(self.lost)}",
            f"doubled                 {len(self.doubled)}",
        ]


def mails(count: int, jobs: Sequence[str]) -> list[tuple[str, str, str, bytes]]:
    """`count` mails as (id, sender, recipient, bytes): those of a job from its client, a fifth of them with a small attachment."""
    found = []
    for n in range(count):
        job = n % len(jobs)
        mail = EmailMessage()
        sender = f"client{job}@clients.example"
        mail["From"], mail["Message-ID"] = sender, f"<load-{n}@clients.example>"
        mail["Subject"], mail["Date"] = f"Re: dossier, message {n}", "Tue, 3 Mar 2026 10:14:22 -0500"
        mail.set_content(f"Message {n}.\n\nLe 3 mars 2026, Plomberie a écrit :\n> Bonjour\n")
        if n % 5 == 0:
            mail.add_attachment(f"note {n}".encode() * 200, maintype="text", subtype="plain", filename=f"note-{n}.txt")
        address = links.job_address(jobs[job])
        assert address
        found.append((f"load-{n}@clients.example", sender, address, mail.as_bytes()))
    return found


async def burst(
    port: int, sending: list[tuple[str, str, str, bytes]], figures: Figures, listening: asyncio.Event
) -> None:
    """Sends until every mail was taken, as a mail server does that comes again once somebody listens."""
    queue: asyncio.Queue[tuple[str, str, str, bytes]] = asyncio.Queue()
    for n, each in enumerate(sending):
        queue.put_nowait(each)
        if n % 20 == 0:
            figures.sent_twice += 1
            queue.put_nowait(each)

    async def connection() -> None:
        while not queue.empty():
            each = queue.get_nowait()
            started = time.perf_counter()
            figures.tries += 1
            try:
                _, sender, recipient, raw = each
                await aiosmtplib.send(
                    raw, sender=sender, recipients=[recipient], hostname="127.0.0.1", port=port, timeout=30
                )
                figures.answers.append(time.perf_counter() - started)
                figures.answered.put_nowait(None)
            except (aiosmtplib.SMTPException, OSError):
                queue.put_nowait(each)
                await listening.wait()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


_MAILS = "SELECT rfc_message_id, status FROM intake.inbound_mail WHERE company_id = %s"
_MESSAGES = "SELECT rfc_message_id FROM jobs.message WHERE company_id = %s AND direction = 'in'"
_FACTS = "SELECT count(*) FROM log.fact WHERE company_id = %s AND kind = 'message.received'"


def count(database: Postgres, company_id: str, figures: Figures, sending: list[tuple[str, str, str, bytes]]) -> bool:
    """Reads what became of them; whether none waits any more."""
    with psycopg.connect(database.url()) as connection:
        # The owner of the database sees every company's rows.
        rows = connection.execute(_MAILS, [company_id]).fetchall()
        messages = connection.execute(_MESSAGES, [company_id]).fetchall()
        facts = connection.execute(_FACTS, [company_id]).fetchone()
    seen = [str(row[0]) for row in messages]
    figures.kept, figures.messages, figures.facts = len(rows), len(seen), facts[0] if facts else 0
    figures.lost = sorted({each[0] for each in sending} - set(seen))
    figures.doubled = sorted({each for each in seen if seen.count(each) > 1})
    return len(rows) >= len(sending) and all(status == "delivered" for _, status in rows)


# ── the program ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def company_with_jobs(number: int) -> tuple[Any, list[str]]:
    """A company and the ids of that many jobs, each of its own client."""
    from services.jobs.contacts.commands import create
    from services.jobs.contacts.schemas import ContactIn
    from services.jobs.folders.commands import open_folder
    from tests.factories import make_company

    company = await make_company()
    jobs = []
    async with company.work() as work:
        for n in range(number):
            contact_id = await create(work, ContactIn(name=f"Client {n}", email=f"client{n}@clients.example"))
            jobs.append((await open_folder(work, contact_id=contact_id, source="web")).job_id)
    return company, jobs


async def run(database: Postgres, number: int, kills: int) -> Figures:
    from tests.services.intake.processes import Running, inbound_process

    company, jobs = await company_with_jobs(-(-number // MAILS_OF_A_CLIENT))
    sending, figures = mails(number, jobs), Figures(number)
    with ExitStack() as stack:
        running: Running = stack.enter_context(inbound_process(database.url("intake")))
        await running.ready()
        started = time.perf_counter()
        listening = asyncio.Event()
        listening.set()
        bursting = asyncio.create_task(burst(running.port, sending, figures, listening))
        for _ in range(kills):
            for _ in range(number // (kills + 1)):
                await figures.answered.get()
            listening.clear()
            running.process.kill()
            await running.died()
            figures.kills += 1
            running = stack.enter_context(inbound_process(database.url("intake"), port=running.port))
            await running.ready()
            listening.set()
        await bursting
        figures.taken_in = time.perf_counter() - started
        with suppress(TimeoutError):
            async with asyncio.timeout(600):
                await settled(database, company.id, figures, sending)
        figures.settled_in = time.perf_counter() - started
    return figures


async def settled(
    database: Postgres, company_id: str, figures: Figures, sending: list[tuple[str, str, str, bytes]]
) -> None:
    """Returns once every mail is on its job: looks again whenever facts were told of, and each second, as telling is best effort."""
    async with await psycopg.AsyncConnection.connect(database.url(), autocommit=True) as ear:
        await ear.execute(f"LISTEN {FACT_CHANNEL}")
        while not count(database, company_id, figures, sending):
            async for _ in ear.notifies(timeout=1, stop_after=100):
                pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.inbound", description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=2)
    given = parser.parse_args()
    from services.kit.settings import get_settings
    from services.migrations.__main__ import migrate
    from services.migrations.roles import SERVICE_ROLES

    with tempfile.TemporaryDirectory(prefix="dossier-load-") as folder:
        files = Path(folder) / "files"
        files.mkdir()
        passwords = dict.fromkeys((OWNER, *SERVICE_ROLES), PASSWORD)
        with Postgres(Path(folder) / "postgres", passwords=passwords) as database:
            database.create_database("dossier")
            migrate(database.url(), passwords)
            os.environ |= {
                "DOSSIER_DATABASE_URL": database.url(),
                "DOSSIER_LINK_KEY": "a key that only this program knows, and long",
                "DOSSIER_FILES_URL": files.as_uri(),
                "DOSSIER_INBOUND_DOMAIN": "reply.dossier.example",
            }
            get_settings.cache_clear()
            figures = asyncio.run(run(database, given.mails, given.kills))
    print("\n".join(figures.lines()))
    if figures.lost or figures.doubled or figures.messages != given.mails:
        sys.exit(1)


if __name__ == "__main__":
    main()
