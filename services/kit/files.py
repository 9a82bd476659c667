"""Files, content-addressed, in a folder or a bucket: never in the database."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from obstore.store import from_url

from services.kit.settings import get_settings


@lru_cache(maxsize=1)
def _store() -> Any:
    url = get_settings().files_url
    return from_url(url, mkdir=True) if url.startswith("file:") else from_url(url)


def key_of(content: bytes) -> str:
    """Where `content` lives: its SHA-256, fanned out over two levels of folders."""
    digest = hashlib.sha256(content).hexdigest()
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


async def put(content: bytes) -> str:
    """Stores `content` and returns its key. The same content twice is one file."""
    key = key_of(content)
    await _store().put_async(key, content)
    return key


async def get(key: str) -> bytes:
    """The content behind a key. Raises FileNotFoundError."""
    result = await _store().get_async(key)
    return bytes(await result.bytes_async())
