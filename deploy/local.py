"""`./dossier up`: the whole of Dossier on this machine, from an empty folder to a table of addresses, until Ctrl-C."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy import assets, checks, console, folder, keys, pids, temporal_dev
from deploy.console import Progress, StopError, notice
from deploy.folder import Folder
from deploy.ports import HOST, Ports
from deploy.postgres import OWNER, PostgresError
from deploy.processes import DATABASE, GROUPS, REPOSITORY, SERVICES, Local, python, table
from deploy.supervise import DiedError, Supervisor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping
    from pathlib import Path

    from deploy.supervise import Program


@dataclass(frozen=True, slots=True)
class Choices:
    """What `./dossier up` was asked for."""

    data: Path
    port_base: int | None = None
    fresh: bool = False
    empty: bool = False


def up(choices: Choices) -> None:
    """Run a stack until it is told to stop. Raises StopError when it cannot."""
    data = Folder(choices.data.expanduser().resolve())
    try:
        lock = data.take()
        try:
            asyncio.run(_up(choices, data))
        finally:
            os.close(lock)
    except OSError as error:
        raise checks.explain_os_error(error, data.root) from error


async def _up(choices: Choices, data: Folder) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(each, stop.set)
    ports = Ports.at(choices.port_base)
    _end_leftovers(data)
    checks.ports_are_free(ports)
    if choices.fresh or data.unfinished.exists():
        data.empty()  # a first start that did not end has nothing that anybody made
    checks.disk_has_room(data.root)
    data.make()
    local = Local(data, ports, keys.load(data.secrets))
    stack = _Stack(local, table(local))
    starting = asyncio.create_task(stack.start(empty=choices.empty))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            console.table(stack.description(), data.stack)
            await stop.wait()
    except* (DiedError, PostgresError, assets.AssetsError, OSError) as failures:
        raise _sentence(_cause(failures), data.root) from failures
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await stack.stop()


@dataclass(slots=True)
class _Stack:
    """One running stack and what is written down about it."""

    local: Local
    programs: dict[str, Program]
    supervisor: Supervisor = field(init=False)
    is_ready: bool = False

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self._note_pids, lambda what, name: notice(f"process-{what}", name=name))

    async def start(self, *, empty: bool) -> None:
        """Start everything, what does not wait for another at once. The first time, make the company too."""
        data, postgres = self.local.folder, self.local.postgres()
        first = not (data.postgres / "PG_VERSION").exists()
        if first:
            folder.write(data.unfinished, "")
        rebuild = temporal_dev.set_aside(data.temporal) and not first
        with Progress() as progress:
            async with asyncio.TaskGroup() as group:

                def begin(name: str, *after: asyncio.Task[None]) -> asyncio.Task[None]:
                    return group.create_task(self._start(progress, name, after))

                browser_parts = group.create_task(_step(progress, "assets", asyncio.to_thread(assets.install)))
                temporal = begin("temporal")
                begin("mail")
                begin("bank")
                await self._start(progress, "postgres")
                await _step(progress, "migrations", self._migrate(new=postgres.create_database(DATABASE)))
                for service in SERVICES:
                    begin(service)
                begin("dashboard", browser_parts)
                begin("workers", temporal)
                begin("relay", temporal)
                begin("inbound")
            if first:
                await _step(progress, "company", self._make_company(empty=empty))
                data.unfinished.unlink()
            if rebuild:
                await _step(progress, "rebuild", self._run("rebuild", "worker", "-m", "workers.rebuild"))
        temporal_dev.confirm(data.temporal)
        self.is_ready = True
        self._write_description()

    async def stop(self) -> None:
        self.is_ready = False
        self.local.folder.stack.unlink(missing_ok=True)
        if self.supervisor.pids():
            notice("stopping")
        await self.supervisor.stop(GROUPS)
        self.local.folder.pids.unlink(missing_ok=True)

    def description(self) -> dict[str, object]:
        """What `stack.json` says (design: api.md)."""
        ports, company = self.local.ports, folder.read_json(self.local.folder.company) or {}
        names = ("dashboard", "intake", "jobs", "billing", "accounts", "temporal_ui", "mail", "bank")
        return {
            "urls": {name: ports.url(name) for name in names},
            "temporal": f"{HOST}:{ports.temporal}",
            "database": self.local.database_url(OWNER),
            "smtp": f"{HOST}:{ports.smtp}",
            "smtp_in": f"{HOST}:{ports.smtp_in}",
            "sign_ins": company.get("sign_ins", []),
            "site": company.get("site"),
            "pids": {"up": os.getpid()} | self.supervisor.pids(),
        }

    async def _start(self, progress: Progress, name: str, after: Iterable[asyncio.Task[None]] = ()) -> None:
        for task in after:
            await task
        await _step(progress, f"start-{name}", self.supervisor.start(self.programs[name]))

    async def _migrate(self, *, new: bool) -> None:
        """Bring the database up to date, unless it has these very migrations already."""
        stamp, fingerprint = self.local.folder.migrated, _fingerprint(REPOSITORY / "services" / "migrations")
        if not new and stamp.exists() and stamp.read_text() == fingerprint:
            return
        passwords = {role: self.local.keys.passwords[role] for role in keys.ROLES}
        await self._run(
            "migrations", OWNER, "-m", "services.migrations", more={"DOSSIER_ROLE_PASSWORDS": json.dumps(passwords)}
        )
        folder.write(stamp, fingerprint)

    async def _make_company(self, *, empty: bool) -> None:
        more = {
            "DOSSIER_COMPANY_FILE": str(self.local.folder.company),
            "DOSSIER_OWNER_DATABASE_URL": self.local.database_url(OWNER),
            "DOSSIER_TOKEN_PRIVATE_KEY_FILE": str(self.local.keys.private_key),
        }
        await self._run("company", "worker", "-m", "deploy.demo_company", *(["--empty"] if empty else []), more=more)

    async def _run(self, name: str, role: str, *arguments: str, more: Mapping[str, str] | None = None) -> None:
        """Run a Python program to its end, its output in a log of its own. Raises DiedError when it fails."""
        path = self.local.folder.logs / f"{name}.log"
        with path.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *python(*arguments),
                cwd=REPOSITORY,
                env=self.local.environment(role) | dict(more or {}),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if code != 0:
            raise DiedError(name, path)

    def _note_pids(self, running: dict[str, tuple[int, float]]) -> None:
        folder.write(self.local.folder.pids, json.dumps(running))
        if self.is_ready:
            self._write_description()

    def _write_description(self) -> None:
        folder.write(self.local.folder.stack, json.dumps(self.description(), indent=1))


async def _step(progress: Progress, message: str, work: Awaitable[object]) -> None:
    with progress.step(message):
        await work


def _end_leftovers(data: Folder) -> None:
    """End what an `up` that was killed left running, known by process id and start time. Postgres sees to its own."""
    known = folder.read_json(data.pids) or {}
    left = [pid for pid, started in known.values() if pids.is_same(pid, started)]
    if left:
        notice("ending-leftovers", count=len(left))
        pids.end(left, grace=10)
    data.pids.unlink(missing_ok=True)
    data.stack.unlink(missing_ok=True)


def _fingerprint(tree: Path) -> str:
    """Hash of the Python files below `tree`."""
    digest = hashlib.sha256()
    for path in sorted(tree.rglob("*.py")):
        digest.update(path.relative_to(tree).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sentence(error: BaseException, root: Path) -> StopError:
    """The one sentence for a start that failed: the cause when the output shows one that we know, else its last line."""
    if isinstance(error, OSError):
        return checks.explain_os_error(error, root)
    output = str(error)
    if isinstance(error, DiedError):
        output = error.log.read_bytes()[-4000:].decode(errors="replace") if error.log.exists() else ""
    if known := checks.explain(output, root):
        return known
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1][:300] if lines else ""
    if isinstance(error, DiedError):
        return StopError("process-failed", name=error.name, last=last, log=str(error.log))
    return StopError("postgres-failed" if isinstance(error, PostgresError) else "assets-failed", last=last)


def _cause(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first real error of tasks that failed together."""
    first = group.exceptions[0]
    return _cause(first) if isinstance(first, BaseExceptionGroup) else first
