"""The supervisor, on small real processes."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from deploy import launch, pids
from deploy.supervise import DiedError, Program, Supervisor

REPOSITORY = Path(__file__).resolve().parents[2]

# Says that it is ready, and when it is asked to stop, adds its name to the list of the stopped.
OBEDIENT = """
import pathlib, signal, sys
folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
def stop(*_):
    with (folder / "stopped").open("a") as stopped:
        stopped.write(name + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
(folder / (name + ".ready")).touch()
while True:
    signal.pause()
"""
STUBBORN = OBEDIENT.replace("signal.SIGTERM, stop", "signal.SIGTERM, signal.SIG_IGN")


def program(folder: Path, name: str, script: str = OBEDIENT) -> Program:
    async def is_ready() -> bool:
        return (folder / f"{name}.ready").exists()

    def forget() -> None:
        (folder / f"{name}.ready").unlink(missing_ok=True)

    command = launch.argv([sys.executable, "-c", script, str(folder), name], death_signal=signal.SIGTERM)
    return Program(name, command, dict(os.environ), folder, folder / f"{name}.log", is_ready, forget)


class Watched:
    """A supervisor whose notices can be waited for."""

    def __init__(self, stop_seconds: float = 10) -> None:
        self.notices: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.written: dict[str, tuple[int, float]] = {}
        self.supervisor = Supervisor(
            self.written.update,
            lambda *what: self.notices.put_nowait(what),
            first_delay=0.05,
            stop_seconds=stop_seconds,
        )

    async def until(self, *what: str) -> None:
        async with asyncio.timeout(20):
            while await self.notices.get() != what:
                pass


def test_a_killed_process_comes_back_and_its_new_id_is_known(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched()
        await watched.supervisor.start(program(tmp_path, "one"))
        first = watched.supervisor.pids()["one"]
        for _ in range(2):
            os.kill(watched.supervisor.pids()["one"], signal.SIGKILL)
            await watched.until("died", "one")
            await watched.until("back", "one")
        second = watched.supervisor.pids()["one"]
        assert second != first
        assert pids.is_same(*watched.written["one"])
        await watched.supervisor.stop([["one"]])
        assert not pids.is_same(*watched.written["one"])

    asyncio.run(scenario())


def web_server(folder: Path) -> Program:
    """A Python module of the standard library, so a fork of the nursery where there is one."""
    port = pids.free_port()

    async def is_ready() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    command = ["http.server", "--bind", "127.0.0.1", str(port)]
    environment = {"PATH": os.environ["PATH"], "SEEN": "by the child"}
    return Program("web", command, environment, folder, folder / "web.log", is_ready, is_python=True)


def test_python_programs_come_back_too_even_with_a_new_nursery(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched()
        await watched.supervisor.start(web_server(tmp_path))
        child = psutil.Process(watched.supervisor.pids()["web"])
        assert child.ppid() != os.getpid()
        assert child.cwd() == str(tmp_path)
        for process in (child, child.parent()):  # the second time with all that the nursery started
            process.kill()
            await watched.until("died", "web")
            await watched.until("back", "web")
        await watched.supervisor.stop([["web"]])
        assert not pids.is_same(*watched.written["web"])

    asyncio.run(scenario())


def test_a_python_program_that_fails_leaves_its_traceback(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched()
        program = dataclasses.replace(web_server(tmp_path), command=["no_such_module"])
        with pytest.raises(DiedError) as caught:
            await watched.supervisor.start(program)
        assert "No module named no_such_module" in caught.value.log.read_text()
        await watched.supervisor.stop([["web"]])

    asyncio.run(scenario())


def test_groups_stop_in_reverse_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched()
        for name in ("database", "service", "pages"):
            await watched.supervisor.start(program(tmp_path, name))
        await watched.supervisor.stop([["database"], ["service"], ["pages"]])
        assert watched.notices.empty()  # a stop is no death to report

    asyncio.run(scenario())
    assert (tmp_path / "stopped").read_text().split() == ["pages", "service", "database"]


def test_who_does_not_stop_in_time_is_killed(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched(stop_seconds=0.2)
        await watched.supervisor.start(program(tmp_path, "deaf", STUBBORN))
        await watched.supervisor.stop([["deaf"]])
        assert pids.started_at(watched.written["deaf"][0]) is None

    asyncio.run(scenario())


def test_a_process_that_ends_while_it_starts_is_an_error_that_names_its_log(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched()
        with pytest.raises(DiedError) as caught:
            await watched.supervisor.start(program(tmp_path, "broken", "raise SystemExit('no luck')"))
        assert "no luck" in caught.value.log.read_text()

    asyncio.run(scenario())


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    parent = textwrap.dedent("""
        import asyncio, json, os, pathlib, signal, sys
        from tests.deploy.test_supervise import Watched, program
        async def scenario():
            watched = Watched()
            await watched.supervisor.start(program(pathlib.Path(sys.argv[1]), "child"))
            print(json.dumps(watched.supervisor.pids()), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        asyncio.run(scenario())
    """)
    done = subprocess.run(
        [sys.executable, "-c", parent, str(tmp_path)], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    child = json.loads(done.stdout)["child"]
    if psutil.pid_exists(child):
        psutil.wait_procs([psutil.Process(child)], timeout=10)
    assert pids.started_at(child) is None
    assert (tmp_path / "stopped").read_text() == "child\n"
