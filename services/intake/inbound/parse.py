"""A mail as it came, read: who wrote, what they wrote, what is attached. Pure; whatever the bytes are, it never raises.

The standard library does the MIME, with the policy that promises least (`compat32`) and so breaks least. What it cannot read stays:
as an attachment with a note, or, where nothing can be read, as the raw mail that is kept anyway.
"""

from __future__ import annotations

import email
import mimetypes
import re
from dataclasses import dataclass, field, replace
from email.header import Header
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from services.intake.inbound import decode, markup, quotes
from services.intake.inbound.decode import NOBODY, Person

DEEPEST: Final = 40
"""Levels of parts in parts that are followed."""
MOST_PARTS: Final = 400
MOST_BOUNDARIES: Final = 60
"""Real mails have a handful. The parser tests every line against every open boundary, so more would be a way to hold us up."""
MOST_ATTACHMENTS: Final = 100
MOST_HEAD: Final = 1_000_000
"""Bytes in which the headers must end."""
LONGEST_PARAMETERS: Final = 10_000
"""Letters of a `Content-Type` that are read: reading takes the square of it."""

_BROKEN: Final = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the library throws at mails that nobody should have sent; UnicodeError and binascii's are ValueErrors."""


@dataclass(frozen=True)
class Attachment:
    """A part that is not the mail's text. `note` tells what is odd about it: `undecodable`, `tnef`."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False
    note: str | None = None


@dataclass(frozen=True)
class Parsed:
    """A mail in pieces. `headers` are all of them in order, decoded; `body`, `quoted` and `html` what it says."""

    headers: tuple[tuple[str, str], ...] = ()
    sender: Person = NOBODY
    subject: str = ""
    message_id: str = ""
    """Without its angle brackets; "" where there is none."""
    references: tuple[str, ...] = ()
    """The mails that it answers, nearest first, without angle brackets."""
    body: str = ""
    quoted: str = ""
    html: str | None = None
    """Cleaned; None for a mail in plain text."""
    attachments: tuple[Attachment, ...] = ()
    report: tuple[str, bytes] | None = None
    """Type (`delivery-status`, …) and content of the machine-readable part of a `multipart/report`."""
    returned: bytes | None = None
    """The mail, or its headers, that a report gives back."""
    notes: tuple[str, ...] = ()
    """What is odd: `unreadable`, `too-deep`, `too-long`, `too-many-parts`."""
    content_type: str = "text/plain"

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def parse(raw: bytes) -> Parsed:
    """Reads a mail. What cannot be read is left out of the answer and named in its notes."""
    if raw[:4_000_000].lower().count(b"boundary") > MOST_BOUNDARIES:
        return _unreadable(raw, "too-deep")
    try:
        message = email.message_from_bytes(raw)
        reading = _Reading()
        reading.take(message)
    except _BROKEN:
        return _unreadable(raw, "unreadable")
    return reading.result(_headers(message), message)


def parse_head(raw: bytes) -> Parsed:
    """Only the headers."""
    head = raw[:MOST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    try:
        message = BytesHeaderParser().parsebytes(head)
        return _with_headers(Parsed(), _headers(message), message)
    except _BROKEN:
        return Parsed(notes=("unreadable",))


def _unreadable(raw: bytes, note: str) -> Parsed:
    """The headers, and what looks like text behind them; nested parts would only show their seams."""
    rest = raw[:MOST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    shown = quotes.fold("" if note == "too-deep" else decode.text(rest[:4_000], None))
    return replace(parse_head(raw), body=shown.body, quoted=shown.quoted, notes=(note,))


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    found = list(message.raw_items())[:500]
    return tuple((decode.one_line(str(name))[:100], decode.header(_plain(value))) for name, value in found)


def _plain(value: object) -> str:
    return str(value) if isinstance(value, Header) else value if isinstance(value, str) else ""


def _raw(message: Message, name: str) -> str:
    """A header's value with its 8-bit letters; `message[name]` would have lost them."""
    return next((_plain(value) for each, value in message.raw_items() if each.lower() == name), "")


