"""A whole stack of its own for tests: started with `./dossier up` as a person would, stopped, killed, started again."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from deploy import pids
from deploy.ports import Ports

REPOSITORY = Path(__file__).parents[2]
READY_WITHIN = 180.0
"""Seconds. A machine that does other things meanwhile takes its time; what a start may cost is tested in test_speed."""
STOPPED_WITHIN = 60.0

T = TypeVar("T")


class Running:
    """One stack in one data folder. `told` is what `stack.json` says; it is updated in place after every start."""

    def __init__(self, data: Path, base: int) -> None:
        self.data, self.base = data, base
        self.told: dict[str, Any] = {}
        self.starts: list[float] = []
        """Seconds that each start took until the stack was ready, the first one with its new company included."""
        self.program = REPOSITORY
        """Whose `./dossier` was started last."""
        self._process: subprocess.Popen[bytes] | None = None
        self._log = data.parent / f"{data.name}.log"

    def start(self, program: Path = REPOSITORY) -> None:
        """`./dossier up` of the folder `program`, until it says that it is ready."""
        began = time.monotonic()
        self.program = program
        command = [str(program / "dossier"), "up", "--port-base", str(self.base), "--data", str(self.data)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=program,
                env=os.environ | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.told.update(until("the stack is ready", self._description, READY_WITHIN))
        self.starts.append(time.monotonic() - began)

    def _description(self) -> dict[str, Any] | None:
        assert self._process is not None
        assert self._process.poll() is None, (
            f"the stack did not start:\n{self._log.read_text(errors='replace')[-4000:]}"
        )
        with suppress(FileNotFoundError, json.JSONDecodeError):
            found: dict[str, Any] = json.loads((self.data / "stack.json").read_text())
            if found["pids"]["up"] == self._process.pid:  # a stack that was killed leaves its description behind
                return found
        return None

    def stop(self) -> None:
        """Ctrl-C."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOPPED_WITHIN)
        finally:
            self.kill()

    def kill(self) -> None:
        """kill -9 of everything at once."""
        if self._process is None:
            return
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        self._process = None

    def processes(self) -> list[psutil.Process]:
        """Every process of the stack; none if it is gone."""
        if self._process is None or self._process.poll() is not None:
            return []
        top = psutil.Process(self._process.pid)
        return [top, *top.children(recursive=True)]

    def pid(self, name: str) -> int:
        """The process id of a program as it is now; it changes when the program is started again."""
        return int(json.loads((self.data / "stack.json").read_text())["pids"][name])

    def client_address(self) -> str:
        """An e-mail address that no other job of this stack has."""
        return f"client-{secrets.token_hex(5)}@clients.example"


def until(what: str, condition: Callable[[], T | None], within: float = 60.0) -> T:
    """The first answer of `condition` that is neither None nor False; fails when there is none within that many seconds."""
    deadline = time.monotonic() + within
    while True:
        found = condition()
        if found is not None and found is not False:
            return found
        assert time.monotonic() < deadline, f"not within {within:.0f} s: {what}"
        time.sleep(0.1)


async def soon(what: str, condition: Callable[[], Awaitable[str | None]], within: float = 60.0) -> None:
    """Waits until `condition` has nothing to complain about; fails with its last complaint."""
    deadline = time.monotonic() + within
    while complaint := await condition():
        assert time.monotonic() < deadline, f"not within {within:.0f} s: {what}: {complaint}"
        await asyncio.sleep(0.2)


def free_base() -> int:
    """The first of a run of free ports, below those that the system hands out to clients."""
    for base in range(26100, 32000, 100):
        if all(map(pids.is_free, Ports.at(base).numbers())):
            return base
    raise AssertionError("no free ports")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The one stack, with its demo company, that system and browser tests share."""
    stack = Running(tmp_path_factory.mktemp("running") / "data", free_base())
    try:
        stack.start()
        yield stack
        stack.stop()
    finally:
        stack.kill()


@pytest.fixture(scope="session")
def stack(running: Running) -> dict[str, Any]:
    """What `stack.json` says of the shared stack."""
    return running.told
