"""Mails on disk, as a maildir would keep them: written beside, forced to the disk, then renamed into place."""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list. `to` are the addresses that the mail was delivered to, separated by a comma and a space."""

    id: str
    sender: str
    to: str
    subject: str
    message_id: str
    received_at: str  # RFC 3339, UTC

    def recipients(self) -> list[str]:
        return self.to.split(", ")


class Store:
    """All mails in `folder`: `<id>.eml` as received and `<id>.json`, its line of the list, whose presence makes it count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for unfinished in self._folder.glob(".new-*"):
            unfinished.unlink()
        self._entries = {path.stem: Entry(**json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))}

    def add(self, content: bytes, sender: str, recipients: Sequence[str]) -> Entry:
        """Keep a mail; when this returns it survives a power cut."""
        headers = BytesHeaderParser(policy=policy.default).parsebytes(content)
        now = datetime.now(UTC)
        entry = Entry(
            id=f"{time.time_ns():020d}-{secrets.token_hex(4)}",  # sorts by arrival
            sender=_header(headers, "From") or sender,
            to=", ".join(recipients),
            subject=_header(headers, "Subject"),
            message_id=_header(headers, "Message-ID"),
            received_at=now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )
        self._write(f"{entry.id}.eml", content)
        self._write(f"{entry.id}.json", json.dumps(asdict(entry), ensure_ascii=False).encode())
        self._entries[entry.id] = entry
        return entry

    def entries(self, to: str | None = None) -> list[Entry]:
        """Newest first; only those delivered to the address `to`, if given, in any case."""
        newest_first = reversed(self._entries.values())
        if to is None:
            return list(newest_first)
        return [entry for entry in newest_first if to.lower() in (each.lower() for each in entry.recipients())]

    def entry(self, message: str) -> Entry | None:
        return self._entries.get(message)

    def raw(self, entry: Entry) -> bytes:
        """The mail exactly as it was received."""
        return (self._folder / f"{entry.id}.eml").read_bytes()

    def version(self) -> str:
        """Changes whenever the list does."""
        last = next(reversed(self._entries), "0")
        return f"{len(self._entries)}-{last}"

    def _write(self, name: str, content: bytes) -> None:
        temporary = self._folder / f".new-{name}"
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _header(headers: object, name: str) -> str:
    """A header's decoded text; a mail so broken that it cannot be decoded still counts."""
    try:
        return " ".join(str(headers[name] or "").split())  # type: ignore[index]  # a Message, by its policy untyped
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):
        return ""
