"""Which process is ours: an id is reused by the system, an id with its start time is not."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from collections.abc import Iterable


def started_at(pid: int) -> float | None:
    """Seconds since the epoch at which `pid` started; None when there is no such process, or only its corpse."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return float(process.create_time())
    except psutil.Error:
        return None


def is_same(pid: int, started: float) -> bool:
    """Whether `pid` still is the process that started at `started`."""
    now = started_at(pid)
    return now is not None and abs(now - started) < 1.0


def working_in(folder: Path, program: str) -> list[int]:
    """Ids of the processes named `program` whose working directory is `folder`."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() == program and Path(process.cwd()) == folder:
                found.append(int(process.pid))
    return found


def end(pids: Iterable[int], *, grace: float) -> None:
    """Ask each process to stop, kill what is still there after `grace` seconds, and wait until all are gone."""
    processes = []
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            process.terminate()
            processes.append(process)
    _, alive = psutil.wait_procs(processes, timeout=grace)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server can listen on this port of the loopback interface now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
