"""Starts Python processes quickly: one process loads the big libraries once, and each of ours is a fork of it.

A stack has eight Python processes, and loading FastAPI, SQLAlchemy and the like takes each of them more than a second of
CPU. Only libraries are loaded ahead, nothing that reads a setting. Linux only; elsewhere each process loads its own.

    supervisor  --Request, a line of JSON-->  nursery  --fork-->  the process
                <-- its id, a line of JSON --
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy import launch

_LIBRARIES = (
    *(
        "aiosmtplib",
        "babel.dates",
        "babel.numbers",
        "email_validator",
        "fastapi",
        "fluent.runtime",
        "holidays",
        "httptools",
    ),
    *("httpx", "jinja2", "joserfc.jwt", "obstore", "orjson", "prometheus_client", "psycopg", "psycopg.types.json"),
    *("pydantic_settings", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.postgresql.psycopg"),
    *("sqlalchemy.ext.asyncio", "sqlalchemy.orm", "sse_starlette", "temporalio.client", "temporalio.worker", "uvicorn"),
    *(
        "uvicorn.lifespan.on",
        "uvicorn.loops.auto",
        "uvicorn.protocols.http.auto",
        "uvicorn.protocols.websockets.auto",
        "uvloop",
    ),
)
_PR_SET_NAME = 15
_REPOSITORY = Path(__file__).resolve().parent.parent  # where modules are looked for


@dataclass(frozen=True, slots=True)
class Request:
    """A Python process to start: `python -m module arguments` in `folder`, with this environment, writing to `log`."""

    name: str
    module: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str
    log: str


class Forked:
    """A process that the nursery started; the part of `asyncio.subprocess.Process` that the supervisor uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._ended = asyncio.Event()
        try:
            # It speaks of this process only, even when the number is given to another one.
            self._descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self._descriptor = -1
            self._ended.set()
        else:
            asyncio.get_running_loop().add_reader(self._descriptor, self._end)

    @property
    def returncode(self) -> int | None:
        """None while it runs. Its real exit code is known to the nursery alone; nobody asks for it."""
        return 0 if self._ended.is_set() else None

    async def wait(self) -> int:
        await self._ended.wait()
        return 0

    def send_signal(self, number: int) -> None:
        """Raises ProcessLookupError when it is gone."""
        if self._ended.is_set():
            raise ProcessLookupError
        signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)
        self._ended.set()


class Nursery:
    """The supervisor's side. Should the nursery die, its children do too, and the next `fork` begins with a new one."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    @staticmethod
    def is_possible() -> bool:
        return hasattr(os, "pidfd_open")

    async def fork(self, request: Request) -> Forked:
        """Start a process. Raises OSError when that is impossible."""
        async with self._one_at_a_time:
            if self._process is None or self._process.returncode is not None:
                await self._start()
            self._writer.write(json.dumps(asdict(request)).encode() + b"\n")
            await self._writer.drain()
            answer = await self._reader.readline()
            if not answer:
                raise ConnectionResetError("the nursery is gone")
            return Forked(int(answer))

    async def close(self) -> None:
        """End the nursery; those it started must have ended before."""
        if self._process is None:
            return
        self._writer.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        await self._process.wait()

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "deploy.nursery", str(theirs.fileno())]
            self._process = await asyncio.create_subprocess_exec(
                *launch.argv(command, death_signal=signal.SIGTERM),
                cwd=_REPOSITORY,
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        self._reader, self._writer = await asyncio.open_connection(sock=ours)


def main(descriptor: int) -> None:
    """The nursery itself, and, after a fork, the process that was asked for."""
    for library in _LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    gc.freeze()  # a collection that walks over the libraries would copy their pages into every child
    request = _fork_on_request(descriptor)
    if request is not None:
        _become(request)


def _fork_on_request(descriptor: int) -> Request | None:
    """Fork for every request. Returns in each child, with its request, and in the nursery when nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial: the supervisor watches them itself
    nursery = os.getpid()
    with socket.socket(fileno=descriptor) as door, door.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            pid = os.fork()
            if pid == 0:
                launch.die_with(nursery, signal.SIGTERM)
                return Request(**json.loads(line))
            lines.write(f"{pid}\n")
            lines.flush()
    return None


def _become(request: Request) -> Any:
    """Turn this fork into the process of the request, as if it had been started with `python -m`."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_NAME, request.name.encode(), 0, 0, 0)  # its name in ps and top
    log = os.open(request.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    os.close(log)
    os.environ.clear()
    os.environ.update(request.environment)
    os.chdir(request.folder)
    sys.argv = [request.module, *request.arguments]
    runpy.run_module(request.module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
