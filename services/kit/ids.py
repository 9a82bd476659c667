"""Ids: a prefix that says what it is, and a time-ordered part that nobody can guess to the end."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u


def new(prefix: str) -> str:
    """`job_06dq…`: 48 bits of milliseconds, then 80 random bits, in 26 letters. Sorts by time of creation."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    letters = [_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(letters)}"


def made_at(value: str) -> datetime:
    """When an id that `new` made was made, to the millisecond."""
    number = 0
    for letter in value.rpartition("_")[2]:
        number = number << 5 | _ALPHABET.index(letter)
    return datetime.fromtimestamp((number >> 80) / 1000, UTC)
