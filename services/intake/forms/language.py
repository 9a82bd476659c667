"""Which language a visitor reads: what they ask for in the address, else what their browser asks for."""

from __future__ import annotations

from collections.abc import Sequence

from services.kit.texts import LANGUAGES, Language


def choose(asked: str | None, accept_language: str, offered: Sequence[Language]) -> Language:
    """One of the `offered` languages; its first if nothing fits."""
    for tag in [asked or "", *_preferred(accept_language)]:
        for language in offered:
            if tag.lower().partition("-")[0] == language:
                return language
    return offered[0] if offered else LANGUAGES[0]


def _preferred(header: str) -> list[str]:
    """The tags of an `Accept-Language` header, most wanted first."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        if tag and weight > 0:
            weighted.append((weight, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda each: -each[0])]


def _weight(rest: str) -> float:
    name, _, value = rest.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
