"""`./dossier test`: every check in order, pytest last, and a short summary before it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from deploy import assets, checks, console
from deploy.console import StopError, say
from deploy.processes import REPOSITORY

CHECKS = {
    "check-lint": ["-m", "ruff", "check", "."],
    "check-format": ["-m", "ruff", "format", "--check", "."],
    "check-types": ["-m", "mypy"],
    "check-imports": ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"],
}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def run(pytest_arguments: list[str]) -> int:
    """Every check, then every test; with arguments, pytest alone with them. Returns the exit code."""
    try:
        assets.install()
    except assets.AssetsError as error:
        raise checks.explain(str(error), REPOSITORY) or StopError("assets-failed", last=str(error)) from error
    environment = os.environ | {"CHROMIUM": browser(), "PYTHONPATH": str(REPOSITORY)}
    results: list[tuple[str, int, float]] = []
    for name, arguments in {} if pytest_arguments else CHECKS.items():
        results.append((name, *_timed(name, arguments, environment)))
    for name, code, duration in results:
        verdict = say("check-failed" if code else "check-passed")
        colour = "red" if code else "green"
        console.out.print(f"[{colour}]{verdict}[/] {say(name)} [dim]{console.seconds(duration)}[/]")
    tests, _ = _timed("check-tests", ["-m", "pytest", *pytest_arguments], environment)
    return tests or next((code for _, code, _ in results if code), 0)


def browser() -> str:
    """Path of Chromium; installed first where that is possible. Raises StopError with the command that installs it."""
    found = _find_browser()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        console.notice("chromium-installing")
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(
                command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL, check=False
            )
        found = _find_browser()
    if found is None:
        raise StopError("chromium-missing")
    return found


def _find_browser() -> str | None:
    return next((path for name in _BROWSERS if (path := shutil.which(name) or shutil.which(f"/usr/bin/{name}"))), None)


def _timed(name: str, arguments: list[str], environment: dict[str, str]) -> tuple[int, float]:
    """Run one check with this Python; its exit code and how many seconds it took."""
    console.out.rule(say(name))
    started = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=REPOSITORY, env=environment, check=False)
    return done.returncode, time.monotonic() - started
