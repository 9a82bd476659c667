"""Files, content-addressed, in a folder or a bucket: never in the database.

Whoever refers to a key keeps it in a row of theirs; what no row refers to may be deleted. `folder` keeps a company's contents
apart from another's, so that whether a row still refers to one can be asked under row-level security.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from obstore.store import from_url

from services.kit.settings import get_settings

CHUNK = 256 * 1024
"""Bytes that a stream gives at a time."""


class Meta(NamedTuple):
    """What the store knows about a content. `size` in bytes."""

    key: str
    size: int
    modified_at: datetime


@lru_cache(maxsize=1)
def _store() -> Any:
    url = get_settings().files_url
    return from_url(url, mkdir=True) if url.startswith("file:") else from_url(url)


def key_of(content: bytes, folder: str = "") -> str:
    """Where `content` lives: its SHA-256, fanned out over two levels of folders."""
    digest = hashlib.sha256(content).hexdigest()
    return f"{folder}{'/' if folder else ''}{digest[:2]}/{digest[2:4]}/{digest}"


async def put(content: bytes, folder: str = "", *, forced: bool = False) -> str:
    """Stores `content` and returns its key. The same content twice is one file.

    `forced` returns only once it would survive a power cut, also in a folder of this machine.
    """
    key = key_of(content, folder)
    await _store().put_async(key, content)
    url = get_settings().files_url
    if forced and url.startswith("file:"):
        await asyncio.to_thread(_force, Path(unquote(urlsplit(url).path)), key)
    return key


def _force(root: Path, key: str) -> None:
    """The file to the disk, then the folders that name it."""
    path = root / key
    while True:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if path == root:
            return
        path = path.parent


async def get(key: str) -> bytes:
    """The content behind a key. Raises FileNotFoundError."""
    result = await _store().get_async(key)
    return bytes(await result.bytes_async())


async def stream(key: str, start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to before `end`, in chunks. Raises FileNotFoundError before the first one."""
    if start == end:
        return
    result = await _store().get_async(key, options={"range": (start, end)})
    async for chunk in result.stream(min_chunk_size=CHUNK):
        yield bytes(chunk)


async def exists(key: str) -> bool:
    return await modified_at(key) is not None


async def modified_at(key: str) -> datetime | None:
    """When the content was last put there; None if it is not there."""
    try:
        meta = await _store().head_async(key)
    except FileNotFoundError:
        return None
    written: datetime = meta["last_modified"]
    return written


async def delete(key: str) -> None:
    """Deletes a content; one that is not there is no error. Only for what no row refers to."""
    try:
        await _store().delete_async(key)
    except FileNotFoundError:
        return


async def contents(folder: str) -> AsyncIterator[Meta]:
    """Every content of a folder."""
    async for batch in _store().list(prefix=folder, chunk_size=500):
        for each in batch:
            yield Meta(each["path"], each["size"], each["last_modified"])


async def folders(below: str | None = None) -> list[str]:
    """The folders at the top of the store: companies', those over which the hashes of documents are fanned out, and that of
    inbound mails, which has the companies' `below` it."""
    found = await _store().list_with_delimiter_async(below)
    return sorted(found["common_prefixes"])
