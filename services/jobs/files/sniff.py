"""What a file is, by its bytes: neither its name nor what the sender says of it is believed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

import filetype

OPAQUE: Final = "application/octet-stream"
INLINE: Final = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
"""Types that a browser may show in place; everything else is only ever saved."""

IMAGES: Final = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/apng",
        "image/webp",
        "image/heic",
        "image/avif",
        "image/gif",
        "image/bmp",
        "image/tiff",
    }
)
"""Types that are read as pictures, and kept as JPEG, PNG or WebP."""

_DOCUMENTS: Final = frozenset(
    {
        "application/pdf",
        "application/zip",
        "application/rtf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
    }
)
_DOCUMENT_FAMILIES: Final = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "audio/",
    "video/",
)
_HEAD: Final = 64 * 1024
_MARKUP: Final = re.compile(rb"^\s*<|<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml)\b", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s+")
_RESERVED: Final = re.compile(r'[\\/:*?"<>|]')
_LONGEST_NAME: Final = 150
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def media_type(content: bytes, name: str) -> str:
    """The media type of `content`. What could run in a browser (HTML, XML, SVG) and what we do not know is only bytes."""
    head = content[:_HEAD]
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "image/heic"
    guessed = filetype.guess(head)
    found = str(guessed.mime) if guessed else ""
    if found in IMAGES or found in _DOCUMENTS or found.startswith(_DOCUMENT_FAMILIES):
        return found
    if found or not _is_text(content):
        return OPAQUE
    if _MARKUP.search(head.removeprefix(b"\xef\xbb\xbf")):
        return OPAQUE
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"


def _is_text(content: bytes) -> bool:
    """UTF-8, or the Windows encoding of older programs, without control characters."""
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in set(content)):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return 0x7F not in content and not {0x81, 0x8D, 0x8F, 0x90, 0x9D} & set(content)
    return True


_SUFFIXES: Final = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}


def clean_name(name: str, kind: str = "") -> str:
    """A name to show and to save under: no folders, nothing invisible, at most 150 letters.

    A kept picture gets the ending of what it is now, since a `.heic` that holds a JPEG opens nowhere.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in base)
    text = _BLANKS.sub(" ", _RESERVED.sub("_", shown)).strip(" .")
    stem, suffix = PurePosixPath(text).stem, PurePosixPath(text).suffix
    if len(suffix) > 12:
        stem, suffix = text, ""
    wanted = _SUFFIXES.get(kind)
    if wanted and suffix.lower() not in wanted:
        suffix = wanted[0]
    stem = stem.strip(" .") or "fichier"
    return stem[: _LONGEST_NAME - len(suffix)].rstrip(" .") + suffix
