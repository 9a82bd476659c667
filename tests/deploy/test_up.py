"""`./dossier up` as a person uses it: start, look, break something, Ctrl-C, start again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from deploy import pids
from deploy.ports import Ports

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).resolve().parents[2]


class Stack:
    """A running `./dossier up` and what it prints."""

    def __init__(self, data: Path, base: int) -> None:
        self.data = data
        self.arguments = ["up", "--empty", "--data", str(data), "--port-base", str(base)]
        self.process = subprocess.Popen(
            [str(REPOSITORY / "dossier"), *self.arguments],
            cwd="/",
            env=os.environ | {"LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def until_said(self, words: str) -> str:
        """Read what it prints until a line has these words."""
        said = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said.append(line)
            if words in line:
                return "".join(said)
        raise AssertionError("".join(said))

    def description(self) -> dict[str, Any]:
        return dict(json.loads((self.data / "stack.json").read_text()))

    def running(self) -> dict[str, tuple[int, float]]:
        """Process id and start time of everything."""
        return {name: (pid, pids.started_at(pid) or 0) for name, pid in self.description()["pids"].items()}


@contextmanager
def up(data: Path, base: int) -> Iterator[Stack]:
    stack = Stack(data, base)
    try:
        stack.until_said("Ready.")
        yield stack
    finally:
        stack.process.terminate()
        stack.process.communicate(timeout=60)


@pytest.fixture
def base() -> int:
    """A port with twelve free ones after it."""
    for candidate in range(21000, 60000, 100):
        if all(map(pids.is_free, Ports.at(candidate).numbers())):
            return candidate
    raise AssertionError("no free ports")


@pytest.mark.timeout(300)
def test_a_stack_from_first_start_to_the_third(tmp_path: Path, base: int) -> None:
    data = tmp_path / "une pile"
    with up(data, base) as stack:
        told = stack.description()
        assert (data / "stack.json").stat().st_mode & 0o777 == 0o600
        assert told["urls"]["dashboard"] == f"http://127.0.0.1:{base}"
        assert {"role", "email", "password"} <= told["sign_ins"][0].keys()
        form = httpx.get(f"{told['urls']['intake']}/f/{told['site']}")
        assert (form.status_code, form.headers["content-type"]) == (200, "text/html; charset=utf-8")
        sign_in = httpx.post(
            f"{told['urls']['accounts']}/v1/sign-in",
            json={key: told["sign_ins"][0][key] for key in ("email", "password")},
        )
        assert sign_in.status_code in (200, 201)

        other = subprocess.run(
            [str(REPOSITORY / "dossier"), *stack.arguments],
            env=os.environ | {"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (other.returncode, other.stderr.count("\n")) == (1, 1)
        assert "already uses" in other.stderr

        os.kill(told["pids"]["jobs"], signal.SIGKILL)
        stack.until_said('"jobs" is back.')
        running = stack.running()
        assert running["jobs"][0] != told["pids"]["jobs"]

        os.kill(stack.process.pid, signal.SIGINT)
        stack.until_said("Stopped.")
        assert stack.process.wait(timeout=30) == 0
        assert not any(pids.is_same(*each) for each in running.values())
        assert not (data / "stack.json").exists()

    with up(data, base) as stack:
        again = stack.description()
        assert {key: again[key] for key in ("sign_ins", "site", "database")} == {
            key: told[key] for key in ("sign_ins", "site", "database")
        }
        for pid in again["pids"].values():
            os.kill(pid, signal.SIGKILL)
        stack.process.wait(timeout=30)

    with up(data, base) as stack:
        sign_in = httpx.post(
            f"{told['urls']['accounts']}/v1/sign-in",
            json={key: told["sign_ins"][0][key] for key in ("email", "password")},
        )
        assert sign_in.status_code in (200, 201)
        assert told["site"] == stack.description()["site"]
