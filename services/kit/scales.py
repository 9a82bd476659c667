"""The round numbers of an axis, and how they read. Pure."""

from __future__ import annotations

from services.kit.texts import money


def scale(low: int, high: int) -> tuple[int, int, int]:
    """The ends of an axis from at most `low` to at least `high`, and its step: round numbers, at most seven lines, 0 among them."""
    low, high = min(low, 0), max(high, 0, low + 1)
    power = 1
    while True:
        for step in (power, power * 2, power * 5):
            if (high - low) <= step * 5:
                return low // step * step, -(-high // step) * step, step
        power *= 10


def short(language: str, cents: int, currency: str) -> str:
    """`12 000 $` or `$12,000` on an axis: whole units, or cents where units are too coarse."""
    text = money(language, cents, currency)
    if cents % 100:
        return text
    return text.replace(",00", "") if language == "fr" else text.removesuffix(".00")
