"""Texts with placeholders: `Bonjour {client},`. One syntax everywhere: a known word in braces, and no other brace.

A placeholder has a French and an English word and both are understood in both languages; accents and capitals do not matter.
Pure: nothing here reads a database or knows a kind of mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from services.kit.texts import end_once

_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,60})\}")
_EMPTY_LINES = re.compile(r"\n{3,}")

# GSM 03.38: what fits into seven bits, and what takes two of them.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")


class Words(NamedTuple):
    """How a placeholder is written in each language."""

    fr: str
    en: str


class Fault(NamedTuple):
    """What is wrong with a text. `code` is the field problem's, `name` the placeholder as typed."""

    code: Literal["template-unknown", "template-missing", "template-brace"]
    name: str = ""


class SmsLength(NamedTuple):
    """How an SMS is counted: letters of its encoding, and the messages that it is sent (and paid) as."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


def fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def render(text: str, known: Mapping[str, Words], values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in, once: what a value says is never read as a placeholder.

    A placeholder without a value says nothing; a paragraph that became empty is left out.
    """
    by_word = _by_word(known)

    def fill(found: re.Match[str]) -> str:
        name = by_word.get(fold(found[1]))
        return found[0] if name is None else values.get(name, "")

    return end_once(_EMPTY_LINES.sub("\n\n", _PLACEHOLDER.sub(fill, text)).strip())


def faults(text: str, known: Mapping[str, Words], required: Iterable[str], language: str) -> list[Fault]:
    """Why the text may not be kept: unknown placeholders, a lone brace, a required one that is missing."""
    by_word = _by_word(known)
    found: list[Fault] = []
    for match in _PLACEHOLDER.finditer(text):
        fault = Fault("template-unknown", f"{{{match[1]}}}")
        if fold(match[1]) not in by_word and fault not in found:
            found.append(fault)
    used = names(text, known)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        found.append(Fault("template-brace"))
    found += [Fault("template-missing", written(known[name], language)) for name in required if name not in used]
    return found


def names(text: str, known: Mapping[str, Words]) -> set[str]:
    """The known placeholders that the text has."""
    by_word = _by_word(known)
    words = (fold(match[1]) for match in _PLACEHOLDER.finditer(text))
    return {by_word[word] for word in words if word in by_word}


def written(words: Words, language: str) -> str:
    """`{entreprise}` or `{company}`."""
    return f"{{{words.en if language == 'en' else words.fr}}}"


# Signs of good typography that would make a whole text message twice as dear, and what stands for them there.
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"',
                        "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE"})  # fmt: skip


def for_sms(text: str) -> str:
    """The text in letters of GSM-7 as far as that changes no word: accents stay as they are."""
    return text.translate(_PLAIN)


def sms_length(text: str) -> SmsLength:
    """160 letters of GSM-7 or 70 of UCS-2 in one message, 153 or 67 in each of several; no letter is cut in two."""
    text = text.replace("\r\n", "\n")
    gsm = all(char in _GSM or char in _GSM_TWICE for char in text)
    sizes = [
        (2 if char in _GSM_TWICE else 1) if gsm else len(char.encode("utf-16-be", "surrogatepass")) // 2
        for char in text
    ]
    units, (alone, each) = sum(sizes), (160, 153) if gsm else (70, 67)
    encoding: Literal["GSM-7", "UCS-2"] = "GSM-7" if gsm else "UCS-2"
    if units <= alone:
        return SmsLength(encoding, units, min(units, 1))
    segments, room = 1, each
    for size in sizes:
        if size > room:
            segments, room = segments + 1, each
        room -= size
    return SmsLength(encoding, units, segments)


def _by_word(known: Mapping[str, Words]) -> dict[str, str]:
    return {fold(word): name for name, words in known.items() for word in words}
