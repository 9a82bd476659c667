"""A mail as a person reads it: its text, its HTML, what is attached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

_CID = re.compile(r"""(["'(])cid:([^"')\s]+)""")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a mail that is not its text; `index` counts the parts of the mail, all of them, from 0."""

    index: int
    name: str
    media_type: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Mail:
    headers: list[tuple[str, str]]
    text: str | None
    html: str | None
    parts: list[Part]


def read(raw: bytes) -> Mail:
    """The readable form of a mail, however broken it is."""
    message = _parse(raw)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    parts = [
        Part(index, part.get_filename() or f"{index}", part.get_content_type(), len(_bytes(part)))
        for index, part in enumerate(message.walk())
        if not part.is_multipart() and part is not text and part is not html
    ]
    headers = [(name, " ".join(str(value).split())) for name, value in message.items()]
    return Mail(headers, _text(text), _text(html), parts)


def content(raw: bytes, index: int) -> tuple[Part, bytes] | None:
    """One part's description and content; None when the mail has no such part."""
    for at, part in enumerate(_parse(raw).walk()):
        if at == index and not part.is_multipart():
            decoded = _bytes(part)
            return Part(index, part.get_filename() or f"{index}", part.get_content_type(), len(decoded)), decoded
    return None


def html_page(raw: bytes, parts_url: str) -> str | None:
    """The HTML body, its embedded images pointing to `parts_url`/<index>; None when it has none."""
    message = _parse(raw)
    html = _text(message.get_body(("html",)))
    if html is None:
        return None
    by_id = {str(part["Content-ID"] or "").strip("<> "): index for index, part in enumerate(message.walk())}

    def replace(found: re.Match[str]) -> str:
        index = by_id.get(found[2])
        return found[0] if index is None else f"{found[1]}{parts_url}/{index}"

    return _CID.sub(replace, html)


def _parse(raw: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(raw)


def _bytes(part: MIMEPart) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _text(part: MIMEPart | None) -> str | None:
    if part is None:
        return None
    charset = part.get_content_charset() or "utf-8"
    try:
        return _bytes(part).decode(charset, errors="replace")
    except LookupError:  # an encoding that nobody knows
        return _bytes(part).decode("utf-8", errors="replace")
