"""How a number looks. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple, get_args

Kind = Literal["quote", "invoice", "credit_note", "receipt", "refund"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MAIN = "main"
"""The counter of who does not begin anew each year."""


class Format(NamedTuple):
    prefix: str = ""
    suffix: str = ""
    width: int = 1
    start: int = 1
    yearly: bool = False

    def series(self, day: date) -> str:
        """The counter that a document of that day takes its number from."""
        return f"{day.year:04d}" if self.yearly else MAIN

    def text(self, number: int, day: date) -> str:
        """`F-2026-0007` of `F-{YYYY}-`, width 4."""
        return f"{_of_year(self.prefix, day)}{number:0{self.width}d}{_of_year(self.suffix, day)}"

    def number_in(self, text: str, day: date) -> int | None:
        """The number in a text that this format could have given on that day, whatever its width; None if it could not."""
        pattern = f"{re.escape(_of_year(self.prefix, day))}([0-9]{{1,12}}){re.escape(_of_year(self.suffix, day))}"
        found = re.fullmatch(pattern, text)
        return int(found[1]) if found else None

    @property
    def names_year(self) -> bool:
        """Whether the printed numbers of two years differ. (Of two years a century apart they need not.)"""
        return "{YY" in self.prefix or "{YY" in self.suffix


PLAIN = Format()


def _of_year(text: str, day: date) -> str:
    return text.replace("{YYYY}", f"{day.year:04d}").replace("{YY}", f"{day.year % 100:02d}")
