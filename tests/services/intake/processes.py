"""`python -m services.intake.inbound` as a process of its own, that may die, and a mail server in front that comes again."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import aiosmtplib

from tests.deploy.test_inbox import REPOSITORY
from tests.services.intake.corpus import CLIENT


@dataclass
class Running:
    """A process and where it listens."""

    process: subprocess.Popen[bytes]
    port: int

    async def ready(self) -> None:
        """Returns once it takes mail."""
        async with asyncio.timeout(30):
            while True:
                assert self.process.poll() is None, "it ended by itself"
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return
                except OSError:
                    await asyncio.sleep(0.05)

    async def died(self) -> None:
        async with asyncio.timeout(30):
            await asyncio.to_thread(self.process.wait)

    async def take(self, raw: bytes, recipient: str, sender: str = CLIENT) -> bool:
        """Whether the server said 250: only then a mail server in front forgets the mail."""
        try:
            await aiosmtplib.send(
                raw, sender=sender, recipients=[recipient], hostname="127.0.0.1", port=self.port, timeout=30
            )
        except (aiosmtplib.SMTPException, OSError):
            return False
        return True


@contextmanager
def inbound_process(database_url: str, script: str = "", port: int | None = None) -> Iterator[Running]:
    """`script` runs in the process before; with `port` it listens where an earlier one did."""
    if port is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    run = f"{script}\nfrom services.kit import health\nfrom services.intake.inbound import process\nhealth.run(process.main())"
    environment = os.environ | {"DOSSIER_DATABASE_URL": database_url, "DOSSIER_INBOUND_PORT": str(port)}
    with subprocess.Popen([sys.executable, "-c", run], cwd=REPOSITORY, env=environment) as process:
        try:
            yield Running(process, port)
        finally:
            process.kill()
