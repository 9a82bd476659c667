"""What a bundle is made of, as a cell of a file says it: `SKU-1 × 2; "Coude; 90°" × 1,5`. Pure.

A part goes by its code, without one by its name, and where another has the same name by its id. A name that would be read wrongly
stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from services.jobs.search import folded

_PIECE: Final = re.compile(r'\s*("(?:[^"]|"")*"[^;]*|[^;]*)(?:;|$)')
_PART: Final = re.compile(
    r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>.+?))(?:(?:\s*×\s*|\s+[xX*]\s*|\s*[xX*]\s+)(?P<quantity>-?[0-9][0-9.,\s]*))?'
)


class Called(Protocol):
    """What a part is found by; an item, or a row that will be one."""

    @property
    def code(self) -> str: ...
    @property
    def name_fr(self) -> str: ...
    @property
    def name_en(self) -> str | None: ...


T = TypeVar("T")


class Named(NamedTuple):
    """A part as it is written: what it is called, and how much of it as a decimal string; one where nothing is said."""

    ref: str
    quantity: str


class Index(Generic[T]):
    """What can be a part, by code, by name in either language, and by id; who comes later is found first."""

    def __init__(self) -> None:
        self._codes: dict[str, T] = {}
        self._names: dict[str, T] = {}
        self._ids: dict[str, T] = {}

    def add(self, called: Called, what: T, item_id: str = "") -> None:
        if called.code:
            self._codes[called.code] = what
        for name in (called.name_en, called.name_fr):
            if name:
                self._names[folded(name)] = what
        if item_id:
            self._ids[item_id] = what

    def find(self, ref: str) -> T | None:
        return self._codes.get(ref) or self._names.get(folded(ref)) or self._ids.get(ref)


def read(cell: str) -> list[Named] | str:
    """The parts of a cell, or the piece that cannot be read."""
    found = []
    for piece in (each[1].strip() for each in _PIECE.finditer(cell)):
        if not piece:
            continue
        part = _PART.fullmatch(piece)
        if part is None:
            return piece
        ref = part["bare"] if part["quoted"] is None else part["quoted"].replace('""', '"')
        quantity = re.sub(r"\s", "", part["quantity"] or "1").replace(",", ".")
        if not ref.strip() or quantity.count(".") > 1:
            return piece
        found.append(Named(" ".join(ref.split()), quantity))
    return found


def written(parts: Iterable[tuple[Any, Decimal]], index: Index[Any], language: str) -> str:
    """The cell of these items and quantities, so that `read` and `index` find the very same."""
    pieces = []
    for item, quantity in parts:
        refs = (ref for ref in (item.code, item.name_fr, item.name_en) if ref)
        ref = next((ref for ref in refs if index.find(ref) is item and " ".join(ref.split()) == ref), item.id)
        many = f"{quantity.normalize():f}"
        piece = f"{ref} × {many.replace('.', ',') if language == 'fr' else many}"
        if read(piece) != [Named(ref, many)]:
            piece = '"{}" × {}'.format(ref.replace('"', '""'), piece.rpartition(" × ")[2])
        pieces.append(piece)
    return "; ".join(pieces)
