"""From bytes that somebody sent to a content that is kept: sniffed, cleaned, stored. No row is written here.

What is stored before its row commits may end up without one; the collector finds it.
"""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.jobs.files import images, sniff, videos
from services.kit import files
from services.kit.problems import Field, Invalid, Problem

LARGEST: Final = 25 * 1024 * 1024
"""Bytes of one file."""

_PICTURES = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
"""One at a time, off the event loop: each takes its pixels in memory, some hundred megabytes for the largest."""


@dataclass(frozen=True)
class Stored:
    """A content in the store. `taken_at` is naive where the camera told no offset."""

    name: str
    media_type: str
    size: int
    sha256: str
    key: str
    width: int | None = None
    height: int | None = None
    thumbnail_key: str | None = None
    thumbnail_size: int | None = None
    taken_at: datetime | None = None


async def store(company_id: str, content: bytes, name: str, *, pointer: str = "/content", raw: bool = False) -> Stored:
    """Keeps `content`; a picture or a film without its metadata, a picture upright, with a thumbnail. `raw` keeps any bytes as they are.

    Raises:
        Problem: 413 `file-too-large`; 422 at `pointer`: empty, a broken picture, a picture of too many pixels.
    """
    shown = sniff.clean_name(name)
    if not content:
        raise Invalid([Field(pointer, "file-empty", {"name": shown})])
    refuse_larger(len(content), name)
    kind = sniff.OPAQUE if raw else await asyncio.to_thread(sniff.media_type, content, name)
    if kind in sniff.IMAGES:
        return await _picture(company_id, content, name, pointer)
    if kind.startswith(("video/", "audio/")):
        content = await asyncio.to_thread(videos.bare, content)
    key = await files.put(content, company_id)
    return Stored(shown, kind, len(content), key.rpartition("/")[2], key)


def refuse_larger(size: int, name: str) -> None:
    """Raises a 413 problem."""
    if size > LARGEST:
        raise Problem(413, "file-too-large", name=sniff.clean_name(name), limit=LARGEST // (1024 * 1024))


async def _picture(company_id: str, content: bytes, name: str, pointer: str) -> Stored:
    shown = sniff.clean_name(name)
    try:
        kept = await asyncio.get_running_loop().run_in_executor(_PICTURES, images.keep, content)
    except images.BrokenImage:
        raise Invalid([Field(pointer, "image-broken", {"name": shown})]) from None
    except images.ImageTooLarge:
        megapixels = images.MAX_PIXELS // 1_000_000
        raise Invalid([Field(pointer, "image-too-large", {"name": shown, "limit": megapixels})]) from None
    key = await files.put(kept.content, company_id)
    return Stored(
        name=sniff.clean_name(name, kept.media_type),
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        key=key,
        width=kept.width,
        height=kept.height,
        thumbnail_key=await files.put(kept.thumbnail, company_id),
        thumbnail_size=len(kept.thumbnail),
        taken_at=kept.taken_at,
    )
