"""What the bank knows, in one JSON file that is written anew beside itself and renamed into place after every change."""

from __future__ import annotations

import json
import os
import secrets
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Thing = dict[str, Any]
KINDS = ("customer", "session", "intent", "method", "refund", "dispute", "event", "answer")


class Store:
    """Things by kind and id, the oldest first. `answer` are the answers to requests, by their idempotency key."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = folder / "bank.json"
        known = json.loads(self._file.read_text()) if self._file.exists() else {}
        self._all: dict[str, dict[str, Thing]] = {kind: known.get(kind, {}) for kind in KINDS}

    def all(self, kind: str) -> list[Thing]:
        return list(self._all[kind].values())

    def get(self, kind: str, thing_id: str) -> Thing | None:
        return self._all[kind].get(thing_id)

    def add(self, kind: str, thing: Thing) -> Thing:
        self._all[kind][thing["id"]] = thing
        return thing

    def keep(self) -> None:
        """When this returns, what changed survives a kill."""
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(self._all, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)


def new_id(prefix: str) -> str:
    return f"{prefix}_local{time.time_ns():x}{secrets.token_hex(4)}"
