"""What a client wrote, apart from what their mail program repeated below (or above) it. Pure, and linear in the mail's length.

Written by hand because the patterns of the known libraries backtrack: 6 kB of blank lines cost `mail-parser-reply` half a second,
and what a stranger mails must not hold up everybody else's.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from services.intake.inbound.markup import QUOTE_MARK

LONGEST: Final = 200_000
"""Letters of a mail's text that are looked at and kept; the raw mail has the rest."""


_LONGEST_SIGN: Final = 500
"""A longer line is no sign of where a quotation begins: no pattern gets to see it."""


class Folded(NamedTuple):
    """`body` is what to show; `quoted` what stands folded below it: earlier mails and signatures."""

    body: str
    quoted: str


# Attributions: "Le mar. 3 mars 2026 à 10:14, Jean Roy <…> a écrit :", "On Tue, Mar 3, 2026 at 10:14 AM … wrote:".
_ATTRIBUTION: Final = re.compile(
    r"(?:le|on|am|el|il)\s[^\n]{3,400}?(?:a\s+écrit|écrit|wrote|schrieb|escribió|ha\s+scritto)\s*:$",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(r"(?:le|on|am|el|il)\s+\S", re.IGNORECASE)
_WROTE: Final = re.compile(r"(?:a\s+écrit|écrit|wrote|schrieb|escribió|ha\s+scritto)\s*:$", re.IGNORECASE)
_SHORT_ATTRIBUTION: Final = re.compile(
    r".{1,120}<[^<>\s]{1,120}@[^<>\s]{3,120}>\s*(?:a\s+écrit|wrote)\s*:$", re.IGNORECASE
)
_SEPARATOR: Final = re.compile(
    r"[-_=* ]{2,}\s*(?:original message|message d['’]origine|message original|forwarded message|message transféré|"
    r"message réexpédié|reply message|ursprüngliche nachricht)\s*[-_=* ]{2,}$|(?:begin forwarded message|"
    r"début du message (?:réexpédié|transféré))\s*:$",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[_\-]{20,}$")
_FROM_LINE: Final = re.compile(r"[*_]{0,2}(?:de|from|von|expéditeur|sender)\s?:[*_]{0,2}\s*\S", re.IGNORECASE)
_HEADER_LINE: Final = re.compile(
    r"[*_]{0,2}(?:envoyé|envoyé le|sent|date|à|to|pour|objet|subject|cc|an|gesendet|betreff|répondre à|reply-to)\s?:",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"--\s?$")
_SENT_FROM: Final = re.compile(
    r"(?:envoyé (?:de|depuis|à partir de) (?:mon|ma|un|l['’]|outlook|yahoo)|sent from (?:my|mail|outlook|yahoo)|"
    r"obtenez outlook|get outlook|envoyé avec|télécharger outlook|provenant de (?:mon|courrier)).{0,120}$",
    re.IGNORECASE,
)


def fold(text: str) -> Folded:
    """Splits the text of a mail. Where nothing of the writer's own would be left, everything stays."""
    lines = [_plain(line) for line in text[:LONGEST].split("\n")]
    at = _start([line if len(line) <= _LONGEST_SIGN else "x" for line in lines])
    own, rest = _without_marks(lines[:at]), _without_marks(lines[at:])
    body, signature = _signature(own)
    if not _says_something(body) and not _says_something(signature):
        return _answer_below(own, rest)
    if not _says_something(body):
        body, signature = own, []
    return Folded(_joined(body), _joined([*signature, *([""] if signature and rest else []), *rest]))


def _start(lines: list[str]) -> int:
    """The line from which on the mail is not the writer's; its length if there is none."""
    tail = len(lines)  # from here on there is nothing but quotation
    while tail and (not lines[tail - 1] or lines[tail - 1].startswith(">")):
        tail -= 1
    for at, line in enumerate(lines):
        if line == QUOTE_MARK or _SEPARATOR.match(line) or _is_attribution(lines, at) or _is_header_block(lines, at):
            return at
        if at >= tail and line.startswith(">"):
            return at
    return len(lines)


def _is_attribution(lines: list[str], at: int) -> bool:
    line = lines[at].lstrip("> ")
    if _SHORT_ATTRIBUTION.match(line[:300]):
        return True
    if not _OPENS.match(line):
        return False
    whole = ""
    for each in lines[at : at + 4]:  # mail programs wrap it
        whole = f"{whole} {each.lstrip('> ')}".strip()
        if len(whole) > 450:
            return False
        if _WROTE.search(whole[-40:]):
            return _ATTRIBUTION.match(whole) is not None and any(c.isdigit() or c in "@<" for c in whole)
    return False


def _is_header_block(lines: list[str], at: int) -> bool:
    """Outlook repeats the head of the mail that it answers: `De :`, `Envoyé :`, `À :`, `Objet :`."""
    if _RULE.match(lines[at]):
        at = next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n]), at)
    if not _FROM_LINE.match(lines[at].lstrip("> ")):
        return False
    following = [each.lstrip("> ") for each in lines[at + 1 : at + 10] if each]
    return sum(1 for each in following[:6] if _HEADER_LINE.match(each)) >= 2


def _signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before and from a signature on: `-- `, or "Sent from my phone" at the end."""
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line):
            return lines[:at], lines[at:]
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    if end and _SENT_FROM.match(lines[end - 1]):
        return lines[: end - 1], lines[end - 1 :]
    return lines, []


def _answer_below(own: list[str], rest: list[str]) -> Folded:
    """Nothing above the quotation: the answer stands below it, or between its lines, or there is none."""
    last = max((n for n, line in enumerate(rest) if line.startswith(">")), default=-1)
    first = next((n for n, line in enumerate(rest) if line.startswith(">")), 0)
    if last >= 0 and all(not line or line.startswith(">") for line in rest[first : last + 1]):
        below, signature = _signature(rest[last + 1 :])
        if _says_something(below):
            quoted = [*own, *rest[: last + 1], *([""] if signature else []), *signature]
            return Folded(_joined(below), _joined(quoted))
    return Folded(_joined([*own, *rest]), "")


def _plain(line: str) -> str:
    return line.replace("\xa0", " ").replace("\u202f", " ").rstrip() if QUOTE_MARK not in line else QUOTE_MARK


def _without_marks(lines: list[str]) -> list[str]:
    return [line for line in lines if line != QUOTE_MARK]


def _says_something(lines: list[str]) -> bool:
    return any(any(char.isalnum() or not char.isascii() for char in line) for line in lines)


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").strip()
