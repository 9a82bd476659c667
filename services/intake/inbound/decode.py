"""From the bytes of a mail to text, whatever they claim to be. Nothing here raises."""

from __future__ import annotations

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parseaddr
from typing import Final, NamedTuple

LONGEST_HEADER: Final = 2_000
"""Letters of a header's value that are looked at."""

_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What mails call an encoding, and what it is: browsers have long read these so.
_ALIASES: Final = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi": "cp1252",
    "unknown-8bit": "utf-8",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "x-unknown": "utf-8",
    "default": "utf-8",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
}


def text(content: bytes, charset: str | None) -> str:
    """The text in `content`: as declared if that fits, else as UTF-8 if it is, else as Windows wrote it in Quebec."""
    declared = (charset or "utf-8").strip().strip("\"'").lower()
    for name in (_ALIASES.get(declared, declared), "utf-8"):
        try:
            return tidy(content.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return tidy(content.decode("cp1252", errors="replace"))


def tidy(value: str) -> str:
    """Line feeds only, composed letters, and nothing that Postgres or a page cannot hold."""
    value = _BREAKS.sub("\n", value.removeprefix("\ufeff"))
    kept = "".join(char for char in value if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept)


def header(value: object) -> str:
    """A header's value on one line, its encoded words decoded; raw 8-bit letters are read as UTF-8 or Windows-1252."""
    raw = _eight_bit(str(value))[:LONGEST_HEADER]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError, LookupError, IndexError):  # binascii's error is a ValueError
        pieces = [(raw, None)]
    words = (piece if isinstance(piece, str) else text(piece, charset) for piece, charset in pieces)
    return one_line("".join(words))


def one_line(value: str) -> str:
    """Runs of blanks and line breaks are one blank."""
    return " ".join(tidy(value).split())


def _eight_bit(value: str) -> str:
    """`email` keeps 8-bit letters of a header as lone surrogates."""
    if value.isascii():
        return value
    try:
        return text(value.encode("utf-8", "surrogateescape"), "utf-8")
    except UnicodeError:  # surrogates that are no bytes
        return tidy(value)


class Person(NamedTuple):
    """Whom an address header names; the address in lower case, "" where there is none."""

    name: str
    address: str


NOBODY: Final = Person("", "")


def person(value: object) -> Person:
    """The first person of a `From` and the like."""
    raw = _eight_bit(str(value))[:LONGEST_HEADER]
    try:
        name, address = parseaddr(raw)
    except (ValueError, IndexError, AttributeError, RecursionError):
        name, address = "", ""
    address = one_line(address).replace(" ", "").lower()
    if not _ADDRESS.fullmatch(address):
        found = _ADDRESS_IN.search(raw)
        name, address = ("" if found else raw), (found[0].lower() if found else "")
    return Person(header(name)[:200], address[:254])


_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,253}")
_ADDRESS_IN: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
