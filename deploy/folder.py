"""The data folder of a local stack: what lies where, who holds it, and writing files that survive a crash."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.console import StopError

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, content: str, mode: int = 0o600) -> None:
    """Replace a file whole: after a crash it is the old one or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths below the data folder `root`."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def temporal(self) -> Path:
        return self.root / "temporal"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def bank(self) -> Path:
        return self.root / "bank"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def stack(self) -> Path:
        """What programs read to find the running stack."""
        return self.root / "stack.json"

    @property
    def pids(self) -> Path:
        """Process id and start time of each child."""
        return self.root / "pids.json"

    @property
    def company(self) -> Path:
        """What the maker of the demo company reports: its sign-ins and its form."""
        return self.root / "company.json"

    @property
    def migrated(self) -> Path:
        """Fingerprint of the migrations that the database has."""
        return self.root / "migrated"

    @property
    def unfinished(self) -> Path:
        """Present from the first start until its demo company is complete."""
        return self.root / "unfinished"

    @property
    def _lock(self) -> Path:
        return self.root / "lock"

    def take(self) -> int:
        """Make the folder and hold it until the process ends. Returns the lock's file descriptor.

        Raises StopError when another stack holds it, or when it holds something that is not a stack.
        """
        if self.root.exists() and not self._lock.exists() and any(self.root.iterdir()):
            raise StopError("folder-not-ours", folder=str(self.root))
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StopError("folder-in-use", folder=str(self.root)) from None
        return descriptor

    def is_in_use(self) -> bool:
        """Whether a stack runs in this folder."""
        try:
            with self._lock.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def make(self) -> None:
        """The folders that children write to."""
        for path in (self.temporal, self.files, self.mail, self.bank, self.secrets, self.logs):
            path.mkdir(mode=0o700, exist_ok=True)

    def empty(self) -> None:
        """Forget everything but the lock."""
        for path in (self.postgres, self.temporal, self.files, self.mail, self.bank, self.secrets, self.logs):
            shutil.rmtree(path, ignore_errors=True)
        for path in (self.stack, self.pids, self.company, self.migrated, self.unfinished):
            path.unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """The content of a JSON file; None when it is missing or was cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
