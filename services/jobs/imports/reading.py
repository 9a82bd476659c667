"""A CSV file of any make as rows of text: its encoding, its separator, and on which line each row begins. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from services.kit.problems import Problem

MOST_LINES: Final = 10_000
MOST_BYTES: Final = 10_000_000
MOST_COLUMNS: Final = 100
SEPARATORS: Final = (";", ",", "\t", "|")
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LIKELY: Final = ["cp1252", "mac_roman", "cp850", "latin_1"]
_SAMPLED: Final = 200
_LONGEST_CELL: Final = 20_000


@dataclass(frozen=True)
class Sheet:
    """`rows` are (line number in the file, cells), the header apart. Rows without any text are left out."""

    encoding: str
    separator: str
    header: list[str]
    rows: list[tuple[int, list[str]]]


def read(content: bytes) -> Sheet:
    """Raises 413 for too many lines, 422 for what is no table."""
    text, encoding = _decode(content)
    separator = _separator(text)
    rows = _rows(text, separator)
    if not rows or len(rows[0][1]) > MOST_COLUMNS:
        raise Problem(422, "import-no-table")
    (_, header), *rest = rows
    if len(rest) > MOST_LINES:
        raise Problem(413, "import-too-many-lines", most=MOST_LINES)
    if not rest:
        raise Problem(422, "import-empty")
    width = len(header)
    return Sheet(encoding, separator, header, [(line, (cells + [""] * width)[:width]) for line, cells in rest])


def _decode(content: bytes) -> tuple[str, str]:
    """UTF-8 where it fits; else what a mark at the start says; else the likeliest of what offices here have used."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError:
                break
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if content[:2000].count(0) > len(content[:2000]) // 4:  # two bytes a letter, without a mark
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    best = from_bytes(content[:500_000], cp_isolation=_LIKELY).best()
    encoding = best.encoding if best else "cp1252"
    return content.decode(encoding, "replace"), encoding


def _separator(text: str) -> str:
    """The one that cuts the first rows into the same number of columns, and into most of them."""

    def fits(separator: str) -> tuple[int, int]:
        widths = [len(cells) for _, cells in _rows("\n".join(text.splitlines()[:_SAMPLED]), separator)]
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(SEPARATORS, key=fits)


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Quoted cells may hold separators and line breaks. A quote that never ends makes one long cell, and is refused."""
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                raise Problem(422, "import-unclosed-quote", line=line)
            if any(cell.strip() for cell in cells):
                found.append((line, [cell.strip() for cell in cells]))
            if len(found) > MOST_LINES + 1:
                break
            line = reader.line_num + 1
    except csv.Error:
        raise Problem(422, "import-unclosed-quote", line=line) from None
    return found