def _with_headers(parsed: Parsed, headers: tuple[tuple[str, str], ...], message: Message) -> Parsed:
    found = Parsed(headers=headers)
    ids = [*_ids(found.first("in-reply-to")), *reversed(_ids(found.first("references")))]
    return replace(
        parsed,
        headers=headers,
        sender=decode.person(_raw(message, "from")),
        subject=found.first("subject")[:500],
        message_id=next(iter(_ids(found.first("message-id"))), ""),
        references=tuple(dict.fromkeys(ids))[:50],
    )


def _ids(value: str) -> list[str]:
    """The ids in a header, `<a@b> <c@d>` or without brackets."""
    return [part.strip("<>,;\"'")[:500] for part in value.replace("><", "> <").split() if "@" in part]


@dataclass
class _Reading:
    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)  # an ordered set
    report: tuple[str, bytes] | None = None
    returned: bytes | None = None
    parts: int = 0

    def take(self, part: Message, depth: int = 0, *, alternative: bool = False) -> None:
        """Reads `part` and what is in it. An `alternative` tells what another part tells too."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            self.notes["too-many-parts"] = None
            return
        if depth > DEEPEST:
            self.notes["too-deep"] = None
            return
        for name in ("Content-Type", "Content-Disposition"):
            if len(str(part.get(name, ""))) > LONGEST_PARAMETERS:
                del part[name]
                self.notes["unreadable"] = None
        kind = part.get_content_type()
        if kind.startswith("multipart/") and not part.is_multipart():
            # Its boundary is missing or never comes: then it is one text.
            self._text(part, "text/plain", alternative)
        elif kind == "multipart/alternative":
            self._alternative(part, depth)
        elif kind == "message/rfc822" or (part.is_multipart() and kind.startswith("message/")):
            self._mail_in_mail(part, kind)
        elif part.is_multipart():
            for child in _children(part):
                self.take(child, depth + 1, alternative=alternative)
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            self._text(part, kind, alternative)
        else:
            self._leaf(part, kind)

    def _alternative(self, part: Message, depth: int) -> None:
        """The same thing told several times: plain text is shown as it is, HTML as its formatted view."""
        texts, pages = len(self.texts), len(self.pages)
        for child in _children(part):
            self.take(child, depth + 1, alternative=True)
        told = [each for each in self.texts[texts:] if each.strip()]
        self.texts[texts:] = told or [markup.as_text(each) for each in self.pages[pages:]]

    def _text(self, part: Message, kind: str, alternative: bool) -> None:
        content, broken = _content(part)
        if content is None:
            self._keep(part, kind, b"", "undecodable")
            return
        words = decode.text(content, _charset(part))
        if kind == "text/plain" and part.get_param("format") == "flowed":
            words = _unflowed(words, delete_space=part.get_param("delsp") == "yes")
        if broken:
            self._keep(part, kind, content, "undecodable")
        if kind == "text/html":
            self.pages.append(words)
            if not alternative:
                self.texts.append(markup.as_text(words))
        else:
            self.texts.append(words)

    def _mail_in_mail(self, part: Message, kind: str) -> None:
        if kind in _REPORTS:
            self.report = self.report or (kind.partition("/")[2], _whole(part))
            return
        inner = next(iter(_children(part)), None)
        content = _whole(part if inner is None else inner)
        if self.report and self.returned is None:
            self.returned = content
            return
        subject = "" if inner is None else decode.header(_raw(inner, "subject"))
        name = (decode.one_line(subject).replace("/", "-")[:80].strip(". ") or "message") + ".eml"
        self._add(Attachment(name, "message/rfc822", content))

    def _leaf(self, part: Message, kind: str) -> None:
        content, broken = _content(part)
        if kind in _REPORTS and self.report is None:
            self.report = (kind.partition("/")[2], content or b"")
        elif kind == "text/rfc822-headers" and self.returned is None:
            self.returned = content or b""
        elif content is None:
            self._keep(part, kind, b"", "undecodable")
        else:
            note = "tnef" if kind in _TNEF or _name(part).lower() == "winmail.dat" else None
            self._keep(part, kind, content, "undecodable" if broken else note)

    def _keep(self, part: Message, kind: str, content: bytes, note: str | None) -> None:
        name = _name(part) or f"piece-{len(self.attachments) + 1}{mimetypes.guess_extension(kind) or ''}"
        inline = part.get_content_disposition() == "inline" or bool(part.get("Content-ID"))
        self._add(Attachment(name, kind, content, inline, note))

    def _add(self, attachment: Attachment) -> None:
        if len(self.attachments) >= MOST_ATTACHMENTS:
            self.notes["too-many-parts"] = None
        else:
            self.attachments.append(attachment)

    def result(self, headers: tuple[tuple[str, str], ...], message: Message) -> Parsed:
        words = "\n\n".join(each.strip("\n") for each in self.texts if each.strip())
        if len(words) > quotes.LONGEST or any(len(page) > markup.LONGEST for page in self.pages):
            self.notes["too-long"] = None
        shown = quotes.fold(words)
        html = markup.clean("<hr>".join(self.pages)) if self.pages else ""
        parsed = Parsed(
            body=shown.body,
            quoted=shown.quoted,
            html=html or None,
            attachments=tuple(self.attachments),
            report=self.report,
            returned=self.returned,
            notes=tuple(self.notes),
            content_type=message.get_content_type(),
        )
        return _with_headers(parsed, headers, message)


_REPORTS: Final = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"}
)
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name(part))


_FILE_NAME: Final = re.compile(r"""\b(?:file)?name\s*=\s*(?:"([^"\r\n]{1,300})|([^"';\s]{1,300}))""", re.IGNORECASE)


def _name(part: Message) -> str:
    """The file name, without folders: RFC 2231, encoded words and raw 8-bit letters all occur."""
    try:
        found = part.get_filename() or ""
    except _BROKEN:
        found = ""
    if "\ufffd" in found:  # raw 8-bit letters, which the library gives up on
        raw = f"{_raw(part, 'content-disposition')};{_raw(part, 'content-type')}"
        unreadable = _FILE_NAME.search(raw[:2_000])
        found = (unreadable[1] or unreadable[2]) if unreadable else found
    name = decode.header(found).replace("\\", "/").rpartition("/")[2].strip(". ")
    return name[:150]


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except _BROKEN:
        return None


def _content(part: Message) -> tuple[bytes | None, bool]:
    """The decoded content, and whether it is broken; None where there is nothing to be had."""
    try:
        content = part.get_payload(decode=True)
    except _BROKEN:
        content = None
    if not isinstance(content, bytes):
        raw = part.get_payload()
        return (raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else None), True
    broken = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64" and _is_bad_base64(part)
    return content, broken


def _is_bad_base64(part: Message) -> bool:
    """Base64 that lost its end; stray lines in between are common and harmless."""
    raw = part.get_payload()
    letters = (
        sum(1 for char in raw if char.isascii() and (char.isalnum() or char in "+/")) if isinstance(raw, str) else 0
    )
    return letters % 4 == 1


def _whole(part: Message) -> bytes:
    """The part as bytes again; the library cannot write everything that it can read."""
    try:
        if part.get_content_type() in _REPORTS and part.is_multipart():
            return b"\n\n".join(_whole(each).strip() for each in _children(part))
        return part.as_bytes()
    except _BROKEN:
        lines = [f"{name}: {_plain(value)}" for name, value in part.raw_items()]
        body = part.get_payload() if isinstance(part.get_payload(), str) else ""
        return "\n".join([*lines, "", str(body)]).encode("utf-8", "surrogateescape")


def _unflowed(words: str, *, delete_space: bool) -> str:
    """`format=flowed` (RFC 3676): a line that ends in a blank goes on in the next."""
    out: list[str] = []
    flowing = False
    for line in words.split("\n"):
        is_quote = line.startswith(">")
        text = line[1:] if line.startswith(" ") and not is_quote else line
        if flowing and not is_quote and text != "-- ":
            out[-1] += text
        else:
            out.append(text)
        flowing = text.endswith(" ") and text != "-- " and not is_quote
        if flowing and delete_space:
            out[-1] = out[-1][:-1]
    return "\n".join(line.rstrip() for line in out)
