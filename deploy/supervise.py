"""Keeps a set of processes running: starts each, restarts what dies, stops them in reverse order.

Children get a session of their own, so that Ctrl-C reaches only the supervisor, and a death signal, so that none outlives
it. Spawning happens on the event loop's thread, because Linux ties that signal to the spawning thread. Where the system
allows it, Python programs are forks of the nursery.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy import launch, pids
from deploy.nursery import Forked, Nursery, Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

STOP_SECONDS = 10.0
READY_SECONDS = 60.0
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0  # seconds before a restart; doubled each time
STEADY_SECONDS = 60.0  # who ran this long begins again at the first delay
_POLL_SECONDS = 0.1


class DiedError(RuntimeError):
    """A process ended, or was not ready in time, while it was being started."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(name)
        self.name = name
        self.log = log


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running.

    Attributes:
        command: what to run; for a Python module, `python -m`'s arguments: module first.
        is_python: whether `command` is that of a Python module; else it is made with `launch.argv`.
        ready: whether it serves now.
        prepare: run in a thread before each start.
        stop_signal: what makes it end in good order.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    ready: Callable[[], Awaitable[bool]]
    prepare: Callable[[], None] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    is_python: bool = False


@dataclass(slots=True)
class _Child:
    program: Program
    process: asyncio.subprocess.Process | Forked
    started: float  # seconds since the epoch, as the system sees it
    keeper: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Supervisor:
    """The running set. `changed` is called with ids and start times whenever they change, `notice` with what happened:
    `died`, `back` and the name of the program."""

    changed: Callable[[dict[str, tuple[int, float]]], None]
    notice: Callable[[str, str], None]
    first_delay: float = FIRST_DELAY
    stop_seconds: float = STOP_SECONDS
    _children: dict[str, _Child] = field(default_factory=dict)
    _nursery: Nursery | None = field(default_factory=lambda: Nursery() if Nursery.is_possible() else None)

    async def start(self, program: Program) -> None:
        """Start a program, wait until it is ready, and keep it running from then on. Raises DiedError."""
        child = await self._spawn(program)
        await self._until_ready(child)
        child.keeper = asyncio.create_task(self._keep(child), name=f"keep {program.name}")

    async def stop(self, groups: list[list[str]]) -> None:
        """Stop everything: the groups in reverse order, the programs of a group at once."""
        keepers = [child.keeper for child in self._children.values() if child.keeper]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        for group in reversed(groups):
            await asyncio.gather(*(self._end(self._children[name]) for name in group if name in self._children))
        if self._nursery:
            await self._nursery.close()

    def pids(self) -> dict[str, int]:
        """Process id of each program."""
        return {name: child.process.pid for name, child in self._children.items()}

    async def _spawn(self, program: Program) -> _Child:
        if program.prepare:
            await asyncio.to_thread(program.prepare)
        process = await self._run(program)
        child = _Child(program, process, pids.started_at(process.pid) or time.time())
        known = self._children.get(program.name)
        child.keeper = known.keeper if known else None
        self._children[program.name] = child
        self.changed({name: (each.process.pid, each.started) for name, each in self._children.items()})
        return child

    async def _run(self, program: Program) -> asyncio.subprocess.Process | Forked:
        command = program.command
        if program.is_python and self._nursery:
            module, *arguments = command
            environment, folder, log = dict(program.environment), str(program.folder), str(program.log)
            return await self._nursery.fork(Request(program.name, module, arguments, environment, folder, log))
        if program.is_python:
            command = launch.argv([sys.executable, "-m", *command], death_signal=signal.SIGTERM)
        with program.log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *command,
                cwd=program.folder,
                env=program.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def _until_ready(self, child: _Child) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not await child.program.ready():
            if child.process.returncode is not None or time.monotonic() > deadline:
                raise DiedError(child.program.name, child.program.log)
            await asyncio.sleep(_POLL_SECONDS)

    async def _keep(self, child: _Child) -> None:
        delay = self.first_delay
        while True:
            born = time.monotonic()
            await child.process.wait()
            self.notice("died", child.program.name)
            if time.monotonic() - born > STEADY_SECONDS:
                delay = self.first_delay
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
            try:
                child = await self._spawn(child.program)
                await self._until_ready(child)
            except DiedError:
                with contextlib.suppress(ProcessLookupError):
                    child.process.kill()  # it hangs: begin again
            except OSError:
                # A full disk or a lack of processes may pass. The dead child is waited for again, at once.
                continue
            else:
                self.notice("back", child.program.name)

    async def _end(self, child: _Child) -> None:
        if child.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.process.send_signal(child.program.stop_signal)
        try:
            await asyncio.wait_for(child.process.wait(), self.stop_seconds)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            await child.process.wait()
