"""A whole stack for load tests: Postgres, Temporal, an inbox, billing, relay and workers, as `./dossier up` has them.

Unlike there, what is killed is back at once: a supervisor that waits a little longer each time would spare the stack most kills.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy import keys
from deploy.folder import Folder
from deploy.nursery import Forked, Nursery, Request
from deploy.ports import HOST, Ports
from deploy.postgres import OWNER
from deploy.processes import DATABASE, Local, table
from deploy.supervise import Program, Supervisor
from services.kit import db
from services.kit.settings import get_settings
from services.migrations.__main__ import migrate
from tests.load.processes import Service
from tests.system.running import free_base

STANDING: Final = ("temporal", "mail")
MORTAL: Final = ("workers", "relay")


@dataclass
class Stack:
    """What runs. `told` says of it what `stack.json` says of another, as far as the books ask."""

    local: Local
    billing: Service
    told: dict[str, Any]
    _nursery: Nursery = field(default_factory=Nursery)
    _running: dict[str, Forked] = field(default_factory=dict)

    async def start(self, name: str) -> None:
        """One of `MORTAL`, as a fork of a process that has the libraries already."""
        program: Program = table(self.local)[name]
        module, *arguments = program.command
        where, log = str(program.folder), str(program.log)
        request = Request(name, module, arguments, dict(program.environment), where, log)
        self._running[name] = await self._nursery.fork(request)

    async def kill(self, *names: str) -> None:
        """As a machine that loses its power: returns once they are gone."""
        for name in names:
            self._running[name].kill()
        await asyncio.gather(*(self._running[name].wait() for name in names))

    async def close(self) -> None:
        await self.kill(*(name for name, process in self._running.items() if process.returncode is None))
        await self._nursery.close()
        self.billing.kill()


@asynccontextmanager
async def stack() -> AsyncIterator[Stack]:
    """Everything in a folder that is gone afterwards. This process has the settings of the database's owner from then on."""
    with tempfile.TemporaryDirectory(prefix="dossier-load-") as name:
        folder = Folder(Path(name))
        folder.root.chmod(0o755)
        folder.make()
        local = Local(folder, Ports.at(free_base()), keys.load(folder.secrets))
        with local.postgres() as postgres:
            postgres.create_database(DATABASE)
            migrate(postgres.url(OWNER, DATABASE), {role: local.keys.passwords[role] for role in keys.ROLES})
            os.environ.update(local.environment(OWNER))
            get_settings.cache_clear()
            programs, supervisor = table(local), Supervisor(lambda pids: None, lambda what, name: None)
            made = Stack(local, Service(local.environment("billing"), "billing"), _told(local))
            made.billing.start()
            try:
                await asyncio.gather(*(supervisor.start(programs[each]) for each in STANDING))
                for each in MORTAL:
                    await made.start(each)
                yield made
            finally:
                await made.close()
                await db.engine().dispose()
                await supervisor.stop([list(STANDING)])


def _told(local: Local) -> dict[str, Any]:
    return {
        "database": local.database_url(OWNER),
        "urls": {"mail": local.ports.url("mail")},
        "temporal": f"{HOST}:{local.ports.temporal}",
    }
