"""Two versions of a document that two people wrote at once: what one typed, and what the other saved meanwhile. Nothing here decides.

Both are forms as an editor fills them (`lines.defaults`, or rows of its own), so any editor can use it: `pair` lays them side by
side and marks what differs, `both_versions.html` shows it above the form, which keeps everything that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from dashboard.forms import Form, cents, decimal

LINE: Final = (
    "description",
    "quantity",
    "unit",
    "unit_price",
    "section",
    "discount",
    "tax",
    "cost",
    "alternative",
    "optional",
)


MONEY: Final = ("unit_price", "cost", "amount", "total")
NUMBERS: Final = ("quantity", "rate")


class Part(NamedTuple):
    """One field of one version; `name` is the field's own, without its place."""

    name: str
    text: str
    differs: bool


class Row(NamedTuple):
    """One line, one row of another kind, or one field of the whole (`field`), in both versions; an empty side has nothing there."""

    field: str
    mine: tuple[Part, ...]
    theirs: tuple[Part, ...]

    @property
    def differs(self) -> bool:
        return any(part.differs for part in (*self.mine, *self.theirs))


def pair(
    mine: Form, theirs: Form, fields: Mapping[str, str], repeated: Mapping[str, Sequence[str]] | None = None
) -> list[Row]:
    """All of both versions.

    `fields`: names of the whole document's fields, and of what they say where nothing is in them. `repeated`: the columns of rows
    that are no lines, by the name that they begin with (`dues.0.due_on`); those with the same first column belong together.
    """
    rows = list(_rows(mine, theirs, "lines", LINE, ""))
    for prefix, columns in (repeated or {}).items():
        rows += _rows(mine, theirs, prefix, columns, prefix)
    for name, nothing in fields.items():
        left, right = {name: mine.text(name)}, {name: theirs.text(name)}
        rows.append(Row(name, _parts(left, right, nothing), _parts(right, left, nothing)))
    return rows


def _rows(mine: Form, theirs: Form, prefix: str, columns: Sequence[str], field: str) -> Iterator[Row]:
    ours, others = ([f"{prefix}.{n}" for n in form.rows(prefix)] for form in (mine, theirs))
    key = columns[0]
    for a, b in _aligned([mine.text(f"{at}.{key}") for at in ours], [theirs.text(f"{at}.{key}") for at in others]):
        left = {name: mine.text(f"{ours[a]}.{name}") for name in columns} if a is not None else None
        right = {name: theirs.text(f"{others[b]}.{name}") for name in columns} if b is not None else None
        yield Row(field, _parts(left, right), _parts(right, left))


def _aligned(mine: list[str], theirs: list[str]) -> list[tuple[int | None, int | None]]:
    """Places of lines that belong together: the same words, or what stands where they changed."""
    found: list[tuple[int | None, int | None]] = []
    for _, a, a_end, b, b_end in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        for n in range(max(a_end - a, b_end - b)):
            found.append((a + n if a + n < a_end else None, b + n if b + n < b_end else None))
    return found


def _parts(one: Mapping[str, str] | None, other: Mapping[str, str] | None, nothing: str = "") -> tuple[Part, ...]:
    """A field that neither has is no part."""
    if one is None:
        return ()
    parts = []
    for name, text in one.items():
        differs = other is None or _meant(name, text) != _meant(name, other[name])
        if text or nothing or (differs and other is not None):
            parts.append(Part(name, text or nothing or "–", differs))
    return tuple(parts)


def _meant(name: str, text: str) -> object:
    """What was typed, whatever way it was typed in: 1,50 and 1.5 are the same."""
    if name in MONEY and (amount := cents(text)) is not None:
        return amount
    if name in NUMBERS:
        return decimal(text or "1").rstrip("0").rstrip(".") if "." in decimal(text) else decimal(text or "1")
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).replace(" %", "%")
